//! Raising a hand, lowering it, and a proctor lowering it once the question is answered.

use super::views::{TalkStanding, Talked, Whose};
use super::{telling, whose};
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::rooms::{deeds, open_room, refusal};
use crate::service::{Answer, Context};
use crate::store::rooms::talk;
use crate::store::{Priority, retrying};
use examhall_domain::id::{AccountId, AttemptId, SittingId};
use examhall_domain::rooms::{AttemptPhase, AttemptRejection};
use serde_json::json;

/// Where a hand is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    Up,
    Down,
}

/// Who lowers or raises it.
#[derive(Clone, Copy)]
enum By {
    Student,
    Staff(AccountId),
}

/// Since when the hand is up, and what the wall has to know when that is news.
pub type Moved = (Option<Instant>, Option<Talked>);

/// The student raises or lowers the own hand; a hand that is there already stays as it is.
///
/// # Errors
/// `not-found` for everybody else; to raise it `attempt-closed` and `room-ended`; and those of the store.
pub async fn move_own(cx: &Context, caller: &Caller, attempt: AttemptId, to: Hand) -> Answer<Moved> {
    let (whose, row) = whose::own(cx, caller, attempt).await?;
    if to == Hand::Up {
        if let AttemptPhase::Closed { reason, at } = row.phase()? {
            return Err(refusal::of_attempt(AttemptRejection::Closed { reason, at }, None).into());
        }
        if open_room::open(cx, whose.room).await?.is_over() {
            return Err(ProblemType::RoomEnded.into());
        }
    }
    move_hand(cx, whose, to, By::Student).await
}

/// The staff lowers a student's hand.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn lower(cx: &Context, caller: &Caller, room: SittingId, attempt: AttemptId) -> Answer<Moved> {
    let whose = whose::in_room(cx, caller, room, attempt).await?;
    move_hand(cx, whose, Hand::Down, By::Staff(caller.account)).await
}

async fn move_hand(cx: &Context, whose: Whose, to: Hand, by: By) -> Answer<Moved> {
    if to == Hand::Down && talk::find(cx.store.read(), whose.attempt).await?.is_none() {
        return Ok((None, None));
    }
    let (since, standing) = retrying(|| move_once(cx, &whose, to, by)).await?;
    if standing.is_some() {
        telling::hand(cx, &whose, since).await;
        if let By::Staff(_) = by {
            deeds::tell(cx, whose.room).await;
        }
    }
    Ok((since, standing.map(|standing| Talked { whose, standing })))
}

async fn move_once(cx: &Context, whose: &Whose, to: Hand, by: By) -> Answer<(Option<Instant>, Option<TalkStanding>)> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let mut held = talk::hold(&transaction, whose.attempt).await?;
    let since = match to {
        Hand::Up => held.hand_since_us.or(Some(cx.clock.now().0)),
        Hand::Down => None,
    };
    if since == held.hand_since_us {
        let standing = TalkStanding::of(&held)?;
        return Ok((standing.hand_since, None));
    }
    held.hand_since_us = since;
    talk::advance(&transaction, &mut held).await?;
    if let By::Staff(account) = by {
        let whom = [whose.attempt];
        deeds::record(cx, &transaction, account, whose.room, "attempts.hand_lowered", &whom, json!({})).await?;
    }
    transaction.commit().await?;
    let standing = TalkStanding::of(&held)?;
    Ok((standing.hand_since, Some(standing)))
}

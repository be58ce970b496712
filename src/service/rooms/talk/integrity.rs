//! What a student's page noticed: kept as it was told, shown to the staff and to the student alike. It judges nobody.

use super::views::{NoticedView, TalkStanding, Talked, Whose};
use super::{telling, whose};
use crate::service::accounts::api::Caller;
use crate::service::{Answer, Context};
use crate::store::rooms::integrity::{self as stored, Kept};
use crate::store::rooms::talk;
use crate::store::{Priority, Transaction, retrying};
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::rooms::IntegrityKind;
use examhall_domain::time::Timestamp;

/// Something that the page noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noticed {
    pub kind: IntegrityKind,
    /// When it happened, by the server's clock as the page knows it.
    pub at: Timestamp,
    /// How long it lasted, where that means anything.
    pub seconds: Option<i64>,
}

/// Keeps what is new, at most as much as an attempt may have; what comes beyond that is counted only, and shows on the wall
/// without being told one by one. The same thing at the same instant is the same event. Answers how many there are, and what the wall has to know when there is news.
///
/// Late news of a closed attempt are taken too: a page that was offline tells them when it is back.
///
/// # Errors
/// `not-found` for everybody else, and those of the store.
pub async fn record(
    cx: &Context,
    caller: &Caller,
    attempt: AttemptId,
    events: &[Noticed],
    received_at: Timestamp,
) -> Answer<(i64, Option<Talked>)> {
    let (whose, _) = whose::own(cx, caller, attempt).await?;
    let mut events = events.to_vec();
    events.sort_unstable_by_key(|event| (event.at, event.kind.name()));
    let (standing, news) = retrying(|| record_once(cx, &whose, &events, received_at)).await?;
    let count = standing.integrity.count;
    if news == 0 {
        return Ok((count, None));
    }
    if count - news < cx.settings.rooms.integrity_max {
        telling::integrity(cx, &whose, &standing).await;
    }
    Ok((count, Some(Talked { whose, standing })))
}

async fn record_once(
    cx: &Context,
    whose: &Whose,
    events: &[Noticed],
    received_at: Timestamp,
) -> Answer<(TalkStanding, i64)> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let mut held = talk::hold(&transaction, whose.attempt).await?;
    let before = held.integrity_count;
    for event in events {
        let is_full = held.integrity_count >= cx.settings.rooms.integrity_max;
        let shelf = if is_full { Shelf::IsFull } else { Shelf::HasRoom };
        if keep(&transaction, whose.attempt, event, received_at, shelf).await? == Kept::Now {
            held.integrity_count += 1;
            held.integrity_kind = Some(event.kind.name().to_owned());
            held.integrity_at_us = Some(event.at.0);
        }
    }
    let news = held.integrity_count - before;
    if news > 0 {
        talk::advance(&transaction, &mut held).await?;
    }
    transaction.commit().await?;
    Ok((TalkStanding::of(&held)?, news))
}

/// Whether an attempt takes another event, or only counts it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shelf {
    HasRoom,
    IsFull,
}

async fn keep(
    transaction: &Transaction,
    attempt: AttemptId,
    event: &Noticed,
    received_at: Timestamp,
    shelf: Shelf,
) -> Answer<Kept> {
    if shelf == Shelf::IsFull {
        let is_kept = stored::is_kept(transaction, attempt, event.at, event.kind).await?;
        return Ok(if is_kept { Kept::Before } else { Kept::Now });
    }
    let row = stored::Model {
        attempt_id: attempt.0,
        at_us: event.at.0,
        kind: event.kind.name().to_owned(),
        received_at_us: received_at.0,
        seconds: event.seconds,
    };
    Ok(stored::insert(transaction, row).await?)
}

/// Everything that was kept of the caller's own attempt, by when it happened.
///
/// # Errors
/// `not-found` for everybody else, and those of the store.
pub async fn list_own(cx: &Context, caller: &Caller, attempt: AttemptId) -> Answer<Vec<NoticedView>> {
    whose::own(cx, caller, attempt).await?;
    list(cx, attempt).await
}

/// The same of a student, for the staff.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn list_of_student(
    cx: &Context,
    caller: &Caller,
    room: SittingId,
    attempt: AttemptId,
) -> Answer<Vec<NoticedView>> {
    whose::in_room(cx, caller, room, attempt).await?;
    list(cx, attempt).await
}

async fn list(cx: &Context, attempt: AttemptId) -> Answer<Vec<NoticedView>> {
    let max = u64::try_from(cx.settings.rooms.integrity_max).unwrap_or(0);
    let rows = stored::list(cx.store.read(), attempt, max).await?;
    Ok(rows.iter().map(NoticedView::of).collect::<Result<_, _>>()?)
}

//! Reading a conversation: the student with the attempt, the staff whole; and remembering what was read.

use super::views::{ChatView, MessageView, TalkStanding, Talked};
use super::whose;
use crate::service::accounts::api::Caller;
use crate::service::{Answer, Context};
use crate::store::rooms::{message, talk};
use crate::store::{Priority, retrying};
use examhall_domain::id::{AttemptId, SittingId};

/// Messages that come with an attempt.
const LAST_MAX: i64 = 50;

/// What comes with an attempt, for whoever was found to be its student.
pub(in crate::service::rooms) async fn of_student(
    cx: &Context,
    attempt: AttemptId,
) -> Answer<(ChatView, TalkStanding)> {
    let Some(row) = talk::find(cx.store.read(), attempt).await? else {
        return Ok((ChatView { messages: Vec::new(), unread: 0 }, TalkStanding::SILENT));
    };
    let messages = message::latest(cx.store.read(), attempt, LAST_MAX).await?;
    let chat = ChatView { messages: messages.into_iter().map(Into::into).collect(), unread: row.unread_by_student };
    Ok((chat, TalkStanding::of(&row)?))
}

/// The student has read up to a message; answers how many are unread now.
///
/// # Errors
/// `not-found` for everybody else, and those of the store.
pub async fn read_upto(cx: &Context, caller: &Caller, attempt: AttemptId, upto: i64) -> Answer<i64> {
    whose::own(cx, caller, attempt).await?;
    if talk::find(cx.store.read(), attempt).await?.is_none() {
        return Ok(0);
    }
    retrying(|| read_upto_once(cx, attempt, upto)).await
}

async fn read_upto_once(cx: &Context, attempt: AttemptId, upto: i64) -> Answer<i64> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let mut held = talk::hold(&transaction, attempt).await?;
    let upto = upto.min(held.last_seq);
    if upto > held.read_by_student {
        let unread = message::count_of_staff_after(&transaction, attempt, upto).await?;
        held.read_by_student = upto;
        held.unread_by_student = i64::try_from(unread).unwrap_or(i64::MAX);
        talk::advance(&transaction, &mut held).await?;
    }
    transaction.commit().await?;
    Ok(held.unread_by_student)
}

/// The whole conversation for the staff, which has read it with that; and what the wall has to know when that is news.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn read_whole(
    cx: &Context,
    caller: &Caller,
    room: SittingId,
    attempt: AttemptId,
) -> Answer<(Vec<MessageView>, Option<Talked>)> {
    let whose = whose::in_room(cx, caller, room, attempt).await?;
    if talk::find(cx.store.read(), attempt).await?.is_none() {
        return Ok((Vec::new(), None));
    }
    let (messages, standing) = retrying(|| read_whole_once(cx, attempt)).await?;
    Ok((messages, standing.map(|standing| Talked { whose, standing })))
}

async fn read_whole_once(cx: &Context, attempt: AttemptId) -> Answer<(Vec<MessageView>, Option<TalkStanding>)> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let mut held = talk::hold(&transaction, attempt).await?;
    let messages = message::latest(&transaction, attempt, i64::MAX).await?;
    let is_news = held.unread_by_staff > 0;
    if is_news {
        held.unread_by_staff = 0;
        talk::advance(&transaction, &mut held).await?;
    }
    transaction.commit().await?;
    let standing = if is_news { Some(TalkStanding::of(&held)?) } else { None };
    Ok((messages.into_iter().map(Into::into).collect(), standing))
}

//! A member of the staff writes to one student or to several at once; each gets the message in the own conversation.

use super::views::{MessageView, TalkStanding, Talked, Whose};
use super::{telling, whose};
use crate::service::accounts::api::{Caller, name_of};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::deeds;
use crate::service::{Answer, Context};
use crate::store::rooms::{message, talk};
use crate::store::{Priority, Transaction, retrying};
use examhall_domain::id::{AttemptId, MessageId, SittingId};
use examhall_domain::rooms::ChatText;
use examhall_domain::time::Timestamp;
use serde_json::json;

/// How many have the message, and what the wall has to know.
pub struct Told {
    /// Those who got it now and those who had it already.
    pub sent: usize,
    pub talked: Vec<Talked>,
}

/// What is written, and by whom.
struct Letter<'a> {
    id: MessageId,
    text: &'a ChatText,
    by: String,
    at: Timestamp,
}

/// Writes to the owners of these attempts, each named once. Who has the message already does not get it again; a
/// conversation that is full is left out.
///
/// # Errors
/// `forbidden`, `not-found` when an attempt is not of this room, `room-ended`, `chat-full` when nobody could be written
/// to, `validation-failed` when the id was used for other words, and those of the store.
pub async fn tell(
    cx: &Context,
    caller: &Caller,
    room: SittingId,
    attempts: &[AttemptId],
    id: MessageId,
    text: &ChatText,
) -> Answer<Told> {
    let file = whose::proctored(cx, caller, room).await?;
    let students = whose::all_in_room(cx, room, attempts).await?;
    if file.is_over() {
        return Err(ProblemType::RoomEnded.into());
    }
    let by = name_of(cx, caller.account).await?;
    let (sent, news) = retrying(|| {
        let letter = Letter { id, text, by: by.clone(), at: cx.clock.now() };
        tell_once(cx, caller, &students, letter)
    })
    .await?;
    for (talked, message) in &news {
        telling::message(cx, &talked.whose, message).await;
    }
    if !news.is_empty() {
        deeds::tell(cx, room).await;
    }
    Ok(Told { sent, talked: news.into_iter().map(|(talked, _)| talked).collect() })
}

async fn tell_once(
    cx: &Context,
    caller: &Caller,
    students: &[Whose],
    letter: Letter<'_>,
) -> Answer<(usize, Vec<(Talked, MessageView)>)> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let (mut had, mut news) = (0, Vec::new());
    // By id, so that two letters to the same students do not wait for each other in a circle.
    for whose in students {
        match write(cx, &transaction, caller, *whose, &letter).await? {
            Outcome::Had => had += 1,
            Outcome::Got(got) => news.push(*got),
            Outcome::Full => {}
        }
    }
    if had == 0 && news.is_empty() {
        return Err(Refusal::new(ProblemType::ChatFull).arg("max", cx.settings.rooms.messages_staff_max).into());
    }
    if let Some((first, _)) = news.first() {
        let whose: Vec<AttemptId> = news.iter().map(|(talked, _)| talked.whose.attempt).collect();
        let (room, what) = (first.whose.room, json!({ "message": letter.id }));
        deeds::record(cx, &transaction, caller.account, room, "attempts.messaged", &whose, what).await?;
    }
    transaction.commit().await?;
    Ok((had + news.len(), news))
}

/// What became of a letter to one student.
enum Outcome {
    Had,
    Got(Box<(Talked, MessageView)>),
    Full,
}

async fn write(
    cx: &Context,
    transaction: &Transaction,
    caller: &Caller,
    whose: Whose,
    letter: &Letter<'_>,
) -> Answer<Outcome> {
    let mut held = talk::hold(transaction, whose.attempt).await?;
    if let Some(known) = message::find(transaction, whose.attempt, letter.id).await? {
        if known.author_id != caller.account.0 || known.body != letter.text.as_str() {
            return Err(Refusal::new(ProblemType::ValidationFailed).field("/message_id", "message_id_reused").into());
        }
        return Ok(Outcome::Had);
    }
    if held.staff_count >= cx.settings.rooms.messages_staff_max {
        return Ok(Outcome::Full);
    }
    held.last_seq += 1;
    held.staff_count += 1;
    held.unread_by_student += 1;
    let row = message::Model {
        attempt_id: whose.attempt.0,
        seq: held.last_seq,
        message_id: letter.id.0,
        author: message::STAFF.to_owned(),
        author_id: caller.account.0,
        at_us: letter.at.0,
        body: letter.text.as_str().to_owned(),
    };
    message::insert(transaction, row).await?;
    talk::advance(transaction, &mut held).await?;
    let view = MessageView {
        id: letter.id,
        seq: held.last_seq,
        attempt: whose.attempt,
        from: message::STAFF,
        by: Some(letter.by.clone()),
        text: letter.text.as_str().to_owned(),
        at: letter.at.into(),
    };
    Ok(Outcome::Got(Box::new((Talked { whose, standing: TalkStanding::of(&held)? }, view))))
}

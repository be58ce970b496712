//! A student says something to the proctors.

use super::views::{MessageView, SaidView, TalkStanding, Talked, Whose};
use super::{telling, whose};
use crate::service::accounts::api::Caller;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::open_room;
use crate::service::rooms::room_file::RoomFile;
use crate::service::{Answer, Context};
use crate::settings::RoomSettings;
use crate::store::rooms::{message, talk};
use crate::store::{Priority, retrying};
use examhall_domain::id::{AttemptId, MessageId};
use examhall_domain::rooms::{ChatLimits, ChatRejection, ChatText, may_say};
use examhall_domain::time::Span;

/// What was said, and what the wall has to know when it is news.
pub type Said = (SaidView, Option<Talked>);

/// Keeps a message of the student and tells the staff and the student's other devices. The same message again is answered
/// as the first time.
///
/// # Errors
/// `not-found`, `room-ended`, `chat-full`, `chat-too-fast`, `validation-failed` when the id was used for other words, and
/// those of the store.
pub async fn say(cx: &Context, caller: &Caller, attempt: AttemptId, id: MessageId, text: &ChatText) -> Answer<Said> {
    let (whose, _) = whose::own(cx, caller, attempt).await?;
    let room = open_room::open(cx, whose.room).await?;
    let (row, talked) = retrying(|| say_once(cx, &room, &whose, id, text)).await?;
    let said = SaidView { seq: row.seq, at: row.at };
    if talked.is_some() {
        telling::message(cx, &whose, &row).await;
    }
    Ok((said, talked))
}

async fn say_once(
    cx: &Context,
    room: &RoomFile,
    whose: &Whose,
    id: MessageId,
    text: &ChatText,
) -> Answer<(MessageView, Option<Talked>)> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let mut held = talk::hold(&transaction, whose.attempt).await?;
    if let Some(known) = message::find(&transaction, whose.attempt, id).await? {
        return Ok((repeated(known, whose, text)?, None));
    }
    if room.is_over() {
        return Err(ProblemType::RoomEnded.into());
    }
    let limits = limits(&cx.settings.rooms);
    let burst = u64::from(cx.settings.rooms.messages_burst_max);
    let recent = message::latest_of_student(&transaction, whose.attempt, burst).await?;
    let now = cx.clock.now();
    may_say(limits, held.student_count, &recent, now).map_err(|rejection| refusal(rejection, limits))?;
    held.last_seq += 1;
    held.student_count += 1;
    held.unread_by_staff += 1;
    let row = message::Model {
        attempt_id: whose.attempt.0,
        seq: held.last_seq,
        message_id: id.0,
        author: message::STUDENT.to_owned(),
        author_id: whose.account.0,
        at_us: now.0,
        body: text.as_str().to_owned(),
    };
    message::insert(&transaction, row.clone()).await?;
    talk::advance(&transaction, &mut held).await?;
    transaction.commit().await?;
    let talked = Talked { whose: *whose, standing: TalkStanding::of(&held)? };
    Ok((view(row), Some(talked)))
}

/// An id names one message: the same words again are the same message, other words are a mistake of the client.
fn repeated(known: message::Model, whose: &Whose, text: &ChatText) -> Result<MessageView, Refusal> {
    if known.author_id != whose.account.0 || known.body != text.as_str() {
        return Err(Refusal::new(ProblemType::ValidationFailed).field("/message_id", "message_id_reused"));
    }
    Ok(view(known))
}

fn view(row: message::Model) -> MessageView {
    let (attempt_id, seq, message_id, at_us) = (row.attempt_id, row.seq, row.message_id, row.at_us);
    message::Signed { attempt_id, seq, message_id, author: row.author, at_us, body: row.body, name: String::new() }
        .into()
}

fn limits(settings: &RoomSettings) -> ChatLimits {
    ChatLimits {
        total_max: settings.messages_student_max,
        burst_max: usize::try_from(settings.messages_burst_max).unwrap_or(usize::MAX),
        burst: Span::from_secs(settings.messages_burst_s),
    }
}

fn refusal(rejection: ChatRejection, limits: ChatLimits) -> Refusal {
    match rejection {
        ChatRejection::Full => Refusal::new(ProblemType::ChatFull).arg("max", limits.total_max),
        ChatRejection::TooFast { wait } => {
            // A started second counts, so that who waits for it is let through.
            let seconds = u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX);
            Refusal::new(ProblemType::ChatTooFast).retry_after(seconds)
        }
    }
}

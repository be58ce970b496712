//! Writing an exam over the socket.

use super::frame::{Bare, body, encode};
use super::speaker::{Part, Speaker};
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::rooms::append::{Act, Change, QuestionRef, Request, Save};
use crate::service::rooms::enter::{self, Wanted};
use crate::service::rooms::flag::{self, Flag};
use crate::service::rooms::read_attempt;
use crate::service::rooms::views::SaveAckView;
use crate::service::{Answer, Error};
use examhall_domain::id::{AttemptId, DeviceId, QuestionId, SaveId, SittingId};
use examhall_domain::time::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SaveFrame {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    attempt: Option<AttemptId>,
    question: QuestionRef,
    revision: i64,
    save_id: SaveId,
    response: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlagFrame {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    question: QuestionId,
    flagged: bool,
}

/// `answer.save {question, revision, save_id, response, attempt?}`
pub(super) async fn save(speaker: &Speaker, text: &[u8], received_at: Timestamp) -> Answer<Box<RawValue>> {
    let frame: SaveFrame = body(text)?;
    let caller = speaker.caller().await?;
    let (_, device, current) = student(speaker)?;
    let attempt = frame.attempt.or(current).ok_or(ProblemType::AttemptNotOpen)?;
    let act = Act::Save(Save {
        device,
        save_id: frame.save_id,
        question: frame.question,
        revision: frame.revision,
        response: frame.response,
    });
    let request = Request { attempt, account: Some(caller.account), act, received_at };
    match speaker.actors.answers.settle(request).await?.change {
        Change::Saved(ack) => Ok(encode(&SaveAckView::from(ack))),
        other => unreachable!("a save is stored or refused, not {other:?}"),
    }
}

/// `attempt.start {}`: opens the attempt; a further one when the last is closed and another is allowed. A device that
/// finds the paper in the hands of one that is gone takes it over.
pub(super) async fn start(speaker: &Speaker, text: &[u8], received_at: Timestamp) -> Answer<Box<RawValue>> {
    let Bare { .. } = body(text)?;
    let caller = speaker.caller().await?;
    let (room, device, current) = student(speaker)?;
    let attempt = startable(speaker, &caller, room, current).await?;
    let open = settle(speaker, &caller, attempt, Act::Open { device }, received_at).await;
    match open {
        Ok(()) => {}
        Err(Error::Refused(refusal)) if refusal.problem == ProblemType::DeviceBusy => {
            let holder = read_attempt::holder(&speaker.cx, &caller, attempt).await?;
            let is_there = match holder {
                Some(holder) => speaker.actors.rooms.holds(room, caller.account, holder).await,
                None => false,
            };
            if is_there {
                return Err(Error::Refused(refusal));
            }
            settle(speaker, &caller, attempt, Act::TakeOver { device }, received_at).await?;
        }
        Err(error) => return Err(error),
    }
    view(speaker, &caller, attempt, device).await
}

/// `attempt.take_over {}`
pub(super) async fn take_over(speaker: &Speaker, text: &[u8], received_at: Timestamp) -> Answer<Box<RawValue>> {
    let Bare { .. } = body(text)?;
    let caller = speaker.caller().await?;
    let (_, device, current) = student(speaker)?;
    let attempt = current.ok_or(ProblemType::AttemptNotOpen)?;
    settle(speaker, &caller, attempt, Act::TakeOver { device }, received_at).await?;
    view(speaker, &caller, attempt, device).await
}

/// `attempt.submit {}`
pub(super) async fn submit(speaker: &Speaker, text: &[u8], received_at: Timestamp) -> Answer<Box<RawValue>> {
    let Bare { .. } = body(text)?;
    let caller = speaker.caller().await?;
    let (_, device, current) = student(speaker)?;
    let attempt = current.ok_or(ProblemType::AttemptNotOpen)?;
    settle(speaker, &caller, attempt, Act::Submit { device }, received_at).await?;
    view(speaker, &caller, attempt, device).await
}

/// `flag {question, flagged}`
pub(super) async fn flag(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: FlagFrame = body(text)?;
    let caller = speaker.caller().await?;
    let (_, _, current) = student(speaker)?;
    let attempt = current.ok_or(ProblemType::AttemptNotOpen)?;
    let flag = if frame.flagged { Flag::Raised } else { Flag::Lowered };
    flag::flag(&speaker.cx, &caller, attempt, frame.question, flag).await?;
    Ok(encode(&serde_json::json!({})))
}

/// Where the socket's student writes.
fn student(speaker: &Speaker) -> Result<(SittingId, DeviceId, Option<AttemptId>), Error> {
    match speaker.part() {
        Some((room, Part::Student { attempt, device })) => Ok((room, device, attempt)),
        Some((_, Part::Staff)) => Err(ProblemType::Forbidden.into()),
        None => Err(ProblemType::NotJoined.into()),
    }
}

async fn startable(
    speaker: &Speaker,
    caller: &Caller,
    room: SittingId,
    current: Option<AttemptId>,
) -> Answer<AttemptId> {
    let wanted = match current {
        Some(attempt) if !read_attempt::is_closed(&speaker.cx, caller, attempt).await? => return Ok(attempt),
        Some(_) => Wanted::Another,
        None => Wanted::Latest,
    };
    let attempt = enter::prepare_attempt(&speaker.cx, caller, room, wanted).await?;
    speaker.write(attempt);
    Ok(attempt)
}

async fn settle(
    speaker: &Speaker,
    caller: &Caller,
    attempt: AttemptId,
    act: Act,
    received_at: Timestamp,
) -> Answer<()> {
    let request = Request { attempt, account: Some(caller.account), act, received_at };
    speaker.actors.answers.settle(request).await.map(drop)
}

async fn view(speaker: &Speaker, caller: &Caller, attempt: AttemptId, device: DeviceId) -> Answer<Box<RawValue>> {
    Ok(encode(&read_attempt::read_attempt(&speaker.cx, caller, attempt, Some(device)).await?))
}

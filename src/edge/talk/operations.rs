//! The table of operations.

use super::frame::{Bare, Head, body, encode, head};
use super::speaker::Speaker;
use super::{attempt_ops, chat_ops, desk_ops, join, proctor_ops, sign_in};
use crate::service::Answer;
use crate::service::problem::{ProblemType, Refusal};
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::rc::Rc;

/// Who may ask for an operation at all; the room and the attempt decide the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever has a socket.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Who has joined a room and writes in it.
    Student,
    /// Who has joined a room and may proctor it.
    Proctor,
}

/// An operation's name on the wire and who may ask for it.
pub struct Op {
    pub name: &'static str,
    pub access: Access,
    which: Which,
}

#[derive(Clone, Copy)]
enum Which {
    Hello,
    TimeSync,
    Join,
    Leave,
    AttemptStart,
    AnswerSave,
    AttemptSubmit,
    AttemptTakeOver,
    Flag,
    Chat,
    ChatRead,
    HandRaise,
    HandLower,
    Integrity,
    ProctorStart,
    ProctorPause,
    ProctorResume,
    ProctorExtend,
    ProctorAnnounce,
    ProctorEnd,
    ProctorMessage,
    ProctorLowerHand,
    ProctorChat,
    ProctorIntegrity,
}

const fn op(name: &'static str, access: Access, which: Which) -> Op {
    Op { name, access, which }
}

/// Every operation; what is not here is answered `unknown-op`.
pub const OPS: &[Op] = &[
    op("hello", Access::Anyone, Which::Hello),
    op("time.sync", Access::Anyone, Which::TimeSync),
    op("join", Access::SignedIn, Which::Join),
    op("leave", Access::SignedIn, Which::Leave),
    op("attempt.start", Access::Student, Which::AttemptStart),
    op("answer.save", Access::Student, Which::AnswerSave),
    op("attempt.submit", Access::Student, Which::AttemptSubmit),
    op("attempt.take_over", Access::Student, Which::AttemptTakeOver),
    op("flag", Access::Student, Which::Flag),
    op("chat", Access::Student, Which::Chat),
    op("chat.read", Access::Student, Which::ChatRead),
    op("hand.raise", Access::Student, Which::HandRaise),
    op("hand.lower", Access::Student, Which::HandLower),
    op("integrity", Access::Student, Which::Integrity),
    op("proctor.start", Access::Proctor, Which::ProctorStart),
    op("proctor.pause", Access::Proctor, Which::ProctorPause),
    op("proctor.resume", Access::Proctor, Which::ProctorResume),
    op("proctor.extend", Access::Proctor, Which::ProctorExtend),
    op("proctor.announce", Access::Proctor, Which::ProctorAnnounce),
    op("proctor.end", Access::Proctor, Which::ProctorEnd),
    op("proctor.message", Access::Proctor, Which::ProctorMessage),
    op("proctor.lower_hand", Access::Proctor, Which::ProctorLowerHand),
    op("proctor.chat", Access::Proctor, Which::ProctorChat),
    op("proctor.integrity", Access::Proctor, Which::ProctorIntegrity),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimeSync {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    /// The client's own time, given back as it came.
    t0: f64,
}

/// Answers one frame.
pub(super) async fn answer(
    speaker: &Rc<Speaker>,
    text: &[u8],
    received_at: Timestamp,
) -> (Option<u64>, Answer<Box<RawValue>>) {
    let (id, head) = head(text);
    match head {
        Ok(head) => (id, carry_out(speaker, head, text, received_at).await),
        Err(refusal) => (id, Err(refusal.into())),
    }
}

async fn carry_out(
    speaker: &Rc<Speaker>,
    Head { op, .. }: Head,
    text: &[u8],
    received_at: Timestamp,
) -> Answer<Box<RawValue>> {
    let Some(known) = OPS.iter().find(|known| known.name == op) else {
        return Err(Refusal::new(ProblemType::UnknownOp).arg("op", op.chars().take(64).collect::<String>()).into());
    };
    // What is said most often is carried out in place, and the rest in a box: every answer that is saved would otherwise be
    // moved around together with the room that the largest of them takes.
    let other = match known.which {
        Which::TimeSync => return time_sync(speaker, text, received_at),
        Which::AnswerSave => return attempt_ops::save(speaker, text, received_at).await,
        Which::Hello => sign_in::hello(speaker, text).boxed_local(),
        Which::Join => join::join(speaker, text).boxed_local(),
        Which::Leave => leave(speaker, text).boxed_local(),
        Which::AttemptStart => attempt_ops::start(speaker, text, received_at).boxed_local(),
        Which::AttemptSubmit => attempt_ops::submit(speaker, text, received_at).boxed_local(),
        Which::AttemptTakeOver => attempt_ops::take_over(speaker, text, received_at).boxed_local(),
        Which::Flag => attempt_ops::flag(speaker, text).boxed_local(),
        Which::Chat => chat_ops::chat(speaker, text).boxed_local(),
        Which::ChatRead => chat_ops::read(speaker, text).boxed_local(),
        Which::HandRaise => chat_ops::raise_hand(speaker, text).boxed_local(),
        Which::HandLower => chat_ops::lower_hand(speaker, text).boxed_local(),
        Which::Integrity => chat_ops::integrity(speaker, text, received_at).boxed_local(),
        Which::ProctorStart => proctor_ops::start(speaker, text).boxed_local(),
        Which::ProctorPause => proctor_ops::pause(speaker, text).boxed_local(),
        Which::ProctorResume => proctor_ops::resume(speaker, text).boxed_local(),
        Which::ProctorExtend => proctor_ops::extend(speaker, text).boxed_local(),
        Which::ProctorAnnounce => proctor_ops::announce(speaker, text).boxed_local(),
        Which::ProctorEnd => proctor_ops::end(speaker, text).boxed_local(),
        Which::ProctorMessage => desk_ops::message(speaker, text).boxed_local(),
        Which::ProctorLowerHand => desk_ops::lower_hand(speaker, text).boxed_local(),
        Which::ProctorChat => desk_ops::chat(speaker, text).boxed_local(),
        Which::ProctorIntegrity => desk_ops::integrity(speaker, text).boxed_local(),
    };
    other.await
}

/// `time.sync {t0}` → `{t0, t1, t2}` in microseconds, as NTP measures (RFC 5905 § 8).
fn time_sync(speaker: &Speaker, text: &[u8], received_at: Timestamp) -> Answer<Box<RawValue>> {
    let TimeSync { t0, .. } = body(text)?;
    Ok(encode(&serde_json::json!({ "t0": t0, "t1": received_at, "t2": speaker.cx.clock.now() })))
}

async fn leave(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let Bare { .. } = body(text)?;
    speaker.caller().await?;
    speaker.leave();
    Ok(encode(&serde_json::json!({})))
}

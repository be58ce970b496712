//! What clients say to rooms and attempts, the same over HTTP and over the socket, and how it becomes a command.

pub mod chat;

use crate::service::problem::{FieldFault, ProblemType, Refusal};
use crate::service::rooms::extend_attempts::Whom;
use examhall_domain::id::AttemptId;
use examhall_domain::rooms::{Announcement, Reason, RoomCommand};
use examhall_domain::text::{BoundedText, TextFault};
use examhall_domain::time::Span;

/// More time, for all or for some.
pub enum Extension {
    All(RoomCommand),
    Some { whom: Whom, by: Span, reason: Reason },
}

/// Who is named gets more time; nobody named means all.
///
/// # Errors
/// `validation-failed` with a pointer to the field.
pub fn extension(
    by_s: i64,
    reason: &str,
    attempts: Option<Vec<AttemptId>>,
    group: Option<String>,
) -> Result<Extension, Refusal> {
    let (by, reason) = (Span::from_secs(by_s), self::reason(reason)?);
    match (attempts, group) {
        (None, None) => Ok(Extension::All(RoomCommand::ExtendAll { by, reason })),
        (Some(attempts), None) => Ok(Extension::Some { whom: Whom::Attempts(attempts), by, reason }),
        (None, Some(label)) => Ok(Extension::Some { whom: Whom::Group(label), by, reason }),
        (Some(_), Some(_)) => Err(Refusal::new(ProblemType::ValidationFailed).field("/group", "attempts_or_group")),
    }
}

/// A reason that a proctor typed, or nothing.
///
/// # Errors
/// `validation-failed` at `/reason`.
pub fn reason(text: &str) -> Result<Reason, Refusal> {
    bounded("/reason", text)
}

/// Words for the whole room.
///
/// # Errors
/// `validation-failed` at `/text`.
pub fn announcement(text: &str) -> Result<Announcement, Refusal> {
    bounded("/text", text)
}

fn bounded<const MIN: usize, const MAX: usize>(pointer: &str, text: &str) -> Result<BoundedText<MIN, MAX>, Refusal> {
    BoundedText::parse(text).map_err(|fault| text_refusal(pointer, fault))
}

fn text_refusal(pointer: &str, fault: TextFault) -> Refusal {
    let (code, args) = match fault {
        TextFault::TooShort { length: 0, .. } => ("required", Vec::new()),
        TextFault::TooShort { min, .. } => ("too_short", vec![("min", min.to_string())]),
        TextFault::TooLong { max, .. } => ("too_long", vec![("max", max.to_string())]),
        TextFault::ControlCharacter => ("control_characters", Vec::new()),
    };
    field_refusal(pointer, code, args)
}

fn field_refusal(pointer: &str, code: &'static str, args: Vec<(&'static str, String)>) -> Refusal {
    let mut refusal = Refusal::new(ProblemType::ValidationFailed);
    refusal.fields.push(FieldFault { pointer: pointer.to_owned(), code, args });
    refusal
}

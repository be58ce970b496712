//! What students and proctors say to each other, and what a student's page noticed, as clients send it.

use super::{field_refusal, text_refusal};
use crate::service::instant::Instant;
use crate::service::problem::Refusal;
use crate::service::rooms::talk::integrity::Noticed;
use examhall_domain::id::AttemptId;
use examhall_domain::rooms::{ChatText, IntegrityKind};
use serde::Deserialize;
use utoipa::ToSchema;

/// Attempts that one message of the staff goes to.
const ADDRESSEES_MAX: usize = 200;
/// Events that are told at once.
const EVENTS_MAX: usize = 32;
/// The longest that something may have lasted: a week.
const SECONDS_MAX: i64 = 7 * 24 * 60 * 60;

/// Something that the page noticed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticedInput {
    /// `focus_lost`, `focus_back`, `fullscreen_left`, `fullscreen_back`, `pasted` or `network_back`.
    #[schema(value_type = String, examples("focus_lost"))]
    kind: IntegrityKind,
    /// When it happened, by the server's clock as the page knows it.
    at: Instant,
    /// How long it lasted, at most a week.
    seconds: Option<i64>,
}

/// A message as somebody typed it.
///
/// # Errors
/// `validation-failed` at `/text`.
pub fn text(text: &str) -> Result<ChatText, Refusal> {
    ChatText::parse(text).map_err(|fault| text_refusal("/text", fault))
}

/// Who is written to, each once.
///
/// # Errors
/// `validation-failed` at `/attempts` when nobody is, or too many are.
pub fn addressees(mut attempts: Vec<AttemptId>) -> Result<Vec<AttemptId>, Refusal> {
    attempts.sort_unstable();
    attempts.dedup();
    within("/attempts", attempts.len(), ADDRESSEES_MAX)?;
    Ok(attempts)
}

/// What the page noticed.
///
/// # Errors
/// `validation-failed` at `/events` or at the event's `seconds`.
pub fn noticed(events: Vec<NoticedInput>) -> Result<Vec<Noticed>, Refusal> {
    within("/events", events.len(), EVENTS_MAX)?;
    let read = |(place, event): (usize, NoticedInput)| match event.seconds {
        Some(seconds) if !(0..=SECONDS_MAX).contains(&seconds) => {
            let args = vec![("min", 0.to_string()), ("max", SECONDS_MAX.to_string())];
            Err(field_refusal(&format!("/events/{place}/seconds"), "out_of_range", args))
        }
        seconds => Ok(Noticed { kind: event.kind, at: event.at.0, seconds }),
    };
    events.into_iter().enumerate().map(read).collect()
}

fn within(pointer: &str, count: usize, max: usize) -> Result<(), Refusal> {
    match count {
        0 => Err(field_refusal(pointer, "required", Vec::new())),
        count if count > max => Err(field_refusal(pointer, "too_many", vec![("max", max.to_string())])),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn events(count: usize, seconds: Option<i64>) -> Vec<NoticedInput> {
        let event =
            |_| NoticedInput { kind: IntegrityKind::Pasted, at: Instant(examhall_domain::time::Timestamp(0)), seconds };
        (0..count).map(event).collect()
    }

    #[test]
    fn lists_are_bounded_on_both_ends() {
        assert_eq!(noticed(events(32, Some(0))).unwrap().len(), 32);
        for count in [0, 33] {
            assert_eq!(noticed(events(count, None)).unwrap_err().fields[0].pointer, "/events");
        }
        let ids = |count: u128| (1..=count).map(|id| AttemptId(Uuid::from_u128(id))).collect::<Vec<_>>();
        assert_eq!(addressees([ids(200), ids(200)].concat()).unwrap(), ids(200), "each once");
        assert_eq!(addressees(ids(201)).unwrap_err().fields[0].code, "too_many");
        assert_eq!(addressees(Vec::new()).unwrap_err().fields[0].code, "required");
    }

    #[test]
    fn nothing_lasts_longer_than_a_week_or_less_than_nothing() {
        assert!(noticed(events(1, Some(SECONDS_MAX))).is_ok());
        for seconds in [-1, SECONDS_MAX + 1] {
            assert_eq!(noticed(events(1, Some(seconds))).unwrap_err().fields[0].pointer, "/events/0/seconds");
        }
    }
}

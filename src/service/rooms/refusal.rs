//! What the machines' rejections are called on the wire.

use crate::service::instant::Instant;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::views::AnswerView;
use examhall_domain::rooms::{AttemptRejection, RoomRejection};
use serde_json::json;

/// A room's rejection as a refusal.
pub(super) fn of_room(rejection: RoomRejection) -> Refusal {
    match rejection {
        RoomRejection::WindowNotOpen { opens_at } => {
            Refusal::new(ProblemType::SittingNotOpen).extra("opens_at", json!(Instant(opens_at)))
        }
        RoomRejection::WindowOver { closed_at } => {
            Refusal::new(ProblemType::SittingOver).extra("closed_at", json!(Instant(closed_at)))
        }
        RoomRejection::AlreadyStarted => ProblemType::RoomAlreadyStarted.into(),
        RoomRejection::NotStarted => ProblemType::RoomNotStarted.into(),
        RoomRejection::AlreadyPaused { since } => {
            Refusal::new(ProblemType::RoomAlreadyPaused).extra("paused_since", json!(Instant(since)))
        }
        RoomRejection::NotPaused => ProblemType::RoomNotPaused.into(),
        RoomRejection::Ended { .. } => ProblemType::RoomEnded.into(),
        RoomRejection::ExtensionOutOfRange => extension_out_of_range(),
    }
}

/// An attempt's rejection as a refusal; `stored` is the answer that a conflict is about.
pub(super) fn of_attempt(rejection: AttemptRejection, stored: Option<AnswerView>) -> Refusal {
    let with_stored = |problem| {
        let refusal = Refusal::new(problem);
        match stored {
            Some(answer) => refusal.extra("stored", json!(answer)),
            None => refusal,
        }
    };
    match rejection {
        AttemptRejection::RoomNotStarted => ProblemType::RoomNotStarted.into(),
        AttemptRejection::RoomEnded => ProblemType::RoomEnded.into(),
        AttemptRejection::RoomPaused { since } => {
            Refusal::new(ProblemType::RoomPaused).extra("paused_since", json!(Instant(since)))
        }
        AttemptRejection::WindowOver => ProblemType::SittingOver.into(),
        AttemptRejection::NotOpen => ProblemType::AttemptNotOpen.into(),
        AttemptRejection::Closed { reason, at } => Refusal::new(ProblemType::AttemptClosed)
            .extra("closed_by", json!(reason))
            .extra("closed_at", json!(Instant(at))),
        AttemptRejection::DeviceBusy { .. } => ProblemType::DeviceBusy.into(),
        AttemptRejection::Fenced { .. } => ProblemType::DeviceFenced.into(),
        AttemptRejection::TooLate { closes_at } => {
            Refusal::new(ProblemType::AnswerTooLate).extra("closes_at", json!(Instant(closes_at)))
        }
        AttemptRejection::UnknownQuestion => ProblemType::UnknownQuestion.into(),
        AttemptRejection::Conflict { .. } => with_stored(ProblemType::AnswerConflict),
        AttemptRejection::Stale { .. } => with_stored(ProblemType::AnswerStale),
        AttemptRejection::SaveIdReused => {
            Refusal::new(ProblemType::ValidationFailed).field("/save_id", "save_id_reused")
        }
        AttemptRejection::NotDue { closes_at } => {
            Refusal::new(ProblemType::Conflict).extra("closes_at", json!(Instant(closes_at)))
        }
        AttemptRejection::ExtensionOutOfRange => extension_out_of_range(),
    }
}

fn extension_out_of_range() -> Refusal {
    Refusal::new(ProblemType::ValidationFailed).field("/by_s", "extension_out_of_range")
}

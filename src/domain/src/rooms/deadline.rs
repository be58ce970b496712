//! The deadline: the one place that knows when an attempt closes.
//!
//! An attempt closes at `min(window end, start + limit + extra time)`, moved by every extension and pause that comes
//! after its opening. What came before its opening has moved the window's end only, never the person's own limit.
//! A deadline is always kept as an absolute instant; while the room is paused it is the instant as if the pause took
//! no time, and every open attempt moves by the same span when the room goes on.

pub use super::room::moved;

use super::room::{RoomPhase, RoomState, RoomView};
use crate::time::{Span, Timestamp};

/// The time that a person may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The sitting's limit.
    pub limit: Span,
    /// What this person gets beside it.
    pub extra: Span,
}

/// A deadline in the light of its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// It comes at this instant.
    Runs {
        /// The last instant that is not late.
        closes_at: Timestamp,
    },
    /// The room is paused and no deadline runs.
    Frozen {
        /// When the room was paused.
        since: Timestamp,
        /// What will be left when it goes on; negative inside the grace.
        remaining: Span,
    },
}

/// How something that was received stands to a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    /// Before or at the deadline.
    InTime,
    /// After it, within the grace: it counts and is flagged.
    Late,
    /// After the grace: it does not count.
    TooLate,
}

/// When an attempt closes that is opened at `opened_at` in this room.
///
/// An opening during a pause counts from the pause's beginning, since nobody writes in between: when the room goes on
/// the deadline moves by the whole pause, like everybody's, and the person has the full allowance.
pub fn opening(room: &RoomState, allowance: Allowance, opened_at: Timestamp) -> Timestamp {
    let counts_from = match room.phase {
        RoomPhase::Paused { since } => opened_at.min(since),
        RoomPhase::Lobby | RoomPhase::Running | RoomPhase::Ended { .. } => opened_at,
    };
    room.window_closes_at.min(counts_from + allowance.limit + allowance.extra)
}

/// The deadline of an attempt that closes at `closes_at`, as the room stands.
pub fn deadline(closes_at: Timestamp, room: &RoomView) -> Deadline {
    match room.phase {
        RoomPhase::Lobby | RoomPhase::Running => Deadline::Runs { closes_at },
        RoomPhase::Paused { since } => Deadline::Frozen { since, remaining: closes_at - since },
        RoomPhase::Ended { at } => Deadline::Runs { closes_at: closes_at.min(at) },
    }
}

/// How something received at `received_at` stands to a deadline. Both ends count: `closes_at` itself is in time and
/// `closes_at + grace` is late but counts.
pub fn timeliness(closes_at: Timestamp, grace: Span, received_at: Timestamp) -> Timeliness {
    if received_at <= closes_at {
        Timeliness::InTime
    } else if received_at <= closes_at + grace {
        Timeliness::Late
    } else {
        Timeliness::TooLate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::{Reason, RoomEvent};

    const MINUTE: Span = Span::from_secs(60);

    fn minute(n: i64) -> Timestamp {
        Timestamp(n * MINUTE.0)
    }

    fn minutes(n: i64) -> Span {
        Span(n * MINUTE.0)
    }

    fn reason() -> Reason {
        Reason::parse("fire alarm").unwrap()
    }

    fn room(window_closes_at: Timestamp, phase: RoomPhase) -> RoomState {
        RoomState { phase, ..RoomState::scheduled(minute(0), window_closes_at) }
    }

    #[test]
    fn the_window_or_the_own_limit_closes_an_attempt() {
        let allowance = Allowance { limit: minutes(60), extra: minutes(15) };
        let running = room(minute(90), RoomPhase::Running);
        assert_eq!(opening(&running, allowance, minute(0)), minute(75));
        assert_eq!(opening(&running, allowance, minute(20)), minute(90));
    }

    #[test]
    fn who_opens_in_a_pause_has_the_whole_limit_after_it() {
        let allowance = Allowance { limit: minutes(30), extra: Span::ZERO };
        let paused = room(minute(90), RoomPhase::Paused { since: minute(10) });
        let closes_at = opening(&paused, allowance, minute(15));
        let resumed = RoomEvent::Resumed { shift: minutes(10), window_closes_at: minute(100) };
        assert_eq!(moved(closes_at, &resumed, minute(20)), minute(50));
    }

    #[test]
    fn who_opens_in_a_pause_near_the_windows_end_keeps_what_the_window_has_left() {
        let allowance = Allowance { limit: minutes(30), extra: Span::ZERO };
        let paused = room(minute(20), RoomPhase::Paused { since: minute(10) });
        let closes_at = opening(&paused, allowance, minute(15));
        let resumed = RoomEvent::Resumed { shift: minutes(10), window_closes_at: minute(30) };
        assert_eq!(moved(closes_at, &resumed, minute(20)), minute(30));
    }

    #[test]
    fn an_end_brings_deadlines_forward_and_never_back() {
        let ended = RoomEvent::Ended { reason: reason(), shift: Span::ZERO };
        assert_eq!(moved(minute(60), &ended, minute(30)), minute(30));
        assert_eq!(moved(minute(29), &ended, minute(30)), minute(29));
    }

    #[test]
    fn an_end_out_of_a_pause_gives_the_pause_back_first() {
        let ended = RoomEvent::Ended { reason: reason(), shift: minutes(10) };
        assert_eq!(moved(minute(25), &ended, minute(30)), minute(30));
    }

    #[test]
    fn nothing_runs_while_the_room_is_paused() {
        let view = room(minute(90), RoomPhase::Paused { since: minute(10) }).view(MINUTE);
        assert_eq!(deadline(minute(40), &view), Deadline::Frozen { since: minute(10), remaining: minutes(30) });
    }

    #[test]
    fn both_ends_of_the_grace_count() {
        let grace = Span::from_secs(5);
        let closes_at = minute(1);
        let cases = [
            (closes_at, Timeliness::InTime),
            (closes_at + Span(1), Timeliness::Late),
            (closes_at + grace, Timeliness::Late),
            (closes_at + grace + Span(1), Timeliness::TooLate),
        ];
        for (received_at, expected) in cases {
            assert_eq!(timeliness(closes_at, grace, received_at), expected);
        }
    }
}

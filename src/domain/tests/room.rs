//! The room machine as a table of phases and commands, and the journal's form.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::exams::StartMode;
use examhall_domain::rooms::room::{self, Applied, EXTENSION_MAX, EXTENSION_MIN};
use examhall_domain::rooms::{
    Announcement, Reason, RoomCommand, RoomEvent, RoomPhase, RoomRejection, RoomState, Schedule,
};
use examhall_domain::time::{Span, Timestamp};
use serde_json::json;

const OPENS: Timestamp = Timestamp(1_000_000_000);
const CLOSES: Timestamp = Timestamp(5_000_000_000);
const NOW: Timestamp = Timestamp(2_000_000_000);
const PAUSED: Timestamp = Timestamp(1_500_000_000);

fn reason() -> Reason {
    Reason::parse("fire alarm").unwrap()
}

fn extend(by: Span) -> RoomCommand {
    RoomCommand::ExtendAll { by, reason: reason() }
}

fn room(phase: RoomPhase) -> RoomState {
    RoomState { phase, ..RoomState::scheduled(OPENS, CLOSES) }
}

fn reschedule() -> RoomCommand {
    RoomCommand::Reschedule(Schedule {
        window_opens_at: OPENS + Span(7),
        window_closes_at: CLOSES + Span(7),
        time_limit: Span::from_secs(90),
        start: StartMode::Clock,
    })
}

fn commands() -> [RoomCommand; 7] {
    [
        reschedule(),
        RoomCommand::Start,
        RoomCommand::Pause { reason: reason() },
        RoomCommand::Resume,
        extend(Span::from_secs(60)),
        RoomCommand::Announce { text: Announcement::parse("ten minutes left").unwrap() },
        RoomCommand::End { reason: reason() },
    ]
}

/// What each command comes to: the event's name or the rejection.
fn answers(phase: RoomPhase) -> Vec<String> {
    commands()
        .into_iter()
        .map(|command| match room::step(&room(phase), command, NOW) {
            Ok(event) => event.kind().to_owned(),
            Err(rejection) => rejection.to_string(),
        })
        .collect()
}

#[test]
fn every_phase_answers_every_command() {
    let started = "the room has already started";
    let over = "the room has ended";
    let table = [
        (
            RoomPhase::Lobby,
            [
                "room.rescheduled",
                "room.started",
                "the room has not started",
                "the room has not started",
                "room.extended",
                "room.announced",
                "room.ended",
            ],
        ),
        (
            RoomPhase::Running,
            [
                started,
                started,
                "room.paused",
                "the room is not paused",
                "room.extended",
                "room.announced",
                "room.ended",
            ],
        ),
        (
            RoomPhase::Paused { since: PAUSED },
            [
                started,
                started,
                "the room is already paused",
                "room.resumed",
                "room.extended",
                "room.announced",
                "room.ended",
            ],
        ),
        (RoomPhase::Ended { at: PAUSED }, [over; 7]),
    ];
    for (phase, expected) in table {
        assert_eq!(answers(phase), expected, "{phase:?}");
    }
}

#[test]
fn a_room_starts_inside_its_window_only() {
    let lobby = room(RoomPhase::Lobby);
    let start = |now| room::step(&lobby, RoomCommand::Start, now);
    assert_eq!(start(OPENS - Span(1)), Err(RoomRejection::WindowNotOpen { opens_at: OPENS }));
    assert!(start(OPENS).is_ok());
    assert!(start(CLOSES - Span(1)).is_ok());
    assert_eq!(start(CLOSES), Err(RoomRejection::WindowOver { closed_at: CLOSES }));
}

#[test]
fn a_room_that_is_held_at_another_time_keeps_what_was_given_to_all() {
    let mut state = room(RoomPhase::Lobby);
    let event = room::step(&state, extend(Span::from_secs(60)), NOW).unwrap();
    assert_eq!(room::apply(&mut state, 1, NOW, &event), Applied::Next);
    let event = room::step(&state, reschedule(), NOW).unwrap();
    assert_eq!(room::apply(&mut state, 2, NOW, &event), Applied::Next);
    assert_eq!(
        (state.window_opens_at, state.window_closes_at),
        (OPENS + Span(7), CLOSES + Span(7) + Span::from_secs(60))
    );
    assert_eq!(room::step(&state, RoomCommand::Start, OPENS).unwrap_err().to_string(), "the window opens only later");
    let body = json!({
        "window_opens_at_us": 1_000_000_007, "window_closes_at_us": 5_060_000_007_i64, "time_limit_us": 90_000_000, "start": "clock",
    });
    assert_eq!(event.body(), body);
}

#[test]
fn an_extension_in_the_lobby_lets_a_late_room_start() {
    let mut state = room(RoomPhase::Lobby);
    let event = room::step(&state, extend(Span::from_secs(60)), CLOSES).unwrap();
    assert_eq!(room::apply(&mut state, 1, CLOSES, &event), Applied::Next);
    assert!(room::step(&state, RoomCommand::Start, CLOSES).is_ok());
}

#[test]
fn extensions_have_bounds() {
    let running = room(RoomPhase::Running);
    for by in [Span(-1), Span::ZERO, Span(EXTENSION_MIN.0 - 1), Span(EXTENSION_MAX.0 + 1), Span(i64::MAX)] {
        let answer = room::step(&running, extend(by), NOW);
        assert_eq!(answer, Err(RoomRejection::ExtensionOutOfRange), "{by:?}");
    }
    for by in [EXTENSION_MIN, EXTENSION_MAX] {
        assert!(room::step(&running, extend(by), NOW).is_ok());
    }
}

#[test]
fn a_resume_moves_the_window_by_the_pause() {
    let mut state = room(RoomPhase::Paused { since: PAUSED });
    let shift = NOW - PAUSED;
    let event = room::step(&state, RoomCommand::Resume, NOW).unwrap();
    assert_eq!(event, RoomEvent::Resumed { shift, window_closes_at: CLOSES + shift });
    assert_eq!(room::apply(&mut state, 1, NOW, &event), Applied::Next);
    assert_eq!((state.phase, state.window_closes_at), (RoomPhase::Running, CLOSES + shift));
    assert_eq!(state.paused_total, shift);
}

#[test]
fn a_pause_that_seems_to_end_before_it_began_took_no_time() {
    let state = room(RoomPhase::Paused { since: PAUSED });
    let event = room::step(&state, RoomCommand::Resume, PAUSED - Span(7)).unwrap();
    assert_eq!(event, RoomEvent::Resumed { shift: Span::ZERO, window_closes_at: CLOSES });
}

#[test]
fn an_end_closes_the_window_and_counts_the_pause_it_ended() {
    let mut state = room(RoomPhase::Paused { since: PAUSED });
    let event = room::step(&state, RoomCommand::End { reason: reason() }, NOW).unwrap();
    assert_eq!(room::apply(&mut state, 1, NOW, &event), Applied::Next);
    assert_eq!(state.ended_at(), Some(NOW));
    assert_eq!((state.window_closes_at, state.paused_total), (NOW, NOW - PAUSED));
}

#[test]
fn extensions_add_up() {
    let mut state = room(RoomPhase::Running);
    for seq in 1..=3 {
        let event = room::step(&state, extend(Span::from_secs(60)), NOW).unwrap();
        assert_eq!(room::apply(&mut state, seq, NOW, &event), Applied::Next);
    }
    assert_eq!(state.extension, Span::from_secs(180));
    assert_eq!(state.window_closes_at, CLOSES + Span::from_secs(180));
}

#[test]
fn a_follower_takes_events_once_and_in_order() {
    let mut state = room(RoomPhase::Lobby);
    let started = RoomEvent::Started { window_closes_at: CLOSES };
    let paused = RoomEvent::Paused { reason: reason() };
    assert_eq!(room::apply(&mut state, 2, NOW, &paused), Applied::Gap { expected: 1 });
    assert_eq!(state, room(RoomPhase::Lobby));
    assert_eq!(room::apply(&mut state, 1, NOW, &started), Applied::Next);
    assert_eq!(state.started_at, Some(NOW));
    let before = state.clone();
    assert_eq!(room::apply(&mut state, 1, NOW, &paused), Applied::Known);
    assert_eq!(state, before);
    assert_eq!(room::apply(&mut state, 2, NOW, &paused), Applied::Next);
    assert_eq!(state.paused_since(), Some(NOW));
}

/// Journals outlive releases, so their form is written out here.
#[test]
fn the_journal_keeps_its_form() {
    let events = [
        (RoomEvent::Started { window_closes_at: CLOSES }, json!({"window_closes_at_us": 5_000_000_000_i64})),
        (RoomEvent::Paused { reason: reason() }, json!({"reason": "fire alarm"})),
        (
            RoomEvent::Resumed { shift: Span(5), window_closes_at: CLOSES },
            json!({"shift_us": 5, "window_closes_at_us": 5_000_000_000_i64}),
        ),
        (
            RoomEvent::Extended { by: Span(5), extension: Span(7), window_closes_at: CLOSES, reason: reason() },
            json!({"by_us": 5, "extension_us": 7, "window_closes_at_us": 5_000_000_000_i64, "reason": "fire alarm"}),
        ),
        (RoomEvent::Announced { text: Announcement::parse("hello").unwrap() }, json!({"text": "hello"})),
        (RoomEvent::Ended { reason: reason(), shift: Span(0) }, json!({"reason": "fire alarm", "shift_us": 0})),
    ];
    for (event, body) in events {
        assert_eq!(event.body(), body);
        assert_eq!(RoomEvent::from_journal(event.kind(), body).unwrap(), event);
    }
    assert!(RoomEvent::from_journal("room.painted", json!({})).is_err());
    assert!(RoomEvent::from_journal("room.announced", json!({"text": ""})).is_err());
}

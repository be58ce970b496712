//! The attempt machine where the walks do not reach: what a refusal carries, what is kept as evidence, and bounds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::id::{AttemptId, DeviceId, QuestionId, SaveId};
use examhall_domain::rooms::attempt::{self, EvidenceReason};
use examhall_domain::rooms::room::{EXTENSION_MAX, EXTENSION_MIN};
use examhall_domain::rooms::{
    AttemptCommand, AttemptRejection, AttemptState, CloseReason, DeviceChanges, Outcome, RoomPhase, RoomView, Salt,
    SaveBody,
};
use examhall_domain::time::{Span, Timestamp};
use serde_json::value::RawValue;
use uuid::Uuid;

const OPENED: Timestamp = Timestamp(1_000_000_000);
const CLOSES: Timestamp = Timestamp(2_000_000_000);
const GRACE: Span = Span::from_secs(5);
const QUESTION: QuestionId = QuestionId(Uuid::from_u128(1));
const LAPTOP: DeviceId = DeviceId(Uuid::from_u128(2));
const PHONE: DeviceId = DeviceId(Uuid::from_u128(3));

fn view(phase: RoomPhase) -> RoomView {
    RoomView { phase, grace: GRACE }
}

fn prepared() -> AttemptState {
    AttemptState::prepared(AttemptId(Uuid::from_u128(4)), &[5; 32], [QUESTION].into())
}

fn ask(
    state: &AttemptState,
    command: AttemptCommand,
    phase: RoomPhase,
    now: Timestamp,
) -> Result<Outcome, AttemptRejection> {
    attempt::step(state, command, &view(phase), Salt([6; 16]), now)
}

fn play(state: &mut AttemptState, command: AttemptCommand, now: Timestamp) {
    match ask(state, command, RoomPhase::Running, now) {
        Ok(Outcome::Append(row)) => attempt::apply(state, &row).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn opened_by(device: Option<DeviceId>) -> AttemptState {
    let mut state = prepared();
    let open = AttemptCommand::Open { device, closes_at: CLOSES };
    play(&mut state, open, OPENED);
    state
}

fn save(device: DeviceId, revision: i64, save_id: u128, received_at: Timestamp) -> AttemptCommand {
    let response = RawValue::from_string("null".to_owned()).unwrap();
    AttemptCommand::Save {
        device,
        save_id: SaveId(Uuid::from_u128(save_id)),
        body: SaveBody::compose(QUESTION, revision, &response).unwrap(),
        received_at,
    }
}

#[test]
fn a_conflict_and_a_stale_save_carry_what_is_stored() {
    let mut state = opened_by(Some(LAPTOP));
    play(&mut state, save(LAPTOP, 2, 20, OPENED), OPENED);
    let stored = state.answers[&QUESTION];
    assert_eq!((stored.revision, stored.seq, stored.late), (2, 2, false));
    assert_eq!(
        ask(&state, save(LAPTOP, 2, 21, OPENED), RoomPhase::Running, OPENED),
        Err(AttemptRejection::Conflict { stored })
    );
    assert_eq!(
        ask(&state, save(LAPTOP, 1, 21, OPENED), RoomPhase::Running, OPENED),
        Err(AttemptRejection::Stale { stored })
    );
}

#[test]
fn a_name_that_is_used_for_another_revision_is_no_repeat() {
    let mut state = opened_by(Some(LAPTOP));
    play(&mut state, save(LAPTOP, 1, 20, OPENED), OPENED);
    let answer = ask(&state, save(LAPTOP, 2, 20, OPENED), RoomPhase::Running, OPENED);
    assert_eq!(answer, Err(AttemptRejection::SaveIdReused));
}

#[test]
fn a_repeat_is_answered_as_before_from_any_device_in_any_phase_and_after_the_closing() {
    let mut state = opened_by(Some(LAPTOP));
    play(&mut state, save(LAPTOP, 1, 20, OPENED), OPENED);
    let ack = state.saves[&SaveId(Uuid::from_u128(20))];
    play(&mut state, AttemptCommand::TakeOver { device: PHONE }, OPENED);
    play(&mut state, AttemptCommand::Submit { device: PHONE }, OPENED);
    let late = CLOSES + Span::from_secs(3600);
    for phase in [RoomPhase::Running, RoomPhase::Paused { since: OPENED }, RoomPhase::Ended { at: CLOSES }] {
        let answer = ask(&state, save(LAPTOP, 1, 20, late), phase, late);
        assert_eq!(answer, Ok(Outcome::Repeat(ack)), "{phase:?}");
    }
}

#[test]
fn the_first_device_to_write_holds_a_paper_that_the_server_opened() {
    let mut state = opened_by(None);
    assert_eq!(state.device, None);
    play(&mut state, save(PHONE, 1, 20, OPENED), OPENED);
    assert_eq!(state.device, Some(PHONE));
    let refused = AttemptRejection::Fenced { holder: PHONE };
    assert_eq!(ask(&state, save(LAPTOP, 2, 21, OPENED), RoomPhase::Running, OPENED), Err(refused));
    assert_eq!(refused.evidence(), Some(EvidenceReason::Superseded));
}

#[test]
fn changes_of_the_device_are_counted_and_the_first_one_is_none() {
    let mut state = opened_by(None);
    play(&mut state, AttemptCommand::TakeOver { device: LAPTOP }, OPENED);
    assert_eq!(state.device_changes, DeviceChanges::default());
    for (count, device) in [(1, PHONE), (2, LAPTOP)] {
        let at = OPENED + Span(count);
        play(&mut state, AttemptCommand::TakeOver { device }, at);
        assert_eq!(state.device_changes, DeviceChanges { count, last_at: Some(at) });
    }
}

#[test]
fn what_comes_too_late_is_evidence_and_what_will_come_again_is_not() {
    let state = opened_by(Some(LAPTOP));
    let after = CLOSES + GRACE + Span(1);
    let too_late = ask(&state, save(LAPTOP, 1, 20, after), RoomPhase::Running, after).unwrap_err();
    assert_eq!(too_late, AttemptRejection::TooLate { closes_at: CLOSES });
    assert_eq!(too_late.evidence(), Some(EvidenceReason::TooLate));
    let paused = RoomPhase::Paused { since: OPENED };
    let refused = ask(&state, save(LAPTOP, 1, 20, OPENED), paused, OPENED).unwrap_err();
    assert_eq!(refused, AttemptRejection::RoomPaused { since: OPENED });
    assert_eq!(refused.evidence(), None);
}

#[test]
fn what_was_received_before_the_pause_is_stored_during_it() {
    let state = opened_by(Some(LAPTOP));
    let since = OPENED + Span(10);
    let phase = RoomPhase::Paused { since };
    let before = ask(&state, save(LAPTOP, 1, 20, since - Span(1)), phase, since + Span(1));
    assert!(matches!(before, Ok(Outcome::Append(_))), "{before:?}");
    let during = ask(&state, save(LAPTOP, 1, 20, since), phase, since + Span(1));
    assert_eq!(during, Err(AttemptRejection::RoomPaused { since }));
}

#[test]
fn an_end_leaves_the_grace_to_what_is_under_way() {
    let state = opened_by(Some(LAPTOP));
    let ended = OPENED + Span::from_secs(60);
    let phase = RoomPhase::Ended { at: ended };
    match ask(&state, save(LAPTOP, 1, 20, ended + GRACE), phase, ended + GRACE) {
        Ok(Outcome::Append(row)) => assert!(row.late),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        ask(&state, AttemptCommand::Close, phase, ended + GRACE),
        Err(AttemptRejection::NotDue { closes_at: ended })
    );
    let mut closed = state.clone();
    let due = ended + GRACE + Span(1);
    match ask(&state, AttemptCommand::Close, phase, due) {
        Ok(Outcome::Append(row)) => attempt::apply(&mut closed, &row).unwrap(),
        other => panic!("{other:?}"),
    }
    let refused = ask(&closed, save(LAPTOP, 1, 20, due), phase, due);
    let expected = AttemptRejection::Closed { reason: CloseReason::Ended, at: due };
    assert_eq!(refused, Err(expected));
    assert_eq!(expected.evidence(), Some(EvidenceReason::TooLate));
}

#[test]
fn extensions_of_one_have_the_bounds_of_all() {
    let state = opened_by(None);
    let extend = |by| ask(&state, AttemptCommand::Extend { by }, RoomPhase::Running, OPENED);
    for by in [Span(-1), Span::ZERO, Span(EXTENSION_MIN.0 - 1), Span(EXTENSION_MAX.0 + 1)] {
        assert_eq!(extend(by), Err(AttemptRejection::ExtensionOutOfRange), "{by:?}");
    }
    for by in [EXTENSION_MIN, EXTENSION_MAX] {
        assert_eq!(extend(by), Ok(Outcome::Moved { closes_at: CLOSES + by }));
    }
}

#[test]
fn a_stored_deadline_moves_an_open_attempt_only() {
    let moved = CLOSES + Span(1);
    assert_eq!(opened_by(None).with_deadline(moved).closes_at(), Some(moved));
    assert_eq!(prepared().with_deadline(moved), prepared());
}

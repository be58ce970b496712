//! From rows back to an attempt. Every row is checked against the chain and against the place where it stands, so a
//! log that was tampered with does not become a state.

use super::{AttemptPhase, AttemptState, DeviceChanges, SaveAck, StoredAnswer};
use crate::id::{AttemptId, QuestionId};
use crate::rooms::attempt_log::{ClosedBody, LogKind, LogRow, OpenedBody, SavedAnswer, TakenOverBody};
use crate::rooms::chain::{self, ChainFault, Flaw};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Brings an attempt to its next row.
///
/// # Errors
/// When the row does not follow; the attempt is unchanged.
pub fn apply(state: &mut AttemptState, row: &LogRow) -> Result<(), ChainFault> {
    let head = chain::follow(state.head, state.last_seq, row)?;
    let effect = effect(state, row).map_err(|flaw| ChainFault { seq: row.seq, flaw })?;
    state.last_seq = row.seq;
    state.head = head;
    match effect {
        Effect::Phase(phase) => state.phase = phase,
        Effect::Saved(ack, answer) => {
            state.answers.insert(ack.question, answer);
            state.saves.insert(answer.save_id, ack);
        }
        Effect::Holder => {
            state.taken_over_seq = row.seq;
            // The first device of a paper that the server opened is no other one.
            if state.device.is_some() {
                state.device_changes = DeviceChanges { count: state.device_changes.count + 1, last_at: Some(row.at) };
            }
        }
    }
    state.device = row.device.or(state.device);
    Ok(())
}

/// Rebuilds an attempt from its whole log. Its deadline is the one of the opening: see
/// [`AttemptState::with_deadline`].
///
/// # Errors
/// The first row that does not follow.
pub fn replay<'a>(
    attempt: AttemptId,
    paper_digest: &[u8; 32],
    questions: BTreeSet<QuestionId>,
    rows: impl IntoIterator<Item = &'a LogRow>,
) -> Result<AttemptState, ChainFault> {
    let mut state = AttemptState::prepared(attempt, paper_digest, questions);
    for row in rows {
        apply(&mut state, row)?;
    }
    Ok(state)
}

/// What a row changes beside sequence, head and holder.
enum Effect {
    Phase(AttemptPhase),
    Saved(SaveAck, StoredAnswer),
    Holder,
}

fn effect(state: &AttemptState, row: &LogRow) -> Result<Effect, Flaw> {
    match (state.phase, row.kind) {
        (AttemptPhase::Prepared, LogKind::Opened) => {
            let opened: OpenedBody = body_of(row)?;
            if opened.device != row.device {
                return Err(Flaw::ColumnsDisagree);
            }
            Ok(Effect::Phase(AttemptPhase::Open { opened_at: row.at, closes_at: opened.closes_at }))
        }
        (AttemptPhase::Open { .. }, LogKind::Saved) => saved(row),
        (AttemptPhase::Open { .. }, LogKind::TakenOver) => {
            let taken_over: TakenOverBody = body_of(row)?;
            if Some(taken_over.device) != row.device {
                return Err(Flaw::ColumnsDisagree);
            }
            Ok(Effect::Holder)
        }
        (AttemptPhase::Open { .. }, LogKind::Closed) => {
            let closed: ClosedBody = body_of(row)?;
            Ok(Effect::Phase(AttemptPhase::Closed { reason: closed.reason, at: row.at }))
        }
        (AttemptPhase::Prepared, LogKind::Saved | LogKind::TakenOver | LogKind::Closed)
        | (AttemptPhase::Open { .. }, LogKind::Opened)
        | (AttemptPhase::Closed { .. }, _) => Err(Flaw::OutOfPlace),
    }
}

/// A deleted response leaves its question and revision in the columns only.
fn saved(row: &LogRow) -> Result<Effect, Flaw> {
    let (Some(question), Some(revision), Some(save_id)) = (row.question, row.revision, row.save_id) else {
        return Err(Flaw::ColumnsDisagree);
    };
    if let Some(body) = row.content.body() {
        let answer = SavedAnswer::parse(body).map_err(|_| Flaw::ColumnsDisagree)?;
        if (answer.question, answer.revision) != (question, revision) {
            return Err(Flaw::ColumnsDisagree);
        }
    }
    let ack = SaveAck { question, revision, seq: row.seq, saved_at: row.at, late: row.late, chain: row.chain };
    let answer = StoredAnswer { revision, seq: row.seq, save_id, at: row.at, late: row.late };
    Ok(Effect::Saved(ack, answer))
}

/// Only responses are ever deleted, so the other bodies must be there.
fn body_of<'a, T: Deserialize<'a>>(row: &'a LogRow) -> Result<T, Flaw> {
    let body = row.content.body().ok_or(Flaw::ColumnsDisagree)?;
    serde_json::from_slice(body).map_err(|_| Flaw::ColumnsDisagree)
}

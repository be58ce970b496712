//! What a round stores, in one transaction.

use super::decide::{Evidence, change};
use super::{Act, Change, Request};
use crate::service::Context;
use crate::service::rooms::attempt_file::AttemptFile;
use crate::service::rooms::mark;
use crate::service::rooms::room_file::RoomFile;
use crate::store::rooms::attempt_log::{Append, Expected, Fate, append_batch};
use crate::store::rooms::{evidence, room};
use crate::store::{Priority, StoreError};
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::rooms::{LogKind, LogRow};
use std::collections::{BTreeMap, BTreeSet};

/// Refused answers kept for one attempt; a device that repeats itself must not fill the disk.
const EVIDENCE_MAX: u64 = 1_000;

/// Rows and evidence that wait for the commit.
#[derive(Default)]
pub(super) struct Staged {
    rows: Vec<Append>,
    evidence: Vec<evidence::Model>,
    /// Rooms in which an attempt opens, at the version that its deadline was decided for.
    held: BTreeMap<SittingId, i64>,
}

impl Staged {
    /// Adds a row, lets the file follow it, and says what it changes.
    pub(super) fn append(
        &mut self,
        file: &mut AttemptFile,
        room: &RoomFile,
        row: LogRow,
    ) -> crate::service::Answer<Change> {
        let closes_at = file.state.closes_at();
        let expected = match (row.kind, closes_at) {
            // The clock's closing is lost when an extension has moved the deadline; a student's own is not.
            (LogKind::Closed, Some(closes_at)) if row.device.is_none() => Expected::ClosesAt(closes_at),
            _ => Expected::Log,
        };
        file.follow(&row)?;
        if row.kind == LogKind::Opened {
            self.held.insert(file.sitting, room.state.version);
        }
        let (phase, device) = (file.state.phase, file.state.device);
        let change = change(&row, phase);
        self.rows.push(Append { attempt: file.id, row, phase, device, expected });
        Ok(change)
    }

    /// Adds a refused answer that is kept beside the log.
    pub(super) fn keep_evidence(&mut self, cx: &Context, request: &Request, evidence: Option<Evidence>) {
        let (Act::Save(save), Some(Evidence { reason, body })) = (&request.act, evidence) else { return };
        self.evidence.push(evidence::Model {
            id: cx.ids.uuid(),
            attempt_id: request.attempt.0,
            at_us: request.received_at.0,
            reason: reason.name().to_owned(),
            device_id: Some(save.device.0),
            save_id: Some(save.save_id.0),
            question_id: None,
            body,
        });
    }

    /// Whether nothing but rows is stored: no room is held, no job written, no evidence kept.
    fn is_rows_alone(&self) -> bool {
        let is_closed = |append: &Append| append.row.kind == LogKind::Closed;
        self.evidence.is_empty() && self.held.is_empty() && !self.rows.iter().any(is_closed)
    }

    /// Whose rows and evidence wait.
    pub(super) fn attempts(&self) -> impl Iterator<Item = AttemptId> {
        let refused = self.evidence.iter().map(|row| AttemptId(row.attempt_id));
        self.rows.iter().map(|append| append.attempt).chain(refused)
    }
}

/// Stores everything and says whose rows lost against somebody else's.
pub(super) async fn commit(cx: &Context, staged: &Staged) -> Result<BTreeSet<AttemptId>, StoreError> {
    if staged.rows.is_empty() && staged.evidence.is_empty() {
        return Ok(BTreeSet::new());
    }
    let transaction = match staged.is_rows_alone() {
        true => cx.store.begin_single(Priority::Answers).await?,
        false => cx.store.begin(Priority::Answers).await?,
    };
    for (sitting, version) in &staged.held {
        room::hold(&transaction, *sitting, *version).await?;
    }
    let fates = append_batch(&transaction, &staged.rows).await?;
    let stored = |(append, fate): (&Append, &Fate)| (append.attempt, *fate == Fate::Stored, append.row.kind);
    let outcomes: Vec<_> = staged.rows.iter().zip(&fates).map(stored).collect();
    let closed: Vec<AttemptId> = outcomes
        .iter()
        .filter(|(_, is_stored, kind)| *is_stored && *kind == LogKind::Closed)
        .map(|(attempt, ..)| *attempt)
        .collect();
    if !closed.is_empty() {
        mark::enqueue(cx, &transaction, &closed).await?;
    }
    for row in &staged.evidence {
        evidence::insert(&transaction, row.clone(), EVIDENCE_MAX).await?;
    }
    transaction.commit().await?;
    Ok(outcomes.into_iter().filter(|(_, is_stored, _)| !is_stored).map(|(attempt, ..)| attempt).collect())
}

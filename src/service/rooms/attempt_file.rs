//! An attempt as its row and its log made it, with what is needed to check and to show answers.

use crate::service::exams::api::Paper;
use crate::service::rooms::open_room;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::talk::views::{ChatView, TalkStanding};
use crate::service::rooms::views::{AnswerView, AttemptView, Holder, device_word};
use crate::service::{Answer, Context};
use crate::store::rooms::{attempt, attempt_log};
use crate::store::{StoreError, json};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_domain::exams::AttemptPaper;
use examhall_domain::id::{AccountId, AttemptId, DeviceId, QuestionId, SittingId};
use examhall_domain::rooms::attempt::replay;
use examhall_domain::rooms::{
    AttemptPhase, AttemptState, DeviceChanges, Head, LogRow, SavedAnswer, attempt as machine,
};
use examhall_domain::time::{Span, Timestamp};
use serde_json::value::RawValue;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// One attempt.
pub struct AttemptFile {
    pub id: AttemptId,
    pub sitting: SittingId,
    pub account: AccountId,
    pub number: i64,
    pub paper: AttemptPaper,
    pub paper_digest: [u8; 32],
    /// The published paper that it was drawn from.
    pub source: Arc<Paper>,
    pub state: AttemptState,
    pub opened: Option<AttemptPhase>,
    pub flags: Vec<QuestionId>,
    pub extension: Span,
    responses: HashMap<QuestionId, Arc<RawValue>>,
}

/// What the log of an attempt amounts to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Questions with an answer.
    pub answered: i64,
    pub device_changes: DeviceChanges,
    pub holder: Holder,
}

/// Several attempts with their logs; unknown ids are left out.
///
/// # Errors
/// Those of the store, among them a log that does not follow its chain.
pub async fn read(cx: &Context, ids: &[AttemptId]) -> Answer<Vec<AttemptFile>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = attempt::find_many(cx.store.read(), ids).await?;
    // The log is read after the rows, so a row of the log may be newer than the attempt's row but never older.
    let mut logs = attempt_log::read_many(cx.store.read(), ids).await?;
    let mut files = Vec::with_capacity(rows.len());
    for row in rows {
        let log = logs.remove(&AttemptId(row.id)).unwrap_or_default();
        let room = open_room::open(cx, SittingId(row.sitting_id)).await?;
        files.push(assemble(room.sitting.paper.clone(), &row, &log)?);
    }
    Ok(files)
}

/// Brings row and log together.
///
/// # Errors
/// [`StoreError::Corrupt`] when the log does not follow its chain or the row cannot be read.
pub(super) fn assemble(source: Arc<Paper>, row: &attempt::Model, log: &[LogRow]) -> Result<AttemptFile, StoreError> {
    let id = AttemptId(row.id);
    let paper = row.read_paper()?;
    let ids: BTreeSet<QuestionId> = paper.positions().map(|(_, question)| question.question).collect();
    let paper_digest = row.digest()?;
    let mut state = replay(id, &paper_digest, ids, log).map_err(|fault| broken(id, &fault))?;
    if let Some(closes_at) = row.closes_at_us {
        state = state.with_deadline(Timestamp(closes_at));
    }
    let mut file = AttemptFile {
        id,
        sitting: SittingId(row.sitting_id),
        account: AccountId(row.account_id),
        number: row.number,
        paper,
        paper_digest,
        source,
        opened: opened(row),
        state,
        flags: json::decode("attempts.flags", &row.flags)?,
        extension: Span(row.extension_us),
        responses: HashMap::new(),
    };
    for entry in log {
        file.keep_response(entry);
    }
    Ok(file)
}

impl AttemptFile {
    /// Follows a row that is about to be stored.
    ///
    /// # Errors
    /// When the row does not follow the log.
    pub fn follow(&mut self, row: &LogRow) -> Result<(), StoreError> {
        machine::apply(&mut self.state, row).map_err(|fault| broken(self.id, &fault))?;
        self.keep_response(row);
        Ok(())
    }

    /// Takes the deadline that the attempt's row holds now.
    pub fn move_deadline(&mut self, closes_at: Option<Timestamp>) {
        if let (Some(moved_to), AttemptPhase::Open { closes_at, .. }) = (closes_at, &mut self.state.phase) {
            *closes_at = moved_to;
        }
    }

    /// The stored answer to a question.
    pub fn answer(&self, question: QuestionId) -> Option<AnswerView> {
        let stored = self.state.answers.get(&question)?;
        Some(AnswerView {
            question,
            revision: stored.revision,
            save_id: stored.save_id,
            seq: stored.seq,
            saved_at: stored.at.into(),
            late: stored.late,
            response: self.responses.get(&question).cloned(),
        })
    }

    /// The response that counts, as it was sent.
    pub fn response(&self, question: QuestionId) -> Option<&RawValue> {
        self.responses.get(&question).map(AsRef::as_ref)
    }

    /// Questions with an answer that was not withdrawn.
    fn answered(&self) -> i64 {
        let answered = self.responses.values().filter(|response| response.get() != "null").count();
        i64::try_from(answered).unwrap_or(i64::MAX)
    }

    /// What a wall shows of the log.
    pub fn count(&self) -> Count {
        let holder = Holder { device: self.state.device, taken_over_seq: self.state.taken_over_seq };
        Count { answered: self.answered(), device_changes: self.state.device_changes, holder }
    }

    /// What the student sees on the device that asks.
    pub fn view(
        &self,
        room: &RoomFile,
        device: Option<DeviceId>,
        result: ResultState,
        (chat, talk): (ChatView, TalkStanding),
    ) -> AttemptView {
        let (opened_at, closes_at) = match self.state.phase {
            AttemptPhase::Open { opened_at, closes_at } => (Some(opened_at), Some(closes_at)),
            AttemptPhase::Prepared => (None, None),
            AttemptPhase::Closed { .. } => match self.opened {
                Some(AttemptPhase::Open { opened_at, closes_at }) => (Some(opened_at), Some(closes_at)),
                _ => (None, None),
            },
        };
        let (closed_at, closed_by) = match self.state.phase {
            AttemptPhase::Closed { reason, at } => (Some(at), Some(reason.name())),
            AttemptPhase::Prepared | AttemptPhase::Open { .. } => (None, None),
        };
        AttemptView {
            id: self.id,
            sitting: self.sitting,
            number: self.number,
            phase: self.state.phase.name(),
            opened_at: opened_at.map(Into::into),
            closes_at: closes_at.map(Into::into),
            room_version: room.state.version,
            grace_us: room.sitting.plan.grace.0,
            device: device_word(self.state.device, device),
            last_seq: self.state.last_seq,
            head: self.state.head.to_string(),
            paper_digest: Head(self.paper_digest).to_string(),
            answers: self.state.answers.keys().filter_map(|question| self.answer(*question)).collect(),
            flags: self.flags.clone(),
            closed_at: closed_at.map(Into::into),
            closed_by,
            result_ready: result == ResultState::Ready,
            key: room.paper_is_open().then(|| BASE64_STANDARD.encode(room.sitting.paper_key)),
            chat,
            // Who has handed in asks no more.
            hand_since: talk.hand_since.filter(|_| closed_at.is_none()),
        }
    }

    fn keep_response(&mut self, row: &LogRow) {
        let Some(body) = row.content.body() else { return };
        // Only saves have this shape; openings and closings have another one and are no answers.
        if let (Some(question), Ok(saved)) = (row.question, SavedAnswer::parse(body)) {
            self.responses.insert(question, Arc::from(saved.response.to_owned()));
        }
    }
}

/// Whether the student may read the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultState {
    Pending,
    Ready,
}

fn opened(row: &attempt::Model) -> Option<AttemptPhase> {
    let (opened_at, closes_at) = row.opened_at_us.zip(row.closes_at_us)?;
    Some(AttemptPhase::Open { opened_at: Timestamp(opened_at), closes_at: Timestamp(closes_at) })
}

fn broken(attempt: AttemptId, fault: &examhall_domain::rooms::ChainFault) -> StoreError {
    StoreError::corrupt("attempt_log.chain", &format_args!("attempt {attempt}: {fault}"))
}

//! Walks every attempt's log and compares it with everything that was derived from it: the attempt's row, the receipt and
//! its signature, the marks.
//!
//! It goes attempt by attempt and keeps none of them, so that its memory does not grow with the house. It may run beside
//! a serving instance.

use crate::gateway::signer::{ReceiptKeys, Signed};
use crate::service::rooms::attempt_file::{self, AttemptFile};
use crate::service::rooms::mark::MARK_JOB;
use crate::service::rooms::{marks_by_hand, open_room, outcome};
use crate::service::{Answer, Context, Error};
use crate::store::rooms::{attempt, attempt_log, hand_mark, receipt, result};
use crate::store::{StoreError, jobs, json};
use examhall_domain::exams::{AttemptResult, HandMark};
use examhall_domain::id::{AttemptId, DeviceId, QuestionId, SittingId};
use examhall_domain::rooms::{AttemptPhase, Content, Head, LogKind, LogRow, Receipt};
use examhall_domain::time::Timestamp;
use std::collections::BTreeMap;

/// Attempts named by one query.
const PAGE: u64 = 200;
/// Logs without an attempt that are named at most.
const ORPHANS_MAX: u64 = 100;
/// How often an attempt is read again that somebody writes meanwhile.
const READS_MAX: u32 = 16;

/// What the caller hears on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Something is not as it was acknowledged.
    Fault { attempt: AttemptId, reason: String },
    /// So many attempts of so many are behind.
    Progress { done: u64, total: u64 },
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub attempts: u64,
    pub rows: u64,
    pub receipts: u64,
    pub results: u64,
    /// Closed attempts whose marking still waits.
    pub unmarked: u64,
    /// Marked attempts of which responses were deleted, so that their marks cannot be computed again.
    pub unmarkable: u64,
    pub faults: u64,
}

/// Verifies the attempts of one sitting or all; receipts have to be signed with one of `keys`.
///
/// # Errors
/// Those of the store while it is away; what is wrong with the data is told instead.
pub async fn verify_answers(
    cx: &Context,
    sitting: Option<SittingId>,
    keys: &ReceiptKeys,
    mut tell: impl FnMut(Told),
) -> Answer<Summary> {
    let total = attempt::count(cx.store.read(), sitting).await?;
    let (mut summary, mut after) = (Summary::default(), None);
    if sitting.is_none() {
        for attempt in attempt_log::list_orphaned(cx.store.read(), ORPHANS_MAX).await? {
            summary.faults += 1;
            tell(Told::Fault { attempt, reason: "it has a log but no row".to_owned() });
        }
    }
    loop {
        let page = attempt::list_after(cx.store.read(), sitting, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(summary) };
        after = Some(*last);
        for id in page {
            summary.attempts += 1;
            if let Some(reason) = verify(cx, id, keys, &mut summary).await? {
                summary.faults += 1;
                tell(Told::Fault { attempt: id, reason });
            }
        }
        tell(Told::Progress { done: summary.attempts, total: total.max(summary.attempts) });
    }
}

/// The first thing that is wrong with an attempt.
async fn verify(cx: &Context, id: AttemptId, keys: &ReceiptKeys, summary: &mut Summary) -> Answer<Option<String>> {
    match check(cx, id, keys, summary).await {
        Ok(()) => Ok(None),
        Err(Flaw::Data(reason)) => Ok(Some(reason)),
        Err(Flaw::Store(error)) => Err(error),
    }
}

enum Flaw {
    /// The data is wrong.
    Data(String),
    /// It could not be read.
    Store(Error),
}

impl From<StoreError> for Flaw {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt { .. } => Self::Data(error.to_string()),
            other => Self::Store(other.into()),
        }
    }
}

impl From<Error> for Flaw {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => error.into(),
            Error::Refused(refusal) => Self::Data(format!("its room cannot be opened ({})", refusal.problem.slug())),
        }
    }
}

async fn check(cx: &Context, id: AttemptId, keys: &ReceiptKeys, summary: &mut Summary) -> Result<(), Flaw> {
    let Some((row, log)) = read(cx, id).await? else { return Ok(()) };
    summary.rows += log.len() as u64;
    digests(cx, id, &log).await?;
    let room = open_room::open(cx, SittingId(row.sitting_id)).await?;
    let file = attempt_file::assemble(room.sitting.paper.clone(), &row, &log)?;
    require(file.paper.digest() == file.paper_digest, "its paper is not the one that its log begins with")?;
    check_row(&file, &row, &log)?;
    // The result first: both were stored together, so whoever sees the first has to see the second.
    let (marked, by_hand) = read_marks(cx, &file).await?;
    let receipt = receipt::find(cx.store.read(), id).await?;
    match (file.state.phase, marked, receipt) {
        (AttemptPhase::Closed { .. }, Some(marked), Some(receipt)) => {
            summary.receipts += 1;
            check_receipt(&file, &receipt, keys)?;
            check_marks(&file, &marked, &by_hand, &log, summary)
        }
        (AttemptPhase::Closed { .. }, Some(_), None) => require(false, "its receipt is missing"),
        (AttemptPhase::Closed { .. }, None, _) => check_waits(cx, id, summary).await,
        (AttemptPhase::Prepared | AttemptPhase::Open { .. }, None, None) => Ok(()),
        (AttemptPhase::Prepared | AttemptPhase::Open { .. }, ..) => {
            require(false, "it was marked although its log does not end with a closing")
        }
    }
}

/// The row and the log of one moment; nothing when the attempt is gone.
async fn read(cx: &Context, id: AttemptId) -> Result<Option<(attempt::Model, Vec<LogRow>)>, Flaw> {
    for _ in 0..READS_MAX {
        let Some(before) = attempt::find(cx.store.read(), id).await? else { return Ok(None) };
        let log = attempt_log::read(cx.store.read(), id).await?;
        let after = attempt::find(cx.store.read(), id).await?;
        if let Some(after) = after.filter(|after| (after.last_seq, &after.phase) == (before.last_seq, &before.phase)) {
            return Ok(Some((after, log)));
        }
    }
    Err(Flaw::Store(StoreError::Busy.into()))
}

/// The result and the marks by hand of one moment.
async fn read_marks(
    cx: &Context,
    file: &AttemptFile,
) -> Result<(Option<result::Model>, BTreeMap<QuestionId, HandMark>), Flaw> {
    for _ in 0..READS_MAX {
        let before = result::find(cx.store.read(), file.id).await?;
        let rows = hand_mark::counting(cx.store.read(), file.id).await?;
        if result::find(cx.store.read(), file.id).await? == before {
            return Ok((before, marks_by_hand::of(&cx.store, file, rows).await?));
        }
    }
    Err(Flaw::Store(StoreError::Busy.into()))
}

/// The stored digests are what the chain falls back on once a response is deleted.
async fn digests(cx: &Context, id: AttemptId, log: &[LogRow]) -> Result<(), Flaw> {
    let stored = attempt_log::read_digests(cx.store.read(), id).await?;
    let wrong = log.iter().zip(stored).find(|(row, (seq, digest))| (row.seq, row.content.digest()) != (*seq, *digest));
    match wrong {
        Some((row, _)) => Err(Flaw::Data(format!("row {} of the log: its digest is not that of its body", row.seq))),
        None => Ok(()),
    }
}

fn check_row(file: &AttemptFile, row: &attempt::Model, log: &[LogRow]) -> Result<(), Flaw> {
    require(row.last_seq == file.state.last_seq, "its log does not end where its row says")?;
    require(row.device_id.map(DeviceId) == file.state.device, "its row names another device than its log")?;
    let opened_at = log.first().filter(|first| first.kind == LogKind::Opened).map(|first| first.at);
    require(row.opened_at_us.map(Timestamp) == opened_at, "its row says that it was opened at another time")?;
    let same = match (row.phase()?, file.state.phase) {
        (AttemptPhase::Prepared, AttemptPhase::Prepared) | (AttemptPhase::Open { .. }, AttemptPhase::Open { .. }) => {
            true
        }
        (row @ AttemptPhase::Closed { .. }, log @ AttemptPhase::Closed { .. }) => row == log,
        (AttemptPhase::Prepared | AttemptPhase::Open { .. } | AttemptPhase::Closed { .. }, _) => false,
    };
    require(same, "its row is in another state than its log")
}

fn check_receipt(file: &AttemptFile, stored: &receipt::Model, keys: &ReceiptKeys) -> Result<(), Flaw> {
    let AttemptPhase::Closed { reason, at } = file.state.phase else { return Ok(()) };
    let receipt: Receipt = json::decode("receipts.body", &stored.body)?;
    let expected = Receipt {
        sitting: file.sitting,
        attempt: file.id,
        person: file.account,
        paper_digest: Head(file.paper_digest),
        last_seq: file.state.last_seq,
        head: file.state.head,
        answers: i64::try_from(file.state.answers.len()).unwrap_or(i64::MAX),
        closed_at: at,
        closed_by: reason,
        issued_at: Timestamp(stored.issued_at_us),
        key_id: receipt.key_id,
    };
    require(receipt == expected, "its receipt says something else than its log")?;
    require(stored.key_id == receipt.key_id.to_string(), "its receipt names another key than its row")?;
    match keys.check(receipt.key_id, &receipt.canonical_bytes(), &stored.signature) {
        Signed::Rightly => Ok(()),
        Signed::Wrongly => require(false, "the signature of its receipt is wrong"),
        Signed::ByUnknownKey => {
            Err(Flaw::Data(format!("its receipt is signed with the key {}, which is not known here", receipt.key_id)))
        }
    }
}

fn check_marks(
    file: &AttemptFile,
    stored: &result::Model,
    by_hand: &BTreeMap<QuestionId, HandMark>,
    log: &[LogRow],
    summary: &mut Summary,
) -> Result<(), Flaw> {
    let is_gone = |row: &LogRow| matches!(row.content, Content::Deleted { .. });
    if log.iter().any(is_gone) {
        summary.unmarkable += 1;
        return Ok(());
    }
    summary.results += 1;
    let again = outcome::of(file, by_hand)?;
    let detail: AttemptResult = json::decode("attempt_results.detail", &stored.detail)?;
    let same = (stored.score, stored.max, stored.provisional) == (again.score.0, again.max.0, again.provisional);
    require(same && detail == again, "its marks are not those that its answers give")
}

/// A closed attempt without marks is right only as long as a job to mark waits.
async fn check_waits(cx: &Context, id: AttemptId, summary: &mut Summary) -> Result<(), Flaw> {
    let waits = jobs::waits(cx.store.read(), MARK_JOB).await?;
    // A job that was done between the two looks has left its marks.
    if waits || result::find(cx.store.read(), id).await?.is_some() {
        summary.unmarked += 1;
        return Ok(());
    }
    require(false, "it is closed, has no marks, and nothing waits to mark it")
}

fn require(holds: bool, reason: &str) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err(Flaw::Data(reason.to_owned())) }
}

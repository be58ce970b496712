//! Marking what was closed, and signing the receipt: work that waits in SQL from the transaction that closes. What a person
//! has to mark becomes a task in the same transaction.

use crate::service::rooms::attempt_file::{self, AttemptFile};
use crate::service::rooms::read_result::is_released;
use crate::service::rooms::{event, marks_by_hand, open_room, outcome};
use crate::service::{Answer, Context};
use crate::store::jobs::{self, NewJob};
use crate::store::rooms::{hand_mark, marking_task, receipt, result};
use crate::store::{Priority, StoreError, Transaction, json};
use examhall_domain::exams::AttemptResult;
use examhall_domain::id::{AccountId, AttemptId, JobId, QuestionId, SittingId};
use examhall_domain::rooms::{AttemptPhase, Head, Receipt};
use examhall_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The kind of the job; its payload is `{"attempts": ["<id>", …]}`.
pub const MARK_JOB: &str = "mark_attempts";
/// After starts, before everything else.
const MARK_PRIORITY: i64 = 10;
/// Marking that failed this often needs a person.
const MARK_TRIES_MAX: i64 = 10;
/// Places of tasks are below this: six digits are what a marker sees of an answer, and two that share a place do no harm.
const PLACES: i64 = 1_000_000;

#[derive(Serialize, Deserialize)]
struct Payload {
    attempts: Vec<AttemptId>,
}

/// Adds the job that marks these attempts, in the transaction that closes them.
pub(super) async fn enqueue(cx: &Context, transaction: &Transaction, attempts: &[AttemptId]) -> Result<(), StoreError> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.uuid()),
        kind: MARK_JOB.to_owned(),
        dedupe_key: None,
        priority: MARK_PRIORITY,
        run_at: now,
        payload: json::encode("jobs.payload", &Payload { attempts: attempts.to_vec() })?,
        attempts_max: MARK_TRIES_MAX,
        created_at: now,
    };
    jobs::enqueue(transaction, job).await?;
    Ok(())
}

/// Carries the job out and finishes it. Marking twice gives the same marks, and keeps the first receipt and the tasks.
///
/// # Errors
/// Those of the store; the job is then tried again.
pub async fn carry_out(cx: &Context, job: JobId, owner: &str, payload: &str) -> Answer<()> {
    let Payload { attempts } = json::decode("jobs.payload", payload)?;
    let mut files = attempt_file::read(cx, &attempts).await?;
    // Two jobs that hold the same results in different orders would wait for each other.
    files.sort_unstable_by_key(|file| file.id);
    let now = cx.clock.now();
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let mut marked = Vec::with_capacity(files.len());
    for file in &files {
        marked.extend(mark(cx, &transaction, file, now).await?);
    }
    if !jobs::finish(&transaction, job, owner, now).await? {
        return Ok(());
    }
    transaction.commit().await?;
    for one in marked {
        // Looked up after the commit, as a release looks for marks after its own: one of the two sees the other.
        let room = open_room::open(cx, one.sitting).await?;
        if is_released(cx, &room).await? {
            cx.hub.publish(event::result_ready(one.account, one.attempt, now)).await;
        }
    }
    Ok(())
}

struct Marked {
    account: AccountId,
    sitting: SittingId,
    attempt: AttemptId,
}

async fn mark(
    cx: &Context,
    transaction: &Transaction,
    file: &AttemptFile,
    now: Timestamp,
) -> Result<Option<Marked>, StoreError> {
    let Some(receipt) = receipt(cx, file, now)? else { return Ok(None) };
    let outcome = mark_again(cx, transaction, file, now).await?;
    receipt::insert(transaction, receipt).await?;
    for question in outcome.for_a_person() {
        let task = task(cx, file, question.question);
        marking_task::add(transaction, task).await?;
    }
    Ok(Some(Marked { account: file.account, sitting: file.sitting, attempt: file.id }))
}

/// Stores what a closed attempt is worth with the marks by hand that it has in this transaction.
///
/// # Errors
/// Those of the store.
pub(super) async fn mark_again(
    cx: &Context,
    transaction: &Transaction,
    file: &AttemptFile,
    now: Timestamp,
) -> Result<AttemptResult, StoreError> {
    // Without a result there is no task, and so no mark by hand.
    let by_hand = match result::hold(transaction, file.id).await? {
        Some(_) => marks_by_hand::of(&cx.store, file, hand_mark::counting(transaction, file.id).await?).await?,
        None => BTreeMap::new(),
    };
    let outcome = outcome::of(file, &by_hand)?;
    let row = result::Model {
        attempt_id: file.id.0,
        score: outcome.score.0,
        max: outcome.max.0,
        provisional: outcome.provisional,
        marked_at_us: now.0,
        detail: json::encode("attempt_results.detail", &outcome)?,
    };
    result::put(transaction, row).await?;
    Ok(outcome)
}

/// A task for a person, at a place among the others that tells nothing of whose answer it is.
fn task(cx: &Context, file: &AttemptFile, question: QuestionId) -> marking_task::Model {
    let mut place = [0; 4];
    cx.randomness.fill(&mut place);
    marking_task::Model {
        id: cx.ids.uuid(),
        attempt_id: file.id.0,
        question_id: question.0,
        sitting_id: file.sitting.0,
        place: i64::from(u32::from_be_bytes(place)) % PLACES,
        version: 0,
        held_by: None,
        held_until_us: None,
    }
}

fn receipt(cx: &Context, file: &AttemptFile, now: Timestamp) -> Result<Option<receipt::Model>, StoreError> {
    let AttemptPhase::Closed { reason, at } = file.state.phase else { return Ok(None) };
    let statement = Receipt {
        sitting: file.sitting,
        attempt: file.id,
        person: file.account,
        paper_digest: Head(file.paper_digest),
        last_seq: file.state.last_seq,
        head: file.state.head,
        answers: i64::try_from(file.state.answers.len()).unwrap_or(i64::MAX),
        closed_at: at,
        closed_by: reason,
        issued_at: now,
        key_id: cx.signer.key_id(),
    };
    Ok(Some(receipt::Model {
        attempt_id: file.id.0,
        body: json::encode("receipts.body", &statement)?,
        key_id: statement.key_id.to_string(),
        signature: cx.signer.sign(&statement.canonical_bytes()).to_vec(),
        issued_at_us: now.0,
    }))
}

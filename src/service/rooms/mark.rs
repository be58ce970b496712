//! Marking what was closed, and signing the receipt: work that waits in SQL from the transaction that closes.

use crate::service::rooms::attempt_file::{self, AttemptFile};
use crate::service::rooms::read_result::is_released;
use crate::service::rooms::{event, open_room, outcome};
use crate::service::{Answer, Context};
use crate::store::jobs::{self, NewJob};
use crate::store::rooms::{receipt, result};
use crate::store::{Priority, StoreError, Transaction, json};
use examhall_domain::id::{AccountId, AttemptId, JobId, SittingId};
use examhall_domain::rooms::{AttemptPhase, Head, Receipt};
use examhall_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The kind of the job; its payload is `{"attempts": ["<id>", …]}`.
pub const MARK_JOB: &str = "mark_attempts";
/// After starts, before everything else.
const MARK_PRIORITY: i64 = 10;
/// Marking that failed this often needs a person.
const MARK_TRIES_MAX: i64 = 10;

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

/// Carries the job out and finishes it. Marking twice gives the same marks and keeps the first receipt.
///
/// # Errors
/// Those of the store; the job is then tried again.
pub async fn carry_out(cx: &Context, job: JobId, owner: &str, payload: &str) -> Answer<()> {
    let Payload { attempts } = json::decode("jobs.payload", payload)?;
    let files = attempt_file::read(cx, &attempts).await?;
    let now = cx.clock.now();
    let mut marked = Vec::with_capacity(files.len());
    for file in &files {
        marked.extend(mark(cx, file, now)?);
    }
    let transaction = cx.store.begin(Priority::Jobs).await?;
    for one in &marked {
        result::put(&transaction, one.result.clone()).await?;
        receipt::insert(&transaction, one.receipt.clone()).await?;
    }
    if !jobs::finish(&transaction, job, owner, now).await? {
        return Ok(());
    }
    transaction.commit().await?;
    for one in marked {
        // Looked up after the commit, as a release looks for marks after its own: one of the two sees the other.
        let room = open_room::open(cx, one.sitting).await?;
        if is_released(cx, &room).await? {
            cx.hub.publish(event::result_ready(one.account, AttemptId(one.result.attempt_id), now)).await;
        }
    }
    Ok(())
}

struct Marked {
    account: AccountId,
    sitting: SittingId,
    result: result::Model,
    receipt: receipt::Model,
}

fn mark(cx: &Context, file: &AttemptFile, now: Timestamp) -> Result<Option<Marked>, StoreError> {
    let AttemptPhase::Closed { reason, at } = file.state.phase else { return Ok(None) };
    let outcome = outcome::of(file)?;
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
    Ok(Some(Marked {
        account: file.account,
        sitting: file.sitting,
        result: result::Model {
            attempt_id: file.id.0,
            score: outcome.score.0,
            max: outcome.max.0,
            provisional: outcome.provisional,
            marked_at_us: now.0,
            detail: json::encode("attempt_results.detail", &outcome)?,
        },
        receipt: receipt::Model {
            attempt_id: file.id.0,
            body: json::encode("receipts.body", &statement)?,
            key_id: statement.key_id.to_string(),
            signature: cx.signer.sign(&statement.canonical_bytes()).to_vec(),
            issued_at_us: now.0,
        },
    }))
}

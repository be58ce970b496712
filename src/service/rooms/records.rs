//! What rooms keep about people: the attempts that they wrote, with everything about them.

use crate::service::accounts::api::{Caller, PersonalFile, PersonalRecords};
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::rooms::read_attempt::{SignedReceipt, read_receipt};
use crate::service::rooms::read_log::{AnswerLog, read_log};
use crate::service::rooms::read_result::{ReleasedResult, read_result};
use crate::service::rooms::talk::views::{MessageView, NoticedView};
use crate::service::rooms::views::AnswerView;
use crate::service::rooms::{attempt_file, open_room};
use crate::service::{Answer, Context, Error};
use crate::store::rooms::{attempt, evidence, integrity, message};
use crate::store::{StoreError, Transaction};
use examhall_domain::id::{AccountId, AttemptId, QuestionId, SittingId};
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;

/// Looks into the tables of rooms.
pub struct RoomRecords;

/// One attempt. Result, receipt and log are there once the student may see them.
#[derive(Serialize)]
struct Attempt {
    id: AttemptId,
    exam: String,
    sitting: SittingId,
    title: String,
    number: i64,
    phase: String,
    opened_at: Option<Instant>,
    closes_at: Option<Instant>,
    closed_at: Option<Instant>,
    closed_by: Option<String>,
    answers: Vec<AnswerView>,
    /// Answers that came too late or from another device, and were not marked.
    evidence: Vec<Evidence>,
    messages: Vec<MessageView>,
    noticed: Vec<NoticedView>,
    result: Option<ReleasedResult>,
    receipt: Option<SignedReceipt>,
    log: Option<AnswerLog>,
}

#[derive(Serialize)]
struct Evidence {
    at: Instant,
    reason: String,
    question: Option<QuestionId>,
    body: String,
}

impl PersonalRecords for RoomRecords {
    fn export<'a>(
        &'a self,
        cx: &'a Context,
        caller: &'a Caller,
        file: &'a mut PersonalFile,
    ) -> BoxFuture<'a, Answer<()>> {
        async move {
            let rows = attempt::list_of_person(cx.store.read(), caller.account, file.looked_for()).await?;
            let mut attempts = Vec::with_capacity(rows.len());
            for row in rows {
                attempts.push(told(cx, caller, row, file.looked_for()).await?);
            }
            Ok(file.tell("attempts", attempts)?)
        }
        .boxed()
    }

    /// Answers, marks and receipts are the record of an exam and stay. What was said in between does not.
    fn erase<'a>(&'a self, transaction: &'a Transaction, account: AccountId) -> BoxFuture<'a, Result<(), StoreError>> {
        message::empty_of_person(transaction, account).boxed()
    }
}

async fn told(cx: &Context, caller: &Caller, row: attempt::Model, limit: u64) -> Answer<Attempt> {
    let (store, id) = (cx.store.read(), AttemptId(row.id));
    let room = open_room::open(cx, SittingId(row.sitting_id)).await?;
    let file = attempt_file::read(cx, &[id]).await?.pop().ok_or(ProblemType::NotFound)?;
    let messages = message::latest(store, id, i64::try_from(limit).unwrap_or(i64::MAX)).await?;
    let noticed = integrity::list(store, id, limit).await?;
    let evidence = evidence::list(store, id, limit).await?;
    Ok(Attempt {
        id,
        exam: room.sitting.exam_title.clone(),
        sitting: room.sitting.id,
        title: room.sitting.title.clone(),
        number: row.number,
        opened_at: instant(row.opened_at_us),
        closes_at: instant(row.closes_at_us),
        closed_at: instant(row.closed_at_us),
        phase: row.phase,
        closed_by: row.closed_by,
        answers: file.state.answers.keys().filter_map(|question| file.answer(*question)).collect(),
        evidence: evidence.into_iter().map(evidence_told).collect(),
        messages: messages.into_iter().map(Into::into).collect(),
        noticed: noticed.iter().map(NoticedView::of).collect::<Result<_, _>>()?,
        result: if_released(read_result(cx, caller, id).await)?,
        receipt: if_released(read_receipt(cx, caller, id).await)?,
        log: if_released(read_log(cx, caller, id).await)?,
    })
}

fn evidence_told(row: evidence::Model) -> Evidence {
    Evidence {
        at: Timestamp(row.at_us).into(),
        reason: row.reason,
        question: row.question_id.map(QuestionId),
        body: String::from_utf8_lossy(&row.body).into_owned(),
    }
}

/// What a student may not see yet is no part of their file yet.
fn if_released<T>(read: Answer<T>) -> Answer<Option<T>> {
    match read {
        Ok(told) => Ok(Some(told)),
        Err(Error::Refused(refusal)) if refusal.problem == ProblemType::ResultNotReleased => Ok(None),
        Err(error) => Err(error),
    }
}

fn instant(at_us: Option<i64>) -> Option<Instant> {
    at_us.map(|at| Timestamp(at).into())
}

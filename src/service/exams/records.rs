//! What exams keep about people: where they are enrolled, and which exams are theirs.

use crate::service::accounts::api::{Caller, PersonalFile, PersonalRecords};
use crate::service::instant::Instant;
use crate::service::{Answer, Context};
use crate::store::exams::{OwnedBy, enrolment, exam, sitting};
use crate::store::{StoreError, Transaction};
use examhall_domain::id::{AccountId, ExamId, SittingId};
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Looks into the tables of exams.
pub struct ExamRecords;

#[derive(Serialize)]
struct Enrolment {
    exam: String,
    sitting: SittingId,
    title: String,
    enrolled_at: Instant,
    extra_time_us: i64,
    group: String,
}

#[derive(Serialize)]
struct Owned {
    exam: ExamId,
    title: String,
    created_at: Instant,
}

impl PersonalRecords for ExamRecords {
    fn export<'a>(
        &'a self,
        cx: &'a Context,
        caller: &'a Caller,
        file: &'a mut PersonalFile,
    ) -> BoxFuture<'a, Answer<()>> {
        async move {
            let limit = file.looked_for();
            file.tell("enrolments", enrolments(cx, caller.account, limit).await?)?;
            let owned = exam::list_owned(cx.store.read(), OwnedBy::Account(caller.account), None, limit).await?;
            Ok(file.tell("exams", owned.into_iter().map(owned_told).collect())?)
        }
        .boxed()
    }

    /// An enrolment says nothing of who is enrolled, and belongs to the record of its sitting.
    fn erase<'a>(&'a self, _: &'a Transaction, _: AccountId) -> BoxFuture<'a, Result<(), StoreError>> {
        async { Ok(()) }.boxed()
    }
}

async fn enrolments(cx: &Context, account: AccountId, limit: u64) -> Result<Vec<Enrolment>, StoreError> {
    let store = cx.store.read();
    let rows = enrolment::list_of_account(store, account, limit).await?;
    let ids: Vec<SittingId> = rows.iter().map(|row| SittingId(row.sitting_id)).collect();
    let sittings: HashMap<Uuid, sitting::Model> =
        sitting::find_many(store, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
    let exams: Vec<ExamId> = sittings.values().map(|row| ExamId(row.exam_id)).collect();
    let titles: HashMap<Uuid, String> =
        exam::find_many(store, &exams).await?.into_iter().map(|row| (row.id, row.title)).collect();
    let told = |row: enrolment::Model| {
        let sitting = sittings.get(&row.sitting_id)?;
        Some(Enrolment {
            exam: titles.get(&sitting.exam_id)?.clone(),
            sitting: SittingId(sitting.id),
            title: sitting.title.clone(),
            enrolled_at: Timestamp(row.enrolled_at_us).into(),
            extra_time_us: row.extra_time_us,
            group: row.group_label,
        })
    };
    Ok(rows.into_iter().filter_map(told).collect())
}

fn owned_told(row: exam::Model) -> Owned {
    Owned { exam: ExamId(row.id), title: row.title, created_at: Timestamp(row.created_at_us).into() }
}

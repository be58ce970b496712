//! Removing pictures that no version of a question shows, one or all of them.

use super::picture_uses::{PictureUse, uses, uses_since};
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::media::api::{forget, hold};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::exams::exam_picture;
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::Action;
use examhall_domain::id::ExamId;
use examhall_domain::picture::PictureDigest;
use examhall_domain::time::Span;
use serde::Serialize;
use utoipa::ToSchema;

/// Questions made since this long before the look are looked at again once nobody else can write: instances' clocks differ
/// a little.
const CLOCKS_DIFFER: Span = Span::from_secs(60);
/// How many are removed in one transaction.
const CHUNK: usize = 200;

/// What was removed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct RemovedPictures {
    pub removed: usize,
}

/// Removes one picture.
///
/// # Errors
/// `forbidden`, `not-found`, `picture-used` when a question or an earlier version of one shows it, and those of the store.
pub async fn remove_picture(cx: &Context, caller: &Caller, exam: ExamId, picture: PictureDigest) -> Answer<()> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    if exam_picture::among(cx.store.read(), exam, &[picture]).await?.is_empty() {
        return Err(ProblemType::NotFound.into());
    }
    match remove(cx, caller, exam, vec![picture]).await? {
        0 => Err(ProblemType::PictureUsed.into()),
        _ => Ok(()),
    }
}

/// Removes every picture that is shown nowhere.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store; what was removed before stays so.
pub async fn remove_unused_pictures(cx: &Context, caller: &Caller, exam: ExamId) -> Answer<RemovedPictures> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let rows = exam_picture::list(cx.store.read(), exam, u64::try_from(i64::MAX).unwrap_or_default()).await?;
    let all: Result<Vec<PictureDigest>, StoreError> = rows.iter().map(exam_picture::Model::picture).collect();
    Ok(RemovedPictures { removed: remove(cx, caller, exam, all?).await? })
}

/// Removes those of the pictures that are shown nowhere and answers how many they were.
async fn remove(cx: &Context, caller: &Caller, exam: ExamId, pictures: Vec<PictureDigest>) -> Answer<usize> {
    let looked_at = cx.clock.now();
    let shown = uses(cx, exam).await?;
    let unused: Vec<PictureDigest> =
        pictures.into_iter().filter(|picture| shown.of(*picture) == PictureUse::Nowhere).collect();
    let mut removed = 0;
    for chunk in unused.chunks(CHUNK) {
        let transaction = cx.store.begin(Priority::Rest).await?;
        let since = uses_since(&transaction, exam, looked_at - CLOCKS_DIFFER).await?;
        for picture in chunk.iter().filter(|picture| since.of(**picture) == PictureUse::Nowhere) {
            removed += usize::from(take_away(cx, &transaction, caller, exam, *picture).await?);
        }
        transaction.commit().await?;
    }
    Ok(removed)
}

async fn take_away(
    cx: &Context,
    transaction: &Transaction,
    caller: &Caller,
    exam: ExamId,
    picture: PictureDigest,
) -> Result<bool, StoreError> {
    hold(transaction, picture).await?;
    if !exam_picture::remove(transaction, exam, picture).await? {
        return Ok(false);
    }
    if !exam_picture::is_had(transaction, picture).await? {
        forget(transaction, picture).await?;
    }
    let object = Object { kind: "exam", id: &exam };
    let detail = serde_json::json!({ "picture": picture });
    audit::record(cx, transaction, Some(caller.account), "exams.picture_removed", object, detail).await?;
    Ok(true)
}

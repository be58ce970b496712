//! A picture for the questions of an exam.

use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::media::api::keep;
use crate::service::problem::Refusal;
use crate::service::{Answer, Context};
use crate::store::exams::exam_picture::{self, Addition};
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::Action;
use examhall_domain::id::ExamId;
use examhall_domain::picture::{Picture, PictureDigest};
use serde::Serialize;
use utoipa::ToSchema;

/// A picture that the exam has.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AddedPicture {
    /// SHA-256 of what is kept of the file, in hexadecimal digits. Texts name the picture as `picture:<id>` where an image's
    /// address stands, and give words for it.
    #[schema(value_type = String)]
    pub id: PictureDigest,
    #[schema(examples("image/png"))]
    pub media_type: &'static str,
    /// In pixels, as it is seen.
    pub width: u32,
    /// In pixels, as it is seen.
    pub height: u32,
    /// Of what is kept: notes of cameras and programs are left out.
    pub size_bytes: usize,
}

/// Adds the picture; one that the exam has is answered as the first time.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` with what is wrong with the file or that the exam has no room for it, and
/// those of the store.
pub async fn add_picture(cx: &Context, caller: &Caller, exam: ExamId, file: Vec<u8>) -> Answer<AddedPicture> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let limits = cx.settings.media.picture_limits();
    let read = tokio::task::spawn_blocking(move || Picture::read(&file, limits)).await;
    let read = read.map_err(|why| StoreError::corrupt("pictures.content", &why))?;
    let picture = read.map_err(Refusal::from)?;
    let addition = Addition { exam, author: caller.account, at: cx.clock.now() };
    let transaction = cx.store.begin(Priority::Rest).await?;
    if insert(&transaction, addition, &picture).await? {
        if exam_picture::total_bytes(&transaction, exam).await? > bytes_max(cx) {
            transaction.rollback().await?;
            let args = vec![("max", bytes_max(cx).to_string())];
            return Err(Refusal::of_body("pictures_full", args).into());
        }
        let object = Object { kind: "exam", id: &exam };
        let detail = serde_json::json!({ "picture": picture.digest(), "size_bytes": picture.bytes().len() });
        audit::record(cx, &transaction, Some(caller.account), "exams.picture_added", object, detail).await?;
    }
    transaction.commit().await?;
    Ok(AddedPicture {
        id: picture.digest(),
        media_type: picture.kind().media_type(),
        width: picture.size().width,
        height: picture.size().height,
        size_bytes: picture.bytes().len(),
    })
}

/// Gives an exam a picture in the transaction of what asks for it; `false` when it has it.
///
/// # Errors
/// Those of the store.
pub(super) async fn insert(
    transaction: &Transaction,
    addition: Addition,
    picture: &Picture,
) -> Result<bool, StoreError> {
    keep(transaction, picture, addition.at).await?;
    exam_picture::insert(transaction, addition, picture.digest(), picture.bytes().len()).await
}

/// How much an exam may have. Two who add at the same instant may both get in: the bound keeps banks manageable and is no
/// promise.
pub(super) fn bytes_max(cx: &Context) -> i64 {
    i64::try_from(cx.settings.media.exam_bytes_max).unwrap_or(i64::MAX)
}

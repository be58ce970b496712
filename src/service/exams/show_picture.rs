//! A picture of an exam for those who manage it.

use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::media::api::{StoredPicture, load};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::exams::exam_picture;
use examhall_domain::accounts::Action;
use examhall_domain::id::ExamId;
use examhall_domain::picture::PictureDigest;

/// The picture, if the exam has it and is the caller's to manage.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn show_picture(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    picture: PictureDigest,
) -> Answer<StoredPicture> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    if exam_picture::among(cx.store.read(), exam, &[picture]).await?.is_empty() {
        return Err(ProblemType::NotFound.into());
    }
    Ok(load(&cx.store, picture).await?)
}

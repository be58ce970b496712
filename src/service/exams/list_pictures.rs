//! The pictures of an exam as its author looks through them: how much room they take, and which could go.

use super::add_picture::bytes_max;
use super::picture_uses::{PictureUse, uses};
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::media::api::known;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::exams::exam_picture::{self, Model};
use examhall_domain::accounts::Action;
use examhall_domain::id::ExamId;
use examhall_domain::picture::{PictureDigest, PictureFacts};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The latest are listed; an exam with more has unused ones to remove or none to look through one by one.
const LISTED_MAX: u64 = 2_000;

/// The pictures of an exam.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExamPictures {
    /// The latest first, at most 2,000.
    pub items: Vec<ExamPictureCard>,
    /// Of all of them, listed or not.
    pub size_bytes: i64,
    /// How much the exam may have.
    pub size_bytes_max: i64,
}

/// A picture of an exam.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExamPictureCard {
    /// SHA-256 of what is kept of the file, in hexadecimal digits.
    #[schema(value_type = String)]
    pub id: PictureDigest,
    #[schema(examples("image/png"))]
    pub media_type: &'static str,
    /// In pixels, as it is seen.
    pub width: u32,
    /// In pixels, as it is seen.
    pub height: u32,
    pub size_bytes: i64,
    pub added_at: Instant,
    pub used: PictureUse,
}

/// Lists them.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn list_pictures(cx: &Context, caller: &Caller, exam: ExamId) -> Answer<ExamPictures> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let read = cx.store.read();
    let rows = exam_picture::list(read, exam, LISTED_MAX).await?;
    let digests: Result<Vec<PictureDigest>, StoreError> = rows.iter().map(Model::picture).collect();
    let digests = digests?;
    let uses = uses(cx, exam).await?;
    let facts = known(&cx.store, &digests).await?;
    let items = rows.iter().zip(digests).filter_map(|(row, digest)| {
        let facts = facts.get(&digest)?;
        Some(card(row, digest, facts, uses.of(digest)))
    });
    Ok(ExamPictures {
        items: items.collect(),
        size_bytes: exam_picture::total_bytes(read, exam).await?,
        size_bytes_max: bytes_max(cx),
    })
}

fn card(row: &Model, id: PictureDigest, facts: &PictureFacts, used: PictureUse) -> ExamPictureCard {
    ExamPictureCard {
        id,
        media_type: facts.kind.media_type(),
        width: facts.size.width,
        height: facts.size.height,
        size_bytes: row.size_bytes,
        added_at: Instant(Timestamp(row.added_at_us)),
        used,
    }
}

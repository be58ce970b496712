//! The published paper as its author wrote it, to go on from.

use super::scope;
use super::written_paper::{WrittenSection, written};
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::exams::paper;
use examhall_domain::accounts::Action;
use examhall_domain::exams::{Marks, ShufflePolicy};
use examhall_domain::id::{ExamId, PaperId};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A published paper; an empty one before the first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperSheet {
    /// Counted from 1; 0 before the first.
    pub version: i64,
    /// `null` before the first.
    pub published_at: Option<Instant>,
    /// How many an attempt has.
    pub questions: usize,
    /// What an attempt is worth, in 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub points: Marks,
    pub sections: Vec<WrittenSection>,
    /// Whether the options of choice questions are put in another order for each attempt.
    #[schema(value_type = String, examples("fixed", "shuffled"))]
    pub shuffle_options: ShufflePolicy,
}

impl PaperSheet {
    const EMPTY: Self = Self {
        version: 0,
        published_at: None,
        questions: 0,
        points: Marks::ZERO,
        sections: Vec::new(),
        shuffle_options: ShufflePolicy::Shuffled,
    };
}

/// The paper that the next sitting will ask.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn read_paper(cx: &Context, caller: &Caller, exam: ExamId) -> Answer<PaperSheet> {
    let exam = scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let Some(id) = exam.paper_id else { return Ok(PaperSheet::EMPTY) };
    let row = paper::find(cx.store.read(), PaperId(id)).await?;
    let row = row.ok_or_else(|| StoreError::corrupt("exams.paper_id", &"there is no such paper"))?;
    let definition = row.read()?;
    Ok(PaperSheet {
        version: row.version,
        published_at: Some(Instant(Timestamp(row.created_at_us))),
        questions: definition.question_count(),
        points: definition.points(),
        sections: written(&definition),
        shuffle_options: definition.options,
    })
}

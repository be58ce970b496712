//! An exam as its author's desk shows it.

use super::cards::{self, SittingCard};
use super::read_exam::SITTINGS_LISTED_MAX;
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::exams::{exam, paper, question, sitting};
use examhall_domain::exams::Marks;
use examhall_domain::id::{ExamId, PaperId};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// An exam that the caller may manage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuthoredExam {
    #[schema(value_type = Uuid)]
    pub id: ExamId,
    pub title: String,
    pub summary: String,
    /// Markdown.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// `null` while the catalogue does not show it.
    pub published_at: Option<Instant>,
    /// In the bank, each at its latest version.
    pub questions: i64,
    /// What the next sitting will ask; `null` before the first paper.
    pub paper: Option<PaperCard>,
    /// By their windows; those that are over too.
    pub sittings: Vec<SittingCard>,
}

/// A published version of a paper.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperCard {
    #[schema(value_type = Uuid)]
    pub id: PaperId,
    /// Counted from 1.
    pub version: i64,
    /// How many an attempt has.
    pub questions: usize,
    /// What an attempt is worth, in 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub points: Marks,
}

/// The exam with everything that its desk shows.
///
/// # Errors
/// Those of the store.
pub(super) async fn authored(cx: &Context, caller: &Caller, row: exam::Model) -> Answer<AuthoredExam> {
    let id = ExamId(row.id);
    let counts = question::count_by_exam(cx.store.read(), &[id]).await?;
    let sittings = sitting::list_of_exam(cx.store.read(), id, SITTINGS_LISTED_MAX).await?;
    Ok(AuthoredExam {
        id,
        paper: match row.paper_id {
            Some(paper) => Some(paper_card(cx, PaperId(paper)).await?),
            None => None,
        },
        questions: counts.get(&id).copied().unwrap_or(0),
        sittings: cards::of_sittings(cx, Some(caller), sittings).await?,
        published_at: row.published_at_us.map(|at_us| Instant(Timestamp(at_us))),
        title: row.title,
        summary: row.summary,
        description: row.description,
        language: row.language,
    })
}

async fn paper_card(cx: &Context, id: PaperId) -> Answer<PaperCard> {
    let row = paper::find(cx.store.read(), id).await?;
    let row = row.ok_or_else(|| StoreError::corrupt("exams.paper_id", &"there is no such paper"))?;
    let definition = row.read()?;
    Ok(PaperCard { id, version: row.version, questions: definition.question_count(), points: definition.points() })
}

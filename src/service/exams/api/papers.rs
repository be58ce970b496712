//! The papers that are being written, in memory: hundreds of students who open one at the same instant cost one look-up.

use super::images::shown_in;
use super::paper::Paper;
use crate::service::media::api as media;
use crate::settings::ExamSettings;
use crate::store::exams::{exam, paper, question_version, sitting};
use crate::store::{Store, StoreError};
use crate::telemetry::metric;
use examhall_domain::exams::SittingPlan;
use examhall_domain::id::{AccountId, ExamId, PaperId, QuestionVersionId, SittingId};
use examhall_domain::picture::PictureDigest;
use examhall_domain::time::Timestamp;
use moka::sync::Cache;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The cache. Papers never change, so nothing in it can be out of date.
pub struct Papers {
    /// A cell per paper, so that those who come while it is loading wait for the one who loads.
    loaded: Cache<PaperId, Arc<OnceCell<Arc<Paper>>>>,
    /// How many questions papers ask, for lists: far more of them than are written at a time.
    question_counts: Cache<PaperId, usize>,
}

/// Figures of papers that are kept; each is a few bytes.
const COUNTS_MAX: u64 = 10_000;

/// A sitting with its paper.
#[derive(Clone)]
pub struct Sitting {
    pub id: SittingId,
    pub exam: ExamId,
    pub exam_title: String,
    /// The language of the exam's texts, as BCP 47 names it.
    pub language: String,
    /// Who owns the exam.
    pub owner: AccountId,
    /// The short code that people type.
    pub code: String,
    pub title: String,
    pub plan: SittingPlan,
    pub paper: Arc<Paper>,
    /// Encrypts the paper before the start; whoever has it can read the paper.
    pub paper_key: [u8; 32],
    pub released_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
}

impl Papers {
    /// An empty cache.
    pub fn new(settings: &ExamSettings) -> Self {
        Self { loaded: Cache::new(settings.papers_cached_max), question_counts: Cache::new(COUNTS_MAX) }
    }

    /// A paper that something stored names.
    ///
    /// # Errors
    /// Those of the store; [`StoreError::Corrupt`] when the paper or one of its questions is not there.
    pub async fn paper(&self, store: &Store, id: PaperId) -> Result<Arc<Paper>, StoreError> {
        let cell = self.loaded.get_with(id, Arc::default);
        if let Some(paper) = metric::looked_up("paper", cell.get()) {
            return Ok(paper.clone());
        }
        cell.get_or_try_init(|| load(store, id)).await.cloned()
    }

    /// How many questions a paper asks, if it was looked up before.
    pub(in crate::service::exams) fn question_count(&self, paper: PaperId) -> Option<usize> {
        self.question_counts.get(&paper)
    }

    /// Remembers how many questions a paper asks.
    pub(in crate::service::exams) fn learn_question_count(&self, paper: PaperId, count: usize) {
        self.question_counts.insert(paper, count);
    }

    /// A sitting, cancelled or not.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn sitting(&self, store: &Store, id: SittingId) -> Result<Option<Sitting>, StoreError> {
        self.complete(store, sitting::find(store.read(), id).await?).await
    }

    /// A sitting by the code that people type, in any case.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn sitting_by_code(&self, store: &Store, code: &str) -> Result<Option<Sitting>, StoreError> {
        let code = code.trim().to_ascii_uppercase();
        self.complete(store, sitting::find_by_code(store.read(), &code).await?).await
    }

    async fn complete(&self, store: &Store, row: Option<sitting::Model>) -> Result<Option<Sitting>, StoreError> {
        let Some(row) = row else { return Ok(None) };
        let exam = exam::find(store.read(), ExamId(row.exam_id)).await?;
        let exam = exam.ok_or_else(|| StoreError::corrupt("sittings.exam_id", &"there is no such exam"))?;
        Ok(Some(Sitting {
            id: SittingId(row.id),
            exam: ExamId(row.exam_id),
            owner: AccountId(exam.owner_id),
            exam_title: exam.title,
            language: exam.language,
            plan: row.plan()?,
            paper: self.paper(store, PaperId(row.paper_id)).await?,
            paper_key: row.key()?,
            released_at: row.released_at_us.map(Timestamp),
            cancelled_at: row.cancelled_at_us.map(Timestamp),
            code: row.code,
            title: row.title,
        }))
    }
}

async fn load(store: &Store, id: PaperId) -> Result<Arc<Paper>, StoreError> {
    let row = paper::find(store.read(), id).await?;
    let row = row.ok_or_else(|| StoreError::corrupt("sittings.paper_id", &"there is no such paper"))?;
    let definition = row.read()?;
    let mut versions: Vec<QuestionVersionId> = definition.versions().collect();
    versions.sort_unstable();
    versions.dedup();
    let questions = question_version::find_many(store.read(), &versions).await?;
    let (questions, shown) = blocking(move || {
        let shown = Paper::sanitised(&questions);
        (questions, shown)
    })
    .await?;
    let named: BTreeSet<PictureDigest> = shown.values().flat_map(|html| shown_in(html)).collect();
    let known = media::known(store, &named.into_iter().collect::<Vec<_>>()).await?;
    blocking(move || Arc::new(Paper::prepare(id, definition, questions, shown, known))).await
}

/// Rendering takes its time: not for a thread that serves requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|why| StoreError::corrupt("question_versions.body", &why))
}

//! Which pictures an exam's questions show: a version never changes and may be restored, so that its pictures are kept even
//! when no present question shows them.

use super::pictured::named_in;
use crate::service::{Answer, Context};
use crate::store::exams::question_version::{self, Kept};
use crate::store::{StoreError, Transaction};
use examhall_domain::id::{ExamId, QuestionVersionId};
use examhall_domain::picture::PictureDigest;
use examhall_domain::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How many versions are looked through at once.
const CHUNK: u64 = 500;

/// Where a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PictureUse {
    /// Nowhere: it may be removed.
    Nowhere,
    /// In earlier versions of questions alone.
    Earlier,
    /// In a question of the bank as it is now, archived or not.
    Now,
}

/// What is shown where.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    now: BTreeSet<PictureDigest>,
    earlier: BTreeSet<PictureDigest>,
}

impl Uses {
    pub(super) fn of(&self, picture: PictureDigest) -> PictureUse {
        match (self.now.contains(&picture), self.earlier.contains(&picture)) {
            (true, _) => PictureUse::Now,
            (false, true) => PictureUse::Earlier,
            (false, false) => PictureUse::Nowhere,
        }
    }

    fn add(&mut self, kept: &Kept) {
        let shown = if kept.is_latest { &mut self.now } else { &mut self.earlier };
        shown.append(&mut named_in(&kept.question));
    }
}

/// What the versions of an exam's questions show.
///
/// # Errors
/// Those of the store.
pub(super) async fn uses(cx: &Context, exam: ExamId) -> Answer<Uses> {
    let ever = Timestamp(i64::MIN);
    through(async |after| question_version::list_kept(cx.store.read(), exam, ever, after, CHUNK).await).await
}

/// The same of those that were made since an instant, as a transaction sees them.
///
/// # Errors
/// Those of the store.
pub(super) async fn uses_since(transaction: &Transaction, exam: ExamId, since: Timestamp) -> Answer<Uses> {
    through(async |after| question_version::list_kept(transaction, exam, since, after, CHUNK).await).await
}

async fn through(page: impl AsyncFn(Option<QuestionVersionId>) -> Result<Vec<Kept>, StoreError>) -> Answer<Uses> {
    let mut uses = Uses::default();
    let mut after = None;
    loop {
        let versions = page(after).await?;
        let Some(last) = versions.last() else { return Ok(uses) };
        after = Some(last.id);
        // Each text passes the sanitiser, which takes too long for the event loop.
        let look = move || {
            versions.iter().for_each(|version| uses.add(version));
            uses
        };
        let looked = tokio::task::spawn_blocking(look).await;
        uses = looked.map_err(|why| StoreError::corrupt("question_versions.body", &why))?;
    }
}

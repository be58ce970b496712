//! Publishing a paper: what an author wrote, resolved to question versions, becomes the next version.
//!
//! Sittings that were planned before keep the version that they were planned with.

use super::authored::PaperCard;
use super::read_paper::read_paper;
use super::scope;
use super::written_paper::DefinePaper;
use super::written_paper::resolve::resolve;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context, Error};
use crate::store::exams::{exam, paper};
use crate::store::{Priority, StoreError, json};
use examhall_domain::accounts::Action;
use examhall_domain::exams::PaperDefinition;
use examhall_domain::id::{ExamId, PaperId};

/// Publishes the next version of the exam's paper, which later sittings will ask.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` with a pointer to each item that cannot be asked, `conflict` with the
/// published paper as the member `stored` when it is not the one that this was made from, and those of the store.
pub async fn define_paper(cx: &Context, caller: &Caller, exam: ExamId, command: DefinePaper) -> Answer<PaperCard> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let definition = resolve(cx, exam, &command).await?.accepted()?;
    let id = PaperId(cx.ids.uuid());
    match publish(cx, caller, exam, id, &definition, command.base_version).await {
        Ok(Some(version)) => {
            Ok(PaperCard { id, version, questions: definition.question_count(), points: definition.points() })
        }
        Ok(None) => Err(overtaken(cx, caller, exam).await?),
        Err(error) if error.conflict().is_some() => Err(overtaken(cx, caller, exam).await?),
        Err(error) => Err(error.into()),
    }
}

/// The number of the new version; nothing when it would not come after its base.
async fn publish(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    id: PaperId,
    definition: &PaperDefinition,
    base_version: Option<i64>,
) -> Result<Option<i64>, StoreError> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let version = paper::insert(&transaction, id, exam, definition, cx.clock.now()).await?;
    if base_version.is_some_and(|base| base.checked_add(1) != Some(version)) {
        return Ok(None);
    }
    exam::set_paper(&transaction, exam, id).await?;
    let detail = serde_json::json!({ "paper": id, "version": version });
    let object = Object { kind: "exam", id: &exam };
    audit::record(cx, &transaction, Some(caller.account), "exams.paper_published", object, detail).await?;
    transaction.commit().await?;
    Ok(Some(version))
}

async fn overtaken(cx: &Context, caller: &Caller, exam: ExamId) -> Answer<Error> {
    let stored = json::value("papers.definition", &read_paper(cx, caller, exam).await?)?;
    Ok(Refusal::new(ProblemType::Conflict).extra("stored", stored).into())
}

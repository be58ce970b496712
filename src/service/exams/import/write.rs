//! Writing an import: everything was worked out before, so that the transaction consists of a few statements only. On
//! SQLite it goes last in the line for the single writer, and answers wait for it as long as these statements take.

use super::plan::{Occasion, Plan};
use super::report::ImportReport;
use crate::service::Context;
use crate::service::audit::{self, Object};
use crate::service::exams::add_picture;
use crate::store::exams::exam_picture::Addition;
use crate::store::exams::{exam, import, paper, question, question_key};
use crate::store::{Priority, StoreError, json};
use examhall_domain::exams::PaperDefinition;
use examhall_domain::id::{ImportId, PaperId};
use examhall_domain::picture::{Picture, PictureDigest};
use std::collections::BTreeMap;

/// The name of the format in the records.
const FORMAT: &str = "gift";

/// Publishes the plan whole or not at all.
///
/// # Errors
/// Those of the store; a conflict when the bank changed since the plan was made.
pub(in crate::service::exams) async fn write(
    cx: &Context,
    occasion: Occasion,
    plan: &Plan,
    first_paper: Option<&PaperDefinition>,
    id: ImportId,
    report: &ImportReport,
    pictures: &BTreeMap<PictureDigest, Picture>,
) -> Result<(), StoreError> {
    let Occasion { exam, author, now, .. } = occasion;
    let import = import::Model {
        id: id.0,
        exam_id: exam.0,
        imported_by: author.0,
        format: FORMAT.to_owned(),
        at_us: now.0,
        accepted: i64::try_from(report.accepted).unwrap_or(i64::MAX),
        report: json::encode("imports.report", report)?,
    };
    let detail = serde_json::json!({ "import": id, "added": plan.added.len(), "revised": plan.revised.len() });
    let paper_id = PaperId(cx.ids.uuid());
    let transaction = cx.store.begin(Priority::Rest).await?;
    for picture in pictures.values() {
        add_picture::insert(&transaction, Addition { exam, author, at: now }, picture).await?;
    }
    question::insert_many(&transaction, exam, author, now, &plan.added).await?;
    question_key::insert_many(&transaction, &plan.keys).await?;
    question_key::revise_many(&transaction, exam, &plan.revised).await?;
    if let Some(definition) = first_paper {
        paper::insert(&transaction, paper_id, exam, definition, now).await?;
        exam::set_paper(&transaction, exam, paper_id).await?;
    }
    import::insert(&transaction, import).await?;
    let object = Object { kind: "exam", id: &exam };
    audit::record(cx, &transaction, Some(author), "exams.questions_imported", object, detail).await?;
    transaction.commit().await
}

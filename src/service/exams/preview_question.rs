//! A question as a student would see it, and what an answer to it would earn; nothing is stored.
//!
//! Drafts get their option ids from a seed that is always the same: a response to what was shown fits the next request
//! with the same draft, and who previews has the key anyway.

use super::draft::{Draft, Written};
use super::pictured;
use super::question_sheet::own_question;
use super::render::render;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::exams::question_version;
use crate::store::{StoreError, json};
use examhall_domain::accounts::Action;
use examhall_domain::exams::paper::AttemptSection;
use examhall_domain::exams::{
    AttemptPaper, AttemptQuestion, Correctness, Marks, QuestionBody, QuestionMark, Render, Response, ResponseRejection,
    SectionTitle, StudentPaper, mark,
};
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use examhall_domain::seed::Seed;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

const SEED: Seed = Seed([0; 32]);

/// What to show: a draft, or a stored version; one of the two.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewQuestion {
    #[serde(default)]
    pub question: Option<Draft>,
    #[serde(default)]
    pub saved: Option<SavedVersion>,
    /// An answer to be marked, in the shape of its kind.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub response: Option<Value>,
}

/// A stored version.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedVersion {
    #[schema(value_type = Uuid)]
    pub id: QuestionId,
    /// Counted from 1.
    pub version: i64,
}

/// What a student would see.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Preview {
    /// As in a student's paper, options in the author's order.
    #[schema(value_type = Object)]
    pub shown: Value,
    /// What the answer earns; `null` without one.
    pub mark: Option<PreviewMark>,
}

/// The mark of an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewMark {
    /// In 10⁻⁵ of a point; `null` where a person has to mark it.
    #[schema(value_type = Option<i64>)]
    pub awarded: Option<Marks>,
    /// What the question is worth.
    #[schema(value_type = i64)]
    pub max: Marks,
    #[schema(value_type = String, examples("blank", "wrong", "partial", "correct", "pending"))]
    pub correct: Correctness,
    /// What the author says to it, as safe HTML.
    pub feedback: Vec<String>,
}

/// Shows the question and marks the answer to it.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` with the faults of the draft, `response-invalid`, and those of the store.
pub async fn preview_question(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    command: PreviewQuestion,
) -> Answer<Preview> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let written = match (&command.question, command.saved) {
        (Some(draft), None) => draft.read(SEED)?,
        (None, Some(saved)) => stored(cx, caller, exam, saved).await?,
        (None, None) | (Some(_), Some(_)) => {
            return Err(Refusal::new(ProblemType::ValidationFailed).field("/question", "one_of_two").into());
        }
    };
    let pictures = pictured::known_of(cx, exam, pictured::named_in(&written.question)).await?;
    let render = |markup: &_| render(markup, &pictures);
    let mark = match &command.response {
        Some(response) => Some(marked(&written, response, &render)?),
        None => None,
    };
    Ok(Preview { shown: show(written, &render)?, mark })
}

async fn stored(cx: &Context, caller: &Caller, exam: ExamId, saved: SavedVersion) -> Answer<Written> {
    own_question(cx, caller, exam, saved.id).await?;
    let found = question_version::find_numbered(cx.store.read(), saved.id, saved.version).await?;
    let found = found.ok_or(ProblemType::NotFound)?;
    Ok(Written { question: found.question, points: found.points })
}

fn marked(written: &Written, response: &Value, render: &Render<'_>) -> Result<PreviewMark, Refusal> {
    let response = Response::parse(&written.question.body, response).map_err(invalid)?;
    let QuestionMark { awarded, max, correct, feedback, .. } = mark(&written.question, written.points, Some(&response));
    Ok(PreviewMark { awarded, max, correct, feedback: feedback.iter().map(render).collect() })
}

fn invalid(rejection: ResponseRejection) -> Refusal {
    let mut refusal = Refusal::new(ProblemType::ResponseInvalid);
    let name = rejection.pointer.rsplit('/').next().unwrap_or_default().to_owned();
    let pointer = format!("/response{}", rejection.pointer);
    refusal.fields.push(FieldFault { pointer, code: rejection.fault.code(), args: vec![("name", name)] });
    refusal
}

/// The one question of a paper made for this, shown by what shows papers to students.
fn show(written: Written, render: &Render<'_>) -> Result<Value, StoreError> {
    let version = QuestionVersionId(Uuid::nil());
    let option_order = match &written.question.body {
        QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
            options.iter().map(|option| option.id).collect()
        }
        QuestionBody::Matching { matches, .. } => matches.iter().map(|one| one.id).collect(),
        QuestionBody::TrueFalse { .. }
        | QuestionBody::ShortText { .. }
        | QuestionBody::Numerical { .. }
        | QuestionBody::Essay {} => Vec::new(),
    };
    let entry = AttemptQuestion { question: QuestionId(Uuid::nil()), version, points: written.points, option_order };
    let section = AttemptSection { title: SectionTitle::default(), questions: vec![entry] };
    let questions = BTreeMap::from([(version, written.question)]);
    let shown = StudentPaper::build(&AttemptPaper { sections: vec![section] }, &questions, render);
    let shown = shown.map_err(|fault| StoreError::corrupt("question_versions.body", &fault))?;
    let question = shown.sections.into_iter().flat_map(|section| section.questions).next();
    json::value("question_versions.body", &question)
}

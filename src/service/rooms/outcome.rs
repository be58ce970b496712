//! What a log amounts to: the responses that count, and their marks.

use crate::service::exams::api::Paper;
use crate::service::rooms::attempt_file::AttemptFile;
use crate::store::StoreError;
use examhall_domain::exams::{AttemptResult, HandMark, Question, QuestionBody, Response};
use examhall_domain::id::{QuestionId, QuestionVersionId};
use std::collections::BTreeMap;

/// The marks that the log and the marks by hand amount to.
///
/// # Errors
/// [`StoreError::Corrupt`] when the paper or a response is not what was checked when it was stored.
pub fn of(file: &AttemptFile, by_hand: &BTreeMap<QuestionId, HandMark>) -> Result<AttemptResult, StoreError> {
    let answers = responses(file)?;
    AttemptResult::mark(&file.paper, file.source.questions(), &answers, by_hand)
        .map_err(|fault| StoreError::corrupt("attempts.paper", &fault))
}

/// The responses that count, by question.
///
/// # Errors
/// As [`of`].
pub fn responses(file: &AttemptFile) -> Result<BTreeMap<QuestionId, Response>, StoreError> {
    let mut found = BTreeMap::new();
    for (_, entry) in file.paper.positions() {
        let Some(raw) = file.response(entry.question) else { continue };
        let body = body(&file.source, entry.version)?;
        let value = serde_json::from_str(raw.get()).map_err(|why| StoreError::corrupt("attempt_log.body", &why))?;
        let response = Response::parse(body, &value).map_err(|why| StoreError::corrupt("attempt_log.body", &why))?;
        found.insert(entry.question, response);
    }
    Ok(found)
}

fn body(source: &Paper, version: QuestionVersionId) -> Result<&QuestionBody, StoreError> {
    let question: Option<&Question> = source.questions().get(&version);
    question
        .map(|question| &question.body)
        .ok_or_else(|| StoreError::corrupt("attempts.paper", &"a question of another paper"))
}

//! A picture of a question to those who see the question without writing it: its marker, and its student afterwards.

use crate::service::accounts::api::Caller;
use crate::service::exams::api::shown_in;
use crate::service::media::api::{StoredPicture, load};
use crate::service::problem::ProblemType;
use crate::service::rooms::read_result::read_result;
use crate::service::rooms::{open_room, scope};
use crate::service::{Answer, Context};
use examhall_domain::accounts::Action;
use examhall_domain::exams::{Question, QuestionKind};
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::picture::PictureDigest;
use serde_json::Value;

/// What people wrote of a result's question; it names no pictures, whatever it says.
const WRITTEN: [&str; 3] = ["response", "comment", "criteria"];

/// A picture of a question that is marked by hand in a sitting.
///
/// # Errors
/// `forbidden`, `not-found` also for a picture that no such question shows, and those of the store.
pub async fn show_in_marking(
    cx: &Context,
    caller: &Caller,
    sitting: SittingId,
    picture: PictureDigest,
) -> Answer<StoredPicture> {
    let room = open_room::open(cx, sitting).await?;
    scope::demand(cx, caller, Action::MarkAttempt, &room).await?;
    let paper = &room.sitting.paper;
    let by_hand = |question: &&Question| question.body.kind() == QuestionKind::Essay;
    let mut marked = paper.questions().values().filter(by_hand);
    if !marked.any(|question| shown_in(&paper.render(&question.text)).contains(&picture)) {
        return Err(ProblemType::NotFound.into());
    }
    Ok(load(&cx.store, picture).await?)
}

/// A picture of the caller's own released result.
///
/// # Errors
/// `not-found` for everybody else and for a picture that the result does not show, `result-not-released` until it may be
/// seen, and those of the store.
pub async fn show_in_result(
    cx: &Context,
    caller: &Caller,
    attempt: AttemptId,
    picture: PictureDigest,
) -> Answer<StoredPicture> {
    let result = read_result(cx, caller, attempt).await?;
    if !result.questions.iter().any(|question| shows(question, picture)) {
        return Err(ProblemType::NotFound.into());
    }
    Ok(load(&cx.store, picture).await?)
}

fn shows(value: &Value, picture: PictureDigest) -> bool {
    match value {
        Value::String(html) => shown_in(html).contains(&picture),
        Value::Array(values) => values.iter().any(|value| shows(value, picture)),
        Value::Object(members) => {
            members.iter().any(|(name, value)| !WRITTEN.contains(&name.as_str()) && shows(value, picture))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_authors_texts_name_pictures() {
        let picture = PictureDigest([7; 32]);
        let html = format!("<p><img src=\"picture:{picture}\" alt=\"a\"></p>");
        assert!(shows(&json!({ "options": [{ "text": html }] }), picture));
        assert!(!shows(&json!({ "text": html }), PictureDigest([8; 32])));
        assert!(!shows(&json!({ "text": "a", "response": { "text": html }, "comment": html }), picture));
    }
}

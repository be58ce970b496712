//! What the addresses of a bank name.

use crate::edge::http::failure::Failure;
use crate::service::problem::ProblemType;
use actix_web::web;
use examhall_domain::id::{ExamId, QuestionId};

/// The exam and the question of an address; what is no id names nothing.
pub fn named(ids: &web::Path<(String, String)>) -> Result<(ExamId, QuestionId), Failure> {
    let exam = ids.0.parse().map_err(|_| ProblemType::NotFound)?;
    let question = ids.1.parse().map_err(|_| ProblemType::NotFound)?;
    Ok((exam, question))
}

//! The frames around requests and answers.

use crate::edge::decode;
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The highest request id: the largest integer that every JSON reader keeps exact.
const ID_MAX: u64 = (1 << 53) - 1;

/// What every request begins with; the rest is read once the operation is known.
#[derive(Deserialize)]
pub(super) struct Head {
    /// Has to be there; [`head`] gives it back even when the rest is wrong.
    #[serde(rename = "id")]
    _id: u64,
    pub(super) op: String,
}

/// The members of a request that are read already, for bodies that refuse unknown ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bare {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
}

/// `{"re": 7, "ok": {…}}`
#[derive(Serialize)]
pub(super) struct Reply {
    pub(super) re: Option<u64>,
    pub(super) ok: Box<RawValue>,
}

/// `{"re": 7, "error": {…}}`; `re` is null when the request's id could not be read.
#[derive(Serialize)]
pub(super) struct Failed {
    pub(super) re: Option<u64>,
    pub(super) error: serde_json::Value,
}

/// Reads the head; the id, if there is one, comes back even when the rest is wrong.
pub(super) fn head(text: &[u8]) -> (Option<u64>, Result<Head, Refusal>) {
    #[derive(Deserialize)]
    struct Id {
        id: u64,
    }
    let id = serde_json::from_slice::<Id>(text).ok().map(|head| head.id).filter(|id| *id <= ID_MAX);
    match (id, decode::json(text)) {
        (None, Ok(Head { .. })) => (None, Err(too_high())),
        (id, head) => (id, head),
    }
}

/// Reads the body of an operation.
pub(super) fn body<T: DeserializeOwned>(text: &[u8]) -> Result<T, Refusal> {
    decode::json(text)
}

/// What is sent as an answer.
pub(super) fn encode(value: &impl Serialize) -> Box<RawValue> {
    match serde_json::value::to_raw_value(value) {
        Ok(raw) => raw,
        Err(why) => unreachable!("answers are plain data: {why}"),
    }
}

fn too_high() -> Refusal {
    let mut refusal = Refusal::new(ProblemType::ValidationFailed);
    let args = vec![("min", 0.to_string()), ("max", ID_MAX.to_string())];
    refusal.fields.push(FieldFault { pointer: "/id".to_owned(), code: "out_of_range", args });
    refusal
}

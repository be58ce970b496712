//! What authors send, and addresses of nothing.

use super::world::Objects;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) fn paper(objects: &Objects) -> Value {
    json!({ "sections": [{ "items": [{ "question": objects.held.question, "points": 100_000 }] }] })
}

pub(super) fn essay(name: &str) -> Value {
    let text = json!({ "format": "plain", "source": "Write." });
    json!({ "name": name, "kind": "essay", "points": 100_000, "text": text })
}

pub(super) fn rubric() -> Value {
    let levels = json!([{ "points": 0, "words": "No" }, { "points": 1, "words": "Yes" }]);
    json!({ "version": 0, "criteria": [{ "title": "All", "levels": levels }] })
}

pub(super) fn no_instance(verb: &str) -> String {
    format!("/api/ops/instances/{}/{verb}", Uuid::nil())
}

//! What authors send.

use super::world::Objects;
use serde_json::{Value, json};

pub(super) fn paper(objects: &Objects) -> Value {
    json!({ "sections": [{ "items": [{ "question": objects.held.question, "points": 100_000 }] }] })
}

pub(super) fn essay(name: &str) -> Value {
    let text = json!({ "format": "plain", "source": "Write." });
    json!({ "name": name, "kind": "essay", "points": 100_000, "text": text })
}

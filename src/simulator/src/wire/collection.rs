//! A list of entities.

use serde_json::{Value, json};

pub fn collection(items: &[Value]) -> Value {
    json!({ "entity": "collection", "count": items.len(), "items": items })
}

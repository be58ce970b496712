//! The part of a catalogue that one page needs. The exam room is the page that has to open on the poorest networks, and
//! most texts are those of desks where a student never comes.

use serde_json::{Map, Value};

/// What the keys of the exam room's texts begin with; `tests/it/tidy.rs` looks that none is missing.
pub const ROOM: &[&str] = &[
    "page.broken.",
    "page.hurried.",
    "page.nav.",
    "page.offline.",
    "page.product",
    "page.request_number",
    "page.skip",
    "page.try_again",
    "part.answer.",
    "part.answers.",
    "part.chat.",
    "part.clock.",
    "part.dialog.",
    "part.duration.",
    "part.exam.",
    "part.language.",
    "part.map.",
    "part.money.",
    "part.picture.enlarge",
    "part.picture.missing",
    "part.response.",
    "part.theme.",
    "problem.answer-conflict.",
    "problem.device-busy.",
    "problem.device-fenced.",
    "problem.internal.",
    "problem.not-enrolled.",
    "problem.room-paused.",
    "problem.session-ended.",
    "problem.sitting-over.",
    "room.",
];

/// The texts of `catalogue` whose keys begin so; a catalogue that is no object of texts has none.
pub fn part(catalogue: &[u8], beginnings: &[&str]) -> Vec<u8> {
    let texts: Map<String, Value> = serde_json::from_slice(catalogue).unwrap_or_default();
    let wanted = |key: &str| beginnings.iter().any(|beginning| key.starts_with(beginning));
    let chosen: Map<String, Value> = texts.into_iter().filter(|(key, _)| wanted(key)).collect();
    Value::Object(chosen).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_with_these_beginnings_are_kept() {
        let catalogue = br#"{"page.a": "1", "page.b": "2", "room.a": "3"}"#;
        assert_eq!(part(catalogue, &["page.b", "room."]), br#"{"page.b":"2","room.a":"3"}"#);
        assert_eq!(part(b"no json", &["room."]), b"{}");
    }
}

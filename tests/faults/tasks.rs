//! The paper of these tests: tasks whose right answers are known here, apart from the server's marking.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde_json::{Map, Value, json};
use std::fmt::Write;
use uuid::Uuid;

/// What each task is worth, in 10⁻⁵ of a point.
pub const POINT: i64 = 100_000;
const TASKS: usize = 13;
const PAIRS: usize = 3;

/// A task as a student sees it.
#[derive(Clone, Debug)]
pub struct Task {
    pub id: Uuid,
    number: usize,
    shown: Value,
}

/// The question file that the paper is made from.
pub fn gift() -> String {
    let mut file = String::new();
    for number in 1..=TASKS {
        let body = match number {
            TASKS => (0..PAIRS).fold(String::new(), |body, at| body + &format!("={} -> {} ", left(at), right(at))),
            _ => match number % 4 {
                0 => format!("#{}", sum(number)),
                1 => if holds(number) { "T" } else { "F" }.to_owned(),
                2 => format!("=right {number} ~%50%half {number} ~wrong {number}"),
                _ => format!("={}", name(number)),
            },
        };
        write!(file, "Task {number} of the paper. {{{body}}}\n\n").unwrap();
    }
    file
}

/// How many tasks the paper has.
pub const fn count() -> usize {
    TASKS
}

/// Opens a delivered paper with the room's key.
pub fn open(sealed: &Value, key: &str) -> Result<Vec<Task>, String> {
    let bytes = |value: &Value| BASE64_STANDARD.decode(value.as_str().unwrap_or_default()).unwrap_or_default();
    let key: [u8; 32] = bytes(&Value::from(key)).try_into().map_err(|_| "the key has not 32 bytes".to_owned())?;
    let nonce: [u8; 12] = bytes(&sealed["nonce"]).try_into().map_err(|_| "the nonce has not 12 bytes".to_owned())?;
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(key));
    let context = sealed["attempt"].as_str().unwrap_or_default().as_bytes();
    let sealed = Payload { msg: &bytes(&sealed["ciphertext"]), aad: context };
    let opened = cipher.decrypt(&Nonce::from(nonce), sealed);
    let paper: Value = serde_json::from_slice(&opened.map_err(|_| "the key does not open the paper")?)
        .map_err(|error| format!("the paper is no JSON: {error}"))?;
    let sections = paper["sections"].as_array().into_iter().flatten();
    Ok(sections.flat_map(|section| section["questions"].as_array().cloned().unwrap_or_default()).map(task).collect())
}

/// An answer that a student might give, and what it is worth.
pub fn answer(task: &Task, rng: &mut ChaCha8Rng) -> (Value, i64) {
    if rng.random_ratio(1, 16) {
        return (Value::Null, 0);
    }
    let right = rng.random_ratio(2, 3);
    let worth = if right { POINT } else { 0 };
    let number = task.number;
    match number {
        TASKS => pairs(task, rng),
        _ => match number % 4 {
            0 => (json!({ "number": (sum(number) + i64::from(!right)).to_string() }), worth),
            1 => (json!({ "choice": (holds(number) == right).to_string() }), worth),
            2 => match rng.random_range(0..3) {
                0 => (json!({ "choice": option(&task.shown["options"], "right") }), POINT),
                1 => (json!({ "choice": option(&task.shown["options"], "half") }), POINT / 2),
                _ => (json!({ "choice": option(&task.shown["options"], "wrong") }), 0),
            },
            _ => (json!({ "text": if right { name(number) } else { "nobody".to_owned() } }), worth),
        },
    }
}

fn pairs(task: &Task, rng: &mut ChaCha8Rng) -> (Value, i64) {
    let mut pairs = Map::new();
    let mut hits = 0;
    for at in 0..PAIRS {
        let chosen = rng.random_range(0..PAIRS);
        hits += i64::from(chosen == at);
        pairs.insert(option(&task.shown["stems"], left(at)), option(&task.shown["matches"], right(chosen)).into());
    }
    // A third of a point is rounded to the next hundred-thousandth.
    let whole = PAIRS as i64;
    (json!({ "pairs": pairs }), (2 * hits * POINT + whole) / (2 * whole))
}

fn task(shown: Value) -> Task {
    let text = shown["text"].as_str().unwrap_or_default();
    let number = text.split_once("Task ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    let number = number.unwrap_or_else(|| panic!("a question of another paper: {text}"));
    Task { id: shown["id"].as_str().unwrap().parse().unwrap(), number, shown }
}

fn option(offered: &Value, text: &str) -> String {
    let found = offered.as_array().into_iter().flatten().find(|o| o["text"].as_str().is_some_and(|t| t.contains(text)));
    found.unwrap_or_else(|| panic!("no option {text} among {offered}"))["id"].as_str().unwrap().to_owned()
}

fn sum(number: usize) -> i64 {
    100 + number as i64
}

fn holds(number: usize) -> bool {
    number % 8 == 1
}

fn name(number: usize) -> String {
    format!("name {number}")
}

fn left(at: usize) -> &'static str {
    ["river", "mountain", "desert"][at]
}

fn right(at: usize) -> &'static str {
    ["Nile", "Elbrus", "Gobi"][at]
}

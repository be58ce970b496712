//! A seeded generator of wrong JSON: what a right message becomes, and how it has to be refused.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::sync::LazyLock;

/// The problems that exist, with their statuses, from the file that server and browser share.
static PROBLEMS: LazyLock<BTreeMap<String, u16>> = LazyLock::new(|| {
    let file: Value = serde_json::from_str(include_str!("../../../static/protocol.json")).unwrap();
    let problem = |problem: &Value| {
        let status = u16::try_from(problem["status"].as_u64().unwrap()).unwrap();
        (problem["slug"].as_str().unwrap().to_owned(), status)
    };
    file["problems"].as_array().unwrap().iter().map(problem).collect()
});

/// A wrong text and the slugs that it may be refused with.
pub struct Wrong {
    pub text: String,
    slugs: &'static [&'static str],
}

const NOT_JSON: &[&str] = &["malformed-request"];
const OF_ANOTHER_SHAPE: &[&str] = &["validation-failed"];
const EITHER: &[&str] = &["malformed-request", "validation-failed"];
const CHARS_SHOWN: usize = 300;

/// Spoils a right message in one way of many. Fields of `fixed` are never touched, so that the message still reaches what
/// it is for; `required` ones may be taken away.
pub fn spoil(right: &Map<String, Value>, required: &[&str], fixed: &[&str], rng: &mut ChaCha8Rng) -> Wrong {
    let free: Vec<&String> = right.keys().filter(|key| !fixed.contains(&key.as_str())).collect();
    let mut wrong = right.clone();
    match rng.random_range(0..6) {
        0 => return cut_off(right, rng),
        1 => return nested(rng),
        2 => {
            let garbage: String = (0..rng.random_range(1..200)).map(|_| rng.random_range('!'..'~')).collect();
            return Wrong { text: format!("?{garbage}"), slugs: NOT_JSON };
        }
        3 if !required.is_empty() => {
            wrong.remove(required[rng.random_range(0..required.len())]);
        }
        4 if !free.is_empty() => {
            let field = free[rng.random_range(0..free.len())];
            let value = other_type(&right[field], rng);
            wrong.insert(field.clone(), value);
        }
        _ => {
            wrong.insert(format!("x{}", rng.random::<u32>()), json!(null));
        }
    }
    Wrong { text: Value::Object(wrong).to_string(), slugs: OF_ANOTHER_SHAPE }
}

impl Wrong {
    /// Checks that a problem is one of those that this text deserves, with its status.
    pub fn check(&self, slug: &str, status: u64, place: &str) {
        assert!(self.slugs.contains(&slug), "{place} {self} got {slug}");
        assert_eq!(status, u64::from(PROBLEMS[slug]), "{place} {self}");
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.chars().take(CHARS_SHOWN).try_for_each(|char| f.write_char(char))
    }
}

fn cut_off(right: &Map<String, Value>, rng: &mut ChaCha8Rng) -> Wrong {
    let text = Value::Object(right.clone()).to_string();
    let end = rng.random_range(1..text.len());
    let end = (0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(1);
    Wrong { text: text[..end].to_owned(), slugs: NOT_JSON }
}

/// Deeper than any reader's stack would like; whether the field or the depth is told first does not matter.
fn nested(rng: &mut ChaCha8Rng) -> Wrong {
    let depth = rng.random_range(200..20_000);
    Wrong { text: format!("{{\"id\":1,\"x\":{}", "[".repeat(depth)), slugs: EITHER }
}

fn other_type(value: &Value, rng: &mut ChaCha8Rng) -> Value {
    let others =
        [json!(true), json!([1, 2]), json!({ "a": {} }), json!(-1.5e300), json!("\u{0}\u{202e}x"), json!(1u64 << 63)];
    let same_type = |other: &&Value| std::mem::discriminant(*other) == std::mem::discriminant(value);
    let others: Vec<&Value> = others.iter().filter(|other| !same_type(other)).collect();
    others[rng.random_range(0..others.len())].clone()
}

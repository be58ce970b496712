//! Single fields of a body.

use crate::wire::Refusal;
use serde_json::{Map, Value};

/// Pairs of notes, and characters of each key and value.
const NOTES_MAX: usize = 15;
const NOTE_CHARACTERS_MAX: usize = 256;
/// Characters of a receipt.
const RECEIPT_MAX: usize = 40;

/// The body's fields; nothing that is not in the list.
pub fn fields<'a>(body: &'a Value, known: &[&str]) -> Result<&'a Map<String, Value>, Refusal> {
    let fields = body.as_object().ok_or_else(Refusal::not_json)?;
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(extra) => Err(Refusal::extra(&extra.chars().take(64).collect::<String>())),
        None => Ok(fields),
    }
}

/// A whole number, or the digits of one: the official libraries' documentation has both.
pub fn amount(fields: &Map<String, Value>) -> Result<Option<i64>, Refusal> {
    let number = match fields.get("amount") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.parse().ok(),
        Some(value) => value.as_i64(),
    };
    number.map(Some).ok_or_else(|| Refusal::input("amount", "The amount must be an integer."))
}

/// A text that may be missing.
pub fn text(fields: &Map<String, Value>, name: &'static str) -> Result<Option<String>, Refusal> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Refusal::input(name, format!("{name}: expected string"))),
    }
}

/// A receipt that may be missing. An empty one is none.
pub fn receipt(fields: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    let receipt = text(fields, "receipt")?.filter(|receipt| !receipt.is_empty());
    match receipt {
        Some(receipt) if receipt.chars().count() > RECEIPT_MAX => {
            Err(Refusal::input("receipt", "receipt: the length must be no more than 40."))
        }
        receipt => Ok(receipt),
    }
}

/// Yes or no as the libraries of many languages write it.
pub fn flag(fields: &Map<String, Value>, name: &'static str) -> Result<Option<bool>, Refusal> {
    let flag = match fields.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Bool(flag)) => Some(*flag),
        Some(value) => match value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string()).as_str() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        },
    };
    flag.map(Some).ok_or_else(|| Refusal::input(name, format!("The {name} field must be true or false.")))
}

/// Notes: at most 15 pairs, short ones. Languages without empty objects send an empty list.
pub fn notes(fields: &Map<String, Value>) -> Result<Value, Refusal> {
    let notes = match fields.get("notes") {
        None | Some(Value::Null) => return Ok(Value::Null),
        Some(Value::Array(items)) if items.is_empty() => return Ok(Value::Null),
        Some(notes) => notes,
    };
    let pairs = notes.as_object().ok_or_else(|| Refusal::input("notes", "The notes must be an array."))?;
    if pairs.len() > NOTES_MAX {
        return Err(Refusal::input("notes", "Number of fields in notes should be less than or equal to 15"));
    }
    let is_long = |text: &str| text.chars().count() > NOTE_CHARACTERS_MAX;
    for (key, value) in pairs {
        let is_wrong = match value {
            Value::String(text) => is_long(text),
            Value::Array(_) | Value::Object(_) => true,
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        };
        if is_wrong || is_long(key) {
            return Err(Refusal::input("notes", "A note is a text of at most 256 characters."));
        }
    }
    Ok(notes.clone())
}

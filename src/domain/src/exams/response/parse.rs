//! Reading a response, field by field, with a pointer to what is wrong.

use super::super::decimal::{Decimal, DecimalFault};
use super::super::question::{Choice, Match, OptionId, QuestionBody, Stem};
use super::{
    ESSAY_BYTES_MAX, Response, ResponseFault, ResponseRejection, SHORT_TEXT_BYTES_MAX, TruthChoice, UNIT_CHARS_MAX,
};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

type Fields = Map<String, Value>;
type Parsed<T> = Result<T, ResponseRejection>;

impl Response {
    /// Reads a response to this question; `null` withdraws the answer whatever the kind.
    pub fn parse(body: &QuestionBody, value: &Value) -> Result<Self, ResponseRejection> {
        parse(body, value)
    }
}

fn parse(body: &QuestionBody, value: &Value) -> Parsed<Response> {
    let fields = match value {
        Value::Null => return Ok(Response::Blank),
        Value::Object(fields) => fields,
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return Err(rejected(ResponseFault::WrongType, String::new()));
        }
    };
    match body {
        QuestionBody::SingleChoice { options } => choice(options, fields),
        QuestionBody::MultipleChoice { options } => choices(options, fields),
        QuestionBody::TrueFalse { .. } => truth(fields),
        QuestionBody::ShortText { .. } => text(fields, SHORT_TEXT_BYTES_MAX),
        QuestionBody::Numerical { .. } => number(fields),
        QuestionBody::Matching { stems, matches } => pairs(stems, matches, fields),
        QuestionBody::Essay {} => text(fields, ESSAY_BYTES_MAX),
    }
}

fn choice(options: &[Choice], fields: &Fields) -> Parsed<Response> {
    only(fields, &["choice"])?;
    let offered = options.iter().map(|option| option.id);
    let choice = option_id(required(fields, "choice")?, offered, "/choice")?;
    Ok(Response::Choice { choice })
}

fn choices(options: &[Choice], fields: &Fields) -> Parsed<Response> {
    only(fields, &["choices"])?;
    let Value::Array(values) = required(fields, "choices")? else {
        return Err(rejected(ResponseFault::WrongType, "/choices"));
    };
    let mut choices = BTreeSet::new();
    for (at, value) in values.iter().enumerate() {
        let pointer = format!("/choices/{at}");
        let id = option_id(value, options.iter().map(|option| option.id), &pointer)?;
        if !choices.insert(id) {
            return Err(rejected(ResponseFault::RepeatedOption, pointer));
        }
    }
    Ok(Response::Choices { choices })
}

fn truth(fields: &Fields) -> Parsed<Response> {
    only(fields, &["choice"])?;
    let choice = match string(required(fields, "choice")?, "/choice")? {
        "true" => TruthChoice::True,
        "false" => TruthChoice::False,
        _ => return Err(rejected(ResponseFault::UnknownOption, "/choice")),
    };
    Ok(Response::Truth { choice })
}

fn text(fields: &Fields, bytes_max: usize) -> Parsed<Response> {
    only(fields, &["text"])?;
    let text = string(required(fields, "text")?, "/text")?;
    if text.len() > bytes_max {
        return Err(rejected(ResponseFault::TextTooLong, "/text"));
    }
    Ok(Response::Text { text: text.to_owned() })
}

fn number(fields: &Fields) -> Parsed<Response> {
    only(fields, &["number", "unit"])?;
    let typed = match required(fields, "number")? {
        Value::String(typed) => typed.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            return Err(rejected(ResponseFault::WrongType, "/number"));
        }
    };
    let unit = unit(fields)?;
    if typed.trim().is_empty() {
        // A field that was emptied is an answer taken back, and refusing it would keep the old one.
        return Ok(Response::Blank);
    }
    let number = Decimal::parse(&typed).map_err(|fault| {
        let fault = match fault {
            DecimalFault::NotANumber => ResponseFault::NotANumber,
            DecimalFault::OutOfRange => ResponseFault::NumberOutOfRange,
        };
        rejected(fault, "/number")
    })?;
    Ok(Response::Number { number, unit })
}

fn unit(fields: &Fields) -> Parsed<Option<String>> {
    match fields.get("unit") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let unit = string(value, "/unit")?;
            if unit.chars().count() > UNIT_CHARS_MAX {
                return Err(rejected(ResponseFault::TextTooLong, "/unit"));
            }
            Ok(Some(unit.to_owned()))
        }
    }
}

fn pairs(stems: &[Stem], matches: &[Match], fields: &Fields) -> Parsed<Response> {
    only(fields, &["pairs"])?;
    let Value::Object(entries) = required(fields, "pairs")? else {
        return Err(rejected(ResponseFault::WrongType, "/pairs"));
    };
    let mut pairs = BTreeMap::new();
    for (key, value) in entries {
        let pointer = format!("/pairs/{}", escaped(key));
        let stem = OptionId::parse(key).ok();
        let Some(stem) = stem.filter(|id| stems.iter().any(|stem| stem.id == *id)) else {
            return Err(rejected(ResponseFault::UnknownOption, pointer));
        };
        let chosen = option_id(value, matches.iter().map(|m| m.id), &pointer)?;
        pairs.insert(stem, chosen);
    }
    Ok(Response::Pairs { pairs })
}

fn only(fields: &Fields, known: &[&str]) -> Parsed<()> {
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(rejected(ResponseFault::UnknownField, format!("/{}", escaped(key)))),
    }
}

fn required<'a>(fields: &'a Fields, name: &str) -> Parsed<&'a Value> {
    let missing = || rejected(ResponseFault::MissingField, format!("/{name}"));
    fields.get(name).ok_or_else(missing)
}

fn string<'a>(value: &'a Value, pointer: &str) -> Parsed<&'a str> {
    let wrong = || rejected(ResponseFault::WrongType, pointer);
    value.as_str().ok_or_else(wrong)
}

fn option_id(value: &Value, mut offered: impl Iterator<Item = OptionId>, pointer: &str) -> Parsed<OptionId> {
    let id = OptionId::parse(string(value, pointer)?).ok();
    id.filter(|id| offered.any(|offer| offer == *id)).ok_or_else(|| rejected(ResponseFault::UnknownOption, pointer))
}

/// A key as a JSON pointer writes it (RFC 6901).
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn rejected(fault: ResponseFault, pointer: impl Into<String>) -> ResponseRejection {
    ResponseRejection { fault, pointer: pointer.into() }
}

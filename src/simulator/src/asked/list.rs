//! Which part of a list is wanted: `from`, `to`, `count`, `skip` and what orders have beside them.

use crate::wire::Refusal;
use std::collections::HashMap;

/// Items without a `count`, and at most.
const COUNT: i64 = 10;
const COUNT_MAX: i64 = 100;
/// The last second whose milliseconds are a number here.
const SECOND_MAX: i64 = i64::MAX / 1_000 - 1;

/// A part of a list. Times are whole seconds outside and milliseconds inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub from_ms: i64,
    pub to_ms: i64,
    pub count: i64,
    pub skip: i64,
    pub receipt: Option<String>,
    pub authorized: Option<bool>,
}

/// # Errors
/// When something is no number, or more is wanted than is given.
pub fn list(query: &HashMap<String, String>) -> Result<List, Refusal> {
    let (from, to) = (number(query, "from", 0)?, number(query, "to", SECOND_MAX)?);
    let count = number(query, "count", COUNT)?;
    if count < 1 {
        return Err(Refusal::input("count", "The count must be at least 1."));
    }
    if count > COUNT_MAX {
        return Err(Refusal::input("count", "The count may not be greater than 100."));
    }
    let authorized = match query.get("authorized").map(String::as_str) {
        Some("1" | "true") => Some(true),
        Some("0" | "false") => Some(false),
        _ => None,
    };
    Ok(List {
        from_ms: from.min(SECOND_MAX) * 1_000,
        to_ms: to.min(SECOND_MAX) * 1_000 + 999,
        count,
        skip: number(query, "skip", 0)?,
        receipt: query.get("receipt").cloned(),
        authorized,
    })
}

fn number(query: &HashMap<String, String>, name: &'static str, otherwise: i64) -> Result<i64, Refusal> {
    let Some(text) = query.get(name) else { return Ok(otherwise) };
    let number = text.parse().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| Refusal::input(name, format!("The {name} must be an integer.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_bounded_whatever_is_asked() {
        let of = |pairs: &[(&str, &str)]| {
            list(&pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
        };
        let usual = of(&[]).unwrap();
        assert_eq!((usual.count, usual.skip, usual.from_ms), (10, 0, 0));
        let all =
            of(&[("count", "100"), ("to", "9223372036854775807"), ("authorized", "1"), ("receipt", "r")]).unwrap();
        assert_eq!((all.count, all.authorized, all.receipt.as_deref()), (100, Some(true), Some("r")));
        for wrong in [("count", "101"), ("count", "0"), ("count", "x"), ("skip", "-1"), ("from", "1.5")] {
            assert!(of(&[wrong]).is_err(), "{wrong:?}");
        }
    }
}

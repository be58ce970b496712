//! From bytes to a command: one decoder for bodies and socket frames, so that both refuse the same way.

use crate::service::problem::{FieldFault, ProblemType, Refusal};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

/// Reads JSON strictly.
///
/// # Errors
/// `malformed-request` with line and column when it is not JSON, `validation-failed` with a JSON pointer when it is JSON
/// of another shape.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        refuse(error.inner(), pointer, bytes)
    })?;
    deserializer.end().map_err(|error| refuse(&error, String::new(), bytes))?;
    Ok(value)
}

fn refuse(error: &serde_json::Error, pointer: String, bytes: &[u8]) -> Refusal {
    // Where a word of a list belongs, a number or a boolean is called a fault of syntax, although the text is JSON.
    let is_json = error.is_syntax() && serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
    let category = if is_json { Category::Data } else { error.classify() };
    match category {
        Category::Syntax | Category::Eof | Category::Io => {
            Refusal::new(ProblemType::MalformedRequest).arg("line", error.line()).arg("column", error.column())
        }
        Category::Data => {
            let mut refusal = Refusal::new(ProblemType::ValidationFailed);
            refusal.fields.push(fault(&error.to_string(), pointer));
            refusal
        }
    }
}

/// serde says which field in its message only; the message itself is English and names types of ours, so it is not shown.
fn fault(message: &str, pointer: String) -> FieldFault {
    let quoted = message.split('`').nth(1).unwrap_or_default().to_owned();
    let (code, name) = if message.starts_with("unknown field") {
        ("unknown_field", Some(quoted))
    } else if message.starts_with("missing field") {
        ("required", Some(quoted))
    } else {
        ("invalid", None)
    };
    match name {
        Some(name) if pointer.ends_with(&format!("/{name}")) => {
            FieldFault { pointer, code, args: vec![("name", name)] }
        }
        Some(name) => FieldFault { pointer: format!("{pointer}/{name}"), code, args: vec![("name", name)] },
        None => FieldFault { pointer, code, args: Vec::new() },
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path.iter() {
        let part = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&part);
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[allow(dead_code, reason = "only its reading is tested")]
        count: u8,
        #[serde(default)]
        #[allow(dead_code, reason = "only its reading is tested")]
        fruit: Option<Fruit>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Fruit {
        Pear,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Basket {
        #[allow(dead_code, reason = "only its reading is tested")]
        orders: Vec<Order>,
    }

    #[test]
    fn each_wrong_shape_is_pointed_at() {
        let table = [
            (r#"{"orders":[{"count":1},{"count":"x"}]}"#, "/orders/1/count", "invalid"),
            (r#"{"orders":[{"count":1,"fruit":true}]}"#, "/orders/0/fruit", "invalid"),
            (r#"{"orders":[{"count":1,"fruit":"plum"}]}"#, "/orders/0/fruit", "invalid"),
            (r#"{"orders":[{"count":1,"fruit":"pear","extra":2}]}"#, "/orders/0/extra", "unknown_field"),
            (r#"{"orders":[{"count":1,"extra":2}]}"#, "/orders/0/extra", "unknown_field"),
            (r#"{"orders":[{}]}"#, "/orders/0/count", "required"),
            (r#"{}"#, "/orders", "required"),
        ];
        for (text, pointer, code) in table {
            let refusal = json::<Basket>(text.as_bytes()).unwrap_err();
            assert_eq!(refusal.problem, ProblemType::ValidationFailed);
            assert_eq!((refusal.fields[0].pointer.as_str(), refusal.fields[0].code), (pointer, code), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_names_its_line() {
        for text in ["", "{", "{} {}", "nonsense", "\u{0}"] {
            assert_eq!(
                json::<Basket>(text.as_bytes()).map(|_| ()).unwrap_err().problem,
                match text {
                    "{} {}" => ProblemType::ValidationFailed,
                    _ => ProblemType::MalformedRequest,
                },
                "{text:?}"
            );
        }
    }
}

//! The form that a merchant's page posts to the hosted checkout:
//! <https://razorpay.com/docs/payments/payment-gateway/web-integration/hosted/integration-steps>.

use super::field;
use crate::acts::NewCheckout;
use crate::wire::Refusal;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Characters of one field at most.
const FIELD_MAX: usize = 2_048;

/// What the page shows beside what the checkout keeps.
#[derive(Clone, Debug)]
pub struct Form {
    pub checkout: NewCheckout,
    /// Whose checkout it says to be.
    pub name: String,
    /// Where the person goes who does not want to pay.
    pub cancel_url: Option<String>,
}

/// Reads the form of a merchant with this key.
///
/// # Errors
/// When something is missing, or an address is none that a browser may be sent to.
pub fn checkout(pairs: &HashMap<String, String>, key_id: &str) -> Result<Form, Refusal> {
    if pairs.values().any(|text| text.chars().count() > FIELD_MAX) {
        return Err(Refusal::too_long());
    }
    let text = |name: &str| pairs.get(name).filter(|text| !text.is_empty()).cloned();
    if text("key_id").as_deref() != Some(key_id) {
        return Err(Refusal::unauthenticated("The api key provided is invalid"));
    }
    let needed = |name: &'static str| text(name).ok_or_else(|| Refusal::input(name, format!("{name}: is required.")));
    let amount = needed("amount")?.parse().map_err(|_| Refusal::input("amount", "The amount must be an integer."))?;
    let notes: Map<String, Value> =
        pairs.iter().filter_map(|(name, text)| Some((within(name, "notes")?, json!(text)))).collect();
    let fields = Map::from_iter([("notes".to_owned(), Value::Object(notes))]);
    let checkout = NewCheckout {
        order_id: needed("order_id")?,
        amount,
        currency: needed("currency")?,
        method: text("method").and_then(|word| word.parse().ok()),
        email: text("prefill[email]"),
        contact: text("prefill[contact]"),
        description: text("description"),
        notes: field::notes(&fields)?,
        callback_url: address(needed("callback_url")?, "callback_url")?,
    };
    let cancel_url = text("cancel_url").map(|url| address(url, "cancel_url")).transpose()?;
    Ok(Form { checkout, name: needed("name")?, cancel_url })
}

/// `notes[shipping address]` is `shipping address` within `notes`.
fn within(name: &str, outer: &str) -> Option<String> {
    Some(name.strip_prefix(outer)?.strip_prefix('[')?.strip_suffix(']')?.to_owned())
}

/// An address of the web, and nothing that a browser would carry out.
fn address(url: String, name: &'static str) -> Result<String, Refusal> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_address = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\;,".contains(&byte));
    if is_address { Ok(url) } else { Err(Refusal::input(name, format!("The {name} is not a valid URL."))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(changed: &[(&str, &str)]) -> Result<Form, String> {
        let usual = [
            ("key_id", "rzp_test_1"),
            ("order_id", "order_1"),
            ("amount", "100"),
            ("currency", "INR"),
            ("name", "Institute"),
            ("callback_url", "https://exams.example.org/cb?x=1"),
            ("cancel_url", "https://exams.example.org/cancel"),
            ("prefill[email]", "a@example.org"),
            ("notes[order]", "17"),
        ];
        let mut pairs: HashMap<String, String> =
            usual.iter().chain(changed).map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        pairs.retain(|_, text| text != "(none)");
        checkout(&pairs, "rzp_test_1").map_err(|refusal| refusal.description)
    }

    #[test]
    fn a_form_is_read_with_its_bracketed_names() {
        let read = form(&[]).unwrap();
        assert_eq!(read.checkout.email.as_deref(), Some("a@example.org"));
        assert_eq!(read.checkout.notes, json!({ "order": "17" }));
        assert_eq!(read.cancel_url.as_deref(), Some("https://exams.example.org/cancel"));
        assert!(form(&[("cancel_url", "(none)"), ("notes[order]", "(none)")]).is_ok());
    }

    #[test]
    fn a_form_of_somebody_else_or_with_an_address_that_is_carried_out_is_refused() {
        let long = "x".repeat(FIELD_MAX + 1);
        for changed in [
            ("key_id", "rzp_test_2"),
            ("callback_url", "javascript:alert(1)"),
            ("callback_url", "https://a.example/;script-src *"),
            ("cancel_url", "//elsewhere.example"),
            ("amount", "1.5"),
            ("order_id", "(none)"),
            ("description", &long),
        ] {
            assert!(form(&[changed]).is_err(), "{changed:?}");
        }
    }
}

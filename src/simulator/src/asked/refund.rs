//! `POST /v1/payments/{id}/refund`: <https://razorpay.com/docs/api/refunds/create-normal>, with the header
//! `X-Refund-Idempotency`: <https://razorpay.com/docs/api/refunds/normal-refunds-idempotent>.

use super::field;
use crate::acts::NewRefund;
use crate::wire::Refusal;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

const KEY_CHARACTERS_MIN: usize = 10;
/// The documentation names no upper bound; a key is stored, so here is one.
const KEY_CHARACTERS_MAX: usize = 255;

/// # Errors
/// With the sentence that the documentation has for it.
pub fn refund(payment: &str, body: &Value, key: Option<&str>) -> Result<NewRefund, Refusal> {
    // An empty body asks for everything.
    let nothing = json!({});
    let body = if body.is_null() { &nothing } else { body };
    let fields = field::fields(body, &["amount", "speed", "notes", "receipt"])?;
    let amount = field::amount(fields)?;
    let speed = field::text(fields, "speed")?.unwrap_or_else(|| "normal".to_owned());
    if speed != "normal" && speed != "optimum" {
        return Err(Refusal::input("speed", "speed should be normal or optimum"));
    }
    let (receipt, notes) = (field::receipt(fields)?, field::notes(fields)?);
    let key = match key {
        Some(key) => {
            check(key)?;
            let said = json!([payment, amount, speed, receipt, notes]);
            Some((key.to_owned(), digest(&said.to_string())))
        }
        None => None,
    };
    Ok(NewRefund { payment_id: payment.to_owned(), amount, receipt, notes, speed, key })
}

fn check(key: &str) -> Result<(), Refusal> {
    if key.chars().count() < KEY_CHARACTERS_MIN {
        return Err(Refusal::key("The idempotency key must be at least 10 characters long."));
    }
    if key.len() > KEY_CHARACTERS_MAX {
        return Err(Refusal::key("The idempotency key must be at most 255 characters long."));
    }
    let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    let why_not = "The idempotency key must only contain alphanumeric characters, underscores, and hyphens";
    if is_plain { Ok(()) } else { Err(Refusal::key(why_not)) }
}

fn digest(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_long_enough_and_plain() {
        let of = |key: &str| refund("pay_1", &json!({}), Some(key)).map(|_| ()).map_err(|refusal| refusal.description);
        assert_eq!(of("550e8400-e29b-41d4-a716-446655440000"), Ok(()));
        assert!(of("123456789").unwrap_err().contains("at least 10"));
        assert!(of("1234567890 ").unwrap_err().contains("alphanumeric"));
        assert!(of(&"x".repeat(256)).unwrap_err().contains("at most 255"));
    }

    #[test]
    fn what_is_asked_under_a_key_is_told_apart_by_what_it_means() {
        let of = |payment: &str, body: Value| refund(payment, &body, Some("0123456789")).unwrap().key.unwrap().1;
        assert_eq!(of("pay_1", json!({ "amount": 100 })), of("pay_1", json!({ "amount": "100", "speed": "normal" })));
        assert_eq!(of("pay_1", Value::Null), of("pay_1", json!({})));
        assert_ne!(of("pay_1", json!({ "amount": 100 })), of("pay_1", json!({ "amount": 101 })));
        assert_ne!(of("pay_1", json!({ "amount": 100 })), of("pay_2", json!({ "amount": 100 })));
    }
}

//! `POST /v1/orders`: <https://razorpay.com/docs/api/orders/create>.

use super::field;
use crate::acts::NewOrder;
use crate::currency::Currency;
use crate::wire::Refusal;
use serde_json::Value;

const KNOWN: [&str; 7] =
    ["amount", "currency", "receipt", "notes", "unique_receipt", "payment_capture", "partial_payment"];

/// The most that is paid at once, in minor units: sums of such amounts stay numbers.
pub const AMOUNT_MAX: i64 = 10_000_000_000_000;

/// # Errors
/// With the sentence that the documentation has for it.
pub fn order(body: &Value) -> Result<NewOrder, Refusal> {
    let fields = field::fields(body, &KNOWN)?;
    let amount = field::amount(fields)?.ok_or_else(|| Refusal::input("amount", "amount: is required."))?;
    let code = field::text(fields, "currency")?.ok_or_else(|| Refusal::input("currency", "currency: is required."))?;
    let currency = Currency::parse(&code).ok_or_else(|| Refusal::input("currency", "Currency is not supported"))?;
    if amount < currency.least_minor() {
        return Err(Refusal::order_too_small());
    }
    if amount > AMOUNT_MAX {
        return Err(Refusal::input("amount", "Amount exceeds maximum amount allowed."));
    }
    if !currency.carries(amount) {
        return Err(Refusal::last_digit());
    }
    // Paying in parts has to be switched on for an account; this one's is off.
    if field::flag(fields, "partial_payment")? == Some(true) {
        return Err(Refusal::extra("partial_payment"));
    }
    Ok(NewOrder {
        amount,
        currency,
        receipt: field::receipt(fields)?,
        receipt_is_unique: field::flag(fields, "unique_receipt")?.unwrap_or(false),
        notes: field::notes(fields)?,
        captures_by_itself: field::flag(fields, "payment_capture")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_order_is_read_with_what_may_be_left_out() {
        let read = order(&json!({ "amount": 50000, "currency": "INR" })).unwrap();
        assert_eq!((read.amount, read.currency.code, read.receipt), (50_000, "INR", None));
        let full = json!({
            "amount": "100", "currency": "INR", "receipt": "r".repeat(40), "unique_receipt": true,
            "notes": { "a": "b" }, "payment_capture": 1, "partial_payment": false,
        });
        let read = order(&full).unwrap();
        assert!(read.receipt_is_unique && read.captures_by_itself == Some(true));
        assert_eq!(read.notes, json!({ "a": "b" }));
    }

    #[test]
    fn what_cannot_be_an_order_is_refused_with_the_field_that_is_wrong() {
        let many: serde_json::Map<String, Value> = (0..16).map(|key| (key.to_string(), json!("x"))).collect();
        let table = [
            (json!({ "currency": "INR" }), "amount: is required."),
            (json!({ "amount": 100.5, "currency": "INR" }), "The amount must be an integer."),
            (json!({ "amount": 99, "currency": "INR" }), "Order amount less than minimum amount allowed"),
            (json!({ "amount": -100, "currency": "INR" }), "Order amount less than minimum amount allowed"),
            (json!({ "amount": AMOUNT_MAX + 1, "currency": "INR" }), "Amount exceeds maximum amount allowed."),
            (json!({ "amount": 100 }), "currency: is required."),
            (json!({ "amount": 100, "currency": 1 }), "currency: expected string"),
            (json!({ "amount": 100, "currency": "XXX" }), "Currency is not supported"),
            (
                json!({ "amount": 99_991, "currency": "KWD" }),
                "The last digit of an amount with three decimals must be 0",
            ),
            (
                json!({ "amount": 100, "currency": "INR", "receipt": "r".repeat(41) }),
                "receipt: the length must be no more than 40.",
            ),
            (
                json!({ "amount": 100, "currency": "INR", "notes": many }),
                "Number of fields in notes should be less than or equal to 15",
            ),
            (
                json!({ "amount": 100, "currency": "INR", "notes": { "a": "x".repeat(257) } }),
                "A note is a text of at most 256 characters.",
            ),
            (
                json!({ "amount": 100, "currency": "INR", "transfers": [] }),
                "transfers is/are not required and should not be sent",
            ),
            (
                json!({ "amount": 100, "currency": "INR", "partial_payment": true }),
                "partial_payment is/are not required and should not be sent",
            ),
            (json!([]), "The request body is not valid JSON"),
        ];
        for (body, expected) in table {
            assert_eq!(order(&body).unwrap_err().description, expected, "{body}");
        }
    }
}

//! `POST /v1/payments/{id}/capture`: <https://razorpay.com/docs/api/payments/capture>.

use super::field;
use crate::wire::Refusal;
use serde_json::Value;

/// The amount, and the currency where it is named.
///
/// # Errors
/// When the amount is missing or none.
pub fn capture(body: &Value) -> Result<(i64, Option<String>), Refusal> {
    let fields = field::fields(body, &["amount", "currency"])?;
    let amount = field::amount(fields)?.ok_or_else(|| Refusal::input("amount", "The amount field is required."))?;
    Ok((amount, field::text(fields, "currency")?))
}

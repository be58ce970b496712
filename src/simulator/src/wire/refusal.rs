//! Refusals in Razorpay's words: <https://razorpay.com/docs/errors>. Where the documentation shows a sentence it is that one.

use serde_json::{Value, json};

/// Why a call has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    code: &'static str,
    pub description: String,
    source: &'static str,
    step: &'static str,
    reason: &'static str,
    field: Option<&'static str>,
}

const BAD_REQUEST: &str = "BAD_REQUEST_ERROR";
const NOTHING: &str = "NA";

impl Refusal {
    /// A field that cannot be so.
    pub fn input(field: &'static str, description: impl Into<String>) -> Self {
        Self { field: Some(field), ..Self::business(description) }
    }

    /// Something that the merchant asks at the wrong time or of the wrong thing.
    pub fn business(description: impl Into<String>) -> Self {
        Self {
            status: 400,
            code: BAD_REQUEST,
            description: description.into(),
            source: "business",
            step: "payment_initiation",
            reason: "input_validation_failed",
            field: None,
        }
    }

    /// The order is of less than can be paid.
    pub fn order_too_small() -> Self {
        Self {
            step: "order_creation",
            reason: "amount_less_than_minimum_amount",
            ..Self::input("amount", "Order amount less than minimum amount allowed")
        }
    }

    /// An amount whose last digit the banks between do not carry.
    pub fn last_digit() -> Self {
        Self::input("amount", "The last digit of an amount with three decimals must be 0")
    }

    /// A parameter that this account has no use for.
    pub fn extra(field: &str) -> Self {
        let description = format!("{field} is/are not required and should not be sent");
        Self { reason: "extra_field_sent", ..Self::business(description) }
    }

    pub fn not_an_id(text: &str) -> Self {
        Self::business(format!("{text} is not a valid id"))
    }

    pub fn unknown_id() -> Self {
        Self::business("The id provided does not exist")
    }

    pub fn not_json() -> Self {
        Self::plain(400, BAD_REQUEST, "The request body is not valid JSON")
    }

    pub fn too_long() -> Self {
        Self::plain(413, BAD_REQUEST, "The request body is too long")
    }

    /// Without credentials, or with others.
    pub fn unauthenticated(description: &'static str) -> Self {
        Self::plain(401, BAD_REQUEST, description)
    }

    pub fn unknown_url() -> Self {
        Self::plain(404, BAD_REQUEST, "The requested URL was not found on the server.")
    }

    pub fn too_many() -> Self {
        Self::plain(429, BAD_REQUEST, "Request failed. Please try after sometime.")
    }

    /// The documentation has 409 for both of these; only the first may be tried again as it is.
    pub fn key_in_flight() -> Self {
        Self::plain(409, BAD_REQUEST, "Another request with the same idempotency key is still in progress.")
    }

    pub fn key_of_another() -> Self {
        Self::plain(409, BAD_REQUEST, "Different request with the same idempotency key has already been processed.")
    }

    /// A key that cannot be one.
    pub fn key(description: &'static str) -> Self {
        Self::plain(400, BAD_REQUEST, description)
    }

    pub fn server_error() -> Self {
        let sorry = "We are facing some trouble completing your request at the moment. Please try again shortly.";
        Self::plain(500, "SERVER_ERROR", sorry)
    }

    pub fn gateway_error(status: u16) -> Self {
        Self::plain(status, "GATEWAY_ERROR", "The gateway did not answer in time. Please try again shortly.")
    }

    fn plain(status: u16, code: &'static str, description: impl Into<String>) -> Self {
        let description = description.into();
        Self { status, code, description, source: NOTHING, step: NOTHING, reason: NOTHING, field: None }
    }

    pub fn body(&self) -> Value {
        let mut error = json!({
            "code": self.code,
            "description": self.description,
            "source": self.source,
            "step": self.step,
            "reason": self.reason,
            "metadata": {},
        });
        if let (Some(fields), Some(field)) = (error.as_object_mut(), self.field) {
            fields.insert("field".to_owned(), field.into());
        }
        json!({ "error": error })
    }
}

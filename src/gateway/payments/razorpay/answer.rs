//! What an answer means: done, refused, not done, or nobody knows.
//!
//! The gateway has few codes, so a status decides first, and in a few places a sentence; one that is worded anew is then
//! taken for a refusal of the documented kind, except where the sums at stake forbid that.

use crate::gateway::payments::call::Answer;
use crate::gateway::payments::client::span;
use crate::gateway::payments::error::{GatewayError, Refusal, told};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Codes that say that the gateway failed, whatever the status beside them.
const ITS_OWN_FAULT: [&str; 3] = ["GATEWAY_ERROR", "SERVER_ERROR", "SERVICE_UNAVAILABLE"];

#[derive(Deserialize)]
struct ErrorBody {
    error: Told,
}

/// <https://razorpay.com/docs/errors>. Values that are not there are null, empty or "NA".
#[derive(Deserialize)]
struct Told {
    code: Option<String>,
    description: Option<String>,
    field: Option<String>,
    reason: Option<String>,
}

/// Reads an answer. Any 2xx is success.
///
/// # Errors
/// What the gateway says instead, or that nobody knows when it says nothing that is documented.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, GatewayError> {
    if (200..=299).contains(&answer.status) {
        return serde_json::from_slice(&answer.body)
            .map_err(|_| GatewayError::unknown("its answer is not what it documents"));
    }
    let told = serde_json::from_slice(&answer.body).ok().map(|ErrorBody { error }| error);
    Err(error(answer, told))
}

/// A no of our own, for an answer that is not about what was asked.
pub(super) fn other_than_asked(field: &str) -> Refusal {
    Refusal {
        code: "OTHER_THAN_ASKED".to_owned(),
        description: "The gateway has another record than was asked for.".to_owned(),
        reason: None,
        field: Some(field.to_owned()),
    }
}

fn error(answer: &Answer, told: Option<Told>) -> GatewayError {
    match (answer.status, told) {
        (429, _) => {
            GatewayError::NotDone { why: "too many questions".to_owned(), retry_after: answer.retry_after.map(span) }
        }
        (401, _) => GatewayError::Misconfigured("it does not accept the key".to_owned()),
        (400..=499, Some(told)) => told.meaning(answer.status),
        (status, _) => GatewayError::unknown(format!("it answered with status {status}")),
    }
}

impl Told {
    fn meaning(self, status: u16) -> GatewayError {
        let sentence = self.description.as_deref().unwrap_or_default().to_ascii_lowercase();
        if is_about_the_key(&sentence) {
            GatewayError::Misconfigured("it does not accept the key".to_owned())
        } else if status == 409 || sentence.contains("same idempotency key") {
            // It had this key before, so something may have been done under it.
            GatewayError::unknown("the same is under way or was done differently before")
        } else if sentence.contains("another payment operation is in progress") {
            GatewayError::not_done("something else is under way with this payment")
        } else if status == 408 || self.code.as_deref().is_some_and(|code| ITS_OWN_FAULT.contains(&code)) {
            GatewayError::unknown(format!("it failed with status {status}"))
        } else {
            GatewayError::Refused(self.refusal())
        }
    }

    fn refusal(self) -> Refusal {
        let known = |text: Option<String>| text.as_deref().and_then(told).filter(|text| text != "NA");
        Refusal {
            code: known(self.code).unwrap_or_else(|| "UNKNOWN".to_owned()),
            description: known(self.description).unwrap_or_default(),
            reason: known(self.reason),
            field: known(self.field),
        }
    }
}

/// "Authentication failed", and "The api key provided is invalid" with its variants, come with 400 as well as 401.
fn is_about_the_key(sentence: &str) -> bool {
    sentence == "authentication failed" || (sentence.starts_with("the api") && sentence.contains("provided is invalid"))
}

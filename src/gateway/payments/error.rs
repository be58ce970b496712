//! Why a gateway did not do what it was asked to, by what that means for the money.

use examhall_domain::time::Span;
use std::fmt;

/// The longest text of a gateway that is kept, in characters.
const TEXT_MAX: usize = 255;

/// What became of a call. Display output is fit for logs: it quotes nothing that could name a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The gateway looked at it and said no. Asking again would get the same answer.
    #[error("the gateway refused: {0}")]
    Refused(Refusal),
    /// It certainly had no effect; asking again later may do.
    #[error("the gateway did nothing: {why}")]
    NotDone {
        why: String,
        /// How long the gateway wants to be left alone.
        retry_after: Option<Span>,
    },
    /// Whether it had an effect is not known. Nothing may be concluded; what the gateway has can be read.
    #[error("what the gateway did is not known: {0}")]
    Unknown(String),
    /// The gateway does not know us, or cannot be asked like this. Nothing works before an operator has mended it.
    #[error("the gateway cannot be used as it is set up: {0}")]
    Misconfigured(String),
}

/// A gateway's no, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The gateway's code, such as `BAD_REQUEST_ERROR`.
    pub code: String,
    /// A sentence, in the gateway's language. For operators: it may quote what was asked.
    pub description: String,
    /// Which reason, where it tells: `input_validation_failed`.
    pub reason: Option<String>,
    /// Which field of what was asked, where it tells.
    pub field: Option<String>,
}

/// A gateway that cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{gateway}.{what}")]
pub struct BadGateway {
    /// Its section of the settings.
    pub gateway: &'static str,
    /// The key there, and what is wrong with it.
    pub what: String,
}

impl GatewayError {
    /// Nobody knows.
    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }

    /// Nothing has happened.
    pub(super) fn not_done(why: impl Into<String>) -> Self {
        Self::NotDone { why: why.into(), retry_after: None }
    }

    /// Its name among outcomes.
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::NotDone { .. } => "not_done",
            Self::Unknown(_) => "unknown",
            Self::Misconfigured(_) => "misconfigured",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = [Some(&self.code), self.reason.as_ref(), self.field.as_ref()];
        f.write_str(&shown.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", "))
    }
}

/// A gateway's text without what would break a line of a log or fill a page; nothing when there is nothing left.
pub(super) fn told(text: &str) -> Option<String> {
    let kept: String = text.trim().chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect();
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gets_the_reason_of_a_refusal_and_not_its_sentence() {
        let refusal = Refusal {
            code: "BAD_REQUEST_ERROR".to_owned(),
            description: "The email ada@example.org is invalid".to_owned(),
            reason: Some("input_validation_failed".to_owned()),
            field: Some("email".to_owned()),
        };
        let shown = GatewayError::Refused(refusal).to_string();
        assert_eq!(shown, "the gateway refused: BAD_REQUEST_ERROR, input_validation_failed, email");
    }

    #[test]
    fn texts_of_gateways_are_bounded() {
        assert_eq!(told(" Payment\nfailed\u{7} "), Some("Paymentfailed".to_owned()));
        assert_eq!(told(" \n"), None);
        assert_eq!(told(&"é".repeat(300)).map(|kept| kept.chars().count()), Some(TEXT_MAX));
    }
}

//! Names that gateways give: to themselves, to orders, to payments and to refunds.
//!
//! They come from outside and go into addresses, so only letters, digits, `_` and `-` pass.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest name of a gateway's record, in bytes.
pub const REFERENCE_BYTES_MAX: usize = 128;
/// The longest name of a gateway, in bytes.
pub const GATEWAY_NAME_BYTES_MAX: usize = 32;

/// Why a name was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceFault {
    /// Empty, or longer than its limit.
    #[error("the name is empty or too long")]
    Length,
    /// Something else than letters, digits, `_` and `-`.
    #[error("a name takes letters, digits, _ and -")]
    Malformed,
}

impl ReferenceFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "reference_length",
            Self::Malformed => "malformed_reference",
        }
    }
}

macro_rules! references {
    ($($check:ident $(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads a name; nothing is corrected.
            ///
            /// # Errors
            /// When it has another form.
            pub fn parse(text: &str) -> Result<Self, ReferenceFault> {
                $check(text).map(|()| Self(text.to_owned()))
            }

            /// The name itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = ReferenceFault;

            fn try_from(text: String) -> Result<Self, ReferenceFault> {
                $check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    )+};
}

references! {
    slug
    /// A gateway's own name in addresses and rows: `razorpay`.
    GatewayName,
    record
    /// The gateway's record of an order: `order_…`.
    GatewayOrderId,
    record
    /// The gateway's record of one try to pay: `pay_…`.
    GatewayPaymentId,
    record
    /// The gateway's record of money given back: `rfnd_…`.
    GatewayRefundId,
}

fn slug(text: &str) -> Result<(), ReferenceFault> {
    bounded(text, GATEWAY_NAME_BYTES_MAX)?;
    spelled(text, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

fn record(text: &str) -> Result<(), ReferenceFault> {
    bounded(text, REFERENCE_BYTES_MAX)?;
    spelled(text, |byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

fn bounded(text: &str, bytes_max: usize) -> Result<(), ReferenceFault> {
    if (1..=bytes_max).contains(&text.len()) { Ok(()) } else { Err(ReferenceFault::Length) }
}

fn spelled(text: &str, allowed: fn(u8) -> bool) -> Result<(), ReferenceFault> {
    if text.bytes().all(allowed) { Ok(()) } else { Err(ReferenceFault::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_an_address_can_carry() {
        for good in ["pay_29QQoUBi66xm2f", "a", "2f0c-4b", &"x".repeat(128)] {
            assert_eq!(GatewayPaymentId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["pay/1", "pay 1", "..", "pay\n", "é", "a?b", "a%2f"] {
            assert_eq!(GatewayPaymentId::parse(bad), Err(ReferenceFault::Malformed), "{bad:?}");
        }
        for bad in ["", &"x".repeat(129)] {
            assert_eq!(GatewayOrderId::parse(bad), Err(ReferenceFault::Length));
        }
    }

    #[test]
    fn a_gateway_has_a_plain_name() {
        assert!(GatewayName::parse("razorpay").is_ok());
        for bad in ["Razorpay", "razor-pay", "razor pay", "", &"x".repeat(33)] {
            assert!(GatewayName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn reading_json_goes_through_the_same_door() {
        assert!(serde_json::from_str::<GatewayRefundId>("\"rfnd_1\"").is_ok());
        assert!(serde_json::from_str::<GatewayRefundId>("\"rfnd/1\"").is_err());
    }
}

//! Mail addresses: the identity that a person signs in with.
//!
//! The accepted syntax is the dot-atom of RFC 5321 over ASCII. Quoted local parts and address literals are legal mail
//! but nobody has one; addresses beyond ASCII need a normalisation that both stores would have to share.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest address, in bytes (RFC 5321 path without its brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
const LOCAL_BYTES_MAX: usize = 64;
const LABEL_BYTES_MAX: usize = 63;

/// An address in lower case. The standard leaves the case of the local part to its host; no host that people use
/// tells two people apart by it, and typing it in two ways must not make two accounts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why an address was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    /// More than [`EMAIL_BYTES_MAX`].
    #[error("an address has at most {EMAIL_BYTES_MAX} characters")]
    TooLong,
    /// Not `name@host.domain`.
    #[error("an address looks like name@example.org")]
    Malformed,
}

impl EmailAddress {
    /// Trims, lowers the case and checks the syntax.
    ///
    /// # Errors
    /// When no mail could be sent there.
    pub fn parse(text: &str) -> Result<Self, EmailFault> {
        let text = text.trim();
        if text.len() > EMAIL_BYTES_MAX {
            return Err(EmailFault::TooLong);
        }
        match text.split_once('@') {
            Some((local, domain)) if is_local(local) && is_domain(domain) => Ok(Self(text.to_ascii_lowercase())),
            _ => Err(EmailFault::Malformed),
        }
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl EmailFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong => "email_too_long",
            Self::Malformed => "email_malformed",
        }
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Addresses do not belong in logs, so debug output hides them.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(..)")
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailFault;

    fn try_from(text: String) -> Result<Self, EmailFault> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

fn is_local(local: &str) -> bool {
    local.len() <= LOCAL_BYTES_MAX
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
        })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.') && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= LABEL_BYTES_MAX
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_mailbox_is_one_identity() {
        for text in ["Ada.Lovelace+exam@Example.ORG", "  ada.lovelace+exam@example.org\n"] {
            let address = EmailAddress::parse(text).unwrap();
            assert_eq!(address.as_str(), "ada.lovelace+exam@example.org");
        }
    }

    #[test]
    fn what_no_mail_reaches_is_refused() {
        for text in [
            "",
            "@",
            "a@",
            "@b.org",
            "a@b",
            "a@b@c.org",
            "a b@c.org",
            ".a@c.org",
            "a.@c.org",
            "a..b@c.org",
            "a@.org",
            "a@c..org",
            "a@-c.org",
            "a@c-.org",
            "a@c.org.",
            "é@c.org",
            "a@c_d.org",
            "a\u{0}@c.org",
        ] {
            assert_eq!(EmailAddress::parse(text), Err(EmailFault::Malformed), "{text:?}");
        }
    }

    #[test]
    fn lengths_stop_at_their_limits() {
        let local = |n: usize| format!("{}@example.org", "a".repeat(n));
        assert!(EmailAddress::parse(&local(64)).is_ok());
        assert!(EmailAddress::parse(&local(65)).is_err());
        let domain = format!("a@{}org", "abcdefghi.".repeat(25));
        assert_eq!(domain.len(), 255);
        assert_eq!(EmailAddress::parse(&domain), Err(EmailFault::TooLong));
        assert!(EmailAddress::parse(&domain[..254]).is_ok());
        assert!(EmailAddress::parse(&format!("a@{}.org", "b".repeat(63))).is_ok());
        assert!(EmailAddress::parse(&format!("a@{}.org", "b".repeat(64))).is_err());
    }

    #[test]
    fn debug_output_shows_no_address() {
        let address = EmailAddress::parse("ada@example.org").unwrap();
        assert!(!format!("{address:?}").contains("ada"));
    }

    proptest! {
        #[test]
        fn an_accepted_address_is_its_own_normal_form(text in "[ -~é]{0,20}@[a-zA-Z0-9.@-]{0,20}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
            }
        }
    }
}

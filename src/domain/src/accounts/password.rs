//! Passwords as typed: the rules for a new one and the bound for any. Hashing happens outside.

use super::email::EmailAddress;
use std::fmt;

/// The shortest new password, in bytes.
pub const PASSWORD_BYTES_MIN: usize = 10;
/// The longest text that is ever hashed, in bytes: hashing is dear, and its cost must not be the client's to choose.
pub const PASSWORD_BYTES_MAX: usize = 128;

/// A new password that keeps the rules. Debug output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordText(String);

/// What somebody types to sign in. It is only bounded, so that rules that came later lock nobody out.
#[derive(Clone, PartialEq, Eq)]
pub struct OfferedPassword(String);

/// Why a password was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Fewer than [`PASSWORD_BYTES_MIN`].
    #[error("a password has at least {PASSWORD_BYTES_MIN} characters")]
    TooShort,
    /// More than [`PASSWORD_BYTES_MAX`].
    #[error("a password has at most {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
    /// Nothing but spaces.
    #[error("a password is more than spaces")]
    Blank,
    /// The own mail address, which is the first thing that anybody tries.
    #[error("a password is not the mail address")]
    SameAsEmail,
}

impl PasswordText {
    /// Checks a new password of the account with this address. Nothing is trimmed: spaces are part of it.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn parse(text: &str, email: &EmailAddress) -> Result<Self, PasswordFault> {
        if text.len() > PASSWORD_BYTES_MAX {
            return Err(PasswordFault::TooLong);
        }
        if !text.is_empty() && text.trim().is_empty() {
            return Err(PasswordFault::Blank);
        }
        if text.len() < PASSWORD_BYTES_MIN {
            return Err(PasswordFault::TooShort);
        }
        if text.trim().eq_ignore_ascii_case(email.as_str()) {
            return Err(PasswordFault::SameAsEmail);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text, for the hash only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl OfferedPassword {
    /// Takes what was typed, if it is short enough to be hashed.
    ///
    /// # Errors
    /// When it has more than [`PASSWORD_BYTES_MAX`] bytes, which no password has.
    pub fn parse(text: &str) -> Result<Self, PasswordFault> {
        if text.len() > PASSWORD_BYTES_MAX {
            return Err(PasswordFault::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text, for the comparison only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl PasswordFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "password_too_short",
            Self::TooLong => "password_too_long",
            Self::Blank => "password_blank",
            Self::SameAsEmail => "password_is_email",
        }
    }
}

impl fmt::Debug for PasswordText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordText(..)")
    }
}

impl fmt::Debug for OfferedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfferedPassword(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<PasswordText, PasswordFault> {
        PasswordText::parse(text, &EmailAddress::parse("ada@example.org").unwrap())
    }

    #[test]
    fn lengths_are_counted_in_bytes() {
        assert_eq!(parse("123456789"), Err(PasswordFault::TooShort));
        assert!(parse("1234567890").is_ok());
        assert!(parse("ééééé").is_ok());
        assert!(parse(&"é".repeat(64)).is_ok());
        assert_eq!(parse(&"x".repeat(129)), Err(PasswordFault::TooLong));
        assert!(OfferedPassword::parse(&"x".repeat(128)).is_ok());
        assert!(OfferedPassword::parse(&"x".repeat(129)).is_err());
    }

    #[test]
    fn spaces_alone_and_the_own_address_are_refused() {
        assert_eq!(parse(&" ".repeat(12)), Err(PasswordFault::Blank));
        assert_eq!(parse(" "), Err(PasswordFault::Blank));
        assert_eq!(parse(""), Err(PasswordFault::TooShort));
        assert_eq!(parse("ADA@example.org "), Err(PasswordFault::SameAsEmail));
    }

    #[test]
    fn spaces_around_a_password_are_part_of_it() {
        assert_eq!(parse(" correct horse ").unwrap().expose(), " correct horse ");
    }

    #[test]
    fn debug_output_shows_no_password() {
        let password = parse("correct horse").unwrap();
        let offered = OfferedPassword::parse("correct horse").unwrap();
        assert!(!format!("{password:?}{offered:?}").contains("horse"));
    }
}

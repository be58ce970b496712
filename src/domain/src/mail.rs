//! Mails to people: which there are, and how long a failed one waits for its next try.
//!
//! Rules only: what a mail says stands in the catalogues, and how it travels is the matter of a gateway.

use crate::time::Span;
use std::fmt;
use std::str::FromStr;

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailKind {
    /// The address has to be shown to be the person's own.
    VerifyEmail,
    /// Somebody asked for a new password.
    ResetPassword,
    /// The password was changed, in whatever way.
    PasswordChanged,
    /// Signing in takes a second factor from now on.
    SecondFactorOn,
    /// It does not any more.
    SecondFactorOff,
    /// The owner asked for the account to be erased, and it will be.
    ErasureAsked,
    /// It stays after all, because somebody signed in.
    ErasureCalledOff,
}

/// A word that names no kind of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no kind of mail")]
pub struct UnknownMailKind;

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::VerifyEmail,
        Self::ResetPassword,
        Self::PasswordChanged,
        Self::SecondFactorOn,
        Self::SecondFactorOff,
        Self::ErasureAsked,
        Self::ErasureCalledOff,
    ];

    /// The word for it in rows and in the keys of the catalogues.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
            Self::ErasureAsked => "erasure_asked",
            Self::ErasureCalledOff => "erasure_called_off",
        }
    }
}

impl fmt::Display for MailKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for MailKind {
    type Err = UnknownMailKind;

    fn from_str(text: &str) -> Result<Self, UnknownMailKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(UnknownMailKind)
    }
}

/// How long a mail waits after its `tries`-th failure: twice as long each time, from `first` up to `longest`.
pub fn back_off(tries: u32, first: Span, longest: Span) -> Span {
    let factor = 1_i64.checked_shl(tries.saturating_sub(1)).filter(|factor| *factor > 0).unwrap_or(i64::MAX);
    Span(first.0.saturating_mul(factor)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in MailKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        assert_eq!("newsletter".parse::<MailKind>(), Err(UnknownMailKind));
    }

    #[test]
    fn each_wait_is_twice_the_one_before_until_the_longest() {
        let (first, longest) = (Span::from_secs(30), Span::from_secs(3600));
        let waits: Vec<i64> = (0..10).map(|tries| back_off(tries, first, longest).as_secs()).collect();
        assert_eq!(waits, [30, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        for tries in [62, 63, 64, 65, u32::MAX] {
            assert_eq!(back_off(tries, first, longest), longest, "{tries}");
        }
    }
}

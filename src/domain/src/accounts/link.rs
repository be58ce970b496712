//! Links in mails: what one is good for, until when, and how often they may be sent.
//!
//! A link is used once; that, and that a newer one of the same kind makes the older one void, is kept by the store, which
//! has one row for each account and kind.

use crate::mail::MailKind;
use crate::time::{Span, Timestamp};
use std::fmt;
use std::str::FromStr;

/// Who was sent a mail with a link of one kind waits this long before the next.
pub const PAUSE: Span = Span::from_secs(60);
/// Mails with a link of one kind that an account gets within [`DAY`].
pub const PER_DAY_MAX: usize = 5;
/// The time in which those are counted.
pub const DAY: Span = Span::from_secs(24 * 60 * 60);

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// It shows that the address is the person's own.
    VerifyEmail,
    /// It lets a new password be set.
    ResetPassword,
}

/// A link as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub kind: LinkKind,
    pub expires_at: Timestamp,
}

/// Why a link does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It is good for something else.
    #[error("this link is good for something else")]
    OfAnotherKind,
    /// It was not used in time.
    #[error("this link is too old")]
    Expired,
}

/// A word that names no kind of link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no kind of link")]
pub struct UnknownLinkKind;

impl LinkKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::VerifyEmail, Self::ResetPassword];

    /// The word for it in rows.
    pub const fn name(self) -> &'static str {
        self.mail().name()
    }

    /// The kind of link that a mail brings, if it brings one.
    pub fn in_mail(kind: MailKind) -> Option<Self> {
        Self::ALL.into_iter().find(|link| link.mail() == kind)
    }

    /// The mail that brings it.
    pub const fn mail(self) -> MailKind {
        match self {
            Self::VerifyEmail => MailKind::VerifyEmail,
            Self::ResetPassword => MailKind::ResetPassword,
        }
    }
}

impl Link {
    /// Whether the link can be used for this, at this instant.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check(&self, purpose: LinkKind, now: Timestamp) -> Result<(), LinkFault> {
        if self.kind != purpose {
            return Err(LinkFault::OfAnotherKind);
        }
        if now >= self.expires_at {
            return Err(LinkFault::Expired);
        }
        Ok(())
    }
}

/// Whether one more mail with a link may be sent after those that were, of the same kind and to the same account, the
/// latest first.
///
/// # Errors
/// The instant from which one more may be sent.
pub fn may_send(sent: &[Timestamp], now: Timestamp) -> Result<(), Timestamp> {
    let after_pause = sent.first().map(|latest| *latest + PAUSE);
    let after_day = sent.get(PER_DAY_MAX - 1).map(|first_of_many| *first_of_many + DAY);
    match after_pause.into_iter().chain(after_day).max() {
        Some(from) if now < from => Err(from),
        _ => Ok(()),
    }
}

impl fmt::Display for LinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for LinkKind {
    type Err = UnknownLinkKind;

    fn from_str(text: &str) -> Result<Self, UnknownLinkKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(UnknownLinkKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(0) + Span::from_secs(seconds)
    }

    #[test]
    fn a_link_is_good_for_its_own_purpose_until_it_expires() {
        use LinkKind::{ResetPassword, VerifyEmail};
        let table = [
            (VerifyEmail, VerifyEmail, 99, Ok(())),
            (VerifyEmail, VerifyEmail, 100, Err(LinkFault::Expired)),
            (VerifyEmail, ResetPassword, 1, Err(LinkFault::OfAnotherKind)),
            (ResetPassword, VerifyEmail, 1, Err(LinkFault::OfAnotherKind)),
            (ResetPassword, ResetPassword, 99, Ok(())),
            (ResetPassword, ResetPassword, 101, Err(LinkFault::Expired)),
            (ResetPassword, VerifyEmail, 101, Err(LinkFault::OfAnotherKind)),
        ];
        for (kind, purpose, now, outcome) in table {
            let link = Link { kind, expires_at: at(100) };
            assert_eq!(link.check(purpose, at(now)), outcome, "{kind} for {purpose} at {now}");
        }
    }

    #[test]
    fn one_a_minute_and_five_a_day() {
        let table: [(&[i64], i64, Result<(), i64>); 8] = [
            (&[], 0, Ok(())),
            (&[0], 59, Err(60)),
            (&[0], 60, Ok(())),
            (&[300, 240, 180, 120], 360, Ok(())),
            (&[400, 300, 200, 100, 0], 460, Err(86_400)),
            (&[400, 300, 200, 100, 0], 86_399, Err(86_400)),
            (&[400, 300, 200, 100, 0], 86_400, Ok(())),
            (&[86_390, 300, 200, 100, 0], 86_400, Err(86_450)),
        ];
        for (sent, now, outcome) in table {
            let sent: Vec<Timestamp> = sent.iter().map(|seconds| at(*seconds)).collect();
            assert_eq!(may_send(&sent, at(now)), outcome.map_err(at), "{sent:?} at {now}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for kind in LinkKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
            assert_eq!(LinkKind::in_mail(kind.mail()), Some(kind));
        }
        assert_eq!("password_changed".parse::<LinkKind>(), Err(UnknownLinkKind));
        assert_eq!(LinkKind::in_mail(MailKind::PasswordChanged), None);
    }
}

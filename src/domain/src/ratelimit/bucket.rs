//! A token bucket in one number: the instant at which it is full again.
//!
//! A bucket allows its quota at once and one more request whenever [`Terms::every`] has passed; each request moves the
//! instant on by as much (the generic cell rate algorithm, ITU-T I.371). A bucket whose instant has passed is full, tells
//! nothing, and need not be kept. Never more than `quota + elapsed / every` requests pass, at whatever times.

use super::{PerScope, Terms};
use crate::time::{Span, Timestamp};

/// What was taken from one bucket and has not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    full_at: Timestamp,
}

/// What a bucket has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Requests that it allows at this instant.
    pub remaining: u32,
    /// The time until it allows one more; nothing when it is full.
    pub next_in: Span,
}

/// What was decided over several buckets, and what they have afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Each of them gave one.
    Allowed(PerScope<Standing>),
    /// None of them did, because some had none.
    Refused(PerScope<Standing>),
}

impl Default for Bucket {
    fn default() -> Self {
        Self { full_at: Timestamp(i64::MIN) }
    }
}

impl Bucket {
    /// One that is full at an instant, as it was kept somewhere.
    pub const fn until(full_at: Timestamp) -> Self {
        Self { full_at }
    }

    /// Whether nothing is left to remember.
    pub fn is_full(self, now: Timestamp) -> bool {
        self.full_at <= now
    }

    /// What it has.
    pub fn look(self, terms: Terms, now: Timestamp) -> Standing {
        let room = terms.filling().0 - self.debt(terms, now).0;
        let every = terms.every().0;
        // At most the quota, which fits.
        let remaining = u32::try_from(room / every).unwrap_or(terms.quota());
        let next_in = if remaining == terms.quota() { Span::ZERO } else { Span(every - room % every) };
        Standing { remaining, next_in }
    }

    /// Takes one.
    ///
    /// # Errors
    /// When there is none: what it has, and after which time it has one.
    pub fn take(&mut self, terms: Terms, now: Timestamp) -> Result<Standing, Standing> {
        self.heal(terms, now);
        let standing = self.look(terms, now);
        if standing.remaining == 0 {
            return Err(standing);
        }
        self.full_at = self.full_at.max(now) + terms.every();
        Ok(self.look(terms, now))
    }

    /// The time until it is full.
    fn debt(self, terms: Terms, now: Timestamp) -> Span {
        (self.full_at - now).clamp(Span::ZERO, terms.filling())
    }

    /// Threads that race see instants a little out of order, which earns nobody anything. A clock that was set back by
    /// more than a window, however, would leave the bucket empty until it has caught up: then it counts as empty now.
    fn heal(&mut self, terms: Terms, now: Timestamp) {
        if self.full_at - now > terms.filling() + terms.filling() {
            self.full_at = now + terms.filling();
        }
    }
}

impl Verdict {
    /// What the buckets have.
    pub const fn standings(&self) -> &PerScope<Standing> {
        match self {
            Self::Allowed(standings) | Self::Refused(standings) => standings,
        }
    }
}

/// Takes one from every bucket, or from none when any of them has none: who is refused by one limit has not used another.
pub fn take_all(buckets: &mut PerScope<(&mut Bucket, Terms)>, now: Timestamp) -> Verdict {
    let mut standings = buckets.map(|_, (bucket, terms)| Some(bucket.look(*terms, now)));
    if standings.iter().any(|(_, standing)| standing.remaining == 0) {
        for scope in super::Scope::ALL {
            if let Some((bucket, terms)) = buckets.get_mut(scope) {
                bucket.heal(*terms, now);
            }
        }
        return Verdict::Refused(standings);
    }
    for scope in super::Scope::ALL {
        if let (Some((bucket, terms)), Some(standing)) = (buckets.get_mut(scope), standings.get_mut(scope)) {
            // It had one a moment ago, and nobody else has it.
            *standing = bucket.take(*terms, now).unwrap_or_else(|empty| empty);
        }
    }
    Verdict::Allowed(standings)
}

//! Who keeps sending what is refused is shut out for a while, and longer each time.
//!
//! Patience is a bucket of refusals. When it is empty a ban begins; while it runs nothing counts, so that it ends by time
//! whatever the banned one does. Each further ban lasts twice as long, until all of it is forgotten.

use super::{Bucket, Terms};
use crate::time::{Span, Timestamp};

/// When bans begin and how long they last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BanTerms {
    /// So many refused requests within a window are borne.
    pub patience: Terms,
    /// How long the first ban lasts.
    pub first: Span,
    /// How long any of them lasts at most.
    pub longest: Span,
    /// Bans are forgotten so long after the end of the last one.
    pub forgotten_after: Span,
}

/// Somebody whose requests were refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offender {
    patience: Bucket,
    bans: u32,
    last: Option<Ban>,
}

/// One time of being shut out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ban {
    pub since: Timestamp,
    /// This instant is no longer part of it.
    pub until: Timestamp,
    /// How many bans there were with this one.
    pub count: u32,
}

impl Offender {
    /// The ban that runs.
    pub fn ban(&self, now: Timestamp) -> Option<Ban> {
        self.last.filter(|ban| now < ban.until)
    }

    /// A request was refused. Answers the ban that begins with it.
    pub fn breach(&mut self, terms: &BanTerms, now: Timestamp) -> Option<Ban> {
        if self.ban(now).is_some() || self.patience.take(terms.patience, now).is_ok() {
            return None;
        }
        let count = self.remembered(terms, now).saturating_add(1);
        let ban = Ban { since: now, until: now + length(terms, count), count };
        *self = Self { patience: Bucket::default(), bans: count, last: Some(ban) };
        Some(ban)
    }

    /// Whether nothing is left to remember.
    pub fn is_forgotten(&self, terms: &BanTerms, now: Timestamp) -> bool {
        self.remembered(terms, now) == 0 && self.patience.is_full(now)
    }

    fn remembered(&self, terms: &BanTerms, now: Timestamp) -> u32 {
        match self.last {
            Some(ban) if now - ban.until < terms.forgotten_after => self.bans,
            Some(_) | None => 0,
        }
    }
}

fn length(terms: &BanTerms, count: u32) -> Span {
    let doublings = count.saturating_sub(1).min(62);
    let length = terms.first.0.saturating_mul(1 << doublings);
    Span(length.min(terms.longest.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn terms() -> BanTerms {
        BanTerms {
            patience: Terms::parse(3, Span::from_secs(30)).unwrap(),
            first: Span::from_secs(60),
            longest: Span::from_secs(200),
            forgotten_after: Span::from_secs(1_000),
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp(1_700_000_000 * SECOND + seconds * SECOND)
    }

    /// Refusals until there is a ban, all at one instant.
    fn banned(offender: &mut Offender, now: Timestamp) -> Ban {
        (0..4).find_map(|_| offender.breach(&terms(), now)).unwrap()
    }

    #[test]
    fn patience_bears_its_quota_and_the_next_refusal_brings_a_ban() {
        let mut offender = Offender::default();
        assert!((0..3).all(|_| offender.breach(&terms(), at(0)).is_none()));
        let ban = offender.breach(&terms(), at(0)).unwrap();
        assert_eq!(ban, Ban { since: at(0), until: at(60), count: 1 });
        assert_eq!(offender.ban(at(59)), Some(ban));
        assert_eq!(offender.ban(at(60)), None, "lifted by time");
    }

    #[test]
    fn who_is_refused_slowly_is_never_banned() {
        let mut offender = Offender::default();
        assert!((0..1_000).all(|n| offender.breach(&terms(), at(n * 10)).is_none()));
        assert!(offender.is_forgotten(&terms(), at(10_000)));
    }

    #[test]
    fn what_is_refused_during_a_ban_does_not_make_it_longer() {
        let mut offender = Offender::default();
        let ban = banned(&mut offender, at(0));
        assert!((0..1_000).all(|_| offender.breach(&terms(), at(30)).is_none()));
        assert_eq!(offender.ban(at(30)), Some(ban));
        assert!((0..3).all(|_| offender.breach(&terms(), at(60)).is_none()), "patience is whole again");
    }

    #[test]
    fn each_ban_is_longer_up_to_the_longest_until_all_is_forgotten() {
        let mut offender = Offender::default();
        let mut now = at(0);
        for (count, seconds) in [(1, 60), (2, 120), (3, 200), (4, 200)] {
            let ban = banned(&mut offender, now);
            assert_eq!((ban.count, ban.until - ban.since), (count, Span::from_secs(seconds)));
            now = ban.until;
        }
        assert!(!offender.is_forgotten(&terms(), now + Span::from_secs(999)));
        let later = now + Span::from_secs(1_000);
        assert!(offender.is_forgotten(&terms(), later));
        assert_eq!(banned(&mut offender, later).count, 1);
    }

    #[test]
    fn even_the_thousandth_ban_is_no_longer_than_the_longest() {
        let unbounded = BanTerms { longest: Span(i64::MAX), ..terms() };
        assert_eq!(length(&unbounded, u32::MAX), Span(i64::MAX));
        assert_eq!(length(&terms(), u32::MAX), Span::from_secs(200));
    }
}

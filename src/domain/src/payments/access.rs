//! Access to an exam's sittings: spans of time that add up.
//!
//! A span that is bought while another runs begins when that one ends. One that is taken back leaves no hole: what follows
//! moves up, so that nobody loses days that were paid for. What runs out while somebody writes ends no attempt; that is not
//! decided here, since nobody asks for access once an attempt is open.

use super::word::words;
use crate::id::AccessId;
use crate::time::{Span, Timestamp};

words! {
    /// What access rests on.
    AccessSource {
        /// The exam was free.
        Free = "free",
        /// A paid order.
        Order = "order",
        /// An admin's word.
        Grant = "grant",
    }
}

/// One piece of access, as its row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessSpan {
    /// Its row.
    pub id: AccessId,
    /// What it rests on.
    pub source: AccessSource,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends, this instant not included; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// What a person has of an exam at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessView {
    /// Whether the person may enter.
    pub has_access: bool,
    /// When that ends, if nothing is added; `None` without access and for access without an end.
    pub expires_at: Option<Timestamp>,
    /// What it rests on.
    pub source: Option<AccessSource>,
}

/// When a span that was moved lies now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its row.
    pub id: AccessId,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What spans come to at an instant.
pub fn view(spans: &[AccessSpan], now: Timestamp) -> AccessView {
    let mut counted: Vec<_> = spans.iter().filter(|span| span.withdrawn_at.is_none()).collect();
    counted.sort_unstable_by_key(|span| (span.starts_at, span.id));
    let Some(first) = counted.iter().filter(|span| span.holds(now)).max_by_key(|span| reach(span.expires_at)) else {
        return AccessView { has_access: false, expires_at: None, source: None };
    };
    let mut end = first.expires_at;
    for span in &counted {
        if end.is_some_and(|end| span.starts_at <= end) && reach(span.expires_at) > reach(end) {
            end = span.expires_at;
        }
    }
    AccessView { has_access: true, expires_at: end, source: Some(first.source) }
}

/// When a span that is added now would begin: now, or when what the person has ends. Nothing is put behind access without an
/// end.
pub fn starts_at(spans: &[AccessSpan], now: Timestamp) -> Timestamp {
    let counted = spans.iter().filter(|span| span.withdrawn_at.is_none());
    counted.filter_map(|span| span.expires_at).fold(now, Timestamp::max)
}

/// So many days from an instant on: days of 24 hours, so that nobody's access depends on a time zone.
pub fn ends_at(starts_at: Timestamp, days: u32) -> Timestamp {
    starts_at + Span::from_secs(i64::from(days).saturating_mul(24 * 60 * 60))
}

/// Where the spans that have not begun lie after one was taken back; those that stay where they are are not named.
pub fn moved_up(spans: &[AccessSpan], now: Timestamp) -> Vec<Moved> {
    let counted = || spans.iter().filter(|span| span.withdrawn_at.is_none());
    let begun = counted().filter(|span| span.starts_at <= now).filter_map(|span| span.expires_at);
    let mut free_from = begun.fold(now, Timestamp::max);
    let mut waiting: Vec<_> = counted().filter(|span| span.starts_at > now).collect();
    waiting.sort_unstable_by_key(|span| (span.starts_at, span.id));
    let mut moved = Vec::new();
    for span in waiting {
        let Some(expires_at) = span.expires_at else { continue };
        let starts_at = span.starts_at.min(free_from);
        let ends_at = starts_at + (expires_at - span.starts_at);
        if starts_at < span.starts_at {
            moved.push(Moved { id: span.id, starts_at, expires_at: ends_at });
        }
        free_from = free_from.max(ends_at);
    }
    moved
}

/// Where a span lies that was taken back and is given again: what was left of it, after everything else that the person has.
pub fn given_again(span: &AccessSpan, others: &[AccessSpan], now: Timestamp) -> Option<Moved> {
    let withdrawn_at = span.withdrawn_at?;
    let unspent = span.expires_at? - withdrawn_at.max(span.starts_at);
    let starts_at = starts_at(others, now);
    Some(Moved { id: span.id, starts_at, expires_at: starts_at + Span(unspent.0.max(1)) })
}

impl AccessSpan {
    fn holds(&self, now: Timestamp) -> bool {
        self.starts_at <= now && reach(self.expires_at) > now
    }
}

/// An end that can be compared: never is later than any.
const fn reach(end: Option<Timestamp>) -> Timestamp {
    match end {
        Some(end) => end,
        None => Timestamp(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const DAY: Span = Span::from_secs(86_400);

    fn day(n: i64) -> Timestamp {
        Timestamp(DAY.0 * n)
    }

    fn span(id: u128, source: AccessSource, from: i64, to: Option<i64>) -> AccessSpan {
        AccessSpan {
            id: AccessId(Uuid::from_u128(id)),
            source,
            starts_at: day(from),
            expires_at: to.map(day),
            withdrawn_at: None,
        }
    }

    fn order(id: u128, from: i64, to: i64) -> AccessSpan {
        span(id, AccessSource::Order, from, Some(to))
    }

    #[test]
    fn access_lasts_until_its_last_moment_and_not_longer() {
        let spans = [order(1, 10, 40)];
        assert!(!view(&spans, day(10) - Span(1)).has_access);
        let inside = AccessView { has_access: true, expires_at: Some(day(40)), source: Some(AccessSource::Order) };
        assert_eq!(view(&spans, day(10)), inside);
        assert_eq!(view(&spans, day(40) - Span(1)), inside);
        assert!(!view(&spans, day(40)).has_access);
        assert!(!view(&[], day(0)).has_access);
    }

    #[test]
    fn a_renewal_begins_where_what_runs_ends() {
        let spans = [order(1, 0, 30)];
        assert_eq!(starts_at(&spans, day(10)), day(30));
        assert_eq!(ends_at(day(30), 30), day(60));
        assert_eq!(starts_at(&spans, day(31)), day(31));
        let renewed = [order(1, 0, 30), order(2, 30, 60)];
        assert_eq!(view(&renewed, day(10)).expires_at, Some(day(60)));
        assert_eq!(starts_at(&renewed, day(10)), day(60));
    }

    #[test]
    fn a_hole_ends_what_is_shown() {
        let spans = [order(1, 0, 30), order(2, 31, 60)];
        assert_eq!(view(&spans, day(10)).expires_at, Some(day(30)));
    }

    #[test]
    fn access_without_an_end_outlasts_everything() {
        let spans = [order(1, 0, 30), span(2, AccessSource::Grant, 5, None)];
        let forever = AccessView { has_access: true, expires_at: None, source: Some(AccessSource::Grant) };
        assert_eq!(view(&spans, day(10)), forever);
        assert_eq!(view(&spans, day(2)).expires_at, None);
        assert_eq!(starts_at(&spans[1..], day(10)), day(10));
    }

    #[test]
    fn what_was_taken_back_does_not_count() {
        let withdrawn = AccessSpan { withdrawn_at: Some(day(5)), ..order(1, 0, 30) };
        assert!(!view(&[withdrawn], day(6)).has_access);
        assert_eq!(starts_at(&[withdrawn], day(6)), day(6));
    }

    #[test]
    fn what_follows_moves_up_and_keeps_its_length() {
        let withdrawn = AccessSpan { withdrawn_at: Some(day(10)), ..order(1, 0, 30) };
        let spans = [withdrawn, order(2, 30, 60), order(3, 60, 75)];
        let moved = moved_up(&spans, day(10));
        let at = |id, from, to| Moved { id: AccessId(Uuid::from_u128(id)), starts_at: day(from), expires_at: day(to) };
        assert_eq!(moved, [at(2, 10, 40), at(3, 40, 55)]);
    }

    #[test]
    fn nothing_moves_up_over_what_still_runs() {
        let withdrawn = AccessSpan { withdrawn_at: Some(day(10)), ..order(2, 30, 60) };
        let spans = [order(1, 0, 30), withdrawn, order(3, 60, 75)];
        let moved = moved_up(&spans, day(10));
        assert_eq!(moved.len(), 1);
        assert_eq!((moved[0].starts_at, moved[0].expires_at), (day(30), day(45)));
        assert_eq!(moved_up(&[order(1, 0, 30), order(2, 30, 60)], day(10)), []);
    }

    #[test]
    fn what_is_given_again_has_the_days_that_were_left() {
        let withdrawn = AccessSpan { withdrawn_at: Some(day(10)), ..order(1, 0, 30) };
        let again = given_again(&withdrawn, &[], day(15)).unwrap();
        assert_eq!((again.starts_at, again.expires_at), (day(15), day(35)));
        let behind = given_again(&withdrawn, &[order(2, 10, 40)], day(15)).unwrap();
        assert_eq!((behind.starts_at, behind.expires_at), (day(40), day(60)));
        assert_eq!(given_again(&order(1, 0, 30), &[], day(15)), None);
    }
}

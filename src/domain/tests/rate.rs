//! Properties of the buckets, whatever the limits and whenever requests come.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use examhall_domain::ratelimit::{Bucket, PerScope, Scope, Standing, Terms, Verdict, take_all};
use examhall_domain::time::{Span, Timestamp};
use proptest::prelude::*;

const START: Timestamp = Timestamp(1_700_000_000_000_000);

fn terms(quota: u32, window_s: i64) -> Terms {
    Terms::parse(quota, Span::from_secs(window_s)).unwrap()
}

fn any_terms() -> impl Strategy<Value = Terms> {
    (1_u32..2_000, 1_i64..4_000).prop_map(|(quota, window_s)| terms(quota, window_s))
}

/// Times between requests in microseconds: bursts, a steady stream, and long rests.
fn gaps() -> impl Strategy<Value = Vec<i64>> {
    let gap = prop_oneof![3 => Just(0_i64), 3 => 0_i64..50_000, 2 => 0_i64..5_000_000, 1 => 0_i64..10_000_000_000];
    prop::collection::vec(gap, 1..400)
}

fn after(us: i64) -> Timestamp {
    START + Span(us)
}

proptest! {
    #[test]
    fn never_more_pass_than_the_quota_and_what_has_come_back(terms in any_terms(), gaps in gaps()) {
        let (mut bucket, mut passed, mut elapsed) = (Bucket::default(), 0_i64, 0_i64);
        for gap in gaps {
            elapsed += gap;
            passed += i64::from(bucket.take(terms, after(elapsed)).is_ok());
            prop_assert!(passed <= i64::from(terms.quota()) + elapsed / terms.every().0);
        }
    }

    #[test]
    fn in_any_stretch_of_time_too(terms in any_terms(), gaps in gaps(), from in 0_usize..400) {
        let (mut bucket, mut elapsed) = (Bucket::default(), 0_i64);
        let mut passed: Vec<i64> = Vec::new();
        for gap in gaps {
            elapsed += gap;
            if bucket.take(terms, after(elapsed)).is_ok() {
                passed.push(elapsed);
            }
        }
        for (place, at) in passed.iter().enumerate().skip(from) {
            let since = at - passed[from];
            let others = i64::try_from(place - from).unwrap();
            prop_assert!(others <= i64::from(terms.quota()) + since / terms.every().0);
        }
    }

    #[test]
    fn who_waits_as_long_as_told_is_let_through_and_not_a_moment_before(terms in any_terms(), gaps in gaps()) {
        let (mut bucket, mut elapsed) = (Bucket::default(), 0_i64);
        for gap in gaps {
            elapsed += gap;
            if let Err(Standing { remaining, next_in }) = bucket.take(terms, after(elapsed)) {
                prop_assert_eq!(remaining, 0);
                prop_assert!(next_in > Span::ZERO && next_in <= terms.every());
                let ready = after(elapsed) + next_in;
                prop_assert!(bucket.clone().take(terms, ready - Span(1)).is_err());
                prop_assert!(bucket.clone().take(terms, ready).is_ok());
            }
        }
    }

    #[test]
    fn what_is_there_only_grows_while_nobody_takes(terms in any_terms(), taken in 0_u32..3_000, gaps in gaps()) {
        let mut bucket = Bucket::default();
        let _ = (0..taken).map(|_| bucket.take(terms, START)).filter(Result::is_err).count();
        let (mut elapsed, mut before) = (0_i64, bucket.look(terms, START).remaining);
        for gap in gaps {
            elapsed += gap;
            let Standing { remaining, next_in } = bucket.look(terms, after(elapsed));
            prop_assert!(remaining >= before && remaining <= terms.quota());
            prop_assert_eq!(next_in == Span::ZERO, remaining == terms.quota());
            before = remaining;
        }
    }

    /// Threads read the clock before they wait for their turn, so instants arrive out of order.
    #[test]
    fn instants_out_of_order_earn_nobody_anything(terms in any_terms(), moves in prop::collection::vec(-5_000_i64..6_000, 1..400)) {
        let (mut bucket, mut passed, mut now, mut latest) = (Bucket::default(), 0_i64, 0_i64, 0_i64);
        let mut earliest = 0_i64;
        for step in moves {
            now += step;
            (earliest, latest) = (earliest.min(now), latest.max(now));
            passed += i64::from(bucket.take(terms, after(now)).is_ok());
            prop_assert!(passed <= i64::from(terms.quota()) + (latest - earliest) / terms.every().0 + 1);
        }
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out_for_more_than_two_windows(terms in any_terms(), back in 0_i64..1_000_000_000_000) {
        let mut bucket = Bucket::default();
        while bucket.take(terms, START).is_ok() {}
        let set_back = START - Span(back);
        let _ = bucket.take(terms, set_back);
        let window = Span(terms.every().0 * i64::from(terms.quota()));
        prop_assert!(bucket.take(terms, set_back + window + window).is_ok());
    }

    #[test]
    fn of_several_buckets_all_give_or_none(quotas in [1_u32..6, 1_u32..6, 1_u32..6], gaps in prop::collection::vec(0_i64..20_000_000, 1..60)) {
        let all = quotas.map(|quota| terms(quota, 60));
        let mut buckets = [Bucket::default(); 3];
        let mut elapsed = 0;
        for gap in gaps {
            elapsed += gap;
            let now = after(elapsed);
            let before = buckets;
            let alone: Vec<bool> = (0..3).map(|place| before[place].clone().take(all[place], now).is_ok()).collect();
            let [user, network, overall] = &mut buckets;
            let mut taken = [Some((user, all[0])), Some((network, all[1])), Some((overall, all[2]))];
            let mut asked = PerScope::of(|scope| taken[scope as usize].take());
            match take_all(&mut asked, now) {
                Verdict::Allowed(_) => prop_assert!(alone.iter().all(|could| *could)),
                Verdict::Refused(standings) => {
                    prop_assert_eq!(buckets, before);
                    for scope in Scope::ALL {
                        prop_assert_eq!(standings.get(scope).unwrap().remaining == 0, !alone[scope as usize]);
                    }
                }
            }
        }
    }
}

#[test]
fn the_hundredth_of_a_minute_is_the_last_and_the_next_comes_after_six_tenths_of_a_second() {
    let general = terms(100, 60);
    let mut bucket = Bucket::default();
    for left in (0..100).rev() {
        assert_eq!(bucket.take(general, START).unwrap().remaining, left);
    }
    let refused = bucket.take(general, START).unwrap_err();
    assert_eq!(refused, Standing { remaining: 0, next_in: Span(600_000) });
    assert!(bucket.take(general, after(599_999)).is_err());
    assert!(bucket.take(general, after(600_000)).is_ok());
    assert!(bucket.take(general, after(600_000)).is_err());
    assert!(bucket.is_full(after(60_600_000)) && !bucket.is_full(after(60_599_999)));
}

#[test]
fn a_full_bucket_is_worth_as_much_as_a_new_one() {
    let sign_in = terms(3, 60);
    let mut bucket = Bucket::default();
    assert!(bucket.take(sign_in, START).is_ok());
    let full = after(20_000_000);
    assert_eq!(bucket.look(sign_in, full), Bucket::default().look(sign_in, full));
    assert!((0..3).all(|_| bucket.take(sign_in, full).is_ok()));
    assert!(bucket.take(sign_in, full).is_err());
}

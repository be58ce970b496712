//! Who keeps on when refused is shut out for a while.

use super::limits::{START, at, limits, passed, somebody};
use examhall::service::ratelimit::admit::admit;
use examhall::service::ratelimit::limits::Limits;
use examhall_domain::ratelimit::Policy;
use examhall_domain::time::{Span, Timestamp};

const IMPATIENT: [(&str, &str); 3] = [("BREACHES", "20"), ("UPLOAD__PER_USER", "5"), ("SIGN_IN__PER_NETWORK", "5")];

fn after(seconds: i64) -> Timestamp {
    START + Span::from_secs(seconds)
}

async fn wait_s(
    limits: &Limits,
    policy: Policy,
    visitor: examhall::service::ratelimit::admit::Visitor,
    now: Timestamp,
) -> i64 {
    admit(limits, policy, visitor, now).await.refused.unwrap_or_default().as_secs()
}

#[tokio::test]
async fn a_flood_is_shut_out_everywhere_but_in_the_exam() {
    let limits = limits(&IMPATIENT);
    let person = at("192.0.2.7", Some(somebody()));
    assert_eq!(passed(&limits, Policy::Upload, person, 5 + 20, START).await, 5);
    assert_eq!(passed(&limits, Policy::General, person, 1, START).await, 1, "patience is not over yet");
    assert_eq!(passed(&limits, Policy::Upload, person, 1, START).await, 0);
    assert_eq!(wait_s(&limits, Policy::General, person, START).await, 60);
    assert_eq!(wait_s(&limits, Policy::Upload, person, after(20)).await, 40, "however many are back in the bucket");
    assert_eq!(passed(&limits, Policy::Exam, person, 100, START).await, 100, "a student is not kept from writing");
    assert_eq!(passed(&limits, Policy::Pictures, person, 100, START).await, 100);
    assert_eq!(passed(&limits, Policy::SignIn, person, 1, START).await, 1, "the network has done nothing");
    assert_eq!(passed(&limits, Policy::General, person, 1, after(60)).await, 1, "lifted by time");
}

#[tokio::test]
async fn the_next_ban_is_longer_and_what_comes_meanwhile_does_not_count() {
    let limits = limits(&IMPATIENT);
    let person = at("192.0.2.7", Some(somebody()));
    let mut now = START;
    for seconds in [60, 120, 240] {
        passed(&limits, Policy::Upload, person, 50, now).await;
        assert_eq!(wait_s(&limits, Policy::General, person, now).await, seconds);
        passed(&limits, Policy::General, person, 10_000, now).await;
        now = now + Span::from_secs(seconds);
        assert_eq!(passed(&limits, Policy::General, person, 1, now).await, 1);
    }
}

#[tokio::test]
async fn a_network_is_shut_out_without_those_who_are_signed_in_there() {
    let limits = limits(&IMPATIENT);
    let stranger = at("192.0.2.7", None);
    passed(&limits, Policy::SignIn, stranger, 50, START).await;
    assert_eq!(passed(&limits, Policy::General, stranger, 1, START).await, 0);
    assert_eq!(passed(&limits, Policy::General, at("192.0.2.7", Some(somebody())), 50, START).await, 50);
    assert_eq!(passed(&limits, Policy::General, at("192.0.2.8", None), 50, START).await, 50);
}

#[tokio::test]
async fn everybody_together_is_never_shut_out() {
    let limits = limits(&[("BREACHES", "20"), ("GATEWAY__OVERALL", "5")]);
    for _ in 0..100 {
        passed(&limits, Policy::Gateway, at("192.0.2.7", Some(somebody())), 2, START).await;
    }
    assert_eq!(passed(&limits, Policy::General, at("192.0.2.7", Some(somebody())), 1, START).await, 1);
    assert_eq!(passed(&limits, Policy::SignIn, at("192.0.2.7", None), 1, START).await, 1);
}

#[tokio::test]
async fn beyond_the_bound_nobody_more_is_remembered_but_all_are_refused() {
    let limits = limits(&[("BREACHES", "20"), ("OFFENDERS_MAX", "1"), ("UPLOAD__PER_USER", "5")]);
    let (first, second) = (at("192.0.2.7", Some(somebody())), at("192.0.2.7", Some(somebody())));
    passed(&limits, Policy::Upload, first, 50, START).await;
    assert_eq!(passed(&limits, Policy::Upload, second, 50, START).await, 5);
    assert_eq!(passed(&limits, Policy::General, first, 1, START).await, 0);
    assert_eq!(passed(&limits, Policy::General, second, 1, START).await, 1);
}

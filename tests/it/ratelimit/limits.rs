//! Whom a policy counts by what.

use examhall::service::ratelimit::admit::{Admission, Visitor, admit};
use examhall::service::ratelimit::limits::Limits;
use examhall::settings::{self, Environment};
use examhall_domain::id::AccountId;
use examhall_domain::ratelimit::{Policy, Scope};
use examhall_domain::time::{Span, Timestamp};
use uuid::Uuid;

pub(super) const START: Timestamp = Timestamp(1_700_000_000_000_000);

/// Limits with the defaults and what `overrides` says, each below `EXAMHALL__RATELIMIT__`.
pub(super) fn limits(overrides: &[(&str, &str)]) -> Limits {
    let named = |(key, value): &(&str, &str)| (format!("EXAMHALL__RATELIMIT__{key}"), (*value).to_owned());
    let environment: Environment = overrides.iter().map(named).collect();
    Limits::new(&settings::load(None, &environment).unwrap().ratelimit).unwrap()
}

pub(super) fn somebody() -> AccountId {
    AccountId(Uuid::now_v7())
}

pub(super) fn at(address: &str, account: Option<AccountId>) -> Visitor {
    Visitor { account, address: address.parse().unwrap() }
}

/// How many of so many requests pass.
pub(super) async fn passed(limits: &Limits, policy: Policy, visitor: Visitor, tries: usize, now: Timestamp) -> usize {
    let mut passed = 0;
    for _ in 0..tries {
        passed += usize::from(admit(limits, policy, visitor, now).await.refused.is_none());
    }
    passed
}

fn scopes(admission: &Admission) -> Vec<Scope> {
    admission.counted.iter().map(|(scope, _)| scope).collect()
}

#[tokio::test]
async fn the_defaults_are_the_products_numbers() {
    let limits = limits(&[]);
    let quotas = |policy| Scope::ALL.map(|scope| limits.terms(policy).get(scope).map_or(0, |terms| terms.quota()));
    assert_eq!(quotas(Policy::General)[0], 100);
    assert_eq!(quotas(Policy::Gateway), [10, 100, 10_000]);
    assert_eq!(quotas(Policy::Upload)[0], 5);
    for policy in [Policy::General, Policy::Gateway, Policy::Upload] {
        assert!(limits.terms(policy).iter().all(|(_, terms)| terms.window() == Span::from_secs(60)));
    }
}

#[tokio::test]
async fn who_is_signed_in_counts_as_a_person_and_who_is_not_as_a_network() {
    let limits = limits(&[("GENERAL__PER_NETWORK", "7")]);
    let class = "192.0.2.7";
    let stranger = admit(&limits, Policy::General, at(class, None), START).await;
    assert_eq!(scopes(&stranger), [Scope::Network]);
    for _ in 0..30 {
        let person = at(class, Some(somebody()));
        assert_eq!(scopes(&admit(&limits, Policy::General, person, START).await), [Scope::User]);
        assert_eq!(passed(&limits, Policy::General, person, 200, START).await, 99);
    }
    assert_eq!(
        passed(&limits, Policy::General, at(class, None), 50, START).await,
        6,
        "nobody used the strangers' share"
    );
    assert_eq!(passed(&limits, Policy::General, at("192.0.2.8", None), 50, START).await, 7);
}

#[tokio::test]
async fn signing_in_counts_by_network_whoever_tries() {
    let limits = limits(&[("SIGN_IN__PER_NETWORK", "4")]);
    assert_eq!(passed(&limits, Policy::SignIn, at("2001:db8::1", None), 3, START).await, 3);
    assert_eq!(passed(&limits, Policy::SignIn, at("2001:db8::ffff", Some(somebody())), 3, START).await, 1, "one /64");
    assert_eq!(passed(&limits, Policy::SignIn, at("2001:db8:0:1::1", None), 3, START).await, 3);
}

#[tokio::test]
async fn at_a_gateway_person_network_and_all_have_to_allow_it() {
    let limits = limits(&[("GATEWAY__PER_NETWORK", "25"), ("GATEWAY__OVERALL", "40")]);
    let (ada, ben) = (somebody(), somebody());
    assert_eq!(passed(&limits, Policy::Gateway, at("192.0.2.1", Some(ada)), 30, START).await, 10);
    assert_eq!(passed(&limits, Policy::Gateway, at("192.0.2.2", Some(ada)), 30, START).await, 0, "from elsewhere too");
    assert_eq!(passed(&limits, Policy::Gateway, at("192.0.2.1", Some(ben)), 30, START).await, 10);
    assert_eq!(passed(&limits, Policy::Gateway, at("192.0.2.1", Some(somebody())), 30, START).await, 5, "the network");
    let third = at("192.0.2.3", Some(somebody()));
    assert_eq!(passed(&limits, Policy::Gateway, third, 30, START).await, 10);
    assert_eq!(passed(&limits, Policy::Gateway, at("192.0.2.4", Some(somebody())), 30, START).await, 5, "all together");
    let busy = admit(&limits, Policy::Gateway, at("192.0.2.5", Some(somebody())), START).await;
    assert_eq!(busy.refused, Some(Span(1_500_000)), "one of forty a minute");
}

#[tokio::test]
async fn a_campus_is_not_one_client() {
    let campus = [("TRUSTED_NETWORKS", "[\"192.0.2.0/24\", \"2001:db8::/32\"]"), ("GATEWAY__OVERALL", "150")];
    let limits = limits(&campus);
    for address in ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"] {
        assert_eq!(passed(&limits, Policy::SignIn, at(address, None), 1_000, START).await, 1_000);
        let stranger = admit(&limits, Policy::General, at(address, None), START).await;
        assert_eq!((scopes(&stranger), stranger.refused), (vec![], None));
    }
    let mut paid = 0;
    for _ in 0..20 {
        paid += passed(&limits, Policy::Gateway, at("192.0.2.7", Some(somebody())), 30, START).await;
    }
    assert_eq!(paid, 150, "each has their own share, and the house its own");
    assert_eq!(passed(&limits, Policy::SignIn, at("198.51.100.1", None), 1_000, START).await, 300);
}

#[tokio::test]
async fn what_is_not_limited_is_not_counted() {
    let limits = limits(&[("GENERAL__PER_USER", "0"), ("GENERAL__PER_NETWORK", "0")]);
    assert_eq!(passed(&limits, Policy::General, at("192.0.2.7", None), 5_000, START).await, 5_000);
    assert_eq!(passed(&limits, Policy::General, at("192.0.2.7", Some(somebody())), 5_000, START).await, 5_000);
}

#[tokio::test]
async fn no_exam_comes_near_its_limit() {
    let limits = limits(&[]);
    let student = at("192.0.2.7", Some(somebody()));
    // An hour without a socket: two requests in each round of four seconds, a save every second, and a hundred at once.
    let mut refused = 0;
    for second in 0..3_600 {
        let requests = 1 + if second % 4 == 0 { 2 } else { 0 } + if second % 600 == 0 { 100 } else { 0 };
        let now = START + Span::from_secs(second);
        refused += requests - passed(&limits, Policy::Exam, student, requests, now).await;
    }
    assert_eq!(refused, 0);
}

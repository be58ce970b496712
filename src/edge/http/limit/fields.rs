//! The header fields `RateLimit` and `RateLimit-Policy` as lists of structured fields (RFC 9651).

use crate::service::ratelimit::admit::{Admission, Counted};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_domain::ratelimit::{Policy, Scope, Subject};
use examhall_domain::time::Span;
use std::fmt::Write;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Bytes that two limits of one request take in either field.
const BYTES: usize = 96;

/// Says by which limits a request was counted and what is left of each. Every counted request comes by here, so each field is
/// one text that is written once.
pub(super) fn write(headers: &mut HeaderMap, admission: &Admission) {
    let (mut policies, mut limits) = (String::with_capacity(BYTES), String::with_capacity(BYTES));
    for (scope, counted) in admission.counted.iter().filter(|(scope, counted)| is_told(*scope, counted)) {
        for text in [&mut policies, &mut limits] {
            text.push_str(if text.is_empty() { "\"" } else { ", \"" });
            push_name(text, admission.policy, scope);
            text.push('"');
        }
        push_terms(&mut policies, counted);
        push_left(&mut limits, counted);
    }
    for (field, text) in [(RATE_LIMIT_POLICY, policies), (RATE_LIMIT, limits)] {
        if let (false, Ok(value)) = (text.is_empty(), HeaderValue::try_from(text)) {
            headers.insert(field, value);
        }
    }
}

/// The name of one limit of a policy: what a person is limited by bears the policy's own.
pub(super) fn name(policy: Policy, scope: Scope) -> String {
    let mut name = String::new();
    push_name(&mut name, policy, scope);
    name
}

/// Whole seconds after which a span is over.
pub(super) fn seconds(span: Span) -> u32 {
    u32::try_from((span + Span(999_999)).as_secs()).unwrap_or(u32::MAX)
}

/// How much all people together send is told only to whom it keeps out.
fn is_told(scope: Scope, counted: &Counted) -> bool {
    match scope {
        Scope::User | Scope::Network => true,
        Scope::Overall => counted.standing.remaining == 0,
    }
}

fn push_name(text: &mut String, policy: Policy, scope: Scope) {
    text.push_str(policy.name());
    match scope {
        Scope::User => {}
        Scope::Network | Scope::Overall => {
            text.push('-');
            text.push_str(scope.name());
        }
    }
}

fn push_terms(text: &mut String, counted: &Counted) {
    // Writing to a text cannot fail.
    let _ = write!(text, ";q={};w={}", counted.terms.quota(), counted.terms.window().as_secs());
    match counted.subject {
        Subject::Everybody => {}
        subject => {
            text.push_str(";pk=:");
            BASE64_STANDARD.encode_string(subject.partition_key(), text);
            text.push(':');
        }
    }
}

fn push_left(text: &mut String, counted: &Counted) {
    let _ = write!(text, ";r={};t={}", counted.standing.remaining, seconds(counted.standing.next_in));
}

#[cfg(test)]
mod tests {
    use super::*;
    use examhall_domain::ratelimit::{PerScope, Standing, Terms};

    fn counted(subject: &str, quota: u32, remaining: u32, next_us: i64) -> Option<Counted> {
        let terms = Terms::parse(quota, Span::from_secs(60)).unwrap();
        let subject = subject.parse().unwrap_or(Subject::Everybody);
        Some(Counted { subject, terms, standing: Standing { remaining, next_in: Span(next_us) } })
    }

    fn written(counted: PerScope<Counted>) -> [Option<String>; 2] {
        let mut headers = HeaderMap::new();
        write(&mut headers, &Admission { policy: Policy::Gateway, counted, refused: None });
        ["ratelimit-policy", "ratelimit"].map(|name| Some(headers.get(name)?.to_str().unwrap().to_owned()))
    }

    #[test]
    fn each_limit_is_an_item_of_both_lists() {
        let account = "account:018f0000-0000-7000-8000-000000000001";
        let all = PerScope::of(|scope| match scope {
            Scope::User => counted(account, 10, 9, 6_000_000),
            Scope::Network => counted("network:192.0.2.7", 100, 0, 600_001),
            Scope::Overall => counted("", 10_000, 5_000, 1),
        });
        let [policies, limits] = written(all);
        let policies = policies.unwrap();
        let (user, network) = policies.split_once(", ").unwrap();
        for (item, start) in [(user, "\"gateway\";q=10;w=60;pk=:"), (network, "\"gateway-network\";q=100;w=60;pk=:")] {
            let key = item.strip_prefix(start).unwrap().strip_suffix(':').unwrap();
            assert_eq!(BASE64_STANDARD.decode(key).unwrap().len(), 6, "{item}");
        }
        assert_eq!(limits.unwrap(), "\"gateway\";r=9;t=6, \"gateway-network\";r=0;t=1");
    }

    #[test]
    fn how_busy_the_house_is_is_told_to_whom_it_keeps_out() {
        let overall = |remaining| PerScope::of(|scope| (scope == Scope::Overall).then_some(remaining));
        let busy = overall(0).map(|_, remaining| counted("", 10_000, *remaining, 6_000));
        let [policies, limits] = written(busy);
        assert_eq!(policies.as_deref(), Some("\"gateway-overall\";q=10000;w=60"));
        assert_eq!(limits.as_deref(), Some("\"gateway-overall\";r=0;t=1"));
        assert_eq!(written(overall(1).map(|_, remaining| counted("", 10_000, *remaining, 6_000))), [None, None]);
    }

    #[test]
    fn seconds_are_never_too_few() {
        for (us, whole) in [(0, 0), (1, 1), (1_000_000, 1), (1_000_001, 2), (i64::MAX, u32::MAX)] {
            assert_eq!(seconds(Span(us)), whole);
        }
    }
}

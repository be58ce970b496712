//! Whether a request is let through: before anything of it is read but its head.

use super::limits::Limits;
use crate::store::ratelimit::{Ask, Asks};
use crate::telemetry::metric;
use examhall_domain::id::AccountId;
use examhall_domain::ratelimit::{Bans, Network, Networks, PerScope, Policy, Scope, Standing, Subject, Terms, Verdict};
use examhall_domain::time::{Span, Timestamp};
use std::net::IpAddr;

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The person, where a session says so.
    pub account: Option<AccountId>,
    /// Where it comes from, through the proxies that are trusted to say so.
    pub address: IpAddr,
}

/// What a request was counted by, and whether it is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    pub policy: Policy,
    /// By what it was counted; nothing where nothing limits it.
    pub counted: PerScope<Counted>,
    /// After what time a repeat makes sense, where it is refused.
    pub refused: Option<Span>,
}

/// One limit and how far it is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub subject: Subject,
    pub terms: Terms,
    pub standing: Standing,
}

/// Counts a request.
pub async fn admit(limits: &Limits, policy: Policy, visitor: Visitor, now: Timestamp) -> Admission {
    let asks = Asks { policy, by: asks(limits, policy, visitor) };
    if let Some(admission) = banned(limits, &asks, now) {
        limits.note_refusal(policy);
        return admission;
    }
    let verdict = take(limits, &asks, now).await;
    let counted = asks.by.map(|scope, ask| {
        let standing = *verdict.standings().get(scope)?;
        Some(Counted { subject: ask.subject, terms: ask.terms, standing })
    });
    let refused = match verdict {
        Verdict::Allowed(_) => None,
        Verdict::Refused(_) => {
            limits.note_refusal(policy);
            Some(note_breaches(limits, policy, &counted, now))
        }
    };
    Admission { policy, counted, refused }
}

fn asks(limits: &Limits, policy: Policy, visitor: Visitor) -> PerScope<Ask> {
    limits.terms(policy).map(|scope, terms| {
        let subject = match scope {
            Scope::User => Subject::Account(visitor.account?),
            Scope::Network => Subject::Network(network(limits, policy, visitor)?),
            Scope::Overall => Subject::Everybody,
        };
        Some(Ask { subject, terms: *terms })
    })
}

/// The network that a policy counts a visitor by, if it does.
fn network(limits: &Limits, policy: Policy, visitor: Visitor) -> Option<Network> {
    let counts = match policy.networks() {
        Networks::OfStrangers => visitor.account.is_none(),
        Networks::OfEverybody => true,
    };
    (counts && !limits.trusts(visitor.address)).then(|| Network::of(visitor.address))
}

/// The refusal of somebody who is shut out.
fn banned(limits: &Limits, asks: &Asks, now: Timestamp) -> Option<Admission> {
    if asks.policy.bans() == Bans::PassBy || limits.offenders.nobody_is_banned() {
        return None;
    }
    let counted = asks.by.map(|_, ask| {
        let ban = limits.offenders.ban(ask.subject, now)?;
        let standing = Standing { remaining: 0, next_in: ban.until - now };
        Some(Counted { subject: ask.subject, terms: ask.terms, standing })
    });
    let wait = counted.iter().map(|(_, counted)| counted.standing.next_in).max()?;
    Some(Admission { policy: asks.policy, counted, refused: Some(wait) })
}

/// Money and sign-ins ask the engine that all instances share. While it is away each instance counts for itself: that
/// lets through more than it should, which is better than nobody.
async fn take(limits: &Limits, asks: &Asks, now: Timestamp) -> Verdict {
    if is_exact(asks.policy)
        && let Some(shared) = &limits.shared
        && !shared.is_away()
    {
        match shared.engine.take(asks, now).await {
            Ok(verdict) => return verdict,
            Err(away) => shared.note_away(&away),
        }
    }
    let verdict = limits.local.take(asks, now);
    if let (Some(shared), Verdict::Allowed(_)) = (&limits.shared, &verdict) {
        shared.spent.note(asks);
    }
    verdict
}

const fn is_exact(policy: Policy) -> bool {
    match policy {
        Policy::SignIn | Policy::Gateway => true,
        Policy::General | Policy::Upload | Policy::Exam | Policy::Pictures => false,
    }
}

/// Counts the refusal against whoever had none left; answers after what time a repeat makes sense.
fn note_breaches(limits: &Limits, policy: Policy, counted: &PerScope<Counted>, now: Timestamp) -> Span {
    let mut wait = Span::ZERO;
    for (_, Counted { subject, standing, .. }) in counted.iter().filter(|(_, used)| used.standing.remaining == 0) {
        wait = wait.max(standing.next_in);
        // Everybody together is nobody's misdeed.
        if *subject == Subject::Everybody {
            continue;
        }
        if let Some(ban) = limits.offenders.breach(*subject, now) {
            let seconds = (ban.until - ban.since).as_secs();
            tracing::warn!(key = %subject, policy = policy.name(), seconds, bans = ban.count, "shut out for a while");
            metrics::counter!(metric::RATE_LIMIT_BANS_TOTAL).increment(1);
        }
    }
    wait
}

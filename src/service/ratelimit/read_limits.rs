//! What an admin sees of the limits of this instance.

use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::ratelimit::api::{Counting, counting};
use crate::service::{Answer, Context};
use examhall_domain::accounts::{Action, Decision, Scope, permits};
use examhall_domain::ratelimit::Policy;
use serde::Serialize;
use utoipa::ToSchema;

/// The limits and how they are met.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitReport {
    pub counting: Counting,
    pub keys: Keys,
    pub policies: Vec<PolicyReport>,
    /// Who is shut out, the latest first.
    pub bans: Vec<BanReport>,
}

/// Who is being counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Keys {
    pub accounts: usize,
    pub networks: usize,
    /// Of each kind at most.
    pub max: usize,
    /// Requests since the start that were counted together with those of others, for want of room.
    pub crowded: u64,
}

/// One policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyReport {
    pub policy: &'static str,
    pub limits: Vec<LimitTerms>,
    /// Requests that were refused since the start.
    pub refused: u64,
}

/// So many requests in a window.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitTerms {
    /// `user`, `network` or `overall`.
    pub scope: &'static str,
    pub quota: u32,
    pub window_s: i64,
}

/// Somebody who is shut out.
#[derive(Debug, Serialize, ToSchema)]
pub struct BanReport {
    #[schema(examples("account:018f0000-0000-7000-8000-000000000001", "network:192.0.2.7"))]
    pub key: String,
    pub since: Instant,
    pub until: Instant,
    /// How many bans there were with this one.
    pub count: u32,
}

/// The report, for admins.
///
/// # Errors
/// `forbidden`.
pub fn read_limits(cx: &Context, caller: &Caller) -> Answer<LimitReport> {
    permit(caller)?;
    let (limits, tally) = (&cx.limits, cx.limits.local.tally());
    let bans = limits.offenders.bans(cx.clock.now()).into_iter();
    Ok(LimitReport {
        counting: counting(cx),
        keys: Keys { accounts: tally.accounts, networks: tally.networks, max: limits.keys_max, crowded: tally.crowded },
        policies: Policy::ALL.map(|policy| report(cx, policy)).into(),
        bans: bans
            .map(|(subject, ban)| BanReport {
                key: subject.to_string(),
                since: ban.since.into(),
                until: ban.until.into(),
                count: ban.count,
            })
            .collect(),
    })
}

/// Who may see and lift.
pub(super) fn permit(caller: &Caller) -> Answer<()> {
    match permits(caller.roles, Action::ManageLimits, Scope::NONE) {
        Decision::Allowed => Ok(()),
        Decision::Hidden | Decision::Forbidden => Err(ProblemType::Forbidden.into()),
    }
}

fn report(cx: &Context, policy: Policy) -> PolicyReport {
    let terms = cx.limits.terms(policy).iter();
    let limits = terms.map(|(scope, terms)| LimitTerms {
        scope: scope.name(),
        quota: terms.quota(),
        window_s: terms.window().as_secs(),
    });
    PolicyReport { policy: policy.name(), limits: limits.collect(), refused: cx.limits.refused(policy) }
}

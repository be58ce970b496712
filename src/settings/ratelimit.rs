//! How many requests are let through, by policy; who is shut out; and how much is remembered of it.

use super::NetworkRange;
use examhall_domain::ratelimit::{BanTerms, PerScope, Policy, Scope, Terms, TermsFault};
use examhall_domain::time::Span;
use serde::Deserialize;

/// `[ratelimit]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimitSettings {
    pub trusted_networks: Vec<NetworkRange>,
    pub keys_max: usize,
    pub offenders_max: usize,
    pub sweep_ms: u64,
    pub breaches: u32,
    pub breaches_window_s: u32,
    pub ban_s: u32,
    pub ban_s_max: u32,
    pub ban_forgotten_s: u32,
    pub general: PolicySettings,
    pub sign_in: PolicySettings,
    pub gateway: PolicySettings,
    pub upload: PolicySettings,
    pub exam: PolicySettings,
    pub pictures: PolicySettings,
}

/// The quotas of one policy; what is 0 is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySettings {
    pub window_s: u32,
    pub per_user: u32,
    pub per_network: u32,
    pub overall: u32,
}

impl RateLimitSettings {
    /// The quotas of a policy.
    pub const fn policy(&self, policy: Policy) -> &PolicySettings {
        match policy {
            Policy::General => &self.general,
            Policy::SignIn => &self.sign_in,
            Policy::Gateway => &self.gateway,
            Policy::Upload => &self.upload,
            Policy::Exam => &self.exam,
            Policy::Pictures => &self.pictures,
        }
    }

    /// When bans begin and how long they last.
    ///
    /// # Errors
    /// What is wrong with `breaches` and `breaches_window_s`.
    pub fn bans(&self) -> Result<BanTerms, TermsFault> {
        Ok(BanTerms {
            patience: Terms::parse(self.breaches, Span::from_secs(self.breaches_window_s.into()))?,
            first: Span::from_secs(self.ban_s.into()),
            longest: Span::from_secs(self.ban_s_max.into()),
            forgotten_after: Span::from_secs(self.ban_forgotten_s.into()),
        })
    }
}

impl PolicySettings {
    /// The quotas as the domain's rules take them.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn terms(&self) -> Result<PerScope<Terms>, TermsFault> {
        let of = |scope| match self.quota(scope) {
            0 => Ok(None),
            quota => Terms::parse(quota, Span::from_secs(self.window_s.into())).map(Some),
        };
        let (user, network, overall) = (of(Scope::User)?, of(Scope::Network)?, of(Scope::Overall)?);
        Ok(PerScope::of(|scope| match scope {
            Scope::User => user,
            Scope::Network => network,
            Scope::Overall => overall,
        }))
    }

    const fn quota(&self, scope: Scope) -> u32 {
        match scope {
            Scope::User => self.per_user,
            Scope::Network => self.per_network,
            Scope::Overall => self.overall,
        }
    }
}

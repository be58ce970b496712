//! Sessions, their signing keys, what password hashing may cost, how long links in mails work, and the bounds of what
//! people keep of themselves.

use examhall_domain::accounts::{LinkKind, SessionTerms};
use examhall_domain::time::Span;
use secrecy::SecretString;
use serde::Deserialize;

const DAY_S: i64 = 24 * 60 * 60;

/// `[accounts]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountSettings {
    pub session_sliding_s: u32,
    pub session_s_max: u32,
    pub session_touch_s: u32,
    pub device_s: u32,
    pub jwt_secret: SecretString,
    pub jwt_secret_previous: SecretString,
    pub hash_memory_kib: u32,
    pub hash_passes: u32,
    pub hash_concurrency: usize,
    pub hash_waiting_max: usize,
    pub hash_retry_s: u32,
    pub session_cache_ms: u64,
    pub session_cache_max: u64,
    pub verify_link_s: i64,
    pub reset_link_s: i64,
    pub second_step_s: i64,
    pub picture_bytes_max: usize,
    pub export_rows_max: u64,
    pub erase_after_days: i64,
}

impl AccountSettings {
    /// How long sessions last, as the domain's rules take it.
    pub fn session_terms(&self) -> SessionTerms {
        SessionTerms {
            sliding: Span::from_secs(self.session_sliding_s.into()),
            absolute: Span::from_secs(self.session_s_max.into()),
            touch_every: Span::from_secs(self.session_touch_s.into()),
        }
    }

    /// How long a link in a mail works.
    pub fn link_life(&self, kind: LinkKind) -> Span {
        Span::from_secs(match kind {
            LinkKind::VerifyEmail => self.verify_link_s,
            LinkKind::ResetPassword => self.reset_link_s,
        })
    }

    /// How long who gave the password may take for the second step.
    pub fn second_step(&self) -> Span {
        Span::from_secs(self.second_step_s)
    }

    /// How long an account that is to be erased waits for second thoughts.
    pub fn erase_after(&self) -> Span {
        Span::from_secs(self.erase_after_days.saturating_mul(DAY_S))
    }
}

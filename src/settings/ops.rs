//! What an operator sees and what is swept away: probes, the clock, the sealing of the audit log, housekeeping.

use serde::Deserialize;

/// `[ops]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpsSettings {
    pub probe_ms: i64,
    pub probe_wait_ms: u64,
    pub clock_check_s: u64,
    pub clock_skew_ms: i64,
    pub seal_ms: u64,
    pub seal_batch: u64,
    pub seal_lease_s: i64,
    pub seal_lag_s: i64,
    pub sweep_s: u64,
    pub sweep_batch: u32,
    pub sessions_kept_days: i64,
    pub ladder_kept_days: i64,
    pub jobs_kept_days: i64,
    pub webhooks_kept_days: i64,
    pub keys_kept_days: i64,
    pub outbox_kept_days: i64,
    pub partition_months: u32,
}

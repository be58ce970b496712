//! The supervisor of rate limits: lets go of idle buckets and of bans that are over, and brings the shared engine back.
//!
//! `Actors` starts one on every instance; it ends with the process. It holds nothing itself: requests are counted beside
//! it, without waiting for it, and should it be killed the next round makes up for it. While it does not run nothing
//! grows beyond its bounds.

use crate::service::Context;
use crate::service::ratelimit::supervise::supervise;
use std::time::Duration;

/// Runs until the process ends.
pub async fn keep_limits(cx: Context) {
    let pause = Duration::from_millis(cx.settings.ratelimit.sweep_ms);
    loop {
        supervise(&cx).await;
        tokio::time::sleep(pause).await;
    }
}

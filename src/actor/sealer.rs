//! The sealer: chains the audit log as it grows.
//!
//! `Actors` starts one on every instance; the lease lets one of them work. It holds nothing: killed at any line, its lease
//! runs out and another goes on from what is sealed.

use crate::service::Context;
use crate::service::ops::seal_audit::{Sealing, seal_audit};
use std::time::Duration;

/// Runs until the process ends.
pub async fn seal(cx: Context) {
    let owner = cx.vitals.owner();
    let pause = Duration::from_millis(cx.settings.ops.seal_ms);
    loop {
        match seal_audit(&cx, &owner).await {
            Ok(Sealing::Went(_)) => continue,
            Ok(Sealing::Rest) => {}
            Err(error) => {
                // Logged by the conversion; the next round goes on.
                let _refusal = error.into_refusal();
            }
        }
        tokio::time::sleep(pause).await;
    }
}

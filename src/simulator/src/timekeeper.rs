//! The loop that carries out what comes by itself, and forgets what is no longer asked for. Started with the server; what it does lies in the books, so it may be
//! stopped at any line.

use super::acts::{Error, carry_out_due, forget, next_due};
use super::gateway::Gateway;
use std::sync::Arc;

/// How long the loop waits at most without looking.
const LOOK_MS: i64 = 1_000;
/// How often what ended long ago is forgotten.
const FORGET_MS: i64 = 60_000;
/// How long the loop rests when the books could not be used.
const REST_MS: i64 = 1_000;

/// Runs until it is aborted.
pub async fn keep_time(gateway: Arc<Gateway>) {
    let mut forget_ms = 0;
    loop {
        match look(&gateway, &mut forget_ms).await {
            Ok(Wait::Not) => {}
            Ok(Wait::Until(moment_ms)) => {
                tokio::select! {
                    () = gateway.clock().until(moment_ms) => {}
                    () = gateway.schedule.notified() => {}
                }
            }
            Err(error) => {
                tracing::error!(%error, "what comes by itself at the simulated gateway has to wait");
                gateway.clock().until(gateway.now_ms() + REST_MS).await;
            }
        }
    }
}

enum Wait {
    Not,
    Until(i64),
}

async fn look(gateway: &Gateway, forget_ms: &mut i64) -> Result<Wait, Error> {
    if carry_out_due(gateway).await? > 0 {
        return Ok(Wait::Not);
    }
    if gateway.now_ms() >= *forget_ms {
        forget(gateway).await?;
        *forget_ms = gateway.now_ms() + FORGET_MS;
    }
    let next_ms = next_due(gateway).await?.unwrap_or(i64::MAX);
    Ok(Wait::Until(next_ms.min(gateway.now_ms() + LOOK_MS)))
}

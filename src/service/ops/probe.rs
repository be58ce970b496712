//! Asks the store whether it reads and writes, seldom and with a bound, so that probes cannot load it.

use crate::service::Context;
use crate::service::ops::vitals::{Dependency, Probe, State};
use crate::store::{Following, MigrationStatus, Priority, StoreError, audit, house};
use examhall_domain::time::{Span, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// What was found lately; of those who ask at once, one asks the store and the others get the same answer.
pub async fn probe(cx: &Context) -> Arc<Probe> {
    let mut kept = cx.vitals.probe.lock().await;
    let now = cx.clock.now();
    let fresh = Span(cx.settings.ops.probe_ms.saturating_mul(1_000));
    if let Some(probe) = kept.as_ref().filter(|probe| now - probe.at < fresh) {
        return probe.clone();
    }
    let probe = Arc::new(take(cx, now).await);
    log_changes(kept.as_deref(), &probe);
    *kept = Some(probe.clone());
    probe
}

async fn take(cx: &Context, at: Timestamp) -> Probe {
    let (write, read, schema, sealer, replica) = tokio::join!(
        bounded(cx, "store_write", write(cx)),
        bounded(cx, "store_read", read(cx)),
        bounded(cx, "schema", schema(cx)),
        bounded(cx, "audit_sealer", sealer(cx, at)),
        replica(cx),
    );
    Probe { at, write, read, schema, sealer, replica }
}

/// Something that is wrong although the store answered.
type Complaint = Option<(State, String)>;

async fn bounded(
    cx: &Context,
    name: &'static str,
    work: impl Future<Output = Result<Complaint, StoreError>>,
) -> Dependency {
    let started = cx.clock.now();
    let patience = Duration::from_millis(cx.settings.ops.probe_wait_ms);
    let found = tokio::time::timeout(patience, work).await;
    #[expect(clippy::cast_precision_loss, reason = "a measurement")]
    let latency_ms = Some((cx.clock.now() - started).0 as f64 / 1_000.0);
    let complaint = match found {
        Ok(Ok(complaint)) => complaint,
        Ok(Err(error)) => Some((severity(&error), error.to_string())),
        Err(_) => Some((State::Down, format!("no answer within {} ms", patience.as_millis()))),
    };
    let (state, detail) = complaint.map_or((State::Ok, None), |(state, detail)| (state, Some(detail)));
    Dependency { name, state, latency_ms, detail }
}

fn severity(error: &StoreError) -> State {
    match error {
        // Others are being served.
        StoreError::Busy | StoreError::Retryable(_) | StoreError::Conflict { .. } => State::Degraded,
        StoreError::Unavailable(_)
        | StoreError::Corrupt { .. }
        | StoreError::NotDurable { .. }
        | StoreError::NewerSchema { .. }
        | StoreError::SchemaInUse { .. }
        | StoreError::UnknownEngine
        | StoreError::Fault(_) => State::Down,
    }
}

/// A real commit, among the answers: what it waits for, they wait for.
async fn write(cx: &Context) -> Result<Complaint, StoreError> {
    let transaction = cx.store.begin(Priority::Answers).await?;
    house::put(&transaction, house::PROBE, &cx.clock.now().0.to_string()).await?;
    transaction.commit().await?;
    Ok(None)
}

async fn read(cx: &Context) -> Result<Complaint, StoreError> {
    house::find(cx.store.read(), house::EPOCH).await?;
    Ok(None)
}

/// Steps that only a newer program knows are no fault: during an upgrade the older instances go on serving.
async fn schema(cx: &Context) -> Result<Complaint, StoreError> {
    let steps = cx.store.migration_status().await?;
    let pending = steps.into_iter().find(|step| step.status == MigrationStatus::Pending);
    Ok(pending.map(|step| (State::Down, format!("the step {} of the schema is not applied", step.name))))
}

async fn sealer(cx: &Context, now: Timestamp) -> Result<Complaint, StoreError> {
    let waiting = audit::unsealed_since(cx.store.read()).await?.map_or(Span::ZERO, |since| now - since);
    let is_late = waiting > Span::from_secs(cx.settings.ops.seal_lag_s);
    Ok(is_late.then(|| (State::Degraded, format!("an entry has waited for {} s to be sealed", waiting.as_secs()))))
}

/// The replica, where there is one; without it the primary is read.
async fn replica(cx: &Context) -> Option<Dependency> {
    let started = cx.clock.now();
    let following = cx.store.look_at_replica(Duration::from_millis(cx.settings.ops.probe_wait_ms)).await?;
    let why = match following {
        Following::Closely => None,
        Following::TooFarBehind(behind) => Some(format!("it is {} ms behind", behind.0 / 1_000)),
        Following::Away => Some("it does not answer".to_owned()),
    };
    #[expect(clippy::cast_precision_loss, reason = "a measurement")]
    let latency_ms = Some((cx.clock.now() - started).0 as f64 / 1_000.0);
    let state = if why.is_some() { State::Degraded } else { State::Ok };
    let detail = why.map(|why| format!("{why}; history is read from the primary"));
    Some(Dependency { name: "store_replica", state, latency_ms, detail })
}

fn log_changes(before: Option<&Probe>, now: &Probe) {
    for part in now.parts() {
        let was = before.and_then(|before| before.parts().find(|was| was.name == part.name));
        let was = was.map_or(State::Ok, |was| was.state);
        if part.state > was {
            tracing::warn!(dependency = part.name, state = ?part.state, detail = part.detail, "a dependency got worse");
        } else if part.state < was {
            tracing::info!(dependency = part.name, state = ?part.state, "a dependency got better");
        }
    }
}

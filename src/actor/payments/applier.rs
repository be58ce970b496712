//! Tells kept messages to their orders: at once those that arrived here, and now and then whatever another instance left.
//!
//! The inbox is the queue; nothing is kept in memory but a bell. `Actors` starts the loop on every instance.

use crate::service::payments::apply_webhook::{apply_webhook, waiting};
use crate::service::{Answer, Context};
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Messages that are told at once.
const AT_ONCE: usize = 8;
/// Messages that are looked at before the inbox is looked into again.
const BATCH: u64 = 256;

/// The bell.
#[derive(Default)]
pub struct Applier {
    bell: Notify,
}

/// What a round left.
#[derive(PartialEq, Eq)]
enum Left {
    Nothing,
    More,
}

impl Applier {
    /// There is something to be told.
    pub fn ring(&self) {
        self.bell.notify_one();
    }
}

/// Runs until the process ends.
pub async fn tell_orders(cx: Context, applier: Arc<Applier>) {
    loop {
        match round(&cx).await {
            Ok(Left::More) => continue,
            Ok(Left::Nothing) => {}
            Err(error) => {
                // Logged by the conversion; the next round goes on.
                let _refusal = error.into_refusal();
            }
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(cx.settings.payments.sweep_ms)) => {}
            () = applier.bell.notified() => {}
        }
    }
}

async fn round(cx: &Context) -> Answer<Left> {
    let found = waiting(cx, BATCH).await?;
    let (all, was_full) = (found.len(), u64::try_from(found.len()).is_ok_and(|found| found == BATCH));
    let told = stream::iter(found.into_iter().map(|id| apply_webhook(cx, id))).buffer_unordered(AT_ONCE);
    let told: Vec<Answer<()>> = told.collect().await;
    let done = told.iter().filter(|outcome| outcome.is_ok()).count();
    if let Some(error) = told.into_iter().find_map(Result::err) {
        return Err(error);
    }
    Ok(if was_full && done == all { Left::More } else { Left::Nothing })
}

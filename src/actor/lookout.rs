//! The lookout: finds by looking what doorbells of other instances may have failed to say.
//!
//! `Actors` starts one on every instance; it ends with the process. While doorbells arrive it compares the heads of open
//! rooms now and then. While they may be missing it does so each second, and less often has caches emptied, rooms read and
//! sessions checked again, and tells pages to look for themselves; once more when doorbells arrive again. It holds nothing, so
//! that being killed costs a round.

use crate::bus::Health;
use crate::service::Context;
use crate::service::event::missed;
use crate::service::rooms::due;
use std::time::Duration;
use tokio::time::Instant;

/// Runs until the process ends.
pub async fn keep_watch(cx: Context) {
    let mut last = Rounds::default();
    let mut is_woken = false;
    loop {
        look_at_journals(&cx).await;
        let health = cx.hub.health();
        if health == Health::Degraded {
            look_at_everything(&cx, &mut last);
        } else if is_woken {
            tell_missed(&cx, &mut last);
        }
        let settings = &cx.settings.bus;
        let pause = match health {
            Health::Connected => settings.idle_look_ms,
            Health::Degraded => settings.look_ms,
        };
        is_woken = tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(pause)) => false,
            () = cx.hub.gap() => true,
        };
    }
}

/// When what is done less often was done last.
#[derive(Default)]
struct Rounds {
    rechecked: Option<Instant>,
    told: Option<Instant>,
}

async fn look_at_journals(cx: &Context) {
    match due::heads(cx, &cx.hub.open_rooms()).await {
        Ok(heads) => cx.hub.reconcile(&heads).await,
        Err(error) => {
            // Logged by the conversion; the next round looks again.
            let _refusal = error.into_refusal();
        }
    }
}

fn look_at_everything(cx: &Context, last: &mut Rounds) {
    let settings = &cx.settings.bus;
    if is_due(last.rechecked, settings.recheck_ms) {
        last.rechecked = Some(Instant::now());
        cx.hub.wake().ring_everything();
    }
    if is_due(last.told, settings.missed_ms) {
        tell_missed(cx, last);
    }
}

/// Pages ask for what they show, each after a while of its own.
fn tell_missed(cx: &Context, last: &mut Rounds) {
    last.told = Some(Instant::now());
    cx.hub.tell_missed(&missed(cx.clock.now()));
}

fn is_due(last: Option<Instant>, every_ms: u64) -> bool {
    last.is_none_or(|at| at.elapsed() >= Duration::from_millis(every_ms))
}

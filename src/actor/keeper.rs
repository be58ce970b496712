//! The keeper: writes down again and again how this instance is, and hears what is asked of it.
//!
//! `Actors` starts one on every instance; it ends with the process. It holds nothing: killed at any line, the next beat
//! makes up for it, and an instance without beats counts as gone.

use crate::service::Context;
use crate::service::ops::beat::beat;
use crate::service::ops::presence::Doors;
use std::sync::Arc;
use std::time::Duration;

/// Runs until the process ends.
pub async fn keep(cx: Context, doors: Arc<dyn Doors>) {
    let pause = Duration::from_millis(cx.settings.instance.beat_ms);
    let mut course = cx.vitals.course();
    loop {
        if let Err(error) = beat(&cx, doors.presence()).await {
            // Logged by the conversion; the next beat goes on.
            let _refusal = error.into_refusal();
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = cx.hub.wake().instances() => {}
            _ = course.changed() => {}
        }
    }
}

//! The one place where walks wait: for something to be so, never for time to pass.

use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How often one looks.
const LOOK: Duration = Duration::from_millis(50);
/// Longer than anything that a person would wait for, since the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Looks until `look` finds something; none when patience ends before.
pub async fn found<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let looking = async {
        loop {
            ticks.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    timeout(PATIENCE, looking).await.ok()
}

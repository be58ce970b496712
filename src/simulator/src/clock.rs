//! Where the present comes from: the machine, or a hand that turns it, so that no test waits for time to pass.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// Milliseconds since 1970; all that the simulator knows of time.
#[derive(Clone)]
pub struct Clock(Kind);

#[derive(Clone)]
enum Kind {
    System,
    ByHand(Arc<watch::Sender<i64>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands at this moment until somebody turns it.
    pub fn at(now_ms: i64) -> Self {
        Self(Kind::ByHand(Arc::new(watch::Sender::new(now_ms))))
    }

    /// The present.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Kind::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            }
            Kind::ByHand(turned) => *turned.borrow(),
        }
    }

    /// Turns a clock that is turned by hand; the machine's goes on by itself.
    pub fn advance(&self, by_ms: i64) {
        if let Kind::ByHand(turned) = &self.0 {
            turned.send_modify(|now_ms| *now_ms = now_ms.saturating_add(by_ms));
        }
    }

    /// Waits until that moment has come.
    pub async fn until(&self, moment_ms: i64) {
        match &self.0 {
            Kind::System => {
                let left_ms = u64::try_from(moment_ms.saturating_sub(self.now_ms())).unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(left_ms)).await;
            }
            Kind::ByHand(turned) => {
                // The sender lives as long as this clock: waiting cannot fail.
                let _ = turned.subscribe().wait_for(|now_ms| *now_ms >= moment_ms).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn who_waits_on_a_clock_that_is_turned_by_hand_waits_for_the_hand() {
        let clock = Clock::at(1_000);
        let waiting = clock.until(1_500);
        tokio::pin!(waiting);
        assert!(waiting.as_mut().now_or_never().is_none());
        clock.advance(499);
        assert!(waiting.as_mut().now_or_never().is_none());
        clock.advance(1);
        waiting.await;
        clock.until(0).await;
        assert_eq!(clock.now_ms(), 1_500);
    }
}

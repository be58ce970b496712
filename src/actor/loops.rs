//! Loops that have to run as long as the process: one that panicked is started again, loudly.
//!
//! Without the sweeper no deadline would close anything, so a panic in one pass must not be its last. What a loop knew is
//! gone then; every loop begins from the store.

use std::future::Future;
use std::time::Duration;

/// A loop that keeps dying is not started more often than this.
const RESTART_PAUSE: Duration = Duration::from_millis(200);

/// Runs what `make` makes, and makes it again whenever it panicked.
///
/// A task of the runtime, not of its local set: at the end it is dropped while the runtime is there to take back the
/// connections that it holds.
pub fn keep_running<F>(name: &'static str, make: impl Fn() -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move {
        while let Err(ended) = tokio::spawn(make()).await {
            if ended.is_cancelled() {
                return;
            }
            tracing::error!(actor = name, "a loop panicked and is started again from the store");
            tokio::time::sleep(RESTART_PAUSE).await;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::mpsc;

    #[tokio::test(start_paused = true)]
    async fn a_loop_that_panicked_is_started_again() {
        static STARTS: AtomicUsize = AtomicUsize::new(0);
        let (sender, mut receiver) = mpsc::unbounded_channel();
        keep_running("fragile", move || {
            let (start, sender) = (STARTS.fetch_add(1, Ordering::Relaxed), sender.clone());
            async move {
                assert!(start >= 2, "as the test asks");
                sender.send(start).unwrap();
            }
        });
        assert_eq!(receiver.recv().await, Some(2));
    }
}

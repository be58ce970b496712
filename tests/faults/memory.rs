//! The memory of a process while something is done to it.

use super::process::resident_bytes;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Looked at this often.
const EVERY: Duration = Duration::from_millis(20);

/// Looks at a process until asked what it saw.
pub struct Watcher {
    stop: watch::Sender<bool>,
    looking: JoinHandle<u64>,
}

impl Watcher {
    pub fn start(pid: u32) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let looking = tokio::spawn(async move {
            let (mut ticks, mut highest) = (tokio::time::interval(EVERY), 0);
            loop {
                highest = resident_bytes(pid).max(highest);
                tokio::select! {
                    _ = ticks.tick() => {}
                    _ = stopped.wait_for(|stop| *stop) => return highest,
                }
            }
        });
        Self { stop, looking }
    }

    /// The most that it held meanwhile, in bytes.
    pub async fn highest(self) -> u64 {
        self.stop.send_replace(true);
        self.looking.await.unwrap()
    }
}

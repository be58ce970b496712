//! What the students and whoever directs the test tell each other.

use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokio::sync::watch;

const REACHED_WITHIN: Duration = Duration::from_secs(120);

/// How far the students are, all together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// In the room at the moment.
    pub present: usize,
    /// With their paper at hand, sealed or open.
    pub supplied: usize,
    /// Acknowledgements in all.
    pub acks: u64,
    /// With their attempt closed and marked.
    pub finished: usize,
}

/// Where it plays.
pub struct Stage {
    progress: watch::Sender<Progress>,
    killed_at: Mutex<Option<Instant>>,
}

impl Stage {
    pub fn new() -> Self {
        Self { progress: watch::Sender::new(Progress::default()), killed_at: Mutex::new(None) }
    }

    /// Tells a change.
    pub fn tell(&self, change: impl FnOnce(&mut Progress)) {
        self.progress.send_modify(change);
    }

    /// Waits for the students to come this far.
    pub async fn reach(&self, what: &str, is_reached: impl FnMut(&Progress) -> bool) -> Progress {
        let mut seen = self.progress.subscribe();
        let reached = tokio::time::timeout(REACHED_WITHIN, seen.wait_for(is_reached)).await;
        match reached {
            Ok(progress) => *progress.unwrap(),
            Err(_) => panic!("{what} did not come in time: {:?}", *self.progress.borrow()),
        }
    }

    /// How far they are.
    pub fn now(&self) -> Progress {
        *self.progress.borrow()
    }

    /// From now on returns are measured from this moment.
    pub fn mark_kill(&self) {
        *self.killed_at.lock().unwrap() = Some(Instant::now());
    }

    /// The time since the last kill.
    pub fn since_kill(&self) -> Option<Duration> {
        self.killed_at.lock().unwrap().map(|killed_at| killed_at.elapsed())
    }
}

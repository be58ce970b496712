//! What the students and whoever directs the test tell each other.

use super::percentiles::Durations;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// How often people save where nothing else is said.
const PACE: Duration = Duration::from_millis(1_000);
const REACHED_WITHIN: Duration = Duration::from_secs(120);
/// Whoever directs is not woken more often: to be woken by each word of hundreds would slow down what is measured.
const LOOK_EVERY: Duration = Duration::from_millis(4);

/// How far the students are, all together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// In the room at the moment.
    pub present: usize,
    /// With their paper at hand, sealed or open.
    pub supplied: usize,
    /// Acknowledgements in all.
    pub acks: u64,
    /// Events of the room that were heard, by everybody together.
    pub events: u64,
    /// Saves that were refused because the database is away.
    pub told: u64,
    /// With their attempt closed and marked.
    pub finished: usize,
}

/// What the students measured.
#[derive(Default)]
pub struct Measured {
    /// From a save to its acknowledgement over one connection.
    pub ack: Durations,
    /// From the instant at which the room started to the arrival of the paper's key.
    pub start: Durations,
    /// From that instant to the paper being open, on a device that has nothing else to do.
    pub opened: Durations,
    /// From the commit of a room event to its arrival.
    pub broadcast: Durations,
    /// From the death of the server to being in the room again.
    pub recovery: Durations,
    /// From the moment at which an attempt was closed to its student knowing it.
    pub told: Durations,
    /// How often somebody was asked to come back later.
    pub turned_away: u64,
}

/// Where it plays.
pub struct Stage {
    progress: watch::Sender<Progress>,
    measured: Mutex<Measured>,
    killed_at: Mutex<Option<Instant>>,
    /// Between two answers of one student.
    pace: Mutex<Duration>,
}

impl Stage {
    pub fn new() -> Self {
        Self::with_pace(PACE)
    }

    /// With this time between two answers of one student.
    pub fn with_pace(pace: Duration) -> Self {
        Self {
            progress: watch::Sender::new(Progress::default()),
            measured: Mutex::default(),
            killed_at: Mutex::default(),
            pace: Mutex::new(pace),
        }
    }

    /// From each student's next answer on, all save this often.
    pub fn set_pace(&self, pace: Duration) {
        *self.pace.lock().unwrap() = pace;
    }

    /// Between two answers of one student.
    pub fn pace(&self) -> Duration {
        *self.pace.lock().unwrap()
    }

    /// Tells a change.
    pub fn tell(&self, change: impl FnOnce(&mut Progress)) {
        self.progress.send_modify(change);
    }

    /// Adds what was measured.
    pub fn measure(&self, measure: impl FnOnce(&mut Measured)) {
        measure(&mut self.measured.lock().unwrap());
    }

    /// Everything that was measured since this was last asked.
    pub fn take_measured(&self) -> Measured {
        std::mem::take(&mut *self.measured.lock().unwrap())
    }

    /// Waits for the students to come this far.
    pub async fn reach(&self, what: &str, is_reached: impl FnMut(&Progress) -> bool) -> Progress {
        match tokio::time::timeout(REACHED_WITHIN, self.look_until(is_reached)).await {
            Ok(progress) => progress,
            Err(_) => panic!("{what} did not come in time: {:?}", self.now()),
        }
    }

    async fn look_until(&self, mut is_reached: impl FnMut(&Progress) -> bool) -> Progress {
        let (mut seen, mut looks) = (self.progress.subscribe(), tokio::time::interval(LOOK_EVERY));
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let now = *seen.borrow_and_update();
            if is_reached(&now) {
                return now;
            }
            seen.changed().await.unwrap();
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

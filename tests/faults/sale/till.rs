//! What buyers and whoever directs the sale tell each other.

use crate::percentiles::Durations;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::watch;

const REACHED_WITHIN: Duration = Duration::from_secs(300);

/// How far the sale is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Buyers who have paid or done what they came for.
    pub paid: u64,
}

/// What the buyers measured.
#[derive(Default)]
pub struct Measured {
    /// From placing an order to the answer.
    pub create: Durations,
    /// From the bank's yes to the access.
    pub access: Durations,
    /// Requests that were sent again because their answer was lost or there was none yet.
    pub again: u64,
}

/// Where it is counted.
#[derive(Default)]
pub struct Till {
    progress: watch::Sender<Progress>,
    measured: Mutex<Measured>,
    blamed: Mutex<Vec<String>>,
}

impl Till {
    /// One more has paid.
    pub fn count_paid(&self) {
        self.progress.send_modify(|progress| progress.paid += 1);
    }

    /// Adds what was measured.
    pub fn measure(&self, measure: impl FnOnce(&mut Measured)) {
        measure(&mut self.measured.lock().unwrap());
    }

    /// Everything that was measured.
    pub fn take_measured(&self) -> Measured {
        std::mem::take(&mut *self.measured.lock().unwrap())
    }

    /// Remembers what should not have happened.
    pub fn blame(&self, what: String) {
        self.blamed.lock().unwrap().push(what);
    }

    /// What should not have happened.
    pub fn blamed(&self) -> Vec<String> {
        self.blamed.lock().unwrap().clone()
    }

    /// Waits for the buyers to come this far.
    pub async fn reach(&self, what: &str, is_reached: impl FnMut(&Progress) -> bool) {
        let mut seen = self.progress.subscribe();
        if tokio::time::timeout(REACHED_WITHIN, seen.wait_for(is_reached)).await.is_err() {
            panic!("{what} did not come in time: {:?}", *self.progress.borrow());
        }
    }
}

//! What other slices may ask of rooms.

use crate::service::{Answer, Context};
use crate::store::rooms::{attempt, room};

/// How much goes on in the whole house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Rooms that are started and not ended, on whatever instance.
    pub rooms_running: u64,
    /// Attempts that are being written.
    pub attempts_open: u64,
}

/// Counts what goes on.
///
/// # Errors
/// Those of the store.
pub async fn activity(cx: &Context) -> Answer<Activity> {
    Ok(Activity {
        rooms_running: room::count_running(cx.store.read()).await?,
        attempts_open: attempt::count_open(cx.store.read()).await?,
    })
}

//! Forgets what other instances have changed of offers, access and orders, and wakes the requests that wait for it. `boot`
//! starts the loop once; it ends with the process.

use crate::bus::Woken;
use crate::service::Context;
use crate::service::payments::stale::Stale;

/// Follows the words of stale caches.
pub async fn follow_changes(cx: Context) {
    loop {
        match cx.hub.wake().cached().await {
            // Words of other slices are theirs to follow.
            Woken::These(keys) => {
                let ours = keys.iter().filter_map(|key| key.parse::<Stale>().ok());
                ours.for_each(|stale| cx.access.forget(stale));
            }
            Woken::All => cx.access.forget_all(),
        }
    }
}

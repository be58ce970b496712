//! Which sockets of this instance follow a room as its staff, so that those of somebody who is dismissed leave it at once.

use crate::bus::{Dismissed, Woken};
use crate::service::Context;
use crate::service::accounts::api::Caller;
use crate::service::rooms::enter::is_staff;
use examhall_domain::id::SittingId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The sockets of staff.
#[derive(Default)]
pub struct Staff {
    watches: Mutex<Watches>,
}

#[derive(Default)]
struct Watches {
    last: u64,
    open: HashMap<u64, Watching>,
}

struct Watching {
    sitting: SittingId,
    caller: Caller,
    leave: oneshot::Sender<()>,
}

/// A socket's place among them; dropping it leaves.
pub struct Watch {
    number: u64,
    staff: Arc<Staff>,
}

impl Staff {
    /// A socket follows a room. The receiver is told when it has to leave.
    pub fn watch(self: &Arc<Self>, sitting: SittingId, caller: Caller) -> (Watch, oneshot::Receiver<()>) {
        let (leave, told) = oneshot::channel();
        let mut watches = self.watches();
        watches.last += 1;
        let number = watches.last;
        watches.open.insert(number, Watching { sitting, caller, leave });
        drop(watches);
        (Watch { number, staff: self.clone() }, told)
    }

    /// Tells the sockets of those who were dismissed.
    pub fn send_away(&self, dismissed: &[Dismissed]) {
        let mut watches = self.watches();
        for (_, gone) in watches.open.extract_if(|_, watching| dismissed.contains(&watching.who())) {
            // Whose socket is gone already has nothing to leave.
            let _ = gone.leave.send(());
        }
    }

    fn watching(&self) -> Vec<(SittingId, Caller)> {
        self.watches().open.values().map(|watching| (watching.sitting, watching.caller)).collect()
    }

    fn watches(&self) -> MutexGuard<'_, Watches> {
        self.watches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watching {
    fn who(&self) -> Dismissed {
        Dismissed { sitting: self.sitting, account: self.caller.account }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.staff.watches().open.remove(&self.number);
    }
}

/// Sends those away who were dismissed, here or on another instance. `Actors` starts the loop once; it ends with the process.
pub async fn follow_staff(cx: Context, staff: Arc<Staff>) {
    loop {
        match cx.hub.wake().dismissed().await {
            Woken::These(dismissed) => staff.send_away(&dismissed),
            Woken::All => {
                for (sitting, caller) in staff.watching() {
                    match is_staff(&cx, &caller, sitting).await {
                        Ok(true) => {}
                        Ok(false) => staff.send_away(&[Dismissed { sitting, account: caller.account }]),
                        Err(error) => {
                            let _refusal = error.into_refusal();
                        }
                    }
                }
            }
        }
    }
}

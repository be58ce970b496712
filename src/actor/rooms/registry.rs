//! The rooms of this instance that somebody is in: one actor each, made when it is first needed.

use super::room::{Come, Fence, Go, Holds, Progress, ReadRoster, Refresh, Room};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::append::Settled;
use crate::service::rooms::views::RosterRow;
use crate::service::{Answer, Context};
use actix::{Actor, Addr, Arbiter};
use examhall_domain::id::{AccountId, DeviceId, SittingId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The registry.
pub struct Rooms {
    cx: Context,
    arbiter: Arbiter,
    rooms: Mutex<HashMap<SittingId, Addr<Room>>>,
}

impl Rooms {
    /// An empty registry with a thread for its rooms.
    pub fn new(cx: Context) -> Self {
        Self { cx, arbiter: Arbiter::new(), rooms: Mutex::default() }
    }

    /// Somebody's socket came into a room.
    ///
    /// # Errors
    /// `overloaded` when the room's mailbox is full.
    pub fn come(&self, room: SittingId, come: Come) -> Result<(), Refusal> {
        self.addr(room).try_send(come).map_err(|_| overloaded())
    }

    /// A socket left. It must arrive, or somebody gone would be shown as present: the mailbox's bound does not hold it up.
    pub fn go(&self, room: SittingId, go: Go) {
        if let Some(addr) = self.known(room) {
            addr.do_send(go);
        }
    }

    /// An attempt moved on; a wall that misses one sees the next.
    pub fn progress(&self, settled: Settled) {
        if let Some(addr) = self.known(settled.sitting) {
            if let crate::service::rooms::append::Change::TakenOver { device } = settled.change {
                addr.do_send(Fence { account: settled.account, holder: device });
            }
            addr.do_send(Progress(settled));
        }
    }

    /// The room's journal has grown, or somebody's time was changed.
    pub fn refresh(&self, room: SittingId) {
        if let Some(addr) = self.known(room) {
            addr.do_send(Refresh);
        }
    }

    /// Everything may have changed.
    pub fn refresh_all(&self) {
        let rooms: Vec<Addr<Room>> =
            self.rooms.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        for addr in rooms {
            addr.do_send(Refresh);
        }
    }

    /// Everybody of a room, with who is connected here.
    ///
    /// # Errors
    /// Those of the store; `overloaded` when the room does not answer.
    pub async fn roster(&self, room: SittingId) -> Answer<Vec<RosterRow>> {
        let answered = self.addr(room).send(ReadRoster).await;
        answered.unwrap_or_else(|_| Err(overloaded().into()))
    }

    /// Whether a device of somebody has a socket in the room.
    pub async fn holds(&self, room: SittingId, account: AccountId, device: DeviceId) -> bool {
        match self.known(room) {
            Some(addr) => addr.send(Holds { account, device }).await.unwrap_or(false),
            None => false,
        }
    }

    fn known(&self, room: SittingId) -> Option<Addr<Room>> {
        let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.get(&room).filter(|addr| addr.connected()).cloned()
    }

    fn addr(&self, room: SittingId) -> Addr<Room> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.retain(|_, addr| addr.connected());
        let start = || {
            let actor = Room::new(self.cx.clone(), room);
            Room::start_in_arbiter(&self.arbiter.handle(), move |_| actor)
        };
        rooms.entry(room).or_insert_with(start).clone()
    }
}

fn overloaded() -> Refusal {
    Refusal::new(ProblemType::Overloaded).retry_after(1)
}

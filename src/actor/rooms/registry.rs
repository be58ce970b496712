//! The rooms of this instance that somebody is in: one actor each, made when it is first needed.

use super::room::{Come, CountPresent, GiveUp, Go, Grew, Holds, Progress, ReadRoster, Refresh, Room, Spoken};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::append::Settled;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::talk::views::Talked;
use crate::service::rooms::views::RosterRow;
use crate::service::{Answer, Context};
use actix::{Actor, Addr, Arbiter, MailboxError};
use examhall_domain::id::{AccountId, DeviceId, SittingId};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// How often a roster is asked for when rooms are given up in between.
const ROSTER_TRIES_MAX: usize = 3;

/// The registry.
pub struct Rooms {
    cx: Context,
    arbiter: Arbiter,
    halls: Mutex<HashMap<SittingId, Hall>>,
    own: Weak<Self>,
}

/// A room's actor and how many sockets were sent into it and not out again. A room that is counted empty has nobody in
/// its mailbox either, so only such a room may be given up.
struct Hall {
    addr: Addr<Room>,
    sockets: usize,
}

impl Rooms {
    /// An empty registry with a thread for its rooms.
    pub fn new(cx: Context) -> Arc<Self> {
        Arc::new_cyclic(|own| Self { cx, arbiter: Arbiter::new(), halls: Mutex::default(), own: own.clone() })
    }

    /// Somebody's socket came into a room.
    ///
    /// # Errors
    /// `overloaded` when the room's mailbox is full.
    pub fn come(&self, room: SittingId, come: Come) -> Result<(), Refusal> {
        let mut halls = self.halls();
        let hall = self.hall(&mut halls, room);
        hall.addr.try_send(come).map_err(|_| overloaded())?;
        hall.sockets += 1;
        Ok(())
    }

    /// A socket left. It must arrive, or somebody gone would be shown as present: the mailbox's bound does not hold it up.
    pub fn go(&self, room: SittingId, go: Go) {
        if let Some(hall) = self.halls().get_mut(&room) {
            // A room that was started again does not know who came before.
            hall.sockets = hall.sockets.saturating_sub(1);
            hall.addr.do_send(go);
        }
    }

    /// Attempts moved on; a wall that misses one sees the next. Each room is told once of all.
    pub fn progress(&self, settled: Vec<Settled>) {
        let mut by_room: BTreeMap<SittingId, Vec<Settled>> = BTreeMap::new();
        for settled in settled {
            by_room.entry(settled.sitting).or_default().push(settled);
        }
        for (room, settled) in by_room {
            if let Some(addr) = self.known(room) {
                addr.do_send(Progress(settled));
            }
        }
    }

    /// Conversations moved on; a wall that misses one reads it when it is asked for its rows.
    pub fn spoken(&self, talked: impl IntoIterator<Item = Talked>) {
        for talked in talked {
            if let Some(addr) = self.known(talked.whose.room) {
                addr.do_send(Spoken(talked));
            }
        }
    }

    /// The room's journal has grown.
    pub fn grew(&self, file: Arc<RoomFile>) {
        if let Some(addr) = self.known(file.sitting.id) {
            addr.do_send(Grew(file));
        }
    }

    /// The room's plan or people have changed, or somebody's time.
    pub fn refresh(&self, room: SittingId) {
        if let Some(addr) = self.known(room) {
            addr.do_send(Refresh);
        }
    }

    /// Everything may have changed.
    pub fn refresh_all(&self) {
        for hall in self.halls().values() {
            hall.addr.do_send(Refresh);
        }
    }

    /// Everybody of a room, with who is connected here.
    ///
    /// # Errors
    /// Those of the store; `overloaded` when the room does not answer.
    pub async fn roster(&self, room: SittingId) -> Answer<Vec<RosterRow>> {
        for _ in 0..ROSTER_TRIES_MAX {
            let addr = self.hall(&mut self.halls(), room).addr.clone();
            match addr.send(ReadRoster).await {
                Ok(answer) => return answer,
                // It was given up between the two lines above; there will be another one.
                Err(MailboxError::Closed) => {}
                Err(MailboxError::Timeout) => break,
            }
        }
        Err(overloaded().into())
    }

    /// How many people are in the room, as the room has told or will tell its members.
    pub async fn present(&self, room: SittingId) -> usize {
        match self.known(room) {
            Some(addr) => addr.send(CountPresent).await.unwrap_or(0),
            None => 0,
        }
    }

    /// Whether a device of somebody has a socket in the room.
    pub async fn holds(&self, room: SittingId, account: AccountId, device: DeviceId) -> bool {
        match self.known(room) {
            Some(addr) => addr.send(Holds { account, device }).await.unwrap_or(false),
            None => false,
        }
    }

    fn known(&self, room: SittingId) -> Option<Addr<Room>> {
        self.halls().get(&room).map(|hall| hall.addr.clone()).filter(Addr::connected)
    }

    /// Gives a room up that nobody needs; its actor may end then. `false` when somebody is on the way in.
    fn give_up(&self, room: SittingId) -> bool {
        let mut halls = self.halls();
        let is_empty = halls.get(&room).is_none_or(|hall| hall.sockets == 0);
        if is_empty {
            halls.remove(&room);
        }
        is_empty
    }

    /// The room's hall. One whose actor is gone is made again.
    fn hall<'a>(&self, halls: &'a mut HashMap<SittingId, Hall>, room: SittingId) -> &'a mut Hall {
        halls.retain(|_, hall| hall.addr.connected());
        halls.entry(room).or_insert_with(|| {
            let actor = Room::new(self.cx.clone(), room, self.giving_up(room));
            Hall { addr: Room::start_in_arbiter(&self.arbiter.handle(), move |_| actor), sockets: 0 }
        })
    }

    fn giving_up(&self, room: SittingId) -> GiveUp {
        let own = self.own.clone();
        Box::new(move || own.upgrade().is_none_or(|rooms| rooms.give_up(room)))
    }

    fn halls(&self) -> MutexGuard<'_, HashMap<SittingId, Hall>> {
        self.halls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn overloaded() -> Refusal {
    Refusal::new(ProblemType::Overloaded).retry_after(1)
}

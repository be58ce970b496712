//! A room on this instance: who is here, what the staff is told of it, and whose socket has to go.
//!
//! The registry starts it when the first person comes and again when it is gone; it then knows only those who come
//! afterwards, and the wall is right again as soon as they do. It decides nothing: rows come from the store, presence is
//! laid over them, and what changed goes to the staff at most once in a while. It ends when neither a student nor staff is
//! left.

mod seats;
mod wall;

pub use seats::Seen;

use crate::bus::{Channel, CloseCode};
use crate::service::rooms::append::Settled;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::talk::views::Talked;
use crate::service::rooms::views::RosterRow;
use crate::service::rooms::{event, open_room, presence, roster};
use crate::service::{Answer, Context};
use actix::fut::{ActorFutureExt, WrapFuture};
use actix::{Actor, ActorContext, AsyncContext, Handler, Message, ResponseActFuture};
use examhall_domain::id::{AccountId, DeviceId, SittingId};
use examhall_domain::rooms::Present;
use seats::Seat;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use wall::{Changed, Wall};

/// A student's socket came.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Come {
    pub account: AccountId,
    pub device: DeviceId,
    /// What it was shown of the attempt.
    pub seen: Seen,
    /// The socket's number, unique on this instance.
    pub socket: u64,
    /// Closes the socket.
    pub close: oneshot::Sender<CloseCode>,
}

/// A student's socket left.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Go {
    pub account: AccountId,
    pub socket: u64,
}

/// Attempts of the room moved on, in this order.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Progress(pub Vec<Settled>);

/// Something was said or noticed, a hand went up or down.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Spoken(pub Talked);

/// The journal has grown: the room as it is now.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Grew(pub Arc<RoomFile>);

/// Rows may have changed in the store.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Refresh;

/// Everybody's row, read anew.
#[derive(Message)]
#[rtype(result = "Answer<Vec<RosterRow>>")]
pub struct ReadRoster;

/// How many people are here.
#[derive(Message)]
#[rtype(result = "usize")]
pub struct CountPresent;

/// Whether a device of somebody is here.
#[derive(Message)]
#[rtype(result = "bool")]
pub struct Holds {
    pub account: AccountId,
    pub device: DeviceId,
}

/// Whether nobody is on the way in, so that a deserted room may end.
pub(super) type GiveUp = Box<dyn Fn() -> bool + Send>;

/// The actor.
pub struct Room {
    cx: Context,
    id: SittingId,
    wall: Wall,
    reading: Reading,
    /// The version up to which the journal was looked at for what changes rows.
    version: i64,
    members_told: usize,
    is_meeting: bool,
    /// Asks whoever started the room to give it up.
    give_up: GiveUp,
}

/// Whether rows have to be read from the store.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    UpToDate,
    Due,
    UnderWay,
}

impl Room {
    /// An empty room.
    pub(super) fn new(cx: Context, id: SittingId, give_up: GiveUp) -> Self {
        let wall = Wall::new(cx.settings.rooms.idle_s);
        Self { cx, id, wall, reading: Reading::Due, version: 0, members_told: 0, is_meeting: false, give_up }
    }

    fn tick(&mut self, ctx: &mut actix::Context<Self>) {
        let is_deserted = self.wall.is_deserted() && self.cx.hub.members(Channel::Staff(self.id)) == 0;
        if is_deserted && (self.give_up)() {
            self.tell(ctx);
            self.part(ctx);
            return;
        }
        self.meet(ctx);
        self.wall.age(self.cx.clock.now());
        // Told once per tick: after the reading when one is needed.
        match self.reading {
            Reading::Due => {
                self.reading = Reading::UnderWay;
                let read = read(self.cx.clone(), self.id, self.wall.known());
                ctx.spawn(read.into_actor(self).map(|rows, room, ctx| room.take(rows, ctx)));
            }
            Reading::UnderWay => {}
            Reading::UpToDate => self.tell(ctx),
        }
    }

    fn take(&mut self, rows: Answer<Vec<RosterRow>>, ctx: &mut actix::Context<Self>) {
        match rows {
            Ok(rows) => {
                if self.reading == Reading::UnderWay {
                    self.reading = Reading::UpToDate;
                }
                self.wall.lay(rows, self.cx.clock.now());
                self.tell(ctx);
            }
            Err(error) => {
                self.reading = Reading::Due;
                // Logged where the fault is turned into a refusal; the next tick reads again.
                let _refusal = error.into_refusal();
            }
        }
    }

    /// Tells other instances who is here and learns who is with them, once at a time.
    fn meet(&mut self, ctx: &mut actix::Context<Self>) {
        if self.is_meeting {
            return;
        }
        self.is_meeting = true;
        let meeting = exchange(self.cx.clone(), self.id, self.wall.here());
        ctx.spawn(meeting.into_actor(self).map(|elsewhere, room, _| {
            room.is_meeting = false;
            room.know(elsewhere);
        }));
    }

    /// What is not known stays as it was.
    fn know(&mut self, elsewhere: Option<Vec<Present>>) {
        if let Some(elsewhere) = elsewhere {
            self.wall.elsewhere(elsewhere, self.cx.clock.now());
        }
    }

    /// Tells other instances that nobody is here any more, and ends.
    fn part(&mut self, ctx: &mut actix::Context<Self>) {
        let parting = exchange(self.cx.clone(), self.id, Vec::new());
        ctx.wait(parting.into_actor(self).map(|_, _, ctx| ctx.stop()));
    }

    /// Tells the staff what changed, and the room's sockets how many there are: each instance knows that by itself.
    fn tell(&mut self, ctx: &mut actix::Context<Self>) {
        let now = self.cx.clock.now();
        let (cx, id) = (self.cx.clone(), self.id);
        let count = self.wall.present();
        if std::mem::replace(&mut self.members_told, count) != count {
            let data = serde_json::json!({ "count": count });
            cx.hub.tell_here(event::passing(Channel::Room(id), "room.members", now, data));
        }
        let Changed { everywhere, here } = self.wall.changed();
        if !here.is_empty() {
            let data = serde_json::json!({ "rows": here });
            cx.hub.tell_here(event::passing(Channel::Staff(id), "roster.changed", now, data));
        }
        if !everywhere.is_empty() {
            let data = serde_json::json!({ "rows": everywhere });
            let telling =
                async move { cx.hub.publish(event::passing(Channel::Staff(id), "roster.changed", now, data)).await };
            ctx.spawn(telling.into_actor(self));
        }
    }
}

impl Actor for Room {
    type Context = actix::Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let people_max = usize::try_from(self.cx.settings.rooms.people_max).unwrap_or(usize::MAX);
        ctx.set_mailbox_capacity(people_max);
        ctx.run_interval(Duration::from_millis(self.cx.settings.rooms.roster_ms), Self::tick);
    }
}

impl Handler<Come> for Room {
    type Result = ();

    fn handle(&mut self, come: Come, _: &mut Self::Context) {
        let seat = Seat { device: come.device, seen: come.seen, close: Some(come.close) };
        self.wall.come(come.account, come.socket, seat, self.cx.clock.now());
        self.reading = Reading::Due;
    }
}

impl Handler<Go> for Room {
    type Result = ();

    fn handle(&mut self, go: Go, _: &mut Self::Context) {
        self.wall.go(go.account, go.socket, self.cx.clock.now());
    }
}

impl Handler<Progress> for Room {
    type Result = ();

    fn handle(&mut self, Progress(settled): Progress, _: &mut Self::Context) {
        let now = self.cx.clock.now();
        for settled in &settled {
            if !self.wall.progress(settled, now) {
                self.reading = Reading::Due;
            }
        }
    }
}

impl Handler<Spoken> for Room {
    type Result = ();

    fn handle(&mut self, Spoken(talked): Spoken, _: &mut Self::Context) {
        self.wall.spoken(talked, self.cx.clock.now());
    }
}

impl Handler<Grew> for Room {
    type Result = ();

    fn handle(&mut self, Grew(file): Grew, _: &mut Self::Context) {
        // Announcements change nobody's row, and to read all rows is to read what everybody has answered.
        if !file.was_only_announced_since(self.version) {
            self.reading = Reading::Due;
        }
        self.version = self.version.max(file.state.version);
    }
}

impl Handler<Refresh> for Room {
    type Result = ();

    fn handle(&mut self, _: Refresh, _: &mut Self::Context) {
        self.reading = Reading::Due;
    }
}

impl Handler<ReadRoster> for Room {
    type Result = ResponseActFuture<Self, Answer<Vec<RosterRow>>>;

    fn handle(&mut self, _: ReadRoster, _: &mut Self::Context) -> Self::Result {
        let rows = read(self.cx.clone(), self.id, self.wall.known());
        let elsewhere = exchange(self.cx.clone(), self.id, self.wall.here());
        let both = async move { tokio::join!(rows, elsewhere) };
        Box::pin(both.into_actor(self).map(|(rows, elsewhere), room, _| {
            room.know(elsewhere);
            room.wall.lay(rows?, room.cx.clock.now());
            Ok(room.wall.rows())
        }))
    }
}

impl Handler<CountPresent> for Room {
    type Result = usize;

    fn handle(&mut self, _: CountPresent, _: &mut Self::Context) -> usize {
        self.wall.present()
    }
}

impl Handler<Holds> for Room {
    type Result = bool;

    fn handle(&mut self, holds: Holds, _: &mut Self::Context) -> bool {
        self.wall.holds(holds.account, holds.device)
    }
}

async fn read(cx: Context, id: SittingId, known: roster::Known) -> Answer<Vec<RosterRow>> {
    let room = open_room::open(&cx, id).await?;
    roster::read(&cx, &room, &known).await
}

async fn exchange(cx: Context, id: SittingId, here: Vec<Present>) -> Option<Vec<Present>> {
    presence::exchange(&cx, id, here).await
}

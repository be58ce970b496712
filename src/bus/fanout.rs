//! One worker thread's table of channels and the outboxes that follow them.
//!
//! Each worker starts one. It gets one message for an event and hands the same bytes to each of its sockets. A big room is
//! served in batches, so that other tasks of the thread have their turn.

use super::channel::Channel;
use super::close::CloseCode;
use super::hub::Hub;
use super::journal::JournalError;
use super::member::Member;
use super::outbox::Outbox;
use super::threads::{Drain, ThreadLine, ToThread};
use super::wire::Frame;
use crate::telemetry::metric;
use actix_web::rt;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use tokio::sync::{Notify, mpsc};
use tokio::task::yield_now;

/// The sockets of one thread by channel.
pub struct Fanout {
    hub: Arc<Hub>,
    own_line: mpsc::WeakSender<ToThread>,
    batch: usize,
    channels: RefCell<HashMap<Channel, Rc<Vec<Rc<Member>>>>>,
    sockets: RefCell<BTreeMap<u64, Weak<Outbox>>>,
    next: Cell<u64>,
    own: Weak<Fanout>,
}

/// A socket's place in a channel; dropping it leaves the channel.
pub struct Seat {
    channel: Channel,
    member: Rc<Member>,
    fanout: Weak<Fanout>,
}

/// A socket's place in the list of all; dropping it leaves the list.
pub struct Listing {
    number: u64,
    fanout: Weak<Fanout>,
}

impl Fanout {
    /// Starts this thread's table; the thread has to run local tasks.
    pub fn start(hub: Arc<Hub>) -> Rc<Self> {
        let line = hub.line();
        let fanout = Rc::new_cyclic(|own| Self {
            batch: hub.settings().fanout_batch.max(1),
            hub,
            own_line: line.own.clone(),
            channels: RefCell::default(),
            sockets: RefCell::default(),
            next: Cell::new(0),
            own: own.clone(),
        });
        rt::spawn(follow(Rc::downgrade(&fanout), line));
        fanout
    }

    /// The hub behind it.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Lists a socket among those that a drain closes.
    pub fn list(&self, outbox: &Rc<Outbox>) -> Listing {
        let number = self.next.replace(self.next.get() + 1);
        self.sockets.borrow_mut().insert(number, Rc::downgrade(outbox));
        Listing { number, fanout: self.own.clone() }
    }

    /// Takes a seat in a channel. Events are held from this moment: read the snapshot now, send it, then release the seat.
    ///
    /// # Errors
    /// When a room's journal cannot be read.
    pub async fn join(&self, channel: Channel, outbox: &Rc<Outbox>) -> Result<Seat, JournalError> {
        let member = Rc::new(Member::holding(outbox.clone()));
        self.hub.enter(channel);
        Rc::make_mut(self.channels.borrow_mut().entry(channel).or_default()).push(member.clone());
        let seat = Seat { channel, member, fanout: self.own.clone() };
        self.hub.ready(channel).await?;
        Ok(seat)
    }

    /// Waits until this thread's sockets have what it was told so far. Who closes a socket because of something that was also
    /// published waits for this, or the close would come first.
    pub async fn caught_up(&self) {
        let Some(line) = self.own_line.upgrade() else { return };
        let reached = Arc::new(Notify::new());
        if line.send(ToThread::Reached(reached.clone())).await.is_ok() {
            reached.notified().await;
        }
    }

    async fn obey(&self, message: ToThread) {
        match message {
            ToThread::Deliver { channel, offset, frame, arrived } => {
                self.deliver(channel, offset, &frame).await;
                metrics::histogram!(metric::EVENT_BROADCAST_SECONDS).record(arrived.elapsed().as_secs_f64());
            }
            ToThread::TellAll(frame) => {
                for outbox in self.outboxes().iter().filter_map(Weak::upgrade) {
                    outbox.push(&frame);
                }
            }
            ToThread::Close { channel, code } => {
                for member in self.members(channel).iter() {
                    member.outbox.close(code, None);
                }
            }
            ToThread::Drain(drain) => {
                rt::spawn(send_away(self.outboxes(), drain));
            }
            ToThread::Reached(reached) => reached.notify_one(),
        }
    }

    async fn deliver(&self, channel: Channel, offset: Option<i64>, frame: &Frame) {
        let members = self.members(channel);
        for batch in members.chunks(self.batch) {
            for member in batch {
                member.offer(offset, frame);
            }
            if batch.len() == self.batch {
                yield_now().await;
            }
        }
    }

    fn members(&self, channel: Channel) -> Rc<Vec<Rc<Member>>> {
        self.channels.borrow().get(&channel).cloned().unwrap_or_default()
    }

    fn outboxes(&self) -> Vec<Weak<Outbox>> {
        self.sockets.borrow().values().cloned().collect()
    }

    fn send_back(&self) {
        tracing::warn!(
            "events were dropped because a worker thread fell behind; its sockets are sent back to catch up"
        );
        for outbox in self.outboxes().iter().filter_map(Weak::upgrade) {
            outbox.close(CloseCode::TooSlow, None);
        }
    }

    fn leave(&self, channel: Channel, member: &Rc<Member>) {
        let mut channels = self.channels.borrow_mut();
        if let Some(members) = channels.get_mut(&channel) {
            if let Some(place) = members.iter().position(|other| Rc::ptr_eq(other, member)) {
                Rc::make_mut(members).swap_remove(place);
            }
            if members.is_empty() {
                channels.remove(&channel);
            }
        }
        self.hub.leave(channel);
    }
}

impl Seat {
    /// The channel.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// Lets events pass, beginning with those held that are beyond the offset (for a channel without numbers: any).
    pub fn release(&self, after: i64) {
        self.member.release(after);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(fanout) = self.fanout.upgrade() {
            fanout.leave(self.channel, &self.member);
        }
    }
}

impl Drop for Listing {
    fn drop(&mut self) {
        if let Some(fanout) = self.fanout.upgrade() {
            fanout.sockets.borrow_mut().remove(&self.number);
        }
    }
}

async fn follow(fanout: Weak<Fanout>, mut line: ThreadLine) {
    while let Some(message) = line.next().await {
        let Some(fanout) = fanout.upgrade() else { return };
        fanout.obey(message).await;
        if line.was_overrun() {
            fanout.send_back();
        }
    }
}

async fn send_away(outboxes: Vec<Weak<Outbox>>, drain: Drain) {
    let slices = drain.slices.max(1);
    let size = outboxes.len().div_ceil(slices as usize).max(1);
    let mut slices = outboxes.chunks(size).peekable();
    let pause = drain.over / drain.slices.max(1);
    while let Some(slice) = slices.next() {
        for outbox in slice.iter().filter_map(Weak::upgrade) {
            outbox.close(CloseCode::Draining, Some(drain.window));
        }
        if slices.peek().is_some() {
            rt::time::sleep(pause).await;
        }
    }
}

//! The deadlines of one thread's sockets, looked at by a single task: heartbeats, silence, the hello, the end of a close.
//!
//! The task runs while there is a deadline. It is not the connections' own task, because those stand still when a peer does
//! not read.

use actix_web::rt;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::Instant;

/// Sockets looked at before other tasks have a turn.
const BATCH: usize = 256;

/// Something with deadlines.
pub(super) trait Timed: 'static {
    /// Unique among what the wheel turns.
    fn id(&self) -> u64;

    /// Does what is due; returns when to look again, or nothing when there is nothing to look at any more.
    fn look(&self, now: Instant) -> Option<Instant>;
}

/// One thread's deadlines.
pub(super) struct Wheel {
    tick: Duration,
    due: RefCell<BTreeMap<(Instant, u64), Weak<dyn Timed>>>,
    running: Cell<bool>,
    own: Weak<Wheel>,
}

impl Wheel {
    /// Deadlines are met within a tick.
    pub(super) fn new(tick: Duration) -> Rc<Self> {
        Rc::new_cyclic(|own| Self { tick, due: RefCell::default(), running: Cell::new(false), own: own.clone() })
    }

    /// Looks at a socket at a time, beside any other time that it has.
    pub(super) fn add(&self, socket: Rc<dyn Timed>, at: Instant) {
        self.due.borrow_mut().insert((at, socket.id()), Rc::downgrade(&socket));
        if let (false, Some(wheel)) = (self.running.replace(true), self.own.upgrade()) {
            rt::spawn(async move { wheel.turn().await });
        }
    }

    async fn turn(self: Rc<Self>) {
        while !self.due.borrow().is_empty() {
            rt::time::sleep(self.tick).await;
            self.look().await;
        }
        self.running.set(false);
    }

    async fn look(&self) {
        let now = Instant::now();
        let mut looked = 0;
        while let Some((id, socket)) = self.take_due(now) {
            if let Some(socket) = socket.upgrade()
                && let Some(next) = socket.look(now)
            {
                self.due.borrow_mut().insert((next, id), Rc::downgrade(&socket));
            }
            looked += 1;
            if looked % BATCH == 0 {
                yield_now().await;
            }
        }
    }

    fn take_due(&self, now: Instant) -> Option<(u64, Weak<dyn Timed>)> {
        let mut due = self.due.borrow_mut();
        let entry = due.first_entry().filter(|entry| entry.key().0 <= now)?;
        let (_, id) = *entry.key();
        Some((id, entry.remove()))
    }
}

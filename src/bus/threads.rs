//! The lines into the worker threads: one message each per event, bounded, in order.

use super::channel::Channel;
use super::close::{CloseCode, ReturnWindow};
use super::wire::Frame;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, mpsc};

/// How an instance sends its people away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drain {
    /// In how many slices the sockets of a thread are closed.
    pub slices: u32,
    /// The time from the first slice to the last.
    pub over: Duration,
    /// When each of them should come back.
    pub window: ReturnWindow,
}

/// What a worker thread is told.
#[derive(Clone, Debug)]
pub(super) enum ToThread {
    /// Hand these bytes to the channel's sockets.
    Deliver { channel: Channel, offset: Option<i64>, frame: Frame, arrived: Instant },
    /// Hand these bytes to every socket.
    TellAll(Frame),
    /// Close the channel's sockets.
    Close { channel: Channel, code: CloseCode },
    /// Close all sockets, slice by slice.
    Drain(Drain),
    /// Say that everything before this was obeyed.
    Reached(Arc<Notify>),
}

/// The thread's end of its line.
pub(super) struct ThreadLine {
    /// For what the thread tells itself.
    pub(super) own: mpsc::WeakSender<ToThread>,
    incoming: mpsc::Receiver<ToThread>,
    overrun: Arc<AtomicBool>,
}

impl ThreadLine {
    /// The next message; nothing once the hub is gone.
    pub(super) async fn next(&mut self) -> Option<ToThread> {
        self.incoming.recv().await
    }

    /// Whether messages were dropped since the last look.
    pub(super) fn was_overrun(&self) -> bool {
        self.overrun.swap(false, Ordering::AcqRel)
    }
}

/// The hub's ends of all lines.
#[derive(Default)]
pub(super) struct Threads {
    lines: RwLock<Vec<(mpsc::Sender<ToThread>, Arc<AtomicBool>)>>,
}

impl Threads {
    /// A line to one thread more.
    pub(super) fn add(&self, queue_max: usize) -> ThreadLine {
        let (outgoing, incoming) = mpsc::channel(queue_max);
        let overrun = Arc::new(AtomicBool::new(false));
        let mut lines = self.lines.write().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|(line, _)| !line.is_closed());
        let own = outgoing.downgrade();
        lines.push((outgoing, overrun.clone()));
        ThreadLine { own, incoming, overrun }
    }

    /// Tells every thread; one that is full is marked, and sends its sockets back to catch up when it gets that far.
    pub(super) fn tell(&self, message: &ToThread) {
        for (line, overrun) in self.lines.read().unwrap_or_else(PoisonError::into_inner).iter() {
            match line.try_send(message.clone()) {
                Ok(()) | Err(TrySendError::Closed(_)) => {}
                Err(TrySendError::Full(_)) => overrun.store(true, Ordering::Release),
            }
        }
    }
}

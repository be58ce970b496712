//! What waits to be written to one socket: frames in order, bounded by count and bytes.
//!
//! It lives on the socket's thread. Whoever has something for the socket pushes here without asking the connection, and the
//! connection's body takes from here whenever the network has room. A socket whose outbox is full is closed as too slow: its
//! frames are given up at once, because the client catches up from its last offset.

use super::close::{CloseCode, ReturnWindow};
use super::wire::Frame;
use bytes::Bytes;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

/// How much may wait for one socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxLimits {
    pub frames_max: usize,
    /// One frame alone may be longer: it could otherwise never be sent.
    pub bytes_max: usize,
}

/// Whether a socket is still served, and who ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Frames are taken.
    Open,
    /// We close it.
    Closed(CloseCode),
    /// The peer closed it, with this code.
    Answered(Option<u16>),
    /// The connection is gone.
    Gone,
}

/// What the connection writes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// A frame after which others may follow.
    Frame(Bytes),
    /// The close frame; nothing follows.
    Last(Bytes),
}

type OnEnd = Box<dyn Fn(Ending)>;

/// The frames that wait for one socket.
pub struct Outbox {
    limits: OutboxLimits,
    ending: Cell<Ending>,
    queue: RefCell<Queue>,
    on_end: OnceCell<OnEnd>,
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Bytes>,
    bytes: usize,
    last: Option<Bytes>,
    waker: Option<Waker>,
}

impl Outbox {
    /// An empty outbox of an open socket.
    pub fn new(limits: OutboxLimits) -> Self {
        Self { limits, ending: Cell::new(Ending::Open), queue: RefCell::default(), on_end: OnceCell::new() }
    }

    /// Whom to tell, once, that the socket ends.
    pub fn on_end(&self, tell: impl Fn(Ending) + 'static) {
        assert!(self.on_end.set(Box::new(tell)).is_ok(), "one connection owns an outbox");
    }

    /// Queues a frame; a socket that has ended takes nothing more, a full one is closed as too slow.
    pub fn push(&self, frame: &Frame) {
        if self.ending.get() != Ending::Open {
            return;
        }
        if self.queue.borrow().is_full(frame.bytes().len(), self.limits) {
            return self.overflow();
        }
        self.queue.borrow_mut().push(frame.bytes().clone());
    }

    /// Closes the socket as too slow and frees what waited.
    pub fn overflow(&self) {
        self.queue.borrow_mut().clear();
        self.close(CloseCode::TooSlow, None);
    }

    /// How much may wait.
    pub fn limits(&self) -> OutboxLimits {
        self.limits
    }

    /// Closes the socket after what is queued; the first reason counts.
    pub fn close(&self, code: CloseCode, window: Option<ReturnWindow>) {
        self.end(Ending::Closed(code), Some(Frame::close(code, window)));
    }

    /// The peer has closed: answers it after what is queued.
    pub fn answer_close(&self, code: Option<u16>) {
        self.end(Ending::Answered(code), Some(Frame::close_answer(code)));
    }

    /// The connection is gone: drops what waited.
    pub fn discard(&self) {
        self.queue.borrow_mut().clear();
        self.end(Ending::Gone, None);
    }

    /// Whether the socket is served, or how it ended.
    pub fn ending(&self) -> Ending {
        self.ending.get()
    }

    /// How many frames wait.
    pub fn waiting(&self) -> usize {
        self.queue.borrow().frames.len()
    }

    /// The next thing to write, or a promise to wake the task when there is one.
    pub fn poll_take(&self, cx: &mut Context<'_>) -> Poll<Outgoing> {
        let mut queue = self.queue.borrow_mut();
        if let Some(frame) = queue.pop() {
            return Poll::Ready(Outgoing::Frame(frame));
        }
        if let Some(last) = queue.last.take() {
            return Poll::Ready(Outgoing::Last(last));
        }
        if !queue.waker.as_ref().is_some_and(|known| known.will_wake(cx.waker())) {
            queue.waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    fn end(&self, ending: Ending, last: Option<Frame>) {
        if self.ending.get() != Ending::Open {
            return;
        }
        self.ending.set(ending);
        if let Some(frame) = last {
            self.queue.borrow_mut().finish(frame.bytes().clone());
        }
        if let Some(tell) = self.on_end.get() {
            tell(ending);
        }
    }
}

impl Queue {
    fn is_full(&self, bytes: usize, limits: OutboxLimits) -> bool {
        let crowded = !self.frames.is_empty() && self.bytes + bytes > limits.bytes_max;
        crowded || self.frames.len() >= limits.frames_max
    }

    fn push(&mut self, frame: Bytes) {
        self.bytes += frame.len();
        self.frames.push_back(frame);
        self.wake();
    }

    fn pop(&mut self) -> Option<Bytes> {
        let frame = self.frames.pop_front()?;
        self.bytes -= frame.len();
        Some(frame)
    }

    fn finish(&mut self, last: Bytes) {
        self.last = Some(last);
        self.wake();
    }

    fn clear(&mut self) {
        self.frames = VecDeque::new();
        self.bytes = 0;
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    const LIMITS: OutboxLimits = OutboxLimits { frames_max: 3, bytes_max: 100 };

    fn taken(outbox: &Outbox) -> Vec<Outgoing> {
        let mut cx = Context::from_waker(Waker::noop());
        std::iter::from_fn(|| match outbox.poll_take(&mut cx) {
            Poll::Ready(outgoing) => Some(outgoing),
            Poll::Pending => None,
        })
        .collect()
    }

    fn frame(length: usize) -> Frame {
        Frame::text(&vec![b'x'; length])
    }

    #[test]
    fn frames_leave_in_order_and_the_close_leaves_last() {
        let outbox = Outbox::new(LIMITS);
        outbox.push(&frame(1));
        outbox.push(&frame(2));
        outbox.close(CloseCode::TakenOver, None);
        outbox.push(&frame(3));
        let close = Frame::close(CloseCode::TakenOver, None).bytes().clone();
        let [one, two] = [1, 2].map(|length| Outgoing::Frame(frame(length).bytes().clone()));
        assert_eq!(taken(&outbox), [one, two, Outgoing::Last(close)]);
        assert!(taken(&outbox).is_empty());
    }

    #[test]
    fn too_many_frames_close_the_socket_and_free_what_waited() {
        let outbox = Outbox::new(LIMITS);
        let told = Rc::new(Cell::new(Ending::Open));
        let seen = told.clone();
        outbox.on_end(move |ending| seen.set(ending));
        for _ in 0..4 {
            outbox.push(&frame(1));
        }
        assert_eq!(told.get(), Ending::Closed(CloseCode::TooSlow));
        assert_eq!(taken(&outbox), [Outgoing::Last(Frame::close(CloseCode::TooSlow, None).bytes().clone())]);
    }

    #[test]
    fn too_many_bytes_close_the_socket_but_one_long_frame_passes() {
        let outbox = Outbox::new(LIMITS);
        outbox.push(&frame(500));
        assert_eq!((outbox.ending(), taken(&outbox).len()), (Ending::Open, 1));
        outbox.push(&frame(60));
        outbox.push(&frame(60));
        assert_eq!(outbox.ending(), Ending::Closed(CloseCode::TooSlow));
    }

    #[test]
    fn the_first_reason_counts() {
        let outbox = Outbox::new(LIMITS);
        outbox.close(CloseCode::SignedOut, None);
        outbox.close(CloseCode::Draining, None);
        outbox.answer_close(Some(1000));
        assert_eq!(outbox.ending(), Ending::Closed(CloseCode::SignedOut));
        assert_eq!(taken(&outbox).len(), 1);
    }

    #[test]
    fn a_gone_connection_keeps_nothing() {
        let outbox = Outbox::new(LIMITS);
        outbox.push(&frame(1));
        outbox.discard();
        outbox.push(&frame(1));
        assert_eq!((outbox.ending(), outbox.waiting(), taken(&outbox).len()), (Ending::Gone, 0, 0));
    }
}

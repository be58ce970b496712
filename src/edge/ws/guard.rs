//! Stands in front of the payload of an upgraded request.
//!
//! The library drains its payload into a buffer without a bound and checks a frame's length only once all of it is there. The
//! guard reads headers as they pass, refuses what must not come, and releases one frame at a time; what it has not released
//! stays in the kernel.

use super::frames::{Inspector, Shape};
use super::rate::Rate;
use super::sockets::Socket;
use super::wheel::Timed;
use crate::bus::{CloseCode, Ending, ReturnWindow};
use actix_web::error::PayloadError;
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::Instant;

/// A payload of whole, well-formed frames.
pub(super) struct Guard<S> {
    payload: S,
    socket: Rc<Socket>,
    inspector: Inspector,
    rate: Rate,
    buffer: BytesMut,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The next frame may pass.
    Open,
    /// A frame was released: the library has to deal with it before it gets another.
    Released,
    /// The peer broke a rule: its bytes mean nothing any more. So many of them are still taken, so that a peer which
    /// goes on for a moment reads why it was closed.
    Broken { patience_bytes: usize },
    /// It went on for too long: what it sends stays in the kernel until the connection is cut.
    Shunned,
    /// The peer is gone.
    Ended,
}

impl<S> Guard<S> {
    pub(super) fn new(payload: S, socket: Rc<Socket>) -> Self {
        let (settings, now) = (&socket.settings, Instant::now());
        Self {
            payload,
            inspector: Inspector::new(settings.message_bytes_max),
            rate: Rate::new(settings.messages_per_s, settings.messages_burst, now),
            buffer: BytesMut::new(),
            state: State::Open,
            socket,
        }
    }

    /// The next frame that may pass; frames that nobody wants any more are dropped on the way.
    fn take_frame(&mut self) -> Option<Bytes> {
        while self.state == State::Open {
            let Shape { bytes, is_close } = self.inspect()?;
            let frame = self.buffer.split_to(bytes).freeze();
            if self.buffer.is_empty() {
                // An idle socket must not keep the room that a long message took.
                self.buffer = BytesMut::new();
            }
            if let Err(wait) = self.rate.take(Instant::now()) {
                self.slow_down(wait);
            } else if is_close || self.socket.outbox.ending() == Ending::Open {
                self.state = State::Released;
                return Some(frame);
            }
        }
        None
    }

    fn inspect(&mut self) -> Option<Shape> {
        match self.inspector.next(&self.buffer) {
            Ok(shape) => shape,
            Err(violation) => {
                tracing::debug!(socket = self.socket.id(), %violation, "a client broke the protocol");
                self.socket.outbox.close(CloseCode::ProtocolError, None);
                self.turn_away();
                None
            }
        }
    }

    fn slow_down(&mut self, wait: Duration) {
        let min_ms = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
        let window = ReturnWindow { min_ms, max_ms: min_ms.saturating_mul(2) };
        self.socket.outbox.close(CloseCode::TooManyMessages, Some(window));
        self.turn_away();
    }

    fn turn_away(&mut self) {
        let patience_bytes = self.socket.settings.message_bytes_max;
        self.give_up(State::Broken { patience_bytes });
    }

    /// Bytes of a peer that broke a rule.
    fn ignore(&mut self, bytes: usize, patience_bytes: usize) {
        self.state = match patience_bytes.checked_sub(bytes) {
            Some(patience_bytes) => State::Broken { patience_bytes },
            None => {
                self.socket.cut_soon();
                State::Shunned
            }
        };
    }

    fn give_up(&mut self, state: State) {
        self.state = state;
        self.buffer = BytesMut::new();
    }
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Stream for Guard<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.state == State::Released {
            this.state = State::Open;
            wake_last(cx);
            return Poll::Pending;
        }
        loop {
            match this.state {
                State::Ended => return Poll::Ready(None),
                State::Shunned => {
                    ready!(this.socket.poll_cut(cx));
                    this.state = State::Ended;
                    return Poll::Ready(None);
                }
                State::Open | State::Released | State::Broken { .. } => {}
            }
            if let Some(frame) = this.take_frame() {
                return Poll::Ready(Some(Ok(frame)));
            }
            match Pin::new(&mut this.payload).poll_next(cx) {
                Poll::Ready(Some(Ok(chunk))) => match this.state {
                    State::Broken { patience_bytes } => this.ignore(chunk.len(), patience_bytes),
                    _ => {
                        this.socket.hear(Instant::now());
                        this.buffer.extend_from_slice(&chunk);
                    }
                },
                Poll::Ready(Some(Err(_)) | None) => this.give_up(State::Ended),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

/// Wakes the task once the thread has looked at its other sockets. Waking it at once keeps the thread's queue from running
/// empty, and until then the runtime does not ask the kernel who else has sent something: one that floods holds up all.
fn wake_last(cx: &mut Context<'_>) {
    // The first poll leaves the waker with the runtime, which is all that is wanted of it.
    let _ = pin!(yield_now()).poll(cx);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::{Fanout, Head, Hub, Journal, JournalEntry, JournalError, LocalBus};
    use crate::edge::ws::admission::{Admission, Entrant};
    use crate::edge::ws::options::Link;
    use crate::edge::ws::wheel::Wheel;
    use crate::settings::{BusSettings, SocketSettings};
    use examhall_domain::id::SittingId;
    use futures_util::future::{BoxFuture, FutureExt, ready};
    use futures_util::stream;
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::net::{IpAddr, Ipv4Addr};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Wake, Waker};
    use tokio::runtime::Handle;

    struct NoJournal;

    impl Journal for NoJournal {
        fn read_after(&self, _: SittingId, _: i64, _: u32) -> BoxFuture<'_, Result<Vec<JournalEntry>, JournalError>> {
            ready(Ok(Vec::new())).boxed()
        }

        fn head(&self, _: SittingId) -> BoxFuture<'_, Result<Head, JournalError>> {
            ready(Ok(Head { epoch: "k1".into(), offset: 0 })).boxed()
        }
    }

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A socket, and the wheel that it needs to be kept.
    async fn socket() -> (Rc<Socket>, Rc<Wheel>) {
        let settings = Rc::new(SocketSettings { messages_burst: 10, ..SocketSettings::default() });
        let (bus, journal) = (Arc::new(LocalBus::default()), Arc::new(NoJournal));
        let fanout = Fanout::start(Hub::start(bus, journal, BusSettings::default(), Handle::current()).await);
        let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let ticket = Admission::new(&settings).enter(peer, Entrant::Anonymous).unwrap();
        let wheel = Wheel::new(settings.tick());
        let socket = Socket::open(&settings, &wheel, Link::to_nothing(), ticket, peer, |outbox| fanout.list(outbox));
        (socket, wheel)
    }

    fn tiny(count: usize) -> Vec<u8> {
        [0x81, 0x81, 0, 0, 0, 0, b'x'].repeat(count)
    }

    #[actix_web::test]
    async fn one_frame_passes_for_each_time_that_the_library_drains_the_payload() {
        let chunks = [Ok(Bytes::from(tiny(2))), Ok(Bytes::from(tiny(1)))];
        let (socket, _wheel) = socket().await;
        let mut guard = Guard::new(stream::iter(chunks), socket);
        let wakes = Arc::new(Wakes::default());
        let waker = Waker::from(wakes.clone());
        let mut cx = Context::from_waker(&waker);
        for passed in 1..=3 {
            let polled = Pin::new(&mut guard).poll_next(&mut cx);
            assert!(matches!(&polled, Poll::Ready(Some(Ok(frame))) if frame[..] == tiny(1)), "{polled:?}");
            assert!(Pin::new(&mut guard).poll_next(&mut cx).is_pending());
            yield_now().await;
            assert_eq!(wakes.0.load(Ordering::Relaxed), passed);
        }
        assert!(matches!(Pin::new(&mut guard).poll_next(&mut cx), Poll::Ready(None)));
    }

    #[actix_web::test]
    async fn a_peer_that_broke_a_rule_may_end_what_it_is_saying() {
        let mut chunks = vec![Ok(Bytes::from_static(&[0x82, 0x80]))];
        chunks.extend((0..5).map(|_| Ok(Bytes::from(tiny(1_000)))));
        let (socket, _wheel) = socket().await;
        let mut guard = Guard::new(stream::iter(chunks), socket.clone());
        let mut cx = Context::from_waker(Waker::noop());
        assert!(matches!(Pin::new(&mut guard).poll_next(&mut cx), Poll::Ready(None)));
        assert_eq!(socket.outbox.ending(), Ending::Closed(CloseCode::ProtocolError));
    }

    #[actix_web::test]
    async fn a_flood_is_left_in_the_kernel_until_it_is_cut() {
        tokio::time::pause();
        let flood = Bytes::from(tiny(5_000));
        let taken = Rc::new(Cell::new(0));
        let counted = taken.clone();
        let chunks = stream::repeat_with(move || {
            counted.set(counted.get() + flood.len());
            Ok(flood.clone())
        });
        let (socket, _wheel) = socket().await;
        let mut guard = Guard::new(chunks, socket.clone());
        let end = poll_fn(|cx| {
            loop {
                match Pin::new(&mut guard).poll_next(cx) {
                    Poll::Ready(Some(Ok(_))) => {}
                    other => break other,
                }
            }
        });
        assert!(end.await.is_none());
        assert_eq!(socket.outbox.ending(), Ending::Closed(CloseCode::TooManyMessages));
        assert!(taken.get() <= 2 * socket.settings.message_bytes_max + 35_000, "{}", taken.get());
        assert_eq!(guard.buffer.capacity(), 0);
    }
}

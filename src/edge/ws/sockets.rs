//! One socket as its thread sees it: outbox, deadlines, admission, and the handle that a conversation holds.

use super::admission::{Entrant, NoTicket, Ticket};
use super::options::Link;
use super::wheel::{Timed, Wheel};
use crate::bus::{CloseCode, Ending, Frame, Listing, Outbox, OutboxLimits, ReturnWindow};
use crate::settings::SocketSettings;
use examhall_domain::id::AccountId;
use std::cell::{Cell, RefCell};
use std::net::IpAddr;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::time::Instant;

/// A conversation's hold on its socket; stays valid, and does nothing, after the connection is gone.
#[derive(Clone)]
pub struct SocketHandle(Rc<Socket>);

/// One request that is being worked on; dropping it makes room for another.
pub struct InFlight(Rc<Socket>);

/// The account has too many sockets here; this one is being closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this account has too many open connections")]
pub struct SignInRefused;

impl SocketHandle {
    /// Unique within this instance.
    pub fn id(&self) -> u64 {
        self.0.id
    }

    /// The client's address.
    pub fn peer(&self) -> IpAddr {
        self.0.peer
    }

    /// Where channels deliver.
    pub fn outbox(&self) -> &Rc<Outbox> {
        &self.0.outbox
    }

    /// Sends one text message.
    pub fn send(&self, payload: &[u8]) {
        self.0.outbox.push(&Frame::text(payload));
    }

    /// Closes after what was sent; the first reason counts.
    pub fn close(&self, code: CloseCode, window: Option<ReturnWindow>) {
        self.0.outbox.close(code, window);
    }

    /// The hello was accepted: its deadline is lifted and the socket counts for the account.
    ///
    /// # Errors
    /// When the account has its share already; the socket is told to come back later.
    pub fn sign_in(&self, account: AccountId) -> Result<(), SignInRefused> {
        self.0.sign_in(account)
    }

    /// Begins a request; nothing when the socket has too many already, in which case it is closed.
    pub fn begin_request(&self) -> Option<InFlight> {
        let working = self.0.in_flight.get();
        if working >= self.0.settings.in_flight_max {
            let window = ReturnWindow { min_ms: 1_000, max_ms: 2_000 };
            self.close(CloseCode::TooManyMessages, Some(window));
            return None;
        }
        self.0.in_flight.set(working + 1);
        Some(InFlight(self.0.clone()))
    }

    pub(super) fn of(socket: &Rc<Socket>) -> Self {
        Self(socket.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.set(self.0.in_flight.get() - 1);
    }
}

/// What the guard, the body, the actor and the wheel share.
pub(super) struct Socket {
    pub(super) outbox: Rc<Outbox>,
    pub(super) link: Link,
    pub(super) settings: Rc<SocketSettings>,
    id: u64,
    peer: IpAddr,
    opened: Instant,
    heard: Cell<Instant>,
    next_ping: Cell<Instant>,
    pings: Cell<u64>,
    ends_by: Cell<Option<Instant>>,
    wheel: Weak<Wheel>,
    cut: Cell<bool>,
    /// Whoever waits for the cut without reading.
    until_cut: Cell<Option<Waker>>,
    peer_closed: Cell<bool>,
    in_flight: Cell<u32>,
    admitted: RefCell<Option<(Ticket, Listing)>>,
}

impl Socket {
    /// A socket whose deadlines the wheel looks at from now on.
    pub(super) fn open(
        settings: &Rc<SocketSettings>,
        wheel: &Rc<Wheel>,
        link: Link,
        ticket: Ticket,
        peer: IpAddr,
        list: impl FnOnce(&Rc<Outbox>) -> Listing,
    ) -> Rc<Self> {
        let limits = OutboxLimits { frames_max: settings.outbox_frames_max, bytes_max: settings.outbox_bytes_max };
        let outbox = Rc::new(Outbox::new(limits));
        let (now, id, listing) = (Instant::now(), ticket.id(), list(&outbox));
        let socket = Rc::new(Self {
            outbox,
            link,
            settings: settings.clone(),
            id,
            peer,
            opened: now,
            heard: Cell::new(now),
            next_ping: Cell::new(now + spread(settings.ping(), id)),
            pings: Cell::new(0),
            ends_by: Cell::new(None),
            wheel: Rc::downgrade(wheel),
            cut: Cell::new(false),
            until_cut: Cell::new(None),
            peer_closed: Cell::new(false),
            in_flight: Cell::new(0),
            admitted: RefCell::new(Some((ticket, listing))),
        });
        socket.watch(wheel);
        socket
    }

    /// Bytes arrived.
    pub(super) fn hear(&self, now: Instant) {
        self.heard.set(now);
    }

    /// The peer has sent its close, first or in answer to ours.
    pub(super) fn hear_close(&self, code: Option<u16>) {
        self.peer_closed.set(true);
        self.outbox.answer_close(code);
    }

    /// Whether the peer has sent its close.
    pub(super) fn peer_closed(&self) -> bool {
        self.peer_closed.get()
    }

    /// Cuts the connection at the wheel's next turn: the close frame has left by then, and nothing more is waited for.
    pub(super) fn cut_soon(self: &Rc<Self>) {
        let now = Instant::now();
        self.ends_by.set(Some(now));
        if let Some(wheel) = self.wheel.upgrade() {
            wheel.add(self.clone(), now);
        }
    }

    /// Ready once the connection was cut.
    pub(super) fn poll_cut(&self, cx: &Context<'_>) -> Poll<()> {
        if self.cut.get() {
            return Poll::Ready(());
        }
        self.until_cut.set(Some(cx.waker().clone()));
        Poll::Pending
    }

    fn cut(&self) {
        self.link.cut();
        self.cut.set(true);
        if let Some(waker) = self.until_cut.take() {
            waker.wake();
        }
    }

    /// The connection is gone.
    pub(super) fn gone(&self) {
        self.outbox.discard();
        self.link.release();
        self.admitted.borrow_mut().take();
    }

    fn look_open(&self, now: Instant) -> Option<Instant> {
        let silent_at = self.heard.get() + self.settings.silent();
        if silent_at <= now {
            self.cut();
            return None;
        }
        let hello_by = self.is_anonymous().then(|| self.opened + self.settings.hello());
        if hello_by.is_some_and(|deadline| deadline <= now) {
            self.outbox.close(CloseCode::SignedOut, None);
            return None;
        }
        if self.next_ping.get() <= now {
            self.pings.set(self.pings.get() + 1);
            self.next_ping.set(now + spread(self.settings.ping(), self.id.wrapping_add(self.pings.get())));
            self.outbox.push(&Frame::ping());
        }
        let next = silent_at.min(self.next_ping.get());
        Some(hello_by.map_or(next, |deadline| next.min(deadline)))
    }

    fn is_anonymous(&self) -> bool {
        self.admitted.borrow().as_ref().is_some_and(|(ticket, _)| ticket.entrant() == Entrant::Anonymous)
    }

    fn sign_in(&self, account: AccountId) -> Result<(), SignInRefused> {
        let mut admitted = self.admitted.borrow_mut();
        let Some((ticket, _)) = admitted.as_mut() else { return Ok(()) };
        match ticket.sign_in(account) {
            Ok(()) => Ok(()),
            Err(NoTicket::Full | NoTicket::TooManyAnonymous | NoTicket::TooManyAtOnce(_) | NoTicket::Draining) => {
                let (min_ms, max_ms) = (self.settings.overload_return_min_ms, self.settings.overload_return_max_ms);
                self.outbox.close(CloseCode::Overloaded, Some(ReturnWindow { min_ms, max_ms }));
                Err(SignInRefused)
            }
        }
    }

    /// From its end on, a socket has a deadline of its own.
    fn watch(self: &Rc<Self>, wheel: &Rc<Wheel>) {
        let (socket, clock) = (Rc::downgrade(self), Rc::downgrade(wheel));
        self.outbox.on_end(move |ending| end_soon(&socket, &clock, ending));
        let first = self.next_ping.get().min(self.opened + self.settings.silent());
        wheel.add(self.clone(), first.min(self.opened + self.settings.hello()));
    }
}

impl Timed for Socket {
    fn id(&self) -> u64 {
        self.id
    }

    fn look(&self, now: Instant) -> Option<Instant> {
        match self.outbox.ending() {
            Ending::Open => self.look_open(now),
            Ending::Closed(_) | Ending::Answered(_) => {
                if self.ends_by.get().is_some_and(|deadline| deadline <= now) {
                    self.cut();
                }
                None
            }
            Ending::Gone => None,
        }
    }
}

fn end_soon(socket: &Weak<Socket>, wheel: &Weak<Wheel>, ending: Ending) {
    let (Some(socket), Some(wheel)) = (socket.upgrade(), wheel.upgrade()) else { return };
    match ending {
        Ending::Closed(_) | Ending::Answered(_) => {
            let deadline = Instant::now() + socket.settings.close();
            socket.ends_by.set(Some(deadline));
            wheel.add(socket, deadline);
        }
        Ending::Open | Ending::Gone => {}
    }
}

/// The mean give or take a fifth, so that sockets that came together do not beat together. The spread needs no secrecy, only
/// variety, so it comes from the number.
fn spread(mean: Duration, number: u64) -> Duration {
    let parts = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48;
    mean.mul_f64(0.8 + 0.4 * (parts as f64 / 65_536.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heartbeats_are_spread_over_two_fifths_of_the_interval() {
        let spreads: Vec<_> = (0..1_000).map(|number| spread(Duration::from_secs(25), number)).collect();
        assert!(spreads.iter().all(|wait| (20..30).contains(&wait.as_secs())));
        let early = spreads.iter().filter(|wait| wait.as_secs() < 25).count();
        assert!((400..600).contains(&early), "{early}");
    }
}

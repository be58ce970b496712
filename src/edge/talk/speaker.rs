//! Who speaks over a socket, and where they have joined.

use crate::actor::Actors;
use crate::actor::rooms::room::Go;
use crate::actor::rooms::staff::Watch;
use crate::bus::CloseCode;
use crate::bus::{Fanout, Seat};
use crate::edge::http::auth;
use crate::edge::ws::SocketHandle;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, Error};
use examhall_domain::accounts::Locale;
use examhall_domain::id::{AttemptId, DeviceId, SittingId};
use examhall_domain::time::{Span, Timestamp};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tokio::sync::{Mutex, MutexGuard};

/// A session is looked up again after this, which also slides it on while an exam is written.
const SESSION_RECHECK: Span = Span::from_secs(30);

/// What a conversation starts with.
pub struct Opening {
    pub cx: Context,
    pub actors: Actors,
    pub fanout: Rc<Fanout>,
    pub locale: Locale,
    /// The handshake's request id, which problems name.
    pub request_id: String,
    /// The session of the handshake's cookie or header, if it had one.
    pub token: Option<String>,
}

/// One socket's side of the conversation.
pub(super) struct Speaker {
    pub(super) cx: Context,
    pub(super) actors: Actors,
    pub(super) fanout: Rc<Fanout>,
    pub(super) locale: Locale,
    pub(super) request_id: String,
    pub(super) socket: SocketHandle,
    signed_in: RefCell<Option<SignedIn>>,
    joined: RefCell<Option<Joined>>,
    is_gone: Cell<bool>,
    signing: Mutex<()>,
}

/// A session and the seat in its person's own channel.
pub(super) struct SignedIn {
    pub(super) caller: Caller,
    pub(super) token: String,
    pub(super) checked_at: Timestamp,
    pub(super) _seat: Seat,
}

/// A room and the seats taken in it.
pub(super) struct Joined {
    pub(super) room: SittingId,
    pub(super) part: Part,
    pub(super) _seats: Vec<Seat>,
    /// Of the staff alone.
    pub(super) _watch: Option<Watch>,
}

/// What somebody does in a room.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Staff,
    Student { attempt: Option<AttemptId>, device: DeviceId },
}

impl Speaker {
    pub(super) fn new(opening: Opening, socket: SocketHandle) -> Self {
        Self {
            cx: opening.cx,
            actors: opening.actors,
            fanout: opening.fanout,
            locale: opening.locale,
            request_id: opening.request_id,
            socket,
            signed_in: RefCell::default(),
            joined: RefCell::default(),
            is_gone: Cell::new(false),
            signing: Mutex::default(),
        }
    }

    /// Who speaks. The session is looked up now and then, so that one that ended says no more.
    pub(super) async fn caller(&self) -> Answer<Caller> {
        if !self.is_signed_in() {
            // A page asks as soon as the socket is open, while the session of its cookie is still being looked up.
            let _done = self.signing().await;
        }
        let now = self.cx.clock.now();
        let token = match &*self.signed_in.borrow() {
            None => return Err(ProblemType::NotSignedIn.into()),
            Some(known) if now - known.checked_at < SESSION_RECHECK => return Ok(known.caller),
            Some(known) => known.token.clone(),
        };
        // Boxed, since nearly nobody who speaks gets here.
        let caller = Box::pin(auth::authenticate_token(&self.cx, &token)).await.inspect_err(|error| {
            if ends_session(error) {
                self.socket.close(CloseCode::SignedOut, None);
            }
        })?;
        if let Some(known) = &mut *self.signed_in.borrow_mut() {
            (known.caller, known.checked_at) = (caller, now);
        }
        Ok(caller)
    }

    pub(super) fn is_signed_in(&self) -> bool {
        self.signed_in.borrow().is_some()
    }

    /// Held while the socket is being signed in.
    pub(super) async fn signing(&self) -> MutexGuard<'_, ()> {
        self.signing.lock().await
    }

    /// Remembers who speaks. A socket that went away meanwhile leaves the registry again.
    pub(super) fn remember(&self, signed_in: SignedIn) {
        if self.is_gone.get() {
            self.actors.sessions.detach(signed_in.caller.session, self.socket.id());
        } else {
            *self.signed_in.borrow_mut() = Some(signed_in);
        }
    }

    /// Where the socket has joined.
    pub(super) fn part(&self) -> Option<(SittingId, Part)> {
        self.joined.borrow().as_ref().map(|joined| (joined.room, joined.part))
    }

    /// Takes the place of an earlier room. `false` when the socket went away meanwhile.
    pub(super) fn join(&self, joined: Joined) -> bool {
        if self.is_gone.get() {
            return false;
        }
        *self.joined.borrow_mut() = Some(joined);
        true
    }

    /// Writes another attempt in the same room from now on.
    pub(super) fn write(&self, attempt: AttemptId) {
        if let Some(Joined { part: Part::Student { attempt: current, .. }, .. }) = &mut *self.joined.borrow_mut() {
            *current = Some(attempt);
        }
    }

    /// Leaves the room.
    pub(super) fn leave(&self) {
        let Some(joined) = self.joined.borrow_mut().take() else { return };
        let caller = self.signed_in.borrow().as_ref().map(|known| known.caller);
        if let (Part::Student { .. }, Some(caller)) = (joined.part, caller) {
            self.actors.rooms.go(joined.room, Go { account: caller.account, socket: self.socket.id() });
        }
    }

    /// The socket is gone.
    pub(super) fn leave_all(&self) {
        self.is_gone.set(true);
        self.leave();
        if let Some(known) = self.signed_in.borrow_mut().take() {
            self.actors.sessions.detach(known.caller.session, self.socket.id());
        }
    }
}

/// Whether a failed look at the session says that it is over; everything else may be right again in a moment.
pub(super) fn ends_session(error: &Error) -> bool {
    match error {
        Error::Refused(refusal) => matches!(refusal.problem, ProblemType::NotSignedIn | ProblemType::SessionEnded),
        Error::Store(_) => false,
    }
}

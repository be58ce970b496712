//! Which sockets belong to which session, so that ending a session ends its sockets within a second.

use crate::bus::CloseCode;
use examhall_domain::id::SessionId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// The signed-in sockets of this instance.
#[derive(Default)]
pub struct Sessions {
    sockets: Mutex<HashMap<SessionId, HashMap<u64, oneshot::Sender<CloseCode>>>>,
}

impl Sessions {
    /// A socket signed in; `close` closes it.
    pub fn attach(&self, session: SessionId, socket: u64, close: oneshot::Sender<CloseCode>) {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        sockets.entry(session).or_default().insert(socket, close);
    }

    /// A socket is gone.
    pub fn detach(&self, session: SessionId, socket: u64) {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = sockets.get_mut(&session) {
            own.remove(&socket);
            if own.is_empty() {
                sockets.remove(&session);
            }
        }
    }

    /// Ends the sockets of sessions that are over.
    pub fn end(&self, sessions: &[SessionId]) {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        for session in sessions {
            for (_, close) in sockets.remove(session).into_iter().flatten() {
                // Whose socket is gone already has nothing to close.
                let _ = close.send(CloseCode::SignedOut);
            }
        }
    }

    /// The sessions with sockets here.
    pub fn ids(&self) -> Vec<SessionId> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }
}

//! WebSocket connections: from the handshake to the last byte, every queue bounded.
//!
//! Inbound, a guard stands in front of the payload; outbound, a body of ours takes from the socket's outbox. One sweep per
//! worker thread looks at all deadlines. What is said over a socket is the [`Conversation`]'s business.

mod admission;
mod body;
mod connection;
mod frames;
mod guard;
mod options;
mod origin;
mod rate;
mod sockets;
mod wheel;

pub use admission::{Admission, Entrant};
pub use connection::{CloseCause, Conversation, SUBPROTOCOL, SocketWorker, UpgradeRefused};
pub use options::on_connect;
pub use origin::{OriginRefused, check_origin};
pub use sockets::{InFlight, SignInRefused, SocketHandle};

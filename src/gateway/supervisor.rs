//! The supervisor that started this process, such as systemd, where it wants to hear when people may come (`sd_notify`).

use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;

/// The variable in which a supervisor names the socket that it listens on.
pub const VARIABLE: &str = "NOTIFY_SOCKET";

/// Somebody who waits for word.
#[derive(Debug)]
pub struct Supervisor(PathBuf);

impl Supervisor {
    /// The one who listens on this socket.
    pub fn at(socket: &str) -> Self {
        Self(socket.into())
    }

    /// Says that people may come.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn say_ready(&self) -> io::Result<()> {
        UnixDatagram::unbound()?.send_to(b"READY=1", &self.0).map(|_| ())
    }
}

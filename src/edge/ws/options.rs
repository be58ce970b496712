//! Options of the TCP connection, and a handle that can cut it.
//!
//! The connection's task runs nothing while its peer does not read, so somebody else has to be able to end it. The handle is
//! a second descriptor of the same connection: it needs no unsafe code and costs one descriptor for each connection.

use crate::settings::SocketSettings;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::{SockRef, Socket, TcpKeepalive};
use std::any::Any;
use std::cell::RefCell;
use std::io;
use std::net::Shutdown;
use std::time::Duration;

/// For `HttpServer::on_connect`: sets the options and keeps the handle that an upgrade needs.
pub fn on_connect(settings: &SocketSettings) -> impl Fn(&dyn Any, &mut Extensions) + Send + Sync + Clone + 'static {
    let options = Options {
        unacknowledged: Duration::from_millis(settings.unacknowledged_ms),
        unsent_bytes_max: settings.unsent_bytes_max,
        keep_alive: Duration::from_millis(settings.keep_alive_ms),
    };
    move |connection, extensions| {
        let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
        match options.apply(SockRef::from(stream)) {
            Ok(link) => {
                extensions.insert(link);
            }
            Err(error) => tracing::warn!(%error, "a connection cannot be upgraded because its options cannot be set"),
        }
    }
}

#[derive(Clone)]
struct Options {
    unacknowledged: Duration,
    unsent_bytes_max: u32,
    keep_alive: Duration,
}

impl Options {
    fn apply(&self, socket: SockRef<'_>) -> io::Result<Link> {
        socket.set_tcp_nodelay(true)?;
        socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(self.keep_alive))?;
        #[cfg(target_os = "linux")]
        {
            socket.set_tcp_user_timeout(Some(self.unacknowledged))?;
            socket.set_tcp_notsent_lowat(self.unsent_bytes_max)?;
        }
        Ok(Link(RefCell::new(Some(socket.try_clone()?))))
    }
}

/// A second hand on a connection.
pub(super) struct Link(RefCell<Option<Socket>>);

impl Link {
    /// For tests that have no connection.
    #[cfg(test)]
    pub(super) fn to_nothing() -> Self {
        Self(RefCell::new(None))
    }

    /// Moves the hand to whoever upgrades the connection.
    pub(super) fn take(&self) -> Option<Self> {
        self.0.borrow_mut().take().map(|socket| Self(RefCell::new(Some(socket))))
    }

    /// Lets the kernel take no more than this from the peer ahead of us. Left to itself it takes megabytes from whoever
    /// floods, and the library reads all of that in one go, at the cost of everybody on the thread, when the connection ends.
    pub(super) fn bound_receiving(&self, bytes: usize) {
        if let Some(socket) = &*self.0.borrow()
            && let Err(error) = socket.set_recv_buffer_size(bytes)
        {
            tracing::debug!(%error, "the kernel takes from a connection as much as it likes");
        }
    }

    /// Sends what the kernel has, then the end of the stream.
    pub(super) fn end_writing(&self) {
        self.shut(Shutdown::Write);
    }

    /// Cuts the connection; what was not sent is given up.
    pub(super) fn cut(&self) {
        if let Some(socket) = &*self.0.borrow()
            && let Err(error) = socket.set_linger(Some(Duration::ZERO))
        {
            tracing::debug!(%error, "a connection that is cut keeps its unsent bytes for a while");
        }
        self.shut(Shutdown::Both);
    }

    /// Lets go, so that the connection ends when its task does.
    pub(super) fn release(&self) {
        self.0.borrow_mut().take();
    }

    fn shut(&self, how: Shutdown) {
        if let Some(socket) = &*self.0.borrow()
            && let Err(error) = socket.shutdown(how)
        {
            tracing::trace!(%error, "the connection had ended already");
        }
    }
}

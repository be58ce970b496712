//! Bounds of WebSocket connections.

use serde::Deserialize;
use std::time::Duration;

/// `[socket]` of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocketSettings {
    /// Sockets of this instance.
    pub sockets_max: usize,
    /// Sockets of one account on this instance.
    pub sockets_per_account_max: usize,
    /// Sockets that have not signed in yet.
    pub anonymous_max: usize,
    /// Sockets of one address (IPv6: one /64) that have not signed in yet.
    pub anonymous_per_network_max: usize,
    /// Sockets that are let in each second: of those who are signed in, and as many of those who are not.
    pub admissions_per_s: u32,
    /// Sockets that are let in at once before that rate counts.
    pub admissions_burst: u32,
    /// A socket has to sign in within this.
    pub hello_ms: u64,
    /// Bytes of one message from a client, whatever its fragments.
    pub message_bytes_max: usize,
    /// Frames that a client may send each second, heartbeats included.
    pub messages_per_s: u32,
    /// Frames that a client may send at once before the rate counts.
    pub messages_burst: u32,
    /// Requests of one socket that may be worked on at once.
    pub in_flight_max: u32,
    /// Frames that may wait for one socket.
    pub outbox_frames_max: usize,
    /// Bytes that may wait for one socket.
    pub outbox_bytes_max: usize,
    /// Time between two pings, give or take a fifth.
    pub ping_ms: u64,
    /// Who was not heard for this long is gone.
    pub silent_ms: u64,
    /// How long a peer may take to answer a close before the connection is cut.
    pub close_ms: u64,
    /// How often deadlines are looked at.
    pub tick_ms: u64,
    /// Sent data that stays unacknowledged for this long ends the connection (`TCP_USER_TIMEOUT`).
    pub unacknowledged_ms: u64,
    /// Bytes that the kernel takes ahead of the network (`TCP_NOTSENT_LOWAT`).
    pub unsent_bytes_max: u32,
    /// Bytes that the kernel takes from a client ahead of us (`SO_RCVBUF`).
    pub unread_bytes_max: usize,
    /// Bytes of responses collected before a write; goes to `HttpServer::h1_write_buffer_size`.
    pub write_buffer_bytes: usize,
    /// Idle time before the kernel probes a connection.
    pub keep_alive_ms: u64,
    /// Origins of pages that may open a socket; empty: the page's host has to be the one that it talks to.
    pub origins: Vec<String>,
    /// When an overloaded server lets clients come back, earliest.
    pub overload_return_min_ms: u32,
    /// When an overloaded server lets clients come back, latest.
    pub overload_return_max_ms: u32,
    /// In how many slices a draining instance sends its sockets away.
    pub drain_slices: u32,
    /// When those it sent away come back, earliest.
    pub drain_return_min_ms: u32,
    /// When those it sent away come back, latest.
    pub drain_return_max_ms: u32,
    /// Whether pages name their room to whatever stands in front of several instances.
    pub name_rooms: bool,
}

impl SocketSettings {
    /// The deadline of the first `hello`.
    pub fn hello(&self) -> Duration {
        Duration::from_millis(self.hello_ms)
    }

    /// The mean time between pings.
    pub fn ping(&self) -> Duration {
        Duration::from_millis(self.ping_ms)
    }

    /// The silence that means gone.
    pub fn silent(&self) -> Duration {
        Duration::from_millis(self.silent_ms)
    }

    /// The patience with a close.
    pub fn close(&self) -> Duration {
        Duration::from_millis(self.close_ms)
    }

    /// The grain of deadlines.
    pub fn tick(&self) -> Duration {
        Duration::from_millis(self.tick_ms)
    }
}

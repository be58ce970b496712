//! Why a socket is closed, and whether its client should come back.
//!
//! The browser reads the same table from `static/protocol.json`; a test holds the two together.

use serde::{Deserialize, Serialize};

/// A close code of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// This instance drains.
    Draining,
    /// Not signed in, or the session ended.
    SignedOut,
    /// Another device took the attempt over.
    TakenOver,
    /// The peer broke the protocol.
    ProtocolError,
    /// The peer could not keep up and events were dropped.
    TooSlow,
    /// The peer sent more than it may.
    TooManyMessages,
    /// The server, or one account's share of it, is full.
    Overloaded,
}

/// Whether and when a client comes back after a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Return {
    /// Within the window that the close names.
    Window,
    /// Not by itself.
    No,
    /// Immediately, with the last offset it saw.
    AtOnce,
    /// After the wait that the close names.
    After,
    /// After a random wait.
    Jitter,
}

/// When a client should come back: a uniformly random moment between the two, counted from the close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnWindow {
    pub min_ms: u32,
    pub max_ms: u32,
}

impl CloseCode {
    /// Every code, in the table's order.
    pub const ALL: [Self; 7] = [
        Self::Draining,
        Self::SignedOut,
        Self::TakenOver,
        Self::ProtocolError,
        Self::TooSlow,
        Self::TooManyMessages,
        Self::Overloaded,
    ];

    /// The number on the wire (RFC 6455, section 7.4).
    pub const fn code(self) -> u16 {
        match self {
            Self::Draining => 1001,
            Self::SignedOut => 4000,
            Self::TakenOver => 4001,
            Self::ProtocolError => 4002,
            Self::TooSlow => 4003,
            Self::TooManyMessages => 4004,
            Self::Overloaded => 4008,
        }
    }

    /// The stable name.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Draining => "draining",
            Self::SignedOut => "signed_out",
            Self::TakenOver => "taken_over",
            Self::ProtocolError => "protocol_error",
            Self::TooSlow => "too_slow",
            Self::TooManyMessages => "too_many_messages",
            Self::Overloaded => "overloaded",
        }
    }

    /// Whether the client should come back.
    pub const fn returns(self) -> Return {
        match self {
            Self::Draining => Return::Window,
            Self::SignedOut | Self::TakenOver | Self::ProtocolError => Return::No,
            Self::TooSlow => Return::AtOnce,
            Self::TooManyMessages => Return::After,
            Self::Overloaded => Return::Jitter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Table {
        close_codes: Vec<Row>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        code: u16,
        slug: String,
        #[serde(rename = "return")]
        returns: Return,
    }

    #[test]
    fn the_codes_are_those_that_the_browser_reads() {
        let table: Table = serde_json::from_str(include_str!("../../static/protocol.json")).unwrap();
        let ours =
            CloseCode::ALL.map(|code| Row { code: code.code(), slug: code.slug().to_owned(), returns: code.returns() });
        assert_eq!(table.close_codes, ours);
    }
}

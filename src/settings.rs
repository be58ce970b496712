//! Typed configuration: loaded once, validated, then never changed.

mod bus;
mod socket;

pub use bus::BusSettings;
pub use socket::SocketSettings;

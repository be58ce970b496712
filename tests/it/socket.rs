//! Sockets against a real server on port 0, with clients that speak raw TCP and keep to no rule.

pub(crate) mod client;
mod crowd;
mod deadlines;
mod doors;
mod protocol;
mod server;

//! The edge: decode, authorise, call a use case, encode. No rule is decided here.

pub mod decode;
pub mod http;
pub mod inputs;
pub mod talk;
pub mod ws;

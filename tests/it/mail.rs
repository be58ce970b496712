//! Mails against the real server: written with the deed, sent after it, once or with the same Message-ID, to real servers
//! that behave well and badly.

mod delivery;
pub(crate) mod letters;
mod limits;
mod smtp;

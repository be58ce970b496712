//! The exam as students and proctors live it: over the socket and over plain HTTP, against the real server.

mod answers;
mod clock;
mod deadlines;
mod devices;
mod export;
mod joining;
mod limits;
mod marking;
mod pictures;
mod plain_http;
mod planning;
mod results;
pub(crate) mod school;
mod secrecy;
mod sessions;
pub(crate) mod socket;
mod talking;
mod talking_limits;
mod wall;

//! What instances share through Redis, on real servers: the bus, the limits of rate and presence, while servers stop, hang,
//! come back empty, are failed over or are three of one cluster.

mod bus;
mod cluster;
mod faults;
mod instances;
mod limits;
mod presence;
mod sentinel;
pub mod server;

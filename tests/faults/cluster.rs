//! Two instances, one exam: the programs behind the shipped nginx, with one Redis and one PostgreSQL between them, while one
//! after the other dies, drains, is upgraded or loses what it depends on.

mod balancer;
mod exam;
mod hall;
mod limits;
mod peer;
mod postgres;
mod proxy;
mod redis;
mod replica;
mod restart;
mod room;
mod sale;
mod upgrade;

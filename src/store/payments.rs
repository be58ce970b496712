//! Payments: orders with their payments, refunds, history and ledger, the access that they grant, and what makes every step
//! happen once. One file per table; [`partition`] keeps the months that PostgreSQL stores them in.

pub mod access;
pub mod event;
pub mod idempotency;
pub mod inbox;
pub mod ledger;
pub mod open_order;
pub mod order;
pub mod outbox;
pub mod partition;
mod payment;
pub mod reference;
mod refund;

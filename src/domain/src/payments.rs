//! Payments: what is owed, what was paid and what was given back, and the access that follows.
//!
//! It knows no gateway's wire, no store and no clock: what a gateway said arrives as a command, and what has to be done
//! leaves as the next act.

pub mod key;
pub mod reference;

pub use key::{IdempotencyKey, KeyFault};
pub use reference::{GatewayName, GatewayOrderId, GatewayPaymentId, GatewayRefundId, ReferenceFault};

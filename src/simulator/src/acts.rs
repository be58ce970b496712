//! What can be done at the gateway, each in one transaction that also writes the movements of money and the events.

mod authorize;
mod capture;
mod checkout;
mod create_order;
mod due;
mod error;
mod find;
mod pay;
mod refund;
mod tell;

pub use capture::capture;
pub use checkout::{NewCheckout, Visit, open_checkout, pay_at_checkout};
pub use create_order::{NewOrder, create_order};
pub use due::{carry_out_due, forget, hurry, is_quiet, next_due};
pub use error::Error;
pub use find::{order, payment, refund as refund_of};
pub use pay::{Outcome, Pay, pay};
pub use refund::{NewRefund, refund};

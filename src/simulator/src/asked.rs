//! What callers ask, read from their JSON as strictly as Razorpay reads it.

mod capture;
mod field;
mod form;
mod list;
mod order;
mod refund;

pub use capture::capture;
pub use form::checkout;
pub use list::list;
pub use order::{AMOUNT_MAX, order};
pub use refund::refund;

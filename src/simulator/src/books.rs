//! The simulator's own books: one SQLite file, written in transactions that are on the disk before anybody is answered.
//!
//! One connection writes, a few others read. Rows know nothing of the wire; what is stored as JSON is what the merchant sent.

mod checkouts;
mod events;
mod file;
mod movements;
mod orders;
mod payments;
mod refunds;
mod secrets;
mod totals;
mod word;

pub use checkouts::{Checkout, find_checkout, insert_checkout, remember_payment};
pub use events::{
    Due, Event, EventState, append, due_events, end, forget_events, hurry_events, next_delivery, put_off, waiting,
};
pub use file::{Books, BooksError, number};
pub use movements::{Account, Movement, book};
pub use orders::{Order, OrderStatus, Orders, find_order, insert_order, list_orders, same_receipt, update_order};
pub use payments::{
    Failure, Method, Payment, PaymentStatus, Payments, Planned, due_payments, find_payment, hurry_payments,
    insert_payment, list_payments, next_authorization, next_payment, update_payment,
};
pub use refunds::{
    Ending, Refund, RefundStatus, Refunds, due_refunds, find_key, find_refund, hurry_refunds, insert_refund, keep_key,
    list_refunds, next_refund, update_refund,
};
pub use secrets::{current_secret, know_secret, rotate_secret, secret};
pub use totals::totals;
pub use word::UnknownWord;

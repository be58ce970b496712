//! The HTTP interface: Razorpay's under `/v1`, the page on which people pay, and the simulator's own under `/simulator`.

mod admin;
mod auth;
mod body;
mod checkout;
mod failed;
mod faulty;
mod orders;
mod payments;
mod refunds;
mod routes;

pub use admin::CALLS;
pub use routes::routes;

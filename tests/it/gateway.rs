//! Clients of payment gateways against a server that says what it is told to, and against bodies and signatures that the
//! gateways publish.
//!
//! The bodies under `razorpay/` are the samples of <https://razorpay.com/docs>; the one that is signed comes from the tests
//! of its libraries. Nothing here is made with the client that it tests.

mod bodies;
mod calls;
mod checkout;
mod limits;
mod outcomes;
mod server;
mod webhooks;

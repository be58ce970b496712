//! Payments: orders, what gateways say of them, and the access that follows.
//!
//! Later slices use [`api`] only.

pub mod access_book;
pub mod access_state;
pub mod api;
pub mod check_access;
pub mod checkout;
pub mod dead_letters;
pub mod find_orders;
pub mod housekeep;
pub mod inspect_order;
pub mod list_access;
pub mod list_history;
pub mod news;
pub mod queue;
pub mod read_order;
pub mod read_pricing;
pub mod read_receipt;
pub mod read_reconciliation;
pub mod records;
mod scope;
pub mod stale;
pub mod verify_ledger;
pub mod views;
mod waiting;

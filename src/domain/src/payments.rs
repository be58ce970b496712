//! Payments: what is owed, what was paid and what was given back, and the access that follows.
//!
//! It knows no gateway's wire, no store and no clock: what a gateway said arrives as a command, and what has to be done
//! leaves as the next act.

pub mod access;
pub mod balance;
pub mod command;
pub mod event;
pub mod key;
pub mod ledger;
pub mod next;
pub mod order;
pub mod payment;
pub mod price;
pub mod priority;
pub mod receipt;
pub mod reference;
pub mod refund;
pub mod status;
pub mod step;
pub mod timeline;
pub mod waits;
mod word;

pub use access::{AccessSource, AccessSpan, AccessView};
pub use balance::{Balances, balances};
pub use command::{AskedRefund, Circumstances, Command, Decision, Rejection};
pub use event::Event;
pub use key::{IdempotencyKey, KeyFault};
pub use ledger::{LedgerAccount, LedgerLine, postings};
pub use next::{Next, next_act};
pub use order::{Closing, Entitlement, Opening, Order, Phase, ReviewReason, Subject};
pub use payment::{Capture, Payment, PaymentStatus, Role, SeenPayment, Witness};
pub use price::{AccessDays, PriceFault};
pub use priority::{QueuePriority, Thresholds};
pub use receipt::{read_receipt_number, receipt_number};
pub use reference::{GatewayName, GatewayOrderId, GatewayPaymentId, GatewayRefundId, ReferenceFault};
pub use refund::{AccessPolicy, Progress, Refund, RefundKind, RefundStatus, SeenRefund, Why};
pub use status::OrderStatus;
pub use step::{Placing, Step, place, step};
pub use waits::Waits;

//! What a gateway has of an order. What it says of payments and refunds, the domain takes as it is.

use examhall_domain::id::OrderId;
use examhall_domain::money::Money;
use examhall_domain::payments::GatewayOrderId;

/// An order that a gateway has. A picture of one moment: a later one may arrive earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedOrder {
    pub id: GatewayOrderId,
    /// Which of our orders it was opened for; nothing when it was not opened by us.
    pub ours: Option<OrderId>,
    /// What has to be paid.
    pub price: Money,
    pub status: OpenedStatus,
}

/// How far an order has come. A gateway may leave it at paid after a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedStatus {
    /// Nobody has tried to pay.
    Created,
    /// Somebody has tried.
    Attempted,
    /// A payment was captured.
    Paid,
}

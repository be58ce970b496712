//! What is asked of a gateway. Our own identifiers go along as receipts and keys, so that a repeat is recognised and
//! what the gateway has can be found again.

use examhall_domain::id::{OrderId, RefundId};
use examhall_domain::money::Money;
use examhall_domain::payments::{GatewayOrderId, GatewayPaymentId};
use std::collections::BTreeMap;

/// An order to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrder {
    /// Ours; the gateway has it as receipt.
    pub id: OrderId,
    /// What has to be paid.
    pub price: Money,
}

/// Money to be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundAsk {
    /// Ours; the gateway has it as receipt and as key of idempotency.
    pub id: RefundId,
    /// Which payment it is taken from.
    pub payment: GatewayPaymentId,
    /// How much, never more than is left of the payment.
    pub money: Money,
}

/// What a checkout shows and where it leads.
#[derive(Clone, Copy, Debug)]
pub struct CheckoutAsk<'a> {
    /// The order as the gateway knows it.
    pub order: &'a GatewayOrderId,
    /// What has to be paid.
    pub price: Money,
    /// Who sells, as people know them.
    pub seller: &'a str,
    /// What is sold.
    pub item: &'a str,
    /// Who pays.
    pub payer: Payer<'a>,
    /// Where the browser brings what came of it.
    pub callback_url: &'a str,
    /// Where the browser goes when the person turns back.
    pub cancel_url: &'a str,
}

/// Who pays; the gateway's form is filled in with it.
#[derive(Clone, Copy, Debug)]
pub struct Payer<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

/// A form that a page sends with POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// Where it goes.
    pub action: String,
    /// Its hidden fields.
    pub fields: BTreeMap<&'static str, String>,
}

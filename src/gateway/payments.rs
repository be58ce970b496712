//! Payment gateways behind one trait: orders, payments, captures, refunds, checkouts, webhooks, in words that fit all of
//! them.
//!
//! A gateway says what it saw and what it did. What follows from that for an order is the domain's to decide, so nothing
//! here knows whether something was paid enough, twice or too late. Calls are repeated here only as often as the settings
//! say and only where a repeat cannot double an effect; sagas and sweeps are the callers'.
//!
//! Gateways differ, and the trait leaves room for that. One without captures or refunds says so in its [`Abilities`], so
//! that nobody asks. One whose webhooks prove nothing is a doorbell: its notices name an order and see nothing, and the
//! caller reads the order. One with form bodies, tokens or other headers asks the same client for other calls.

mod asks;
mod backoff;
mod call;
mod client;
mod connector;
mod error;
mod known;
mod notice;
pub mod razorpay;
mod seen;
mod signature;
mod tls;

pub use asks::{Checkout, CheckoutAsk, NewOrder, Payer, RefundAsk};
pub use error::{BadGateway, GatewayError, Refusal};
pub use known::PaymentGateways;
pub use notice::{BadSignature, Callback, Delivery, EventId, FailedTry, Notice, Unreadable};
pub use seen::{OpenedOrder, OpenedStatus};

use examhall_domain::id::OrderId;
use examhall_domain::money::Money;
use examhall_domain::payments::{
    GatewayName, GatewayOrderId, GatewayPaymentId, GatewayRefundId, SeenPayment, SeenRefund,
};
use futures_util::future::BoxFuture;

/// What a gateway answers in time.
pub type Answered<'a, T> = BoxFuture<'a, Result<T, GatewayError>>;

/// A payment gateway.
///
/// Every call is bounded in time. Of one that is dropped midway, as of one that ends in [`GatewayError::Unknown`], nobody
/// knows whether it was done; the same call with the same identifiers may be made again.
pub trait PaymentGateway: Send + Sync + 'static {
    /// Its name in addresses and rows.
    fn name(&self) -> &GatewayName;

    /// What it can do.
    fn abilities(&self) -> Abilities;

    /// Whether it would take this amount, before anybody is asked for it.
    ///
    /// # Errors
    /// What it would refuse it for.
    fn accepts(&self, price: Money) -> Result<(), Refusal>;

    /// Opens an order with it. The same order opened again is the one that is open.
    fn open_order<'a>(&'a self, order: &'a NewOrder) -> Answered<'a, OpenedOrder>;

    /// Reads an order.
    fn read_order<'a>(&'a self, order: &'a GatewayOrderId) -> Answered<'a, OpenedOrder>;

    /// Finds what was opened for an order of ours, for when the answer got lost.
    fn find_orders(&self, order: OrderId) -> Answered<'_, Vec<OpenedOrder>>;

    /// Every try to pay an order.
    fn payments_of<'a>(&'a self, order: &'a GatewayOrderId) -> Answered<'a, Vec<SeenPayment>>;

    /// Reads a payment.
    fn read_payment<'a>(&'a self, payment: &'a GatewayPaymentId) -> Answered<'a, SeenPayment>;

    /// Takes the money of an authorised payment. One that was captured meanwhile is answered as captured.
    fn capture<'a>(&'a self, payment: &'a GatewayPaymentId, price: Money) -> Answered<'a, SeenPayment>;

    /// Gives money back. The same refund asked for again is the one that was made.
    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> Answered<'a, SeenRefund>;

    /// Reads a refund.
    fn read_refund<'a>(&'a self, refund: &'a GatewayRefundId) -> Answered<'a, SeenRefund>;

    /// Every refund of a payment, also those that somebody made elsewhere.
    fn refunds_of<'a>(&'a self, payment: &'a GatewayPaymentId) -> Answered<'a, Vec<SeenRefund>>;

    /// The form that takes a browser to its checkout.
    fn checkout(&self, ask: &CheckoutAsk<'_>) -> Checkout;

    /// The origin that checkout forms are sent to, for the page's security policy.
    fn checkout_origin(&self) -> &str;

    /// What a browser brought back from the checkout. Nothing of it is proven before [`PaymentGateway::confirms`].
    ///
    /// # Errors
    /// When the fields say neither of payment nor of failure.
    fn read_callback(&self, fields: &[(String, String)]) -> Result<Callback, Unreadable>;

    /// Whether the gateway signed that this payment paid this order. The order's id has to come from our own rows.
    ///
    /// # Errors
    /// When it did not.
    fn confirms(&self, order: &GatewayOrderId, payment: &GatewayPaymentId, signature: &str)
    -> Result<(), BadSignature>;

    /// The headers of a webhook that have to reach [`PaymentGateway::admit`], in lower case.
    fn webhook_headers(&self) -> &'static [&'static str];

    /// Whether a webhook comes from the gateway, and the name that its repeats bear too. Cheap: to be called before the
    /// webhook is stored.
    ///
    /// # Errors
    /// When nobody signed exactly these bytes with a secret that we know.
    fn admit(&self, delivery: &Delivery<'_>) -> Result<EventId, BadSignature>;

    /// What an admitted webhook says.
    ///
    /// # Errors
    /// When it is not what the gateway documents.
    fn read_notice(&self, body: &[u8]) -> Result<Notice, Unreadable>;
}

/// What a gateway can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// Who takes authorised money.
    pub captures: Captures,
    /// How money is given back.
    pub refunds: Refunds,
    /// What its webhooks are worth.
    pub webhooks: Webhooks,
}

/// Who takes authorised money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Captures {
    /// We do, with a call; or the gateway by itself where its account is set so.
    Asked,
    /// A payment that succeeds is captured; there is nothing to call.
    WithPayment,
}

/// How money is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunds {
    /// With a call.
    Asked,
    /// By a person outside of this system, who says so afterwards.
    ByHand,
}

/// What a gateway's webhooks are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Webhooks {
    /// What they say is signed.
    Signed,
    /// They prove nothing; whoever hears one reads the order.
    Doorbells,
}

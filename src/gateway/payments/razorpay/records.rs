//! The records of one account: opened, read, captured and refunded over the API.
//!
//! Each question may be asked twice. An order bears our receipt and is opened once for it, a payment is captured once, and
//! a refund bears its key.

use super::wire::{Collection, NewOrderBody, NewRefundBody, OrderBody, PaymentBody, PriceBody, RefundBody};
use super::{answer, units};
use crate::gateway::payments::call::{Body, Call};
use crate::gateway::payments::client::GatewayClient;
use crate::gateway::payments::error::GatewayError;
use crate::gateway::payments::{NewOrder, OpenedOrder, RefundAsk};
use examhall_domain::id::OrderId;
use examhall_domain::money::Money;
use examhall_domain::payments::{GatewayOrderId, GatewayPaymentId, GatewayRefundId, SeenPayment, SeenRefund};
use hyper::header::{HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// At least ten letters, digits, `_` and `-`: the refund's own id.
const IDEMPOTENCY: HeaderName = HeaderName::from_static("x-refund-idempotency");
/// As many records of a list as one answer may have.
const PAGE: usize = 100;
/// A payment with more refunds than these pages hold is not one of ours.
const PAGES_MAX: usize = 10;

/// The records of one account.
pub(super) struct Records {
    client: GatewayClient,
}

impl Records {
    pub(super) fn new(client: GatewayClient) -> Self {
        Self { client }
    }

    pub(super) async fn open_order(&self, order: &NewOrder) -> Result<OpenedOrder, GatewayError> {
        let amount = units::amount(order.price).map_err(GatewayError::Refused)?;
        let receipt = order.id.to_string();
        let asked = NewOrderBody { amount, currency: order.price.currency, receipt: &receipt, unique_receipt: true };
        let call = Call::once("open_order", "/orders".to_owned(), json(&asked)?);
        let opened = self.client.ask(&call, answer::read::<OrderBody>).await?.opened();
        if opened.ours == Some(order.id) && opened.price == order.price {
            Ok(opened)
        } else {
            // Not what was asked for, so nobody may pay it.
            Err(GatewayError::Refused(answer::other_than_asked("receipt")))
        }
    }

    pub(super) async fn read_order(&self, order: &GatewayOrderId) -> Result<OpenedOrder, GatewayError> {
        let found: OrderBody = self.read("read_order", format!("/orders/{order}")).await?;
        about(order, found.opened(), |opened| &opened.id)
    }

    pub(super) async fn find_orders(&self, order: OrderId) -> Result<Vec<OpenedOrder>, GatewayError> {
        let path = format!("/orders?receipt={order}&count={PAGE}");
        let found: Collection<OrderBody> = self.read("find_orders", path).await?;
        // The gateway looks for receipts that contain the text.
        let opened = found.items.into_iter().map(OrderBody::opened);
        Ok(opened.filter(|opened| opened.ours == Some(order)).collect())
    }

    pub(super) async fn payments_of(&self, order: &GatewayOrderId) -> Result<Vec<SeenPayment>, GatewayError> {
        // This list takes no count and comes whole.
        let found: Collection<PaymentBody> = self.read("payments_of", format!("/orders/{order}/payments")).await?;
        Ok(found.items.into_iter().map(PaymentBody::seen).collect())
    }

    pub(super) async fn read_payment(&self, payment: &GatewayPaymentId) -> Result<SeenPayment, GatewayError> {
        let found: PaymentBody = self.read("read_payment", format!("/payments/{payment}")).await?;
        about(payment, found.seen(), |seen| &seen.id)
    }

    pub(super) async fn capture(&self, payment: &GatewayPaymentId, price: Money) -> Result<SeenPayment, GatewayError> {
        let amount = units::amount(price).map_err(GatewayError::Refused)?;
        let body = json(&PriceBody { amount, currency: price.currency })?;
        let call = Call::once("capture", format!("/payments/{payment}/capture"), body);
        let refusal = match self.client.ask(&call, answer::read::<PaymentBody>).await {
            Ok(captured) => return about(payment, captured.seen(), |seen| &seen.id),
            Err(GatewayError::Refused(refusal)) => refusal,
            Err(error) => return Err(error),
        };
        // A second capture is refused in words that may change: what the payment has become decides.
        match self.read_payment(payment).await {
            Ok(seen) if seen.status.is_captured() => Ok(seen),
            Ok(_) => Err(GatewayError::Refused(refusal)),
            Err(_) => Err(GatewayError::unknown("it refused, and what the payment has become could not be read")),
        }
    }

    pub(super) async fn refund(&self, ask: &RefundAsk) -> Result<SeenRefund, GatewayError> {
        let amount = units::amount(ask.money).map_err(GatewayError::Refused)?;
        let receipt = ask.id.to_string();
        let key = HeaderValue::from_str(&receipt)
            .map_err(|_| GatewayError::Misconfigured("a refund's id cannot be its key".to_owned()))?;
        let body = json(&NewRefundBody { amount, receipt: &receipt })?;
        let mut call = Call::once("refund", format!("/payments/{}/refund", ask.payment), body);
        call.headers.push((IDEMPOTENCY, key));
        let made = self.client.ask(&call, answer::read::<RefundBody>).await?.seen();
        about(&ask.payment, made, |seen| &seen.payment)
    }

    pub(super) async fn read_refund(&self, refund: &GatewayRefundId) -> Result<SeenRefund, GatewayError> {
        let found: RefundBody = self.read("read_refund", format!("/refunds/{refund}")).await?;
        about(refund, found.seen(), |seen| &seen.id)
    }

    pub(super) async fn refunds_of(&self, payment: &GatewayPaymentId) -> Result<Vec<SeenRefund>, GatewayError> {
        let mut all = Vec::new();
        for page in 0..PAGES_MAX {
            let path = format!("/payments/{payment}/refunds?count={PAGE}&skip={}", page * PAGE);
            let found: Collection<RefundBody> = self.read("refunds_of", path).await?;
            let is_last = found.items.len() < PAGE;
            all.extend(found.items.into_iter().map(RefundBody::seen));
            if is_last {
                return Ok(all);
            }
        }
        Err(GatewayError::unknown("its list has no end"))
    }

    async fn read<T: DeserializeOwned>(&self, operation: &'static str, path: String) -> Result<T, GatewayError> {
        self.client.ask(&Call::read(operation, path), answer::read::<T>).await
    }
}

fn json(asked: &impl Serialize) -> Result<Body, GatewayError> {
    let bytes = serde_json::to_vec(asked)
        .map_err(|_| GatewayError::Misconfigured("what is asked cannot be written as JSON".to_owned()))?;
    Ok(Body { content_type: JSON, bytes: bytes.into() })
}

/// What was answered, if it is about what was asked.
fn about<T, I: PartialEq>(asked: &I, seen: T, of: fn(&T) -> &I) -> Result<T, GatewayError> {
    if of(&seen) == asked { Ok(seen) } else { Err(GatewayError::unknown("it answered about something else")) }
}

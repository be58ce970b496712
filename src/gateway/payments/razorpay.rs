//! Razorpay (<https://razorpay.com/docs/api>): orders, payments and refunds over JSON, a hosted checkout, signed webhooks.
//!
//! It keeps to what its documents say and to what is known beside them: a status decides and never a flag beside it, any
//! 2xx is success, fields that nobody asked for are passed over, and what is asked for again bears the same receipt or key.

mod answer;
mod callback;
mod checkout;
mod units;
mod webhook;
mod wire;

use super::call::{Body, Call};
use super::client::GatewayClient;
use super::error::{BadGateway, GatewayError, Refusal};
use super::notice::{BadSignature, Callback, Delivery, EventId, Notice, Unreadable};
use super::seen::OpenedOrder;
use super::signature::SharedKey;
use super::{
    Abilities, Answered, Captures, Checkout, CheckoutAsk, NewOrder, PaymentGateway, RefundAsk, Refunds, Webhooks,
};
use crate::settings::RazorpaySettings;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_domain::id::OrderId;
use examhall_domain::money::Money;
use examhall_domain::payments::{
    GatewayName, GatewayOrderId, GatewayPaymentId, GatewayRefundId, SeenPayment, SeenRefund,
};
use futures_util::FutureExt;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use serde::Serialize;
use wire::{Collection, NewOrderBody, NewRefundBody, OrderBody, PaymentBody, PriceBody, RefundBody};

/// Its section of the settings and its name in addresses, rows and metrics.
const NAME: &str = "razorpay";
const JSON: &str = "application/json";
/// At least ten letters, digits, `_` and `-`: the refund's own id.
const IDEMPOTENCY: HeaderName = HeaderName::from_static("x-refund-idempotency");
/// As many records of a list as one answer may have.
const PAGE: usize = 100;
/// A payment with more refunds than these pages hold is not one of ours.
const PAGES_MAX: usize = 10;

/// A client of one account. Debug output shows nothing of it.
pub struct Razorpay {
    name: GatewayName,
    client: GatewayClient,
    key_id: String,
    origin: String,
    checkout_key: SharedKey,
    webhook_keys: Vec<SharedKey>,
}

impl Razorpay {
    /// Prepares the client; the gateway is not asked yet.
    ///
    /// # Errors
    /// When a key is missing or cannot stand in a header, or the machine makes no connections over TLS.
    pub fn new(settings: &RazorpaySettings) -> Result<Self, BadGateway> {
        let bad = |what: &str| BadGateway { gateway: NAME, what: what.to_owned() };
        let name = GatewayName::parse(NAME).map_err(|fault| bad(&fault.to_string()))?;
        let checkout_key = SharedKey::new(&settings.key_secret).ok_or_else(|| bad("key_secret is empty"))?;
        let current = SharedKey::new(&settings.webhook_secret).ok_or_else(|| bad("webhook_secret is empty"))?;
        let previous = SharedKey::new(&settings.webhook_secret_previous);
        let authorization = authorization(settings).ok_or_else(|| bad("key_id is not a key"))?;
        let headers = HeaderMap::from_iter([(AUTHORIZATION, authorization)]);
        let client = GatewayClient::new(NAME, &settings.base_url, headers, &settings.calls())
            .map_err(|why| bad(&format!("base_url: {why}")))?;
        Ok(Self {
            name,
            key_id: settings.key_id.clone(),
            origin: checkout::origin(client.base_url()).to_owned(),
            client,
            checkout_key,
            webhook_keys: [Some(current), previous].into_iter().flatten().collect(),
        })
    }

    async fn opened(&self, order: &NewOrder) -> Result<OpenedOrder, GatewayError> {
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

    async fn read_one<T, S>(&self, operation: &'static str, path: String, told: fn(T) -> S) -> Result<S, GatewayError>
    where
        T: serde::de::DeserializeOwned,
    {
        self.client.ask(&Call::read(operation, path), answer::read::<T>).await.map(told)
    }

    /// Every record of a list, page by page.
    async fn read_all<T>(&self, operation: &'static str, path: &str) -> Result<Vec<T>, GatewayError>
    where
        T: serde::de::DeserializeOwned,
    {
        let mut all = Vec::new();
        for page in 0..PAGES_MAX {
            let path = format!("{path}?count={PAGE}&skip={}", page * PAGE);
            let call = Call::read(operation, path);
            let found = self.client.ask(&call, answer::read::<Collection<T>>).await?.items;
            let is_last = found.len() < PAGE;
            all.extend(found);
            if is_last {
                return Ok(all);
            }
        }
        Err(GatewayError::unknown("its list has no end"))
    }

    async fn captured(&self, payment: &GatewayPaymentId, price: Money) -> Result<SeenPayment, GatewayError> {
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

    async fn refunded(&self, ask: &RefundAsk) -> Result<SeenRefund, GatewayError> {
        let amount = units::amount(ask.money).map_err(GatewayError::Refused)?;
        let receipt = ask.id.to_string();
        let key = HeaderValue::from_str(&receipt)
            .map_err(|_| GatewayError::Misconfigured("a refund's id cannot be its key".to_owned()))?;
        let body = json(&NewRefundBody { amount, receipt: &receipt })?;
        let mut call = Call::once("refund", format!("/payments/{}/refund", ask.payment), body);
        call.headers.push((IDEMPOTENCY, key));
        let seen = self.client.ask(&call, answer::read::<RefundBody>).await?.seen();
        about(&ask.payment, seen, |seen| &seen.payment)
    }
}

impl PaymentGateway for Razorpay {
    fn name(&self) -> &GatewayName {
        &self.name
    }

    fn abilities(&self) -> Abilities {
        Abilities { captures: Captures::Asked, refunds: Refunds::Asked, webhooks: Webhooks::Signed }
    }

    fn accepts(&self, price: Money) -> Result<(), Refusal> {
        units::amount(price).map(|_| ())
    }

    fn open_order<'a>(&'a self, order: &'a NewOrder) -> Answered<'a, OpenedOrder> {
        self.opened(order).boxed()
    }

    fn read_order<'a>(&'a self, order: &'a GatewayOrderId) -> Answered<'a, OpenedOrder> {
        async move {
            let seen = self.read_one("read_order", format!("/orders/{order}"), OrderBody::opened).await?;
            about(order, seen, |seen| &seen.id)
        }
        .boxed()
    }

    fn find_orders(&self, order: OrderId) -> Answered<'_, Vec<OpenedOrder>> {
        async move {
            let path = format!("/orders?receipt={order}&count={PAGE}");
            let found = self.read_one("find_orders", path, |found: Collection<OrderBody>| found.items).await?;
            // The gateway looks for receipts that contain the text.
            let opened = found.into_iter().map(OrderBody::opened);
            Ok(opened.filter(|opened| opened.ours == Some(order)).collect())
        }
        .boxed()
    }

    fn payments_of<'a>(&'a self, order: &'a GatewayOrderId) -> Answered<'a, Vec<SeenPayment>> {
        async move {
            // This list takes no count and comes whole.
            let path = format!("/orders/{order}/payments");
            let found = self.read_one("payments_of", path, |found: Collection<PaymentBody>| found.items).await?;
            Ok(found.into_iter().map(PaymentBody::seen).collect())
        }
        .boxed()
    }

    fn read_payment<'a>(&'a self, payment: &'a GatewayPaymentId) -> Answered<'a, SeenPayment> {
        async move {
            let seen = self.read_one("read_payment", format!("/payments/{payment}"), PaymentBody::seen).await?;
            about(payment, seen, |seen| &seen.id)
        }
        .boxed()
    }

    fn capture<'a>(&'a self, payment: &'a GatewayPaymentId, price: Money) -> Answered<'a, SeenPayment> {
        self.captured(payment, price).boxed()
    }

    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> Answered<'a, SeenRefund> {
        self.refunded(ask).boxed()
    }

    fn read_refund<'a>(&'a self, refund: &'a GatewayRefundId) -> Answered<'a, SeenRefund> {
        async move {
            let seen = self.read_one("read_refund", format!("/refunds/{refund}"), RefundBody::seen).await?;
            about(refund, seen, |seen| &seen.id)
        }
        .boxed()
    }

    fn refunds_of<'a>(&'a self, payment: &'a GatewayPaymentId) -> Answered<'a, Vec<SeenRefund>> {
        async move {
            let path = format!("/payments/{payment}/refunds");
            let found: Vec<RefundBody> = self.read_all("refunds_of", &path).await?;
            Ok(found.into_iter().map(RefundBody::seen).collect())
        }
        .boxed()
    }

    fn checkout(&self, ask: &CheckoutAsk<'_>) -> Checkout {
        checkout::form(self.client.base_url(), &self.key_id, ask)
    }

    fn checkout_origin(&self) -> &str {
        &self.origin
    }

    fn read_callback(&self, fields: &[(String, String)]) -> Result<Callback, Unreadable> {
        callback::read(fields)
    }

    fn confirms(
        &self,
        order: &GatewayOrderId,
        payment: &GatewayPaymentId,
        signature: &str,
    ) -> Result<(), BadSignature> {
        let signed = format!("{order}|{payment}");
        if self.checkout_key.signed(signed.as_bytes(), signature) { Ok(()) } else { Err(BadSignature) }
    }

    fn webhook_headers(&self) -> &'static [&'static str] {
        &webhook::HEADERS
    }

    fn admit(&self, delivery: &Delivery<'_>) -> Result<EventId, BadSignature> {
        webhook::admit(&self.webhook_keys, delivery)
    }

    fn read_notice(&self, body: &[u8]) -> Result<Notice, Unreadable> {
        webhook::read(body)
    }
}

impl std::fmt::Debug for Razorpay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Razorpay(..)")
    }
}

/// Basic authentication (RFC 7617), whose scheme the gateway takes in this spelling only.
fn authorization(settings: &RazorpaySettings) -> Option<HeaderValue> {
    if settings.key_id.is_empty() || !settings.key_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return None;
    }
    let pair = format!("{}:{}", settings.key_id, settings.key_secret.expose_secret());
    let mut value = HeaderValue::from_str(&format!("Basic {}", BASE64_STANDARD.encode(pair))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn json(asked: &impl Serialize) -> Result<Body, GatewayError> {
    let bytes = serde_json::to_vec(asked)
        .map_err(|_| GatewayError::Misconfigured("what is asked cannot be written as JSON".to_owned()))?;
    Ok(Body { content_type: JSON, bytes })
}

/// What was answered, if it is about what was asked.
fn about<T, I: PartialEq>(asked: &I, seen: T, of: fn(&T) -> &I) -> Result<T, GatewayError> {
    if of(&seen) == asked { Ok(seen) } else { Err(GatewayError::unknown("it answered about something else")) }
}

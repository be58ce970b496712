//! Razorpay (<https://razorpay.com/docs/api>): orders, payments and refunds over JSON, a hosted checkout, signed webhooks.
//!
//! It keeps to what its documents say and to what is known beside them: a status decides and never a flag beside it, any
//! 2xx is success, fields that nobody asked for are passed over, and what is asked for again bears the same receipt or key.

mod answer;
mod callback;
mod checkout;
mod records;
mod units;
mod webhook;
mod wire;

use super::client::GatewayClient;
use super::error::{BadGateway, Refusal};
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
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use records::Records;
use secrecy::ExposeSecret;

/// Its section of the settings and its name in addresses, rows and metrics.
const NAME: &str = "razorpay";

/// A client of one account. Debug output shows nothing of it.
pub struct Razorpay {
    name: GatewayName,
    records: Records,
    base_url: String,
    origin: String,
    key_id: String,
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
            records: Records::new(client),
            base_url: settings.base_url.as_str().to_owned(),
            origin: checkout::origin(settings.base_url.as_str()).to_owned(),
            key_id: settings.key_id.clone(),
            checkout_key,
            webhook_keys: [Some(current), previous].into_iter().flatten().collect(),
        })
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
        self.records.open_order(order).boxed()
    }

    fn read_order<'a>(&'a self, order: &'a GatewayOrderId) -> Answered<'a, OpenedOrder> {
        self.records.read_order(order).boxed()
    }

    fn find_orders(&self, order: OrderId) -> Answered<'_, Vec<OpenedOrder>> {
        self.records.find_orders(order).boxed()
    }

    fn payments_of<'a>(&'a self, order: &'a GatewayOrderId) -> Answered<'a, Vec<SeenPayment>> {
        self.records.payments_of(order).boxed()
    }

    fn read_payment<'a>(&'a self, payment: &'a GatewayPaymentId) -> Answered<'a, SeenPayment> {
        self.records.read_payment(payment).boxed()
    }

    fn capture<'a>(&'a self, payment: &'a GatewayPaymentId, price: Money) -> Answered<'a, SeenPayment> {
        self.records.capture(payment, price).boxed()
    }

    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> Answered<'a, SeenRefund> {
        self.records.refund(ask).boxed()
    }

    fn read_refund<'a>(&'a self, refund: &'a GatewayRefundId) -> Answered<'a, SeenRefund> {
        self.records.read_refund(refund).boxed()
    }

    fn refunds_of<'a>(&'a self, payment: &'a GatewayPaymentId) -> Answered<'a, Vec<SeenRefund>> {
        self.records.refunds_of(payment).boxed()
    }

    fn checkout(&self, ask: &CheckoutAsk<'_>) -> Checkout {
        checkout::form(&self.base_url, &self.key_id, ask)
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

//! A gateway in memory: books of its own, signatures of its own making, and faults when a test asks for them.

use examhall::gateway::payments::{
    Abilities, Answered, BadSignature, Callback, Captures, Checkout, CheckoutAsk, Delivery, EventId, GatewayError,
    NewOrder, Notice, OpenedOrder, OpenedStatus, PaymentGateway, RefundAsk, Refunds, Refusal, Unreadable, Webhooks,
};
use examhall::service::payments::take_webhooks::Arrived;
use examhall_domain::id::OrderId;
use examhall_domain::money::Money;
use examhall_domain::payments::{
    GatewayName, GatewayOrderId, GatewayPaymentId, GatewayRefundId, PaymentStatus, Progress, SeenPayment, SeenRefund,
};
use futures_util::FutureExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

const SECRET: &str = "between the bank and us";
pub(crate) const FEE: i64 = 100;

/// What can be asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Open,
    Find,
    Books,
    Capture,
    Refund,
}

/// What goes wrong with the next call of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It has no effect, and nobody knows.
    LostBefore,
    /// It has its effect, and nobody knows.
    LostAfter,
    /// It has no effect, and everybody knows.
    NotDone,
    Refused,
    /// It never returns.
    HangsBefore,
    /// It has its effect and never returns.
    HangsAfter,
}

pub(crate) struct Bank {
    name: GatewayName,
    books: Mutex<Books>,
}

#[derive(Default)]
pub(crate) struct Books {
    pub(crate) orders: Vec<OpenedOrder>,
    pub(crate) payments: Vec<SeenPayment>,
    pub(crate) refunds: Vec<SeenRefund>,
    faults: VecDeque<(Ask, Fault)>,
    pub(crate) asked: Vec<Ask>,
    events: u32,
    /// Whether a call hangs that nobody has dropped yet; told once.
    hanging: bool,
}

impl Bank {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { name: GatewayName::parse("razorpay").unwrap(), books: Mutex::default() })
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    /// The next call of this kind goes wrong.
    pub(crate) fn fails(&self, ask: Ask, fault: Fault) {
        self.books().faults.push_back((ask, fault));
    }

    /// Whether a call hangs; says so once.
    pub(crate) fn hangs(&self) -> bool {
        std::mem::take(&mut self.books().hanging)
    }

    /// Whether a fault waits for its call.
    pub(crate) fn is_broken(&self) -> bool {
        !self.books().faults.is_empty()
    }

    /// Nothing goes wrong any more.
    pub(crate) fn mend(&self) {
        self.books().faults.clear();
    }

    /// Everything that was captured, and everything that has left again.
    pub(crate) fn totals(&self) -> (i64, i64) {
        let books = self.books();
        (books.captured(), books.returned())
    }

    /// The payments of an order of ours.
    pub(crate) fn payments_for(&self, order: OrderId) -> Vec<SeenPayment> {
        let books = self.books();
        let theirs = books.orders.iter().find(|known| known.ours == Some(order)).map(|known| known.id.clone());
        books.payments.iter().filter(|payment| payment.order == theirs).cloned().collect()
    }

    pub(crate) fn asked(&self, ask: Ask) -> usize {
        self.books().asked.iter().filter(|asked| **asked == ask).count()
    }

    /// Somebody pays an order of ours.
    pub(crate) fn pay(&self, order: OrderId, status: PaymentStatus) -> GatewayPaymentId {
        let price = self.books().orders.iter().find(|known| known.ours == Some(order)).unwrap().price;
        self.pay_amount(order, status, price)
    }

    pub(crate) fn pay_amount(&self, order: OrderId, status: PaymentStatus, money: Money) -> GatewayPaymentId {
        let mut books = self.books();
        let order = books.orders.iter().find(|known| known.ours == Some(order)).unwrap().id.clone();
        let id = GatewayPaymentId::parse(&format!("pay_{}", uuid::Uuid::now_v7().simple())).unwrap();
        let mut seen = SeenPayment {
            id: id.clone(),
            order: Some(order),
            status: PaymentStatus::Authorized,
            money,
            method: Some("upi".to_owned()),
            fee_minor: None,
            tax_minor: None,
            error_code: None,
        };
        advance(&mut seen, status);
        books.payments.push(seen);
        id
    }

    /// Refunds that are under way arrive, or do not.
    pub(crate) fn settle_refunds(&self, progress: Progress) {
        for refund in self.books().refunds.iter_mut().filter(|refund| refund.progress == Progress::Pending) {
            refund.progress = progress;
        }
    }

    pub(crate) fn signature(order: &GatewayOrderId, payment: &GatewayPaymentId) -> String {
        digest(&[SECRET.as_bytes(), order.as_str().as_bytes(), payment.as_str().as_bytes()])
    }

    /// A signed message about a payment, as the books have it now.
    pub(crate) fn message(&self, payment: &GatewayPaymentId) -> Arrived {
        let seen = self.books().payments.iter().find(|known| known.id == *payment).unwrap().clone();
        self.message_of(&seen)
    }

    pub(crate) fn message_of(&self, seen: &SeenPayment) -> Arrived {
        let body = json!({
            "payments": [{
                "id": seen.id, "order": seen.order, "status": seen.status.name(), "money": seen.money,
                "fee": seen.fee_minor,
            }],
            "refunds": [],
        });
        self.sealed(body)
    }

    /// A signed message about everything that went back.
    pub(crate) fn message_of_refunds(&self) -> Arrived {
        let refunds: Vec<Value> = self
            .books()
            .refunds
            .iter()
            .map(|seen| {
                json!({
                    "id": seen.id, "payment": seen.payment, "ours": seen.ours, "progress": seen.progress.name(),
                    "money": seen.money,
                })
            })
            .collect();
        self.sealed(json!({ "payments": [], "refunds": refunds }))
    }

    fn sealed(&self, mut body: Value) -> Arrived {
        let mut books = self.books();
        books.events += 1;
        body["event"] = json!(format!("event_{}", books.events));
        signed(&body.to_string())
    }

    fn act<'a, T: Send + 'a>(
        &'a self,
        ask: Ask,
        effect: impl FnOnce(&mut Books) -> Result<T, GatewayError> + Send + 'a,
    ) -> Answered<'a, T> {
        async move {
            let fault = {
                let mut books = self.books();
                books.asked.push(ask);
                let place = books.faults.iter().position(|(kind, _)| *kind == ask);
                place.and_then(|place| books.faults.remove(place)).map(|(_, fault)| fault)
            };
            match fault {
                Some(Fault::LostBefore) => Err(GatewayError::Unknown("the test cut the line".to_owned())),
                Some(Fault::NotDone) => {
                    Err(GatewayError::NotDone { why: "the test closed the door".to_owned(), retry_after: None })
                }
                Some(Fault::Refused) => Err(refused("the_test_says_no")),
                Some(Fault::HangsBefore) => {
                    self.books().hanging = true;
                    std::future::pending().await
                }
                Some(Fault::LostAfter) => {
                    effect(&mut self.books())?;
                    Err(GatewayError::Unknown("the test cut the line".to_owned()))
                }
                Some(Fault::HangsAfter) => {
                    effect(&mut self.books())?;
                    self.books().hanging = true;
                    std::future::pending().await
                }
                None => effect(&mut self.books()),
            }
        }
        .boxed()
    }
}

/// A message with its signature.
pub(crate) fn signed(body: &str) -> Arrived {
    let signature = digest(&[SECRET.as_bytes(), body.as_bytes()]);
    Arrived { gateway: None, headers: vec![("x-signature".to_owned(), signature)], body: body.as_bytes().to_vec() }
}

fn advance(payment: &mut SeenPayment, status: PaymentStatus) {
    payment.status = status;
    payment.fee_minor = status.is_captured().then_some(FEE);
}

fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refused(code: &str) -> GatewayError {
    let (description, reason, field) = (String::new(), None, None);
    GatewayError::Refused(Refusal { code: code.to_owned(), description, reason, field })
}

impl Books {
    pub(crate) fn captured(&self) -> i64 {
        let captured = self.payments.iter().filter(|payment| payment.status.is_captured());
        captured.map(|payment| payment.money.amount_minor).sum()
    }

    pub(crate) fn returned(&self) -> i64 {
        let gone = self.refunds.iter().filter(|refund| refund.progress == Progress::Processed);
        gone.map(|refund| refund.money.amount_minor).sum()
    }

    fn open(&mut self, new: &NewOrder) -> OpenedOrder {
        if let Some(known) = self.orders.iter().find(|known| known.ours == Some(new.id)) {
            return known.clone();
        }
        let id = GatewayOrderId::parse(&format!("order_{}", new.id.0.simple())).unwrap();
        let opened = OpenedOrder { id, ours: Some(new.id), price: new.price, status: OpenedStatus::Created };
        self.orders.push(opened.clone());
        opened
    }

    fn capture(&mut self, id: &GatewayPaymentId) -> Result<SeenPayment, GatewayError> {
        let payment = self.payments.iter_mut().find(|known| known.id == *id).unwrap();
        match payment.status {
            PaymentStatus::Authorized => advance(payment, PaymentStatus::Captured),
            PaymentStatus::Captured => {}
            _ => return Err(refused("not_authorized")),
        }
        Ok(payment.clone())
    }

    fn refund(&mut self, ask: &RefundAsk) -> Result<SeenRefund, GatewayError> {
        if let Some(known) = self.refunds.iter().find(|known| known.ours == Some(ask.id)) {
            return Ok(known.clone());
        }
        let payment = self.payments.iter().find(|known| known.id == ask.payment).unwrap();
        let gone: i64 = self
            .refunds
            .iter()
            .filter(|refund| refund.payment == ask.payment && refund.progress != Progress::Failed)
            .map(|refund| refund.money.amount_minor)
            .sum();
        if !payment.status.is_captured() || gone + ask.money.amount_minor > payment.money.amount_minor {
            return Err(refused("too_much"));
        }
        let id = GatewayRefundId::parse(&format!("rfnd_{}", uuid::Uuid::now_v7().simple())).unwrap();
        let made = SeenRefund {
            id,
            payment: ask.payment.clone(),
            ours: Some(ask.id),
            progress: Progress::Pending,
            money: ask.money,
        };
        self.refunds.push(made.clone());
        Ok(made)
    }
}

impl PaymentGateway for Bank {
    fn name(&self) -> &GatewayName {
        &self.name
    }

    fn abilities(&self) -> Abilities {
        Abilities { captures: Captures::Asked, refunds: Refunds::Asked, webhooks: Webhooks::Signed }
    }

    fn accepts(&self, price: Money) -> Result<(), Refusal> {
        match refused("too_little") {
            GatewayError::Refused(refusal) if price.amount_minor < 100 => Err(refusal),
            _ => Ok(()),
        }
    }

    fn open_order<'a>(&'a self, order: &'a NewOrder) -> Answered<'a, OpenedOrder> {
        self.act(Ask::Open, |books| Ok(books.open(order)))
    }

    fn read_order<'a>(&'a self, order: &'a GatewayOrderId) -> Answered<'a, OpenedOrder> {
        self.act(Ask::Find, |books| Ok(books.orders.iter().find(|known| known.id == *order).unwrap().clone()))
    }

    fn find_orders(&self, order: OrderId) -> Answered<'_, Vec<OpenedOrder>> {
        self.act(Ask::Find, move |books| {
            Ok(books.orders.iter().filter(|known| known.ours == Some(order)).cloned().collect())
        })
    }

    fn payments_of<'a>(&'a self, order: &'a GatewayOrderId) -> Answered<'a, Vec<SeenPayment>> {
        self.act(Ask::Books, |books| {
            Ok(books.payments.iter().filter(|known| known.order.as_ref() == Some(order)).cloned().collect())
        })
    }

    fn read_payment<'a>(&'a self, payment: &'a GatewayPaymentId) -> Answered<'a, SeenPayment> {
        self.act(Ask::Books, |books| Ok(books.payments.iter().find(|known| known.id == *payment).unwrap().clone()))
    }

    fn capture<'a>(&'a self, payment: &'a GatewayPaymentId, _: Money) -> Answered<'a, SeenPayment> {
        self.act(Ask::Capture, |books| books.capture(payment))
    }

    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> Answered<'a, SeenRefund> {
        self.act(Ask::Refund, |books| books.refund(ask))
    }

    fn read_refund<'a>(&'a self, refund: &'a GatewayRefundId) -> Answered<'a, SeenRefund> {
        self.act(Ask::Books, |books| Ok(books.refunds.iter().find(|known| known.id == *refund).unwrap().clone()))
    }

    fn refunds_of<'a>(&'a self, payment: &'a GatewayPaymentId) -> Answered<'a, Vec<SeenRefund>> {
        self.act(Ask::Books, |books| {
            Ok(books.refunds.iter().filter(|known| known.payment == *payment).cloned().collect())
        })
    }

    fn checkout(&self, ask: &CheckoutAsk<'_>) -> Checkout {
        Checkout {
            action: "https://bank.test/pay".to_owned(),
            fields: BTreeMap::from([("order_id", ask.order.to_string())]),
        }
    }

    fn checkout_origin(&self) -> &str {
        "https://bank.test"
    }

    fn read_callback(&self, fields: &[(String, String)]) -> Result<Callback, Unreadable> {
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let parts = field("order").zip(field("payment")).zip(field("signature")).ok_or(Unreadable("no payment"))?;
        let ((order, payment), signature) = parts;
        Ok(Callback::Paid {
            order: GatewayOrderId::parse(order).map_err(|_| Unreadable("order"))?,
            payment: GatewayPaymentId::parse(payment).map_err(|_| Unreadable("payment"))?,
            signature: signature.to_owned(),
        })
    }

    fn confirms(
        &self,
        order: &GatewayOrderId,
        payment: &GatewayPaymentId,
        signature: &str,
    ) -> Result<(), BadSignature> {
        if Self::signature(order, payment) == signature { Ok(()) } else { Err(BadSignature) }
    }

    fn webhook_headers(&self) -> &'static [&'static str] {
        &["x-signature"]
    }

    fn admit(&self, delivery: &Delivery<'_>) -> Result<EventId, BadSignature> {
        let signature = digest(&[SECRET.as_bytes(), delivery.body]);
        if delivery.header("x-signature") != Some(&signature) {
            return Err(BadSignature);
        }
        let body: Value = serde_json::from_slice(delivery.body).unwrap_or_default();
        Ok(body["event"].as_str().and_then(EventId::parse).unwrap_or(EventId::parse(&signature).unwrap()))
    }

    fn read_notice(&self, body: &[u8]) -> Result<Notice, Unreadable> {
        let body: Value = serde_json::from_slice(body).map_err(|_| Unreadable("no JSON"))?;
        let list = |name: &str| body[name].as_array().cloned().ok_or(Unreadable("no list"));
        Ok(Notice {
            kind: "told".to_owned(),
            at: None,
            about: None,
            payments: list("payments")?.iter().map(payment).collect(),
            refunds: list("refunds")?.iter().map(refund).collect(),
            order: None,
        })
    }
}

fn payment(value: &Value) -> SeenPayment {
    SeenPayment {
        id: serde_json::from_value(value["id"].clone()).unwrap(),
        order: serde_json::from_value(value["order"].clone()).unwrap(),
        status: PaymentStatus::parse(value["status"].as_str().unwrap()).unwrap(),
        money: serde_json::from_value(value["money"].clone()).unwrap(),
        method: None,
        fee_minor: value["fee"].as_i64(),
        tax_minor: None,
        error_code: None,
    }
}

fn refund(value: &Value) -> SeenRefund {
    SeenRefund {
        id: serde_json::from_value(value["id"].clone()).unwrap(),
        payment: serde_json::from_value(value["payment"].clone()).unwrap(),
        ours: serde_json::from_value(value["ours"].clone()).unwrap(),
        progress: Progress::parse(value["progress"].as_str().unwrap()).unwrap(),
        money: serde_json::from_value(value["money"].clone()).unwrap(),
    }
}

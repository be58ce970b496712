//! An order as its owner sees it: one word for where it stands, the access that it gives, and what to do next.

use super::access_state::AccessState;
use super::checkout::{self, CheckoutForm};
use crate::service::exams::api as exams;
use crate::service::instant::Instant;
use crate::service::money::MoneyView;
use crate::service::payments::check_access;
use crate::service::{Answer, Context};
use crate::store::payments::access;
use examhall_domain::id::{ExamId, OrderId};
use examhall_domain::money::Money;
use examhall_domain::payments::{GatewayPaymentId, Order, OrderStatus, Payment, Role, Subject, receipt_number};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;
use uuid::Uuid;

/// An order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderView {
    #[schema(value_type = Uuid)]
    pub id: OrderId,
    pub exam: ExamNamed,
    pub price: MoneyView,
    /// For how many days access is bought.
    pub access_days: u32,
    #[schema(examples("razorpay"))]
    pub gateway: String,
    #[schema(value_type = String, examples("awaiting_payment", "paid"))]
    pub status: OrderStatus,
    /// The form that takes the browser to the gateway; `null` unless the order waits to be paid.
    pub checkout: Option<CheckoutForm>,
    pub created_at: Instant,
    /// From then on nobody is sent to the gateway any more.
    pub expires_at: Instant,
    pub paid_at: Option<Instant>,
    /// What has gone back so far, beside what was paid twice.
    pub refunded: Option<MoneyView>,
    /// What was paid twice; it goes back by itself, or has gone.
    pub surplus: Option<MoneyView>,
    /// What its owner has of the exam now, by this order or otherwise.
    pub access: AccessState,
    /// When the access that it bought begins; `null` when it gives none, or none any more.
    pub access_from: Option<Instant>,
    pub access_until: Option<Instant>,
    /// The payment that counts, or else the last try.
    pub payment: Option<PaymentNamed>,
    /// The number of its receipt, once it is paid.
    pub receipt: Option<String>,
    /// Grows with each change.
    pub version: i64,
}

/// Which exam.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExamNamed {
    #[schema(value_type = Uuid)]
    pub id: ExamId,
    pub title: String,
}

/// Which payment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaymentNamed {
    /// As the gateway names it.
    #[schema(value_type = String, examples("pay_29QQoUBi66xm2f"))]
    pub id: GatewayPaymentId,
    #[schema(examples("card", "upi"))]
    pub method: Option<String>,
}

/// One order, with the form that pays it.
///
/// # Errors
/// Those of the store.
pub async fn of_order(cx: &Context, order: &Order) -> Answer<OrderView> {
    let mut views = of_orders(cx, std::slice::from_ref(order)).await?;
    let Some(mut view) = views.pop() else { unreachable!("there is a view for each order") };
    if view.status == OrderStatus::AwaitingPayment {
        view.checkout = checkout::form(cx, order, &view.exam.title).await?;
    }
    Ok(view)
}

/// Several orders, in their order, without forms: a list leads to each.
///
/// # Errors
/// Those of the store.
pub async fn of_orders(cx: &Context, orders: &[Order]) -> Answer<Vec<OrderView>> {
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    let granted: HashMap<Option<Uuid>, access::Model> =
        access::of_orders(cx.store.read(), &ids).await?.into_iter().map(|row| (row.order_id, row)).collect();
    let subjects: Vec<ExamId> = orders.iter().map(exam_of).collect();
    let titles = exams::titles(&cx.store, &subjects).await?;
    let mut views = Vec::with_capacity(orders.len());
    for order in orders {
        let access = check_access::state(cx, order.account, exam_of(order)).await?;
        views.push(view(order, &titles, access, granted.get(&Some(order.id.0))));
    }
    Ok(views)
}

/// What the order buys access to.
pub fn exam_of(order: &Order) -> ExamId {
    let Subject::Exam(exam) = order.subject;
    exam
}

/// What has gone back of what was paid for the order, beside what was paid twice.
pub fn returned(order: &Order) -> Option<Money> {
    let counted: Vec<&Payment> = match order.kept() {
        Some(kept) => vec![kept],
        None => order.payments.iter().collect(),
    };
    let of_price = counted.into_iter().map(|payment| order.returned_of(payment));
    let sum: i64 =
        of_price.filter(|money| money.currency == order.price.currency).map(|money| money.amount_minor).sum();
    (sum > 0).then(|| Money::new(sum, order.price.currency))
}

/// What was captured for the order beside the payment that counts and without being parked.
fn surplus(order: &Order) -> Option<Money> {
    let surplus = order.payments.iter().filter(|payment| payment.role == Role::Surplus && payment.status.is_captured());
    let of_price = surplus.map(|payment| payment.money).filter(|money| money.currency == order.price.currency);
    let sum: i64 = of_price.map(|money| money.amount_minor).sum();
    (sum > 0).then(|| Money::new(sum, order.price.currency))
}

fn view(
    order: &Order,
    titles: &BTreeMap<ExamId, String>,
    access: AccessState,
    granted: Option<&access::Model>,
) -> OrderView {
    let exam = exam_of(order);
    let granted = granted.filter(|row| row.withdrawn_at_us.is_none());
    OrderView {
        id: order.id,
        exam: ExamNamed { id: exam, title: titles.get(&exam).cloned().unwrap_or_default() },
        price: order.price.into(),
        access_days: order.access_days,
        gateway: order.gateway.as_str().to_owned(),
        status: order.status(),
        checkout: None,
        created_at: order.created_at.into(),
        expires_at: order.expires_at.into(),
        paid_at: order.paid_at().map(Instant),
        refunded: returned(order).map(MoneyView::from),
        surplus: surplus(order).map(MoneyView::from),
        access,
        access_from: granted.map(|row| Timestamp(row.starts_at_us).into()),
        access_until: granted.and_then(|row| row.expires_at_us).map(|at_us| Timestamp(at_us).into()),
        payment: order.kept().or(order.payments.last()).map(named),
        receipt: order.kept().map(|_| receipt_number(order.id)),
        version: order.version,
    }
}

fn named(payment: &Payment) -> PaymentNamed {
    PaymentNamed { id: payment.id.clone(), method: payment.method.clone() }
}

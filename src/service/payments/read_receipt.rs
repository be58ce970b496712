//! The receipt of an order that was paid.

use super::read_order;
use super::views;
use crate::service::accounts::api::{Caller, people};
use crate::service::exams::api as exams;
use crate::service::instant::Instant;
use crate::service::money::MoneyView;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, texts};
use examhall_domain::accounts::Locale;
use examhall_domain::id::OrderId;
use examhall_domain::payments::{Order, Payment, RefundStatus, receipt_number};
use serde::Serialize;
use utoipa::ToSchema;

/// What was paid, to whom, by whom and for what.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Receipt {
    /// The order's alone.
    #[schema(examples("1MDE-5N47-8F2Q-9K0T"))]
    pub number: String,
    #[schema(value_type = Uuid)]
    pub order: OrderId,
    /// Who sold it.
    pub institute: String,
    pub person: Payer,
    pub lines: Vec<Line>,
    pub total: MoneyView,
    /// What went back afterwards, in its order.
    pub refunds: Vec<Returned>,
    pub paid_at: Instant,
    #[schema(examples("card", "upi"))]
    pub method: Option<String>,
}

/// Who paid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Payer {
    pub name: String,
    pub email: String,
}

/// What was bought.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Line {
    pub text: String,
    pub money: MoneyView,
}

/// Money that went back.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Returned {
    pub at: Instant,
    pub money: MoneyView,
}

/// The receipt of one of the caller's own orders, in the reader's language.
///
/// # Errors
/// `not-found` for what is not the caller's and for what was not paid, and those of the store.
pub async fn read_receipt(cx: &Context, caller: &Caller, locale: Locale, id: OrderId) -> Answer<Receipt> {
    let order = read_order::own(cx, caller, id).await?;
    let (kept, paid_at) = order.kept().zip(order.paid_at()).ok_or(ProblemType::NotFound)?;
    let exam = views::exam_of(&order);
    let title = exams::titles(&cx.store, &[exam]).await?.remove(&exam).unwrap_or_default();
    let person = people(cx, &[order.account]).await?.remove(&order.account).ok_or(ProblemType::NotFound)?;
    let arguments = [("exam", title), ("days", order.access_days.to_string())];
    Ok(Receipt {
        number: receipt_number(order.id),
        order: order.id,
        institute: cx.settings.institute().to_owned(),
        person: Payer { name: person.name, email: person.email },
        lines: vec![Line { text: texts::text(locale, "receipt.access", &arguments), money: kept.money.into() }],
        total: kept.money.into(),
        refunds: returned(&order, kept),
        paid_at: paid_at.into(),
        method: kept.method.clone(),
    })
}

fn returned(order: &Order, kept: &Payment) -> Vec<Returned> {
    let gone = order.refunds_of(&kept.id).filter(|refund| refund.status == RefundStatus::Processed);
    gone.map(|refund| Returned { at: refund.updated_at.into(), money: refund.money.into() }).collect()
}

//! What an exam costs, and for how many days that gives access. Orders that are paid keep what they were placed at.

use super::fields::money_fault;
use super::grant_access::days_fault;
use super::news;
use super::read_pricing::{Pricing, read_pricing};
use super::scope::demand_manager;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::exams::api as exams;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::Priority;
use examhall_domain::id::ExamId;
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{AccessDays, price};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// What it costs from now on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrice {
    /// `null` for a free exam.
    pub price: Option<TypedPrice>,
    /// 1 to 3,650.
    pub access_days: i64,
}

/// A price as it was typed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypedPrice {
    #[schema(examples(49900))]
    pub amount_minor: i64,
    /// ISO 4217.
    #[schema(examples("INR"))]
    pub currency: String,
}

/// Sets the price; the answer is what anybody is told of it.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, and those of the store.
pub async fn set_price(cx: &Context, caller: &Caller, exam: ExamId, command: &SetPrice) -> Answer<Pricing> {
    demand_manager(caller)?;
    let (price, days) = read(command)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    if !exams::set_price(&transaction, exam, price, days.get()).await? {
        return Err(ProblemType::NotFound.into());
    }
    let object = Object { kind: "exam", id: &exam };
    let detail = json!({ "price": price, "access_days": days.get() });
    audit::record(cx, &transaction, Some(caller.account), "payments.price_set", object, detail).await?;
    transaction.commit().await?;
    news::offer_changed(cx, exam).await;
    read_pricing(cx, Some(caller), exam).await
}

fn read(command: &SetPrice) -> Result<(Option<Money>, AccessDays), Refusal> {
    let mut refusal = Refusal::new(ProblemType::ValidationFailed);
    let days = AccessDays::parse(command.access_days);
    let days = days.map_err(|_| refusal.fields.push(days_fault("/access_days"))).ok();
    let price = match &command.price {
        None => Some(None),
        Some(typed) => money(typed).map_err(|fault| refusal.fields.extend(fault.fields)).ok().map(Some),
    };
    match (price, days) {
        (Some(price), Some(days)) => Ok((price, days)),
        _ => Err(refusal),
    }
}

fn money(typed: &TypedPrice) -> Result<Money, Refusal> {
    let refused = |pointer| Refusal::new(ProblemType::ValidationFailed).field(pointer, "invalid");
    let currency = Currency::parse(&typed.currency).map_err(|_| refused("/price/currency"))?;
    let money = Money::new(typed.amount_minor, currency);
    price::check(money).map_err(|fault| money_fault("/price/amount_minor", fault))?;
    Ok(money)
}

//! Money as the wire shows it: whole minor units and the currency's code.

use examhall_domain::money::Money;
use serde::Serialize;
use utoipa::ToSchema;

/// Money, such as `{"amount_minor": 49900, "currency": "INR"}` for 499 rupees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoneyView {
    /// In the currency's smallest unit; negative where something is owed.
    pub amount_minor: i64,
    /// ISO 4217.
    #[schema(examples("INR"))]
    pub currency: &'static str,
}

impl From<Money> for MoneyView {
    fn from(money: Money) -> Self {
        Self { amount_minor: money.amount_minor, currency: money.currency.code() }
    }
}

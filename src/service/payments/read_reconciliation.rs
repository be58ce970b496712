//! How our books and the gateways' agree: what the last reconciliation found, what is open, and what everything comes to.

use super::scope::demand_manager;
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::money::MoneyView;
use crate::service::{Answer, Context};
use crate::store::payments::ledger::{self, Sum};
use crate::store::payments::{inbox, order};
use crate::store::{StoreError, house, json};
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{LedgerAccount, OrderStatus};
use examhall_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The state of reconciliation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reconciliation {
    /// `null` before the first.
    pub last_run: Option<LastRun>,
    /// Orders that can be paid or whose payment is under way.
    pub open_orders: i64,
    /// Orders for which something was asked of a gateway and nobody knows what came of it.
    pub unknown: i64,
    /// Orders and messages that wait for a person.
    pub parked: i64,
    /// By currency.
    pub totals: Vec<Totals>,
}

/// What a reconciliation found.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct LastRun {
    pub at: Instant,
    /// Orders whose gateways' books were read.
    pub looked_at: u64,
    /// Those of them that something was missing of.
    pub mended: u64,
    /// Those that are still open.
    pub still_open: u64,
}

/// The same as it is kept in the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub at: Timestamp,
    pub looked_at: u64,
    pub mended: u64,
    pub still_open: u64,
}

/// What the ledger of one currency comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Totals {
    #[schema(examples("INR"))]
    pub currency: &'static str,
    /// Everything that gateways captured for us.
    pub captured: MoneyView,
    /// Everything that went back.
    pub refunded: MoneyView,
    /// What gateways owe us.
    pub receivable: MoneyView,
    /// What was earned.
    pub revenue: MoneyView,
    /// Whether debits and credits are the same, and what is owed to us follows from what was captured, went back and was kept.
    pub balanced: bool,
}

/// The report, for admins.
///
/// # Errors
/// `forbidden`, and those of the store.
pub async fn read_reconciliation(cx: &Context, caller: &Caller) -> Answer<Reconciliation> {
    demand_manager(caller)?;
    report(cx).await
}

/// The report, for whoever has just reconciled.
///
/// # Errors
/// Those of the store.
pub async fn report(cx: &Context) -> Answer<Reconciliation> {
    let store = cx.store.read();
    let counted: BTreeMap<OrderStatus, i64> = order::count_by_status(store).await?.into_iter().collect();
    let of = |status| counted.get(&status).copied().unwrap_or(0);
    let open = [OrderStatus::Opening, OrderStatus::AwaitingPayment, OrderStatus::Authorized];
    let messages = i64::try_from(inbox::count_parked(store).await?).unwrap_or(i64::MAX);
    Ok(Reconciliation {
        last_run: last_run(cx).await?,
        open_orders: open.into_iter().map(of).sum(),
        unknown: order::count_unknown(store).await?,
        parked: of(OrderStatus::Review) + messages,
        totals: totals(&ledger::sums(cx.store.history()).await?)?,
    })
}

/// Keeps what a reconciliation found.
///
/// # Errors
/// Those of the store.
pub async fn note_run(cx: &Context, run: Run) -> Answer<()> {
    let transaction = cx.store.begin(crate::store::Priority::Jobs).await?;
    house::put(&transaction, house::PAYMENTS_RECONCILED, &json::encode("house.value", &run)?).await?;
    transaction.commit().await?;
    Ok(())
}

async fn last_run(cx: &Context) -> Result<Option<LastRun>, StoreError> {
    let Some(text) = house::find(cx.store.read(), house::PAYMENTS_RECONCILED).await? else { return Ok(None) };
    let Run { at, looked_at, mended, still_open } = json::decode("house.value", &text)?;
    Ok(Some(LastRun { at: at.into(), looked_at, mended, still_open }))
}

/// What sums of the ledger come to, by currency.
///
/// # Errors
/// When a sum is of no account or no currency, or has no place in 64 bits.
pub fn totals(sums: &[Sum]) -> Result<Vec<Totals>, StoreError> {
    let mut by_currency: BTreeMap<Currency, Vec<Amount>> = BTreeMap::new();
    for sum in sums {
        let currency =
            Currency::parse(&sum.currency).map_err(|why| StoreError::corrupt("ledger_lines.currency", &why))?;
        by_currency.entry(currency).or_default().push(amount(sum)?);
    }
    Ok(by_currency.into_iter().map(|(currency, amounts)| total(currency, &amounts)).collect())
}

/// A sum as it is reckoned with.
struct Amount {
    account: LedgerAccount,
    kind: String,
    minor: i64,
}

fn amount(sum: &Sum) -> Result<Amount, StoreError> {
    let account = LedgerAccount::parse(&sum.account);
    Ok(Amount {
        account: account.ok_or_else(|| StoreError::corrupt("ledger_lines.account", &sum.account))?,
        kind: sum.kind.clone(),
        minor: sum.amount.parse().map_err(|why| StoreError::corrupt("ledger_lines.amount_minor", &why))?,
    })
}

fn total(currency: Currency, amounts: &[Amount]) -> Totals {
    let of = |fits: &dyn Fn(&Amount) -> bool| -> i64 {
        amounts.iter().filter(|amount| fits(amount)).map(|amount| amount.minor).sum()
    };
    let account = |wanted: LedgerAccount| of(&|amount| amount.account == wanted);
    let receivable_by = |kinds: &[&str]| {
        of(&|amount| amount.account == LedgerAccount::GatewayReceivable && kinds.contains(&amount.kind.as_str()))
    };
    let captured = receivable_by(&["payment_kept", "payment_surplus", "payment_parked"]);
    let refunded = -receivable_by(&["refund_processed"]);
    let receivable = account(LedgerAccount::GatewayReceivable);
    let fees = account(LedgerAccount::GatewayFees);
    let money = |minor: i64| MoneyView::from(Money::new(minor, currency));
    Totals {
        currency: currency.code(),
        captured: money(captured),
        refunded: money(refunded),
        receivable: money(receivable),
        revenue: money(-account(LedgerAccount::ExamRevenue)),
        balanced: of(&|_| true) == 0 && receivable == captured - refunded - fees,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(account: &str, kind: &str, minor: i64) -> Sum {
        Sum {
            currency: "INR".to_owned(),
            account: account.to_owned(),
            kind: kind.to_owned(),
            amount: minor.to_string(),
        }
    }

    #[test]
    fn totals_follow_from_the_sums_and_say_when_they_do_not_add_up() {
        let mut sums = vec![
            sum("gateway_receivable", "payment_kept", 49_900),
            sum("exam_revenue", "payment_kept", -49_900),
            sum("gateway_fees", "fee_noted", 1_178),
            sum("gateway_receivable", "fee_noted", -1_178),
            sum("exam_revenue", "refund_asked", 10_000),
            sum("refunds_payable", "refund_asked", -10_000),
            sum("refunds_payable", "refund_processed", 10_000),
            sum("gateway_receivable", "refund_processed", -10_000),
        ];
        let [found] = totals(&sums).unwrap().try_into().unwrap();
        let minors = [found.captured, found.refunded, found.receivable, found.revenue].map(|money| money.amount_minor);
        assert_eq!((minors, found.balanced), ([49_900, 10_000, 38_722, 39_900], true));
        sums.pop();
        assert!(!totals(&sums).unwrap()[0].balanced);
        assert!(totals(&[sum("petty_cash", "x", 1)]).is_err());
        assert_eq!(totals(&[]).unwrap(), []);
    }
}

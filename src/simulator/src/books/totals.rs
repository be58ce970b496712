//! What the books add up to, and whether they agree with themselves.

use serde::Serialize;
use sqlx::sqlite::SqliteConnection;
use std::collections::BTreeMap;

/// Sums over everything, at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub orders: Vec<Sum>,
    pub payments: Vec<Sum>,
    pub refunds: Vec<Sum>,
    /// What each account holds, by currency.
    pub accounts: BTreeMap<String, BTreeMap<String, i64>>,
    /// How many events there are in each state.
    pub webhooks: BTreeMap<String, i64>,
    /// How many deliveries were tried, of the events that are remembered.
    pub tries: i64,
    /// Whether entries add up to nothing and the accounts to what payments and refunds say.
    pub balanced: bool,
}

/// Rows of one state and currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    pub currency: String,
    pub status: String,
    pub count: i64,
    pub amount: i64,
}

/// One read of everything; the caller's transaction makes it one moment.
pub async fn totals(books: &mut SqliteConnection) -> sqlx::Result<Totals> {
    let orders = sums(books, ORDERS).await?;
    let payments = sums(books, PAYMENTS).await?;
    let refunds = sums(books, REFUNDS).await?;
    let webhooks: Vec<(String, i64)> =
        sqlx::query_as("SELECT state, count(*) FROM events GROUP BY 1").fetch_all(&mut *books).await?;
    let tries = sqlx::query_scalar("SELECT coalesce(sum(tries), 0) FROM events").fetch_one(&mut *books).await?;
    let mut accounts: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    let held = "SELECT currency, account, sum(amount) FROM movements GROUP BY 1, 2";
    let held: Vec<(String, String, i64)> = sqlx::query_as(held).fetch_all(&mut *books).await?;
    for (currency, account, amount) in held {
        accounts.entry(currency).or_default().insert(account, amount);
    }
    let balanced = is_balanced(books).await?;
    Ok(Totals { orders, payments, refunds, accounts, webhooks: webhooks.into_iter().collect(), tries, balanced })
}

const ORDERS: &str = "SELECT currency, status, count(*), sum(amount) FROM orders GROUP BY 1, 2 ORDER BY 1, 2";
const PAYMENTS: &str = "SELECT currency, status, count(*), sum(amount) FROM payments GROUP BY 1, 2 ORDER BY 1, 2";
const REFUNDS: &str = "SELECT currency, status, count(*), sum(amount) FROM refunds GROUP BY 1, 2 ORDER BY 1, 2";

async fn sums(books: &mut SqliteConnection, sql: &'static str) -> sqlx::Result<Vec<Sum>> {
    let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(sql).fetch_all(books).await?;
    let sum = |(currency, status, count, amount)| Sum { currency, status, count, amount };
    Ok(rows.into_iter().map(sum).collect())
}

/// What must never be found, each as the count of rows that break it.
const BREACHES: [&str; 6] = [
    "SELECT count(*) FROM (SELECT 1 FROM movements GROUP BY entry, currency HAVING sum(amount) <> 0)",
    "SELECT count(*) FROM payments WHERE amount_refunded <> (SELECT coalesce(sum(amount), 0) FROM refunds \
     WHERE payment_id = payments.id AND status <> 'failed')",
    "SELECT count(*) FROM payments WHERE (status = 'refunded') <> (amount_refunded = amount)",
    "SELECT count(*) FROM payments WHERE (CASE status WHEN 'authorized' THEN amount ELSE 0 END) <> \
     (SELECT coalesce(sum(m.amount), 0) FROM movements m WHERE m.payment_id = payments.id AND m.account = 'held')",
    "SELECT count(*) FROM payments WHERE (CASE WHEN captured THEN amount - fee - amount_refunded ELSE 0 END) <> \
     (SELECT coalesce(sum(m.amount), 0) FROM movements m WHERE m.payment_id = payments.id AND m.account = 'merchant')",
    "SELECT count(*) FROM refunds WHERE (CASE status WHEN 'pending' THEN amount ELSE 0 END) <> \
     (SELECT coalesce(sum(m.amount), 0) FROM movements m WHERE m.refund_id = refunds.id AND m.account = 'refunding')",
];

async fn is_balanced(books: &mut SqliteConnection) -> sqlx::Result<bool> {
    for breach in BREACHES {
        let found: i64 = sqlx::query_scalar(breach).fetch_one(&mut *books).await?;
        if found != 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

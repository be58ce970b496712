//! What both sides have written down, read with SQL of these tests rather than with the code that wrote it.

#![allow(dead_code, reason = "some fields are there to be shown when something is wrong")]

use sea_orm::{DatabaseConnection, FromQueryResult, Statement};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The gateway's books.
pub struct Theirs {
    pub payments: Vec<TheirPayment>,
    pub refunds: Vec<TheirRefund>,
    /// How many orders have the same receipt, where that is more than one.
    pub doubled: Vec<Doubled>,
    pub events: Vec<TheirEvent>,
}

/// A payment with its order.
#[derive(Debug, FromQueryResult)]
pub struct TheirPayment {
    pub id: String,
    pub order_id: String,
    pub amount: i64,
    pub status: String,
    pub captured: bool,
    pub amount_refunded: i64,
}

#[derive(Debug, FromQueryResult)]
pub struct TheirRefund {
    pub id: String,
    pub payment_id: String,
    pub amount: i64,
    pub status: String,
}

#[derive(Debug, FromQueryResult)]
pub struct Doubled {
    pub receipt: String,
    pub orders: i64,
}

#[derive(Debug, FromQueryResult)]
pub struct TheirEvent {
    pub body: String,
    pub state: String,
    pub secret: i64,
}

/// The server's.
pub struct Ours {
    pub orders: Vec<OurOrder>,
    pub payments: Vec<OurPayment>,
    pub refunds: Vec<OurRefund>,
    pub access: Vec<OurAccess>,
    pub inbox: Vec<Message>,
    /// What each account of the ledger comes to; a debit is positive.
    pub accounts: BTreeMap<String, i64>,
    /// Jobs that wait, by kind and reason.
    pub jobs: Vec<Job>,
    /// Requests under a key that were never answered.
    pub unanswered: i64,
}

#[derive(Debug, FromQueryResult)]
pub struct OurOrder {
    pub id: Uuid,
    pub account_id: Uuid,
    pub phase: String,
    pub status: String,
    pub gateway_order_id: Option<String>,
}

#[derive(Debug, FromQueryResult)]
pub struct OurPayment {
    pub order_id: Uuid,
    pub gateway_payment_id: String,
    pub status: String,
    pub role: String,
    pub amount_minor: i64,
}

#[derive(Debug, FromQueryResult)]
pub struct OurRefund {
    pub order_id: Uuid,
    pub gateway_payment_id: String,
    pub amount_minor: i64,
    pub policy: String,
    pub status: String,
    pub gateway_refund_id: Option<String>,
}

/// Access that an order gave.
#[derive(Debug, FromQueryResult)]
pub struct OurAccess {
    pub order_id: Uuid,
    pub starts_at_us: i64,
    pub expires_at_us: i64,
    pub withdrawn_at_us: Option<i64>,
}

/// A message of the gateway.
#[derive(Debug, FromQueryResult)]
pub struct Message {
    pub body: Vec<u8>,
    pub outcome: Option<String>,
    pub detail: Option<String>,
}

#[derive(Debug, FromQueryResult)]
pub struct Job {
    pub kind: String,
    pub attempts: i64,
    pub last_error: Option<String>,
}

#[derive(FromQueryResult)]
struct Balance {
    account: String,
    amount: i64,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

impl Theirs {
    pub async fn read(books: &DatabaseConnection) -> Self {
        let payments = "SELECT id, order_id, amount, status, captured, amount_refunded FROM payments ORDER BY number";
        let doubled = "SELECT receipt, count(*) AS orders FROM orders GROUP BY receipt HAVING count(*) > 1";
        Self {
            payments: select(books, payments).await,
            refunds: select(books, "SELECT id, payment_id, amount, status FROM refunds ORDER BY number").await,
            doubled: select(books, doubled).await,
            events: select(books, "SELECT body, state, secret FROM events ORDER BY number").await,
        }
    }
}

impl Ours {
    pub async fn read(database: &DatabaseConnection) -> Self {
        let balances: Vec<Balance> = select(
            database,
            "SELECT account, CAST(SUM(amount_minor) AS BIGINT) AS amount FROM ledger_lines GROUP BY account",
        )
        .await;
        let unanswered: Vec<Count> =
            select(database, "SELECT count(*) AS count FROM idempotency_keys WHERE status IS NULL").await;
        Self {
            orders: select(database, "SELECT id, account_id, phase, status, gateway_order_id FROM orders").await,
            payments: select(
                database,
                "SELECT order_id, gateway_payment_id, status, role, amount_minor FROM order_payments",
            )
            .await,
            refunds: select(
                database,
                "SELECT order_id, gateway_payment_id, amount_minor, policy, status, gateway_refund_id FROM order_refunds",
            )
            .await,
            access: select(
                database,
                "SELECT order_id, starts_at_us, expires_at_us, withdrawn_at_us FROM exam_access \
                 WHERE order_id IS NOT NULL",
            )
            .await,
            inbox: select(database, "SELECT body, outcome, detail FROM webhook_inbox").await,
            accounts: balances.into_iter().map(|balance| (balance.account, balance.amount)).collect(),
            jobs: select(
                database,
                "SELECT kind, attempts, last_error FROM jobs WHERE kind = 'payment' \
                 UNION ALL SELECT kind, attempts, last_error FROM jobs_done WHERE kind = 'payment' AND outcome = 'dead'",
            )
            .await,
            unanswered: unanswered[0].count,
        }
    }

    /// What an account of the ledger comes to.
    pub fn account(&self, name: &str) -> i64 {
        self.accounts.get(name).copied().unwrap_or_default()
    }
}

async fn select<R: FromQueryResult>(database: &DatabaseConnection, sql: &str) -> Vec<R> {
    R::find_by_statement(Statement::from_string(database.get_database_backend(), sql)).all(database).await.unwrap()
}

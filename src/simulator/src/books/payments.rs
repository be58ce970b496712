//! Payments: each try of somebody to pay an order.

use super::word::{json, read, words};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

words! {
    /// Where a payment stands.
    PaymentStatus {
        Created = "created",
        Authorized = "authorized",
        Captured = "captured",
        Refunded = "refunded",
        Failed = "failed",
    }
}

words! {
    /// What somebody pays with.
    Method {
        Card = "card",
        Netbanking = "netbanking",
        Upi = "upi",
        Wallet = "wallet",
    }
}

words! {
    /// What comes by itself.
    Planned {
        Authorize = "authorize",
        RefundUncaptured = "refund_uncaptured",
    }
}

/// Why a payment failed, in Razorpay's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub code: String,
    pub description: String,
    pub source: String,
    pub step: String,
    pub reason: String,
}

/// A payment.
#[derive(Clone, Debug)]
pub struct Payment {
    pub number: i64,
    pub id: String,
    pub order_id: String,
    pub amount: i64,
    pub currency: String,
    pub status: PaymentStatus,
    pub method: Method,
    pub email: Option<String>,
    pub contact: Option<String>,
    pub description: Option<String>,
    pub notes: Value,
    pub captured: bool,
    /// Refunds that have not failed.
    pub amount_refunded: i64,
    pub fee: Option<i64>,
    pub tax: Option<i64>,
    pub failure: Option<Failure>,
    pub created_ms: i64,
    pub planned: Option<(Planned, i64)>,
}

/// Which payments are looked for, and which of those are shown, the latest first.
#[derive(Clone, Debug)]
pub struct Payments {
    pub order_id: Option<String>,
    pub from_ms: i64,
    pub to_ms: i64,
    pub count: i64,
    pub skip: i64,
}

pub async fn insert_payment(books: &mut SqliteConnection, payment: &Payment) -> sqlx::Result<()> {
    let sql = "INSERT INTO payments (number, id, order_id, amount, currency, status, method, email, contact, description, \
               notes, captured, amount_refunded, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)";
    sqlx::query(sql)
        .bind(payment.number)
        .bind(&payment.id)
        .bind(&payment.order_id)
        .bind(payment.amount)
        .bind(&payment.currency)
        .bind(payment.status.as_str())
        .bind(payment.method.as_str())
        .bind(&payment.email)
        .bind(&payment.contact)
        .bind(&payment.description)
        .bind(payment.notes.to_string())
        .bind(payment.created_ms)
        .execute(&mut *books)
        .await?;
    update_payment(books, payment).await
}

/// Writes down what changes of a payment.
pub async fn update_payment(books: &mut SqliteConnection, payment: &Payment) -> sqlx::Result<()> {
    let failure = payment.failure.as_ref().map(serde_json::to_string).transpose();
    let failure = failure.map_err(|error| sqlx::Error::Encode(error.into()))?;
    let sql = "UPDATE payments SET status = ?, captured = ?, amount_refunded = ?, fee = ?, tax = ?, failure = ?, \
               planned = ?, planned_ms = ? WHERE id = ?";
    sqlx::query(sql)
        .bind(payment.status.as_str())
        .bind(payment.captured)
        .bind(payment.amount_refunded)
        .bind(payment.fee)
        .bind(payment.tax)
        .bind(failure)
        .bind(payment.planned.map(|(planned, _)| planned.as_str()))
        .bind(payment.planned.map(|(_, at_ms)| at_ms))
        .bind(&payment.id)
        .execute(books)
        .await?;
    Ok(())
}

pub async fn find_payment(books: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Payment>> {
    let row = sqlx::query("SELECT * FROM payments WHERE id = ?").bind(id).fetch_optional(books).await?;
    row.as_ref().map(payment).transpose()
}

pub async fn list_payments(books: &mut SqliteConnection, wanted: &Payments) -> sqlx::Result<Vec<Payment>> {
    let sql = "SELECT * FROM payments WHERE (?1 IS NULL OR order_id = ?1) AND created_ms BETWEEN ?2 AND ?3 \
               ORDER BY number DESC LIMIT ?4 OFFSET ?5";
    let query = sqlx::query(sql).bind(&wanted.order_id).bind(wanted.from_ms).bind(wanted.to_ms);
    let rows = query.bind(wanted.count).bind(wanted.skip).fetch_all(books).await?;
    rows.iter().map(payment).collect()
}

/// Payments to which something comes by itself until now.
pub async fn due_payments(books: &mut SqliteConnection, now_ms: i64, most: i64) -> sqlx::Result<Vec<Payment>> {
    let sql = "SELECT * FROM payments WHERE planned_ms <= ? ORDER BY planned_ms, number LIMIT ?";
    let rows = sqlx::query(sql).bind(now_ms).bind(most).fetch_all(books).await?;
    rows.iter().map(payment).collect()
}

/// When the next thing comes by itself to a payment.
pub async fn next_payment(books: &mut SqliteConnection) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT min(planned_ms) FROM payments").fetch_one(books).await
}

/// When the next late authorisation comes.
pub async fn next_authorization(books: &mut SqliteConnection) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT min(planned_ms) FROM payments WHERE planned = 'authorize'").fetch_one(books).await
}

/// Late authorisations come now.
pub async fn hurry_payments(books: &mut SqliteConnection, now_ms: i64) -> sqlx::Result<()> {
    let sql = "UPDATE payments SET planned_ms = ?1 WHERE planned = 'authorize' AND planned_ms > ?1";
    sqlx::query(sql).bind(now_ms).execute(books).await?;
    Ok(())
}

fn payment(row: &SqliteRow) -> sqlx::Result<Payment> {
    let failure: Option<String> = row.try_get("failure")?;
    let failure = failure.map(|text| serde_json::from_str(&text)).transpose();
    let planned: Option<String> = row.try_get("planned")?;
    let planned_ms: Option<i64> = row.try_get("planned_ms")?;
    Ok(Payment {
        number: row.try_get("number")?,
        id: row.try_get("id")?,
        order_id: row.try_get("order_id")?,
        amount: row.try_get("amount")?,
        currency: row.try_get("currency")?,
        status: read(row, "status")?,
        method: read(row, "method")?,
        email: row.try_get("email")?,
        contact: row.try_get("contact")?,
        description: row.try_get("description")?,
        notes: json(row, "notes")?,
        captured: row.try_get("captured")?,
        amount_refunded: row.try_get("amount_refunded")?,
        fee: row.try_get("fee")?,
        tax: row.try_get("tax")?,
        failure: failure.map_err(|error| sqlx::Error::Decode(error.into()))?,
        created_ms: row.try_get("created_ms")?,
        planned: planned.and_then(|word| word.parse().ok()).zip(planned_ms),
    })
}

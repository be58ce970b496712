//! Refunds, and the keys that keep one from being made twice.

use super::word::{json, read, words};
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

words! {
    /// Where a refund stands.
    RefundStatus {
        Pending = "pending",
        Processed = "processed",
        Failed = "failed",
    }
}

words! {
    /// How a pending refund ends.
    Ending {
        Process = "process",
        Fail = "fail",
    }
}

/// A refund.
#[derive(Clone, Debug)]
pub struct Refund {
    pub number: i64,
    pub id: String,
    pub payment_id: String,
    pub amount: i64,
    pub currency: String,
    pub receipt: Option<String>,
    pub notes: Value,
    /// `normal` or `optimum`.
    pub speed: String,
    pub status: RefundStatus,
    pub created_ms: i64,
    pub ending: Option<(Ending, i64)>,
}

/// Which refunds are looked for, and which of those are shown, the latest first.
#[derive(Clone, Debug)]
pub struct Refunds {
    pub payment_id: Option<String>,
    pub from_ms: i64,
    pub to_ms: i64,
    pub count: i64,
    pub skip: i64,
}

pub async fn insert_refund(books: &mut SqliteConnection, refund: &Refund) -> sqlx::Result<()> {
    let sql = "INSERT INTO refunds (number, id, payment_id, amount, currency, receipt, notes, speed, status, created_ms) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(refund.number)
        .bind(&refund.id)
        .bind(&refund.payment_id)
        .bind(refund.amount)
        .bind(&refund.currency)
        .bind(&refund.receipt)
        .bind(refund.notes.to_string())
        .bind(&refund.speed)
        .bind(refund.status.as_str())
        .bind(refund.created_ms)
        .execute(&mut *books)
        .await?;
    update_refund(books, refund).await
}

/// Writes down what changes of a refund.
pub async fn update_refund(books: &mut SqliteConnection, refund: &Refund) -> sqlx::Result<()> {
    sqlx::query("UPDATE refunds SET status = ?, ending = ?, ending_ms = ? WHERE id = ?")
        .bind(refund.status.as_str())
        .bind(refund.ending.map(|(ending, _)| ending.as_str()))
        .bind(refund.ending.map(|(_, at_ms)| at_ms))
        .bind(&refund.id)
        .execute(books)
        .await?;
    Ok(())
}

pub async fn find_refund(books: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Refund>> {
    let row = sqlx::query("SELECT * FROM refunds WHERE id = ?").bind(id).fetch_optional(books).await?;
    row.as_ref().map(refund).transpose()
}

pub async fn list_refunds(books: &mut SqliteConnection, wanted: &Refunds) -> sqlx::Result<Vec<Refund>> {
    let sql = "SELECT * FROM refunds WHERE (?1 IS NULL OR payment_id = ?1) AND created_ms BETWEEN ?2 AND ?3 \
               ORDER BY number DESC LIMIT ?4 OFFSET ?5";
    let query = sqlx::query(sql).bind(&wanted.payment_id).bind(wanted.from_ms).bind(wanted.to_ms);
    let rows = query.bind(wanted.count).bind(wanted.skip).fetch_all(books).await?;
    rows.iter().map(refund).collect()
}

/// Refunds that end until now.
pub async fn due_refunds(books: &mut SqliteConnection, now_ms: i64, most: i64) -> sqlx::Result<Vec<Refund>> {
    let sql = "SELECT * FROM refunds WHERE ending_ms <= ? ORDER BY ending_ms, number LIMIT ?";
    let rows = sqlx::query(sql).bind(now_ms).bind(most).fetch_all(books).await?;
    rows.iter().map(refund).collect()
}

/// When the next refund ends.
pub async fn next_refund(books: &mut SqliteConnection) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT min(ending_ms) FROM refunds").fetch_one(books).await
}

/// Every pending refund ends now.
pub async fn hurry_refunds(books: &mut SqliteConnection, now_ms: i64) -> sqlx::Result<()> {
    let sql = "UPDATE refunds SET ending_ms = ?1 WHERE ending_ms > ?1";
    sqlx::query(sql).bind(now_ms).execute(books).await?;
    Ok(())
}

/// Keeps what a key has become.
pub async fn keep_key(books: &mut SqliteConnection, key: &str, fingerprint: &str, refund: &str) -> sqlx::Result<()> {
    let sql = "INSERT INTO refund_keys (key, fingerprint, refund_id) VALUES (?, ?, ?)";
    sqlx::query(sql).bind(key).bind(fingerprint).bind(refund).execute(books).await?;
    Ok(())
}

/// The digest of what was asked under the key, and the refund.
pub async fn find_key(books: &mut SqliteConnection, key: &str) -> sqlx::Result<Option<(String, String)>> {
    let sql = "SELECT fingerprint, refund_id FROM refund_keys WHERE key = ?";
    sqlx::query_as(sql).bind(key).fetch_optional(books).await
}

fn refund(row: &SqliteRow) -> sqlx::Result<Refund> {
    let ending: Option<String> = row.try_get("ending")?;
    let ending_ms: Option<i64> = row.try_get("ending_ms")?;
    Ok(Refund {
        number: row.try_get("number")?,
        id: row.try_get("id")?,
        payment_id: row.try_get("payment_id")?,
        amount: row.try_get("amount")?,
        currency: row.try_get("currency")?,
        receipt: row.try_get("receipt")?,
        notes: json(row, "notes")?,
        speed: row.try_get("speed")?,
        status: read(row, "status")?,
        created_ms: row.try_get("created_ms")?,
        ending: ending.and_then(|word| word.parse().ok()).zip(ending_ms),
    })
}

//! Orders: what a merchant wants to be paid.

use super::word::{json, read, words};
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

words! {
    /// Where an order stands.
    OrderStatus {
        Created = "created",
        Attempted = "attempted",
        Paid = "paid",
    }
}

/// An order.
#[derive(Clone, Debug)]
pub struct Order {
    pub number: i64,
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub receipt: Option<String>,
    pub receipt_is_unique: bool,
    pub notes: Value,
    pub status: OrderStatus,
    pub amount_paid: i64,
    pub attempts: i64,
    pub captures_by_itself: bool,
    pub created_ms: i64,
}

/// Which orders are looked for, and which of those are shown, the latest first.
#[derive(Clone, Debug)]
pub struct Orders {
    pub receipt: Option<String>,
    /// Only orders that have (or do not have) a payment that was authorised.
    pub authorized: Option<bool>,
    pub from_ms: i64,
    pub to_ms: i64,
    pub count: i64,
    pub skip: i64,
}

pub async fn insert_order(books: &mut SqliteConnection, order: &Order) -> sqlx::Result<()> {
    let sql = "INSERT INTO orders (number, id, amount, currency, receipt, receipt_is_unique, notes, status, amount_paid, \
               attempts, captures_by_itself, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(order.number)
        .bind(&order.id)
        .bind(order.amount)
        .bind(&order.currency)
        .bind(&order.receipt)
        .bind(order.receipt_is_unique)
        .bind(order.notes.to_string())
        .bind(order.status.as_str())
        .bind(order.amount_paid)
        .bind(order.attempts)
        .bind(order.captures_by_itself)
        .bind(order.created_ms)
        .execute(books)
        .await?;
    Ok(())
}

/// Writes down what changes of an order.
pub async fn update_order(books: &mut SqliteConnection, order: &Order) -> sqlx::Result<()> {
    let sql = "UPDATE orders SET status = ?, amount_paid = ?, attempts = ? WHERE id = ?";
    let update = sqlx::query(sql).bind(order.status.as_str()).bind(order.amount_paid).bind(order.attempts);
    update.bind(&order.id).execute(books).await?;
    Ok(())
}

pub async fn find_order(books: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Order>> {
    let row = sqlx::query("SELECT * FROM orders WHERE id = ?").bind(id).fetch_optional(books).await?;
    row.as_ref().map(order).transpose()
}

/// The order whose receipt was asked to be unique.
pub async fn same_receipt(books: &mut SqliteConnection, receipt: &str) -> sqlx::Result<Option<Order>> {
    let sql = "SELECT * FROM orders WHERE receipt = ? AND receipt_is_unique = 1";
    let row = sqlx::query(sql).bind(receipt).fetch_optional(books).await?;
    row.as_ref().map(order).transpose()
}

pub async fn list_orders(books: &mut SqliteConnection, wanted: &Orders) -> sqlx::Result<Vec<Order>> {
    let sql = "SELECT * FROM orders WHERE (?1 IS NULL OR receipt = ?1) AND created_ms BETWEEN ?2 AND ?3 \
               AND (?4 IS NULL OR ?4 = EXISTS (SELECT 1 FROM payments WHERE order_id = orders.id \
               AND status IN ('authorized', 'captured', 'refunded'))) \
               ORDER BY number DESC LIMIT ?5 OFFSET ?6";
    let query = sqlx::query(sql).bind(&wanted.receipt).bind(wanted.from_ms).bind(wanted.to_ms).bind(wanted.authorized);
    let rows = query.bind(wanted.count).bind(wanted.skip).fetch_all(books).await?;
    rows.iter().map(order).collect()
}

fn order(row: &SqliteRow) -> sqlx::Result<Order> {
    Ok(Order {
        number: row.try_get("number")?,
        id: row.try_get("id")?,
        amount: row.try_get("amount")?,
        currency: row.try_get("currency")?,
        receipt: row.try_get("receipt")?,
        receipt_is_unique: row.try_get("receipt_is_unique")?,
        notes: json(row, "notes")?,
        status: read(row, "status")?,
        amount_paid: row.try_get("amount_paid")?,
        attempts: row.try_get("attempts")?,
        captures_by_itself: row.try_get("captures_by_itself")?,
        created_ms: row.try_get("created_ms")?,
    })
}

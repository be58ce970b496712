//! Checkouts: what a merchant's page sent along when it sent somebody here to pay.

use super::payments::Method;
use super::word::json;
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

/// A checkout.
#[derive(Clone, Debug)]
pub struct Checkout {
    pub number: i64,
    /// Nobody can guess it: who knows it was sent here.
    pub id: String,
    pub order_id: String,
    /// The payment that was made last on this page.
    pub payment_id: Option<String>,
    pub method: Option<Method>,
    pub email: Option<String>,
    pub contact: Option<String>,
    pub description: Option<String>,
    pub notes: Value,
    pub callback_url: String,
    pub created_ms: i64,
}

pub async fn insert_checkout(books: &mut SqliteConnection, checkout: &Checkout) -> sqlx::Result<()> {
    let sql = "INSERT INTO checkouts (number, id, order_id, method, email, contact, description, notes, callback_url, \
               created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(checkout.number)
        .bind(&checkout.id)
        .bind(&checkout.order_id)
        .bind(checkout.method.map(Method::as_str))
        .bind(&checkout.email)
        .bind(&checkout.contact)
        .bind(&checkout.description)
        .bind(checkout.notes.to_string())
        .bind(&checkout.callback_url)
        .bind(checkout.created_ms)
        .execute(books)
        .await?;
    Ok(())
}

/// The checkout has led to this payment.
pub async fn remember_payment(books: &mut SqliteConnection, checkout: &str, payment: &str) -> sqlx::Result<()> {
    let sql = "UPDATE checkouts SET payment_id = ? WHERE id = ?";
    sqlx::query(sql).bind(payment).bind(checkout).execute(books).await?;
    Ok(())
}

pub async fn find_checkout(books: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Checkout>> {
    let row = sqlx::query("SELECT * FROM checkouts WHERE id = ?").bind(id).fetch_optional(books).await?;
    let Some(row) = row else { return Ok(None) };
    let method: Option<String> = row.try_get("method")?;
    Ok(Some(Checkout {
        number: row.try_get("number")?,
        id: row.try_get("id")?,
        order_id: row.try_get("order_id")?,
        payment_id: row.try_get("payment_id")?,
        method: method.and_then(|word| word.parse().ok()),
        email: row.try_get("email")?,
        contact: row.try_get("contact")?,
        description: row.try_get("description")?,
        notes: json(&row, "notes")?,
        callback_url: row.try_get("callback_url")?,
        created_ms: row.try_get("created_ms")?,
    }))
}

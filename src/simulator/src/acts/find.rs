//! Finds what an identifier names; what cannot be an identifier is refused before anybody looks.

use super::error::Error;
use crate::books::{Order, Payment, Refund, find_order, find_payment, find_refund};
use crate::wire::Refusal;
use sqlx::SqliteConnection;

pub async fn order(books: &mut SqliteConnection, id: &str) -> Result<Order, Error> {
    check("order_", id)?;
    Ok(find_order(books, id).await?.ok_or_else(Refusal::unknown_id)?)
}

pub async fn payment(books: &mut SqliteConnection, id: &str) -> Result<Payment, Error> {
    check("pay_", id)?;
    Ok(find_payment(books, id).await?.ok_or_else(Refusal::unknown_id)?)
}

pub async fn refund(books: &mut SqliteConnection, id: &str) -> Result<Refund, Error> {
    check("rfnd_", id)?;
    Ok(find_refund(books, id).await?.ok_or_else(Refusal::unknown_id)?)
}

fn check(prefix: &str, id: &str) -> Result<(), Refusal> {
    let letters = id.strip_prefix(prefix).unwrap_or("");
    let is_id = letters.len() == 14 && letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_id { Ok(()) } else { Err(Refusal::not_an_id(&id.chars().take(64).collect::<String>())) }
}

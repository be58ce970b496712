//! Where the money is: every movement is an entry of lines that add up to nothing.

use super::file::number;
use super::word::words;
use sqlx::sqlite::SqliteConnection;

words! {
    /// Who holds money.
    Account {
        Customer = "customer",
        /// Authorised and not captured.
        Held = "held",
        Merchant = "merchant",
        Fees = "fees",
        /// On its way back.
        Refunding = "refunding",
    }
}

/// Money that goes from one account to others.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    pub at_ms: i64,
    pub payment: &'a str,
    pub refund: Option<&'a str>,
    pub currency: &'a str,
    pub from: Account,
    pub to: &'a [(Account, i64)],
}

/// Writes an entry.
pub async fn book(books: &mut SqliteConnection, movement: &Movement<'_>) -> sqlx::Result<()> {
    let entry = number(books, "entry").await?;
    let sum: i64 = movement.to.iter().map(|(_, amount)| amount).sum();
    let lines = std::iter::once((movement.from, -sum)).chain(movement.to.iter().copied());
    for (line, (account, amount)) in (1_i64..).zip(lines) {
        let sql = "INSERT INTO movements (entry, line, at_ms, payment_id, refund_id, account, currency, amount) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        sqlx::query(sql)
            .bind(entry)
            .bind(line)
            .bind(movement.at_ms)
            .bind(movement.payment)
            .bind(movement.refund)
            .bind(account.as_str())
            .bind(movement.currency)
            .bind(amount)
            .execute(&mut *books)
            .await?;
    }
    Ok(())
}

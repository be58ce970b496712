//! The webhook's secrets. The last one is in force; what was signed before keeps its own, also when it is sent again.

use sqlx::sqlite::SqliteConnection;

/// Makes the secret known to the books; a new one comes into force. A secret that was rotated away stays so.
pub async fn know_secret(books: &mut SqliteConnection, secret: &str, now_ms: i64) -> sqlx::Result<()> {
    let sql = "SELECT count(*) FROM secrets WHERE secret = ?";
    let known: i64 = sqlx::query_scalar(sql).bind(secret).fetch_one(&mut *books).await?;
    if known == 0 { rotate_secret(books, secret, now_ms).await } else { Ok(()) }
}

/// Brings a secret into force, one that was in force before as well.
pub async fn rotate_secret(books: &mut SqliteConnection, secret: &str, now_ms: i64) -> sqlx::Result<()> {
    let sql = "INSERT INTO secrets (number, secret, since_ms) \
               VALUES ((SELECT coalesce(max(number), 0) + 1 FROM secrets), ?, ?)";
    sqlx::query(sql).bind(secret).bind(now_ms).execute(books).await?;
    Ok(())
}

/// The number of the secret in force.
pub async fn current_secret(books: &mut SqliteConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT max(number) FROM secrets").fetch_one(books).await
}

/// The secret of this number.
pub async fn secret(books: &mut SqliteConnection, number: i64) -> sqlx::Result<String> {
    sqlx::query_scalar("SELECT secret FROM secrets WHERE number = ?").bind(number).fetch_one(books).await
}

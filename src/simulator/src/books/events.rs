//! The outbox: every event with the body that was signed, until somebody took it or it is given up.

use super::word::words;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

words! {
    /// What became of an event.
    EventState {
        Waiting = "waiting",
        Delivered = "delivered",
        /// A fault swallowed it.
        Lost = "lost",
        /// Nobody took it in time.
        GivenUp = "given_up",
        /// There was no room for it, or nowhere to send it.
        Unsent = "unsent",
    }
}

/// An event as it is written down.
#[derive(Clone, Debug)]
pub struct Event {
    pub number: i64,
    /// What `x-razorpay-event-id` says.
    pub id: String,
    /// Such as `payment.captured`.
    pub kind: &'static str,
    pub body: String,
    /// The secret that it is signed with, whenever it is sent.
    pub secret: i64,
    pub created_ms: i64,
    pub state: EventState,
    pub due_ms: i64,
    /// How often it is sent once more after it was taken.
    pub again: i64,
    pub wrong_signature: bool,
    pub names_itself: bool,
}

/// An event that is to be sent.
#[derive(Clone, Debug)]
pub struct Due {
    pub number: i64,
    pub id: String,
    pub body: String,
    pub secret: i64,
    pub created_ms: i64,
    pub tries: i64,
    pub again: i64,
    pub wrong_signature: bool,
    pub names_itself: bool,
}

/// Puts an event into the outbox.
pub async fn append(books: &mut SqliteConnection, event: &Event) -> sqlx::Result<()> {
    let sql = "INSERT INTO events (number, id, kind, body, secret, created_ms, state, due_ms, tries, again, wrong_signature, \
               names_itself) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)";
    sqlx::query(sql)
        .bind(event.number)
        .bind(&event.id)
        .bind(event.kind)
        .bind(&event.body)
        .bind(event.secret)
        .bind(event.created_ms)
        .bind(event.state.as_str())
        .bind((event.state == EventState::Waiting).then_some(event.due_ms))
        .bind(event.again)
        .bind(event.wrong_signature)
        .bind(event.names_itself)
        .execute(books)
        .await?;
    Ok(())
}

/// How many events wait, counted up to `most`.
pub async fn waiting(books: &mut SqliteConnection, most: i64) -> sqlx::Result<i64> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM events WHERE due_ms IS NOT NULL LIMIT ?)";
    sqlx::query_scalar(sql).bind(most).fetch_one(books).await
}

/// Events that are to be sent until now, in the order of their time.
pub async fn due_events(books: &mut SqliteConnection, now_ms: i64, most: i64) -> sqlx::Result<Vec<Due>> {
    let sql = "SELECT * FROM events WHERE due_ms <= ? ORDER BY due_ms, number LIMIT ?";
    let rows = sqlx::query(sql).bind(now_ms).bind(most).fetch_all(books).await?;
    rows.iter().map(due).collect()
}

/// When the next event after now is to be sent.
pub async fn next_delivery(books: &mut SqliteConnection, now_ms: i64) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT min(due_ms) FROM events WHERE due_ms > ?").bind(now_ms).fetch_one(books).await
}

/// The event waits until then: for a further try, or to be sent once more.
pub async fn put_off(books: &mut SqliteConnection, event: &Due, due_ms: i64, again: i64) -> sqlx::Result<()> {
    let sql = "UPDATE events SET due_ms = ?, tries = tries + 1, again = ?, wrong_signature = 0 WHERE number = ?";
    sqlx::query(sql).bind(due_ms).bind(again).bind(event.number).execute(books).await?;
    Ok(())
}

/// The event is done with.
pub async fn end(books: &mut SqliteConnection, event: &Due, state: EventState) -> sqlx::Result<()> {
    let sql = "UPDATE events SET state = ?, due_ms = NULL, tries = tries + 1 WHERE number = ?";
    sqlx::query(sql).bind(state.as_str()).bind(event.number).execute(books).await?;
    Ok(())
}

/// Every waiting event is due now.
pub async fn hurry_events(books: &mut SqliteConnection, now_ms: i64) -> sqlx::Result<()> {
    let sql = "UPDATE events SET due_ms = ?1 WHERE due_ms > ?1";
    sqlx::query(sql).bind(now_ms).execute(books).await?;
    Ok(())
}

/// Forgets what ended long ago: events and checkouts beyond so many.
pub async fn forget_events(books: &mut SqliteConnection, remembered: i64) -> sqlx::Result<()> {
    let events = "DELETE FROM events WHERE due_ms IS NULL AND number <= (SELECT max(number) FROM events) - ?";
    sqlx::query(events).bind(remembered).execute(&mut *books).await?;
    let checkouts = "DELETE FROM checkouts WHERE number <= (SELECT max(number) FROM checkouts) - ?";
    sqlx::query(checkouts).bind(remembered).execute(books).await?;
    Ok(())
}

fn due(row: &SqliteRow) -> sqlx::Result<Due> {
    Ok(Due {
        number: row.try_get("number")?,
        id: row.try_get("id")?,
        body: row.try_get("body")?,
        secret: row.try_get("secret")?,
        created_ms: row.try_get("created_ms")?,
        tries: row.try_get("tries")?,
        again: row.try_get("again")?,
        wrong_signature: row.try_get("wrong_signature")?,
        names_itself: row.try_get("names_itself")?,
    })
}

//! Timelines without a hole, and a chain over each: the order's row knows the number of its last event and the head. What
//! other systems are told is kept for a time, whoever has read it; and messages about an order that we did not know yet are
//! found by when they came.
//!
//! Until now steps that told of nothing used up a number, too: what is there is numbered anew.

use crate::dialect::run;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Orders that are read at once.
const PAGE: usize = 500;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        let connection = manager.get_connection();
        let mut after = Uuid::nil();
        loop {
            let page = format!("SELECT id FROM orders WHERE id > $1 ORDER BY id LIMIT {PAGE}");
            let orders = all(connection, &page, [after.into()]).await?;
            for row in &orders {
                after = row.try_get("", "id")?;
                number(connection, after).await?;
            }
            if orders.len() < PAGE {
                return Ok(());
            }
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

// Entries of the ledger have the numbers of their events and move with them. An entry without an event, which no sound
// database has, is moved out of the way first: the proof of the books names it as before.
const UP: &str = "
ALTER TABLE orders ADD COLUMN events {int} NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN timeline_head {bytes};
UPDATE ledger_lines SET entry = entry + 1000000000
WHERE NOT EXISTS (
    SELECT 1 FROM order_events e WHERE e.order_id = ledger_lines.order_id AND e.seq = ledger_lines.entry
);
DROP INDEX outbox_age_idx;
DROP INDEX outbox_waiting_idx;
ALTER TABLE outbox DROP COLUMN published_at_us;
CREATE INDEX outbox_age_idx ON outbox (created_at_us);
CREATE INDEX webhook_inbox_unknown_idx ON webhook_inbox (gateway, received_at_us) WHERE detail = 'unknown_order';
";

const DOWN: &str = "
DROP INDEX webhook_inbox_unknown_idx;
DROP INDEX outbox_age_idx;
ALTER TABLE outbox ADD COLUMN published_at_us {int};
CREATE INDEX outbox_waiting_idx ON outbox (id) WHERE published_at_us IS NULL;
CREATE INDEX outbox_age_idx ON outbox (published_at_us) WHERE published_at_us IS NOT NULL;
ALTER TABLE orders DROP COLUMN timeline_head;
ALTER TABLE orders DROP COLUMN events;
";

/// Numbers an order's events from one on, and chains them.
async fn number(connection: &impl ConnectionTrait, order: Uuid) -> Result<(), DbErr> {
    let events = "SELECT seq, at_us, source, kind, actor_id, detail FROM order_events WHERE order_id = $1 ORDER BY seq";
    let events = all(connection, events, [order.into()]).await?;
    let (mut head, mut seq) = (start(order), 0_i64);
    for event in &events {
        seq += 1;
        let was: i64 = event.try_get("", "seq")?;
        if was != seq {
            // The numbers before this one are taken, the ones up to it are free.
            for change in [
                "UPDATE order_events SET seq = $1 WHERE order_id = $2 AND seq = $3",
                "UPDATE ledger_lines SET entry = $1 WHERE order_id = $2 AND entry = $3",
            ] {
                connection.execute_raw(statement(connection, change, [seq.into(), order.into(), was.into()])).await?;
            }
        }
        head = link(head, seq, event)?;
    }
    let change = "UPDATE orders SET events = $1, timeline_head = $2 WHERE id = $3";
    let values = [seq.into(), head.to_vec().into(), order.into()];
    connection.execute_raw(statement(connection, change, values)).await.map(drop)
}

// The chain as the domain documents it, written out here since a step is frozen.

fn start(order: Uuid) -> [u8; 32] {
    Sha256::new().chain_update(b"examhall.order.0").chain_update(order.as_bytes()).finalize().into()
}

fn link(previous: [u8; 32], seq: i64, event: &QueryResult) -> Result<[u8; 32], DbErr> {
    let at_us: i64 = event.try_get("", "at_us")?;
    let actor: Option<Uuid> = event.try_get("", "actor_id")?;
    let (source, kind): (String, String) = (event.try_get("", "source")?, event.try_get("", "kind")?);
    let detail: String = event.try_get("", "detail")?;
    let mut hash = Sha256::new();
    hash.update(b"examhall.order.n");
    hash.update(previous);
    hash.update(seq.to_be_bytes());
    hash.update(at_us.to_be_bytes());
    hash.update(actor.unwrap_or_default().as_bytes());
    for text in [&source, &kind, &substance(&kind, detail)] {
        hash.update(Sha256::digest(text));
    }
    Ok(hash.finalize().into())
}

/// The word for a decision without its reason; of everything else all of it.
fn substance(kind: &str, detail: String) -> String {
    let decision = || serde_json::from_str::<serde_json::Value>(&detail).ok()?["decision"].as_str().map(str::to_owned);
    if kind == "resolved" { decision().unwrap_or(detail) } else { detail }
}

async fn all(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    connection.query_all_raw(statement(connection, sql, values)).await
}

fn statement(connection: &impl ConnectionTrait, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

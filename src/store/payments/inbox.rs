//! What gateways sent, as it was received. A message is kept once, whether it is known by its event's id or by its bytes,
//! and settled once.

use crate::store::{StoreError, sql};
use examhall_domain::id::WebhookId;
use examhall_domain::payments::GatewayName;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect, Value};
use std::collections::HashSet;
use std::fmt;

/// A row of `webhook_inbox`; `body` are the bytes that the signature covers.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_inbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub gateway: String,
    /// As the gateway names it; some messages come without.
    pub event_id: Option<String>,
    pub body_digest: Vec<u8>,
    pub body: Vec<u8>,
    pub received_at_us: i64,
    /// Nothing until somebody has looked at it.
    pub outcome: Option<String>,
    pub applied_at_us: Option<i64>,
    pub detail: Option<String>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl fmt::Debug for Model {
    /// Without the body, which names people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("id", &self.id).field("outcome", &self.outcome).finish_non_exhaustive()
    }
}

/// A message whose signature was right.
#[derive(Clone)]
pub struct NewWebhook {
    pub id: WebhookId,
    pub gateway: GatewayName,
    pub event_id: Option<String>,
    /// SHA-256 of the body.
    pub body_digest: [u8; 32],
    pub body: Vec<u8>,
    pub received_at: Timestamp,
}

/// What came of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was told to its order, which may have known it.
    Applied,
    /// It says nothing that an order has to know.
    Ignored,
    /// A person has to look at it.
    Parked,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Ignored => "ignored",
            Self::Parked => "parked",
        }
    }
}

/// Why a message is parked that speaks of no order that we know; the index is over this word.
pub const UNKNOWN_ORDER: &str = "unknown_order";

/// Messages of one insert; seven values each, the bodies among them.
pub const BATCH_MAX: usize = 256;

/// Keeps messages, at most [`BATCH_MAX`] of them, in one statement; says which were new. The others are here already, or
/// twice among these.
pub async fn put<C: ConnectionTrait>(
    connection: &C,
    messages: Vec<NewWebhook>,
) -> Result<HashSet<WebhookId>, StoreError> {
    assert!(messages.len() <= BATCH_MAX, "who gathers messages bounds the batch");
    if messages.is_empty() {
        return Ok(HashSet::new());
    }
    let put = format!(
        "INSERT INTO webhook_inbox (id, gateway, event_id, body_digest, body, received_at_us) VALUES {}
         ON CONFLICT DO NOTHING RETURNING id",
        sql::rows(1, 6, messages.len()),
    );
    let values = messages.into_iter().flat_map(|new| -> [Value; 6] {
        [
            new.id.0.into(),
            new.gateway.as_str().into(),
            new.event_id.into(),
            new.body_digest.to_vec().into(),
            new.body.into(),
            new.received_at.0.into(),
        ]
    });
    let kept: Vec<Kept> = sql::all(connection, &put, values).await?;
    Ok(kept.into_iter().map(|row| WebhookId(row.id)).collect())
}

/// One message.
pub async fn find<C: ConnectionTrait>(connection: &C, message: WebhookId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(message.0).one(connection).await?)
}

/// The messages that nobody has settled, those that came first before the others.
pub async fn list_waiting<C: ConnectionTrait>(connection: &C, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::Outcome.is_null()).order_by_asc(Column::Id).limit(limit);
    Ok(query.all(connection).await?)
}

/// How many messages a person has to look at.
pub async fn count_parked<C: ConnectionTrait>(connection: &C) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Outcome.eq(Outcome::Parked.name())).count(connection).await?)
}

/// Says what came of a message. `false` when that was said before.
pub async fn settle<C: ConnectionTrait>(
    connection: &C,
    message: WebhookId,
    outcome: Outcome,
    detail: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(outcome.name()))
        .col_expr(Column::Detail, Expr::value(detail.map(str::to_owned)))
        .col_expr(Column::AppliedAtUs, Expr::value(now.0))
        .filter(Column::Id.eq(message.0))
        .filter(Column::Outcome.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// The messages of a gateway that came at an instant or later and are parked because nobody knew their order, at most `limit`
/// of them.
pub async fn list_unknown<C: ConnectionTrait>(
    connection: &C,
    gateway: &GatewayName,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<WebhookId>, StoreError> {
    let values = [gateway.as_str().into(), since.0.into(), i64::from(limit).into()];
    let rows: Vec<Kept> = sql::all(connection, UNKNOWN, values).await?;
    Ok(rows.into_iter().map(|row| WebhookId(row.id)).collect())
}

/// Lets those of these messages wait again that are parked because nobody knew their order; says how many.
pub async fn reopen_unknown<C: ConnectionTrait>(connection: &C, messages: &[WebhookId]) -> Result<u64, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(None::<String>))
        .col_expr(Column::Detail, Expr::value(None::<String>))
        .col_expr(Column::AppliedAtUs, Expr::value(None::<i64>))
        .filter(Column::Id.is_in(messages.iter().map(|message| message.0)))
        .filter(Column::Detail.eq(UNKNOWN_ORDER));
    Ok(change.exec(connection).await?.rows_affected)
}

/// Forgets messages that were settled before an instant, at most `limit` of them; says how many. Whoever calls it leaves
/// them for longer than a gateway sends the same again.
pub async fn sweep<C: ConnectionTrait>(
    connection: &C,
    settled_before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let sweep =
        "DELETE FROM webhook_inbox WHERE id IN (SELECT id FROM webhook_inbox WHERE applied_at_us < $1 LIMIT $2)";
    sql::execute(connection, sweep, [settled_before.0.into(), i64::from(limit).into()]).await
}

#[derive(FromQueryResult)]
struct Kept {
    id: Uuid,
}

// The word is written out, since an index over some rows is only used by a query that names just those.
const UNKNOWN: &str = "
SELECT id FROM webhook_inbox
WHERE gateway = $1 AND received_at_us >= $2 AND detail = 'unknown_order'
ORDER BY received_at_us LIMIT $3";

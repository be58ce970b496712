//! Mails: what is to be said to whom. Whether one waits, is being sent or was given up is told by its job, which has the
//! mail's id.

use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, MailId};
use examhall_domain::mail::MailKind;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

/// A row of `mails`; `arguments` is JSON and holds neither addresses nor secrets.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub kind: String,
    pub locale: String,
    pub arguments: String,
    pub created_at_us: i64,
    pub sent_at_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds a mail.
pub async fn insert<C: ConnectionTrait>(connection: &C, mail: Model) -> Result<(), StoreError> {
    sql::insert(connection, mail).await
}

/// One mail.
pub async fn find<C: ConnectionTrait>(connection: &C, mail: MailId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(mail.0).one(connection).await?)
}

/// When the account's mails of a kind were written since an instant, the latest first, at most `limit`.
pub async fn written_since<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    kind: MailKind,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<Timestamp>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::Kind.eq(kind.name()))
        .filter(Column::CreatedAtUs.gt(since.0))
        .order_by_desc(Column::CreatedAtUs)
        .limit(limit);
    Ok(query.all(connection).await?.into_iter().map(|mail| Timestamp(mail.created_at_us)).collect())
}

/// All of an account's mails that are remembered, the latest first.
pub async fn list_of_account<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .order_by_desc(Column::CreatedAtUs)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(connection).await?)
}

/// Forgets all of an account's mails; what still waited is then not sent.
pub async fn remove_all<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(connection).await?;
    Ok(())
}

/// Notes that a mail was handed over. `false` when that was noted before.
pub async fn mark_sent<C: ConnectionTrait>(connection: &C, mail: MailId, now: Timestamp) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::SentAtUs, Expr::value(now.0))
        .filter(Column::Id.eq(mail.0))
        .filter(Column::SentAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Forgets mails that were written before an instant, at most `limit` of them; says how many.
pub async fn sweep<C: ConnectionTrait>(
    connection: &C,
    written_before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    sql::execute(
        connection,
        "DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE created_at_us < $1 LIMIT $2)",
        [written_before.0.into(), i64::from(limit).into()],
    )
    .await
}

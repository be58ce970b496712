//! Sign-ins on devices. A session that was revoked or has expired stays until it is swept, so that it can be listed as
//! what it was.

use crate::store::StoreError;
use crate::store::sql;
use examhall_domain::accounts::locale::UnknownLocale;
use examhall_domain::accounts::{Locale, Roles};
use examhall_domain::id::{AccountId, SessionId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};

/// How many of a person's sessions are listed at most.
pub const LISTED_MAX: u64 = 200;

/// A row of `sessions`. `expires_at_us` slides with use, `ends_at_us` does not.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub created_at_us: i64,
    pub expires_at_us: i64,
    pub ends_at_us: i64,
    pub last_seen_at_us: i64,
    pub user_agent: String,
    pub network: String,
    pub revoked_at_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A session with what every request needs to know of its person.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct SignedIn {
    pub id: Uuid,
    pub account_id: Uuid,
    pub created_at_us: i64,
    pub expires_at_us: i64,
    pub ends_at_us: i64,
    pub last_seen_at_us: i64,
    pub email: String,
    pub email_verified_at_us: Option<i64>,
    pub name: String,
    pub locale: String,
    pub time_zone: Option<String>,
    /// The digest of the person's picture.
    pub picture: Option<Vec<u8>>,
    /// Separated by commas, in no order; see [`SignedIn::roles`].
    pub roles: String,
}

impl SignedIn {
    /// What the person may be.
    ///
    /// Errors: [`StoreError::Corrupt`] when one of the roles is none.
    pub fn roles(&self) -> Result<Roles, StoreError> {
        self.roles.parse().map_err(|why| StoreError::corrupt("account_roles.role", &why))
    }

    /// The language that the person reads.
    ///
    /// Errors: [`StoreError::Corrupt`] when it is none of ours.
    pub fn locale(&self) -> Result<Locale, StoreError> {
        self.locale.parse().map_err(|why: UnknownLocale| StoreError::corrupt("accounts.locale", &why))
    }
}

/// Records a sign-in.
pub async fn insert<C: ConnectionTrait>(connection: &C, session: Model) -> Result<(), StoreError> {
    sql::insert(connection, session).await
}

/// One session, whatever has become of it.
pub async fn find<C: ConnectionTrait>(connection: &C, session: SessionId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(session.0).one(connection).await?)
}

/// A session that was not revoked, of a person who is not disabled, with their roles. Whether it has expired is for the
/// domain's rules to say: an open attempt keeps it alive.
pub async fn find_signed_in<C: ConnectionTrait>(
    connection: &C,
    session: SessionId,
) -> Result<Option<SignedIn>, StoreError> {
    let query = format!("{SIGNED_IN} AND s.id = $1");
    sql::one(connection, &query, [session.0.into()]).await
}

/// A person's sessions that are neither revoked nor expired, the latest first.
pub async fn list_live<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::RevokedAtUs.is_null())
        .filter(Column::ExpiresAtUs.gt(now.0))
        .order_by_desc(Column::CreatedAtUs)
        .limit(LISTED_MAX);
    Ok(query.all(connection).await?)
}

/// All of a person's sessions that are remembered, the latest first.
pub async fn list<C: ConnectionTrait>(
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

/// Forgets all of a person's sessions.
pub async fn remove_all<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(connection).await?;
    Ok(())
}

/// Slides a session on after use. `false` when it was revoked meanwhile.
pub async fn touch<C: ConnectionTrait>(
    connection: &C,
    session: SessionId,
    seen_at: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::LastSeenAtUs, Expr::value(seen_at.0))
        .col_expr(Column::ExpiresAtUs, Expr::value(expires_at.0))
        .filter(Column::Id.eq(session.0))
        .filter(Column::RevokedAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Ends one of a person's own sessions. `false` when it is not theirs or ended before.
pub async fn revoke<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    session: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::RevokedAtUs, Expr::value(now.0))
        .filter(Column::Id.eq(session.0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::RevokedAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Ends all of a person's sessions and names those that were live until now.
pub async fn revoke_all<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    let revoked: Vec<Ended> = sql::all(
        connection,
        "UPDATE sessions SET revoked_at_us = $1 WHERE account_id = $2 AND revoked_at_us IS NULL RETURNING id",
        [now.0.into(), account.0.into()],
    )
    .await?;
    Ok(revoked.into_iter().map(|row| SessionId(row.id)).collect())
}

/// Ends a person's sessions but for one, and names those that were live until now.
pub async fn revoke_others<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    kept: SessionId,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    let revoked: Vec<Ended> = sql::all(
        connection,
        "UPDATE sessions SET revoked_at_us = $1 WHERE account_id = $2 AND id <> $3 AND revoked_at_us IS NULL RETURNING id",
        [now.0.into(), account.0.into(), kept.0.into()],
    )
    .await?;
    Ok(revoked.into_iter().map(|row| SessionId(row.id)).collect())
}

/// Forgets sessions that expired before an instant, at most `limit` of them; says how many.
pub async fn sweep<C: ConnectionTrait>(
    connection: &C,
    expired_before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    sql::execute(
        connection,
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at_us < $1 LIMIT $2)",
        [expired_before.0.into(), i64::from(limit).into()],
    )
    .await
}

#[derive(FromQueryResult)]
struct Ended {
    id: Uuid,
}

// `string_agg` reads the same on both engines; SQLite has had it since 3.44, which the bundled one exceeds.
const SIGNED_IN: &str = "
SELECT s.id, s.account_id, s.created_at_us, s.expires_at_us, s.ends_at_us, s.last_seen_at_us,
       a.email, a.email_verified_at_us, a.name, a.locale, a.time_zone, p.digest AS picture,
       COALESCE((SELECT string_agg(r.role, ',') FROM account_roles r WHERE r.account_id = a.id), '') AS roles
FROM sessions s
JOIN accounts a ON a.id = s.account_id
LEFT JOIN account_pictures p ON p.account_id = a.id
WHERE s.revoked_at_us IS NULL AND a.disabled_at_us IS NULL";

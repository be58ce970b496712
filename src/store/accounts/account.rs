//! People who can sign in.

use crate::store::StoreError;
use crate::store::sql;
use examhall_domain::accounts::locale::UnknownLocale;
use examhall_domain::accounts::{EmailAddress, Locale};
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};
use std::fmt;

/// A row of `accounts`. `email` is the normalised form by which people are found.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub name: String,
    /// An argon2id PHC string.
    pub password_hash: String,
    pub locale: String,
    pub disabled_at_us: Option<i64>,
    /// When the address was shown to be the person's own.
    pub email_verified_at_us: Option<i64>,
    pub created_at_us: i64,
    /// An IANA name; none is the zone of whatever device the person uses.
    pub time_zone: Option<String>,
    /// From when on the account is to be erased; a sign-in before calls that off.
    pub erased_from_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The language that the person reads.
    ///
    /// Errors: [`StoreError::Corrupt`] when it is none of ours.
    pub fn locale(&self) -> Result<Locale, StoreError> {
        self.locale.parse().map_err(|why: UnknownLocale| StoreError::corrupt("accounts.locale", &why))
    }
}

impl fmt::Debug for Model {
    /// Without address, name and hash, which must not reach a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Several people, in no order; unknown ids are left out.
pub async fn find_many<C: ConnectionTrait>(connection: &C, accounts: &[AccountId]) -> Result<Vec<Model>, StoreError> {
    let ids = accounts.iter().map(|account| account.0);
    Ok(Entity::find().filter(Column::Id.is_in(ids)).all(connection).await?)
}

/// Adds a person.
///
/// Errors: a conflict with [`crate::store::constraint::ACCOUNTS_EMAIL`] when the address is taken.
pub async fn insert<C: ConnectionTrait>(connection: &C, account: Model) -> Result<(), StoreError> {
    sql::insert(connection, account).await
}

/// One person by id, disabled or not.
pub async fn find<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(account.0).one(connection).await?)
}

/// The same, held until the transaction ends, so that what is decided about one person is decided one after another.
pub async fn find_for_update<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
) -> Result<Option<Model>, StoreError> {
    // The builder leaves the lock out for SQLite, where a transaction that may write is alone anyway.
    Ok(Entity::find_by_id(account.0).lock_exclusive().one(connection).await?)
}

/// One person by normalised address, disabled or not.
pub async fn find_by_email<C: ConnectionTrait>(
    connection: &C,
    email: &EmailAddress,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::Email.eq(email.as_str())).one(connection).await?)
}

/// Several people by normalised address, disabled or not, in no order; addresses that nobody has are left out.
pub async fn find_by_emails<C: ConnectionTrait>(
    connection: &C,
    emails: &[EmailAddress],
) -> Result<Vec<Model>, StoreError> {
    let emails = emails.iter().map(EmailAddress::as_str);
    Ok(Entity::find().filter(Column::Email.is_in(emails)).all(connection).await?)
}

/// The people whose name or address holds this text, the latest to register first, at most `limit`. Case is that of ASCII, the
/// only one that the engines fold alike.
pub async fn find_named<C: ConnectionTrait>(
    connection: &C,
    text: &str,
    limit: u64,
) -> Result<Vec<AccountId>, StoreError> {
    let pattern = format!("%{}%", sql::literal_pattern(&text.to_lowercase()));
    let named = "SELECT id FROM accounts
        WHERE email LIKE $1 ESCAPE '\\' OR LOWER(name) LIKE $1 ESCAPE '\\'
        ORDER BY id DESC LIMIT $2";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let found: Vec<Named> = sql::all(connection, named, [pattern.into(), limit.into()]).await?;
    Ok(found.into_iter().map(|row| AccountId(row.id)).collect())
}

#[derive(FromQueryResult)]
struct Named {
    id: Uuid,
}

/// Changes what a person is called, reads, and tells the time by. `false` when there is no such person.
pub async fn set_profile<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    name: &str,
    locale: &str,
    time_zone: Option<&str>,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::Name, Expr::value(name))
        .col_expr(Column::Locale, Expr::value(locale))
        .col_expr(Column::TimeZone, Expr::value(time_zone.map(str::to_owned)))
        .filter(Column::Id.eq(account.0));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Whether a person's password has this hash; it stays so until the transaction ends, so that nobody is let in by a
/// password that is being changed.
pub async fn has_password_hash<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    password_hash: &str,
) -> Result<bool, StoreError> {
    let query = Entity::find_by_id(account.0).filter(Column::PasswordHash.eq(password_hash)).lock_shared();
    Ok(query.one(connection).await?.is_some())
}

/// Notes that a person's address is their own. `false` when that was noted before, or there is no such person.
pub async fn set_email_verified<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::EmailVerifiedAtUs, Expr::value(now.0))
        .filter(Column::Id.eq(account.0))
        .filter(Column::EmailVerifiedAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Replaces the password's hash. `false` when there is no such person.
pub async fn set_password_hash<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    password_hash: &str,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(password_hash))
        .filter(Column::Id.eq(account.0));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Disables a person at an instant, or enables them again with `None`. `false` when there is no such person.
pub async fn set_disabled<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    disabled_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::DisabledAtUs, Expr::value(disabled_at.map(|at| at.0)))
        .filter(Column::Id.eq(account.0));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Says from when on an account is to be erased, or with `None` that it stays. `false` when that is no change.
pub async fn set_erased_from<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    from: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::ErasedFromUs, Expr::value(from.map(|at| at.0)))
        .filter(Column::Id.eq(account.0));
    let change = match from {
        Some(_) => change.filter(Column::ErasedFromUs.is_null()),
        None => change.filter(Column::ErasedFromUs.is_not_null()),
    };
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Accounts that are to be erased by now, those that wait longest first.
pub async fn list_due_to_erase<C: ConnectionTrait>(
    connection: &C,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<AccountId>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ErasedFromUs.lte(now.0))
        .order_by_asc(Column::ErasedFromUs)
        .limit(limit);
    let due: Vec<Uuid> = query.into_tuple().all(connection).await?;
    Ok(due.into_iter().map(AccountId).collect())
}

/// Whom an account belongs to once nobody is to know it any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pseudonym {
    pub email: String,
    pub name: String,
}

/// Leaves of an account what others point to: its id, under a pseudonym with which nobody signs in.
pub async fn erase<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    pseudonym: &Pseudonym,
    now: Timestamp,
) -> Result<(), StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::Email, Expr::value(pseudonym.email.as_str()))
        .col_expr(Column::Name, Expr::value(pseudonym.name.as_str()))
        .col_expr(Column::PasswordHash, Expr::value(""))
        .col_expr(Column::Locale, Expr::value(Locale::default().name()))
        .col_expr(Column::TimeZone, Expr::value(None::<String>))
        .col_expr(Column::EmailVerifiedAtUs, Expr::value(None::<i64>))
        .col_expr(Column::ErasedFromUs, Expr::value(None::<i64>))
        .col_expr(Column::DisabledAtUs, Expr::value(now.0))
        .filter(Column::Id.eq(account.0));
    change.exec(connection).await?;
    Ok(())
}

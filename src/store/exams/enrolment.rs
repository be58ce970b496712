//! Who may sit, with how much extra time, in which group.

use crate::store::{StoreError, sql};
use examhall_domain::exams::{Terms, TermsChange};
use examhall_domain::id::{AccountId, SittingId};
use examhall_domain::time::{Span, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect, Value};

/// A row of `enrolments`; an empty label is no group.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sitting_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub extra_time_us: i64,
    pub group_label: String,
    pub enrolled_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A person on a sitting's roster.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Member {
    pub account_id: Uuid,
    pub name: String,
    pub email: String,
    pub email_verified_at_us: Option<i64>,
    pub group_label: String,
    pub extra_time_us: i64,
    pub enrolled_at_us: i64,
}

/// How many people of a roster have a group label.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Group {
    pub label: String,
    pub people: i64,
}

impl Model {
    /// What was agreed.
    ///
    /// Errors: [`StoreError::Corrupt`] when it is more than can be agreed on.
    pub fn terms(&self) -> Result<Terms, StoreError> {
        let group = self.group_label.clone().try_into();
        let group = group.map_err(|why| StoreError::corrupt("enrolments.group_label", &why))?;
        Ok(Terms { extra_time: Span(self.extra_time_us), group })
    }
}

/// Rows of one insert; five values each.
const PUT_ROWS_MAX: usize = 200;

/// Enrols somebody; `false` when they were enrolled before, which keeps what was agreed then.
pub async fn insert<C: ConnectionTrait>(connection: &C, enrolment: Model) -> Result<bool, StoreError> {
    let once = OnConflict::columns([Column::SittingId, Column::AccountId]).do_nothing().to_owned();
    let insert = Entity::insert(enrolment.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// Enrols these people on these terms; those who are enrolled get the terms and keep the rest.
pub async fn put_many<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    people: &[(AccountId, Terms)],
    now: Timestamp,
) -> Result<(), StoreError> {
    for part in people.chunks(PUT_ROWS_MAX) {
        let put = format!(
            "INSERT INTO enrolments (sitting_id, account_id, extra_time_us, group_label, enrolled_at_us) VALUES {}
             ON CONFLICT (sitting_id, account_id)
             DO UPDATE SET extra_time_us = excluded.extra_time_us, group_label = excluded.group_label",
            sql::rows(1, 5, part.len()),
        );
        let values = part.iter().flat_map(|(account, terms)| -> [Value; 5] {
            let (extra_time, group) = (terms.extra_time.0, terms.group.as_str());
            [sitting.0.into(), account.0.into(), extra_time.into(), group.into(), now.0.into()]
        });
        sql::execute(connection, &put, values).await?;
    }
    Ok(())
}

/// Who of these people is enrolled, in no order.
pub async fn find_among<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    accounts: &[AccountId],
) -> Result<Vec<Model>, StoreError> {
    Ok(among(sitting, accounts).all(connection).await?)
}

/// The same, kept from others until the transaction ends.
pub async fn hold_among<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    accounts: &[AccountId],
) -> Result<Vec<Model>, StoreError> {
    // By id, so that two who hold the same people do not wait for each other in a circle. The builder leaves the lock out
    // for SQLite, where a transaction that may write is alone anyway.
    Ok(among(sitting, accounts).order_by_asc(Column::AccountId).lock_exclusive().all(connection).await?)
}

/// Changes the terms of these people; says how many of them are enrolled.
pub async fn change_terms<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    accounts: &[AccountId],
    change: &TermsChange,
) -> Result<u64, StoreError> {
    let mut update = Entity::update_many()
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::AccountId.is_in(accounts.iter().map(|account| account.0)));
    if let Some(extra_time) = change.extra_time {
        update = update.col_expr(Column::ExtraTimeUs, Expr::value(extra_time.0));
    }
    if let Some(group) = &change.group {
        update = update.col_expr(Column::GroupLabel, Expr::value(group.as_str()));
    }
    Ok(update.exec(connection).await?.rows_affected)
}

/// Takes these people off the roster; says how many were on it.
pub async fn remove_many<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    accounts: &[AccountId],
) -> Result<u64, StoreError> {
    let remove = Entity::delete_many()
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::AccountId.is_in(accounts.iter().map(|account| account.0)));
    Ok(remove.exec(connection).await?.rows_affected)
}

/// How many people have each group label, by label; those without one are the empty label.
pub async fn groups<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Vec<Group>, StoreError> {
    sql::all(connection, GROUPS, [sitting.0.into()]).await
}

/// One person's enrolment.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    account: AccountId,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id((sitting.0, account.0)).one(connection).await?)
}

/// Agrees on extra time and a group. `false` when the person is not enrolled.
pub async fn set_terms<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    account: AccountId,
    extra_time: Span,
    group_label: &str,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::ExtraTimeUs, Expr::value(extra_time.0))
        .col_expr(Column::GroupLabel, Expr::value(group_label))
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::AccountId.eq(account.0));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// What a person is enrolled in, the latest enrolment first.
pub async fn list_of_account<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .order_by_desc(Column::EnrolledAtUs)
        .order_by_desc(Column::SittingId)
        .limit(limit);
    Ok(query.all(connection).await?)
}

/// In which of several sittings a person is enrolled, in no order.
pub async fn list_among<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    sittings: &[SittingId],
) -> Result<Vec<SittingId>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::SittingId)
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::SittingId.is_in(sittings.iter().map(|sitting| sitting.0)));
    let found: Vec<Uuid> = query.into_tuple().all(connection).await?;
    Ok(found.into_iter().map(SittingId).collect())
}

/// Everybody on a sitting's roster by name.
pub async fn roster<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Vec<Member>, StoreError> {
    sql::all(connection, ROSTER, [sitting.0.into()]).await
}

fn among(sitting: SittingId, accounts: &[AccountId]) -> Select<Entity> {
    Entity::find()
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::AccountId.is_in(accounts.iter().map(|account| account.0)))
}

const GROUPS: &str = "
SELECT group_label AS label, COUNT(*) AS people
FROM enrolments
WHERE sitting_id = $1
GROUP BY group_label
ORDER BY group_label";

const ROSTER: &str = "
SELECT e.account_id, a.name, a.email, a.email_verified_at_us, e.group_label, e.extra_time_us, e.enrolled_at_us
FROM enrolments e
JOIN accounts a ON a.id = e.account_id
WHERE e.sitting_id = $1
ORDER BY a.name, a.id";

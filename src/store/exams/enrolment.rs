//! Who may sit, with how much extra time, in which group.

use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, SittingId};
use examhall_domain::time::Span;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect};

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
    pub group_label: String,
    pub extra_time_us: i64,
}

/// Enrols somebody; `false` when they were enrolled before, which keeps what was agreed then.
pub async fn insert<C: ConnectionTrait>(connection: &C, enrolment: Model) -> Result<bool, StoreError> {
    let once = OnConflict::columns([Column::SittingId, Column::AccountId]).do_nothing().to_owned();
    let insert = Entity::insert(enrolment.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
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

const ROSTER: &str = "
SELECT e.account_id, a.name, a.email, e.group_label, e.extra_time_us
FROM enrolments e
JOIN accounts a ON a.id = e.account_id
WHERE e.sitting_id = $1
ORDER BY a.name, a.id";

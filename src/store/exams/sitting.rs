//! Sittings: when an exam is held, by which rules, and the key that its papers are encrypted with.

use super::OwnedBy;
use super::exam;
use crate::store::{StoreError, json, sql};
use examhall_domain::exams::SittingPlan;
use examhall_domain::id::{ExamId, PaperId, SittingId};
use examhall_domain::time::{Span, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{QueryOrder, QuerySelect};
use std::fmt;

/// A row of `sittings`; `review` is the domain's policy as JSON.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sittings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub exam_id: Uuid,
    pub paper_id: Uuid,
    pub code: String,
    pub title: String,
    pub window_opens_at_us: i64,
    pub window_closes_at_us: i64,
    pub time_limit_us: i64,
    pub grace_us: i64,
    pub start_mode: String,
    pub attempts_allowed: i64,
    pub release_policy: String,
    pub review: String,
    pub released_at_us: Option<i64>,
    /// 32 bytes; whoever has them before the start can read the paper.
    pub paper_key: Vec<u8>,
    pub created_at_us: i64,
    pub cancelled_at_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What identifies a new sitting beside its plan.
#[derive(Clone)]
pub struct Identity {
    pub id: SittingId,
    pub exam: ExamId,
    pub paper: PaperId,
    /// The short code that people type.
    pub code: String,
    pub title: String,
    pub paper_key: [u8; 32],
    pub created_at: Timestamp,
}

impl fmt::Debug for Model {
    /// Without the key of the papers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sitting").field("id", &self.id).field("code", &self.code).finish_non_exhaustive()
    }
}

impl Model {
    /// The row of a new sitting.
    ///
    /// Errors: [`StoreError::Corrupt`] when the plan has no JSON form.
    pub fn new(identity: Identity, plan: &SittingPlan) -> Result<Self, StoreError> {
        Ok(Self {
            id: identity.id.0,
            exam_id: identity.exam.0,
            paper_id: identity.paper.0,
            code: identity.code,
            title: identity.title,
            window_opens_at_us: plan.window_opens_at.0,
            window_closes_at_us: plan.window_closes_at.0,
            time_limit_us: plan.time_limit.0,
            grace_us: plan.grace.0,
            start_mode: json::word("sittings.start_mode", &plan.start)?,
            attempts_allowed: i64::from(plan.attempts_allowed),
            release_policy: json::word("sittings.release_policy", &plan.release)?,
            review: json::encode("sittings.review", &plan.review)?,
            released_at_us: None,
            paper_key: identity.paper_key.to_vec(),
            created_at_us: identity.created_at.0,
            cancelled_at_us: None,
        })
    }

    /// The plan.
    ///
    /// Errors: [`StoreError::Corrupt`].
    pub fn plan(&self) -> Result<SittingPlan, StoreError> {
        Ok(SittingPlan {
            window_opens_at: Timestamp(self.window_opens_at_us),
            window_closes_at: Timestamp(self.window_closes_at_us),
            time_limit: Span(self.time_limit_us),
            grace: Span(self.grace_us),
            start: json::from_word("sittings.start_mode", &self.start_mode)?,
            attempts_allowed: u16::try_from(self.attempts_allowed)
                .map_err(|why| StoreError::corrupt("sittings.attempts_allowed", &why))?,
            release: json::from_word("sittings.release_policy", &self.release_policy)?,
            review: json::decode("sittings.review", &self.review)?,
        })
    }

    /// The key of the papers.
    ///
    /// Errors: [`StoreError::Corrupt`] when it has not 32 bytes.
    pub fn key(&self) -> Result<[u8; 32], StoreError> {
        sql::bytes("sittings.paper_key", &self.paper_key)
    }
}

/// Adds a sitting; its room is added with [`crate::store::rooms::room::insert`].
///
/// Errors: a conflict with [`crate::store::constraint::SITTINGS_CODE`] when the code is taken: draw another one.
pub async fn insert<C: ConnectionTrait>(connection: &C, sitting: Model) -> Result<(), StoreError> {
    sql::insert(connection, sitting).await
}

/// One sitting.
pub async fn find<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(sitting.0).one(connection).await?)
}

/// Several sittings, in no order; unknown ids are left out.
pub async fn find_many<C: ConnectionTrait>(connection: &C, sittings: &[SittingId]) -> Result<Vec<Model>, StoreError> {
    let ids = sittings.iter().map(|sitting| sitting.0);
    Ok(Entity::find().filter(Column::Id.is_in(ids)).all(connection).await?)
}

/// One sitting by the code that people type.
pub async fn find_by_code<C: ConnectionTrait>(connection: &C, code: &str) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::Code.eq(code)).one(connection).await?)
}

/// One sitting, if its exam is owned so.
pub async fn find_owned<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    owned_by: OwnedBy,
) -> Result<Option<Model>, StoreError> {
    let exams = Query::select()
        .column(exam::Column::Id)
        .from(exam::Entity)
        .cond_where(owned_by.condition(exam::Column::OwnerId))
        .to_owned();
    let query = Entity::find_by_id(sitting.0).filter(Column::ExamId.in_subquery(exams));
    Ok(query.one(connection).await?)
}

/// An exam's sittings by their windows, without those that were cancelled.
pub async fn list_of_exam<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = standing().filter(Column::ExamId.eq(exam.0)).limit(limit);
    Ok(query.all(connection).await?)
}

/// The sittings of several exams whose windows are not over, by their windows; the first of each exam is its next.
pub async fn upcoming<C: ConnectionTrait>(
    connection: &C,
    exams: &[ExamId],
    now: Timestamp,
) -> Result<Vec<Model>, StoreError> {
    let query = standing()
        .filter(Column::ExamId.is_in(exams.iter().map(|exam| exam.0)))
        .filter(Column::WindowClosesAtUs.gt(now.0));
    Ok(query.all(connection).await?)
}

/// Gives a sitting another title and plan. `false` when there is no such sitting.
///
/// Errors: [`StoreError::Corrupt`] when the plan has no JSON form.
pub async fn replan<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    title: &str,
    plan: &SittingPlan,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::Title, Expr::value(title))
        .col_expr(Column::WindowOpensAtUs, Expr::value(plan.window_opens_at.0))
        .col_expr(Column::WindowClosesAtUs, Expr::value(plan.window_closes_at.0))
        .col_expr(Column::TimeLimitUs, Expr::value(plan.time_limit.0))
        .col_expr(Column::GraceUs, Expr::value(plan.grace.0))
        .col_expr(Column::StartMode, Expr::value(json::word("sittings.start_mode", &plan.start)?))
        .col_expr(Column::AttemptsAllowed, Expr::value(i64::from(plan.attempts_allowed)))
        .col_expr(Column::ReleasePolicy, Expr::value(json::word("sittings.release_policy", &plan.release)?))
        .col_expr(Column::Review, Expr::value(json::encode("sittings.review", &plan.review)?))
        .filter(Column::Id.eq(sitting.0));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Releases the results; a sitting that was released keeps its instant. `false` when there is no such sitting.
pub async fn release<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let first = "UPDATE sittings SET released_at_us = COALESCE(released_at_us, $1) WHERE id = $2";
    Ok(sql::execute(connection, first, [now.0.into(), sitting.0.into()]).await? == 1)
}

/// Calls a sitting off. `false` when there is no such sitting or it was called off before.
pub async fn cancel<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::CancelledAtUs, Expr::value(now.0))
        .filter(Column::Id.eq(sitting.0))
        .filter(Column::CancelledAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

fn standing() -> Select<Entity> {
    Entity::find()
        .filter(Column::CancelledAtUs.is_null())
        .order_by_asc(Column::WindowOpensAtUs)
        .order_by_asc(Column::Id)
}

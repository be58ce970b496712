//! Exams: what the catalogue shows, and who owns it.

use super::OwnedBy;
use crate::store::StoreError;
use crate::store::sql;
use examhall_domain::id::{ExamId, PaperId};
use examhall_domain::money::Money;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{QueryOrder, QuerySelect};

/// A row of `exams`. `search` is what [`searchable`] makes of title and summary.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exams")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner_id: Uuid,
    pub title: String,
    pub summary: String,
    pub description: String,
    pub search: String,
    pub language: String,
    /// Minor units of `currency`; both are empty for a free exam.
    pub price_minor: Option<i64>,
    pub currency: Option<String>,
    pub access_days: i64,
    pub published_at_us: Option<i64>,
    pub paper_id: Option<Uuid>,
    pub created_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What an author may change of the catalogue's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    pub title: String,
    pub summary: String,
    pub description: String,
    pub language: String,
}

/// The text that a search looks in: lower case by Unicode's rules, which the engines do not share.
pub fn searchable(title: &str, summary: &str) -> String {
    format!("{title}\n{summary}").to_lowercase()
}

/// Adds an exam.
pub async fn insert<C: ConnectionTrait>(connection: &C, exam: Model) -> Result<(), StoreError> {
    sql::insert(connection, exam).await
}

/// One exam, published or not.
pub async fn find<C: ConnectionTrait>(connection: &C, exam: ExamId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(exam.0).one(connection).await?)
}

/// Several exams, in no order; unknown ids are left out.
pub async fn find_many<C: ConnectionTrait>(connection: &C, exams: &[ExamId]) -> Result<Vec<Model>, StoreError> {
    let ids = exams.iter().map(|exam| exam.0);
    Ok(Entity::find().filter(Column::Id.is_in(ids)).all(connection).await?)
}

/// One exam, if it is published.
pub async fn find_published<C: ConnectionTrait>(connection: &C, exam: ExamId) -> Result<Option<Model>, StoreError> {
    let query = Entity::find_by_id(exam.0).filter(Column::PublishedAtUs.is_not_null());
    Ok(query.one(connection).await?)
}

/// One exam, if it is owned so.
pub async fn find_owned<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    owned_by: OwnedBy,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(exam.0).filter(owned_by.condition(Column::OwnerId)).one(connection).await?)
}

/// A page of the catalogue, the newest first, after the exam that ended the page before. `search` matches anywhere in
/// title or summary, whatever its case.
pub async fn list_published<C: ConnectionTrait>(
    connection: &C,
    search: Option<&str>,
    after: Option<ExamId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().filter(Column::PublishedAtUs.is_not_null());
    if let Some(search) = search {
        let pattern = format!("%{}%", sql::literal_pattern(&search.to_lowercase()));
        query = query.filter(Expr::col(Column::Search).like(LikeExpr::new(pattern).escape('\\')));
    }
    page(connection, query, after, limit).await
}

/// A page of what somebody owns, the newest first.
pub async fn list_owned<C: ConnectionTrait>(
    connection: &C,
    owned_by: OwnedBy,
    after: Option<ExamId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(owned_by.condition(Column::OwnerId));
    page(connection, query, after, limit).await
}

/// The exams with a whole title, in no order.
pub async fn list_titled<C: ConnectionTrait>(connection: &C, title: &str) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().filter(Column::Title.eq(title)).all(connection).await?)
}

/// Changes the catalogue's entry. `false` when there is no such exam owned so.
pub async fn set_texts<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    owned_by: OwnedBy,
    texts: &Texts,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::Title, Expr::value(&texts.title))
        .col_expr(Column::Summary, Expr::value(&texts.summary))
        .col_expr(Column::Description, Expr::value(&texts.description))
        .col_expr(Column::Search, Expr::value(searchable(&texts.title, &texts.summary)))
        .col_expr(Column::Language, Expr::value(&texts.language))
        .filter(Column::Id.eq(exam.0))
        .filter(owned_by.condition(Column::OwnerId));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Sets what it costs, nothing for a free exam, and for how many days that gives access. `false` when there is no such exam.
pub async fn set_price<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    price: Option<Money>,
    access_days: u32,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::PriceMinor, Expr::value(price.map(|price| price.amount_minor)))
        .col_expr(Column::Currency, Expr::value(price.map(|price| price.currency.code())))
        .col_expr(Column::AccessDays, Expr::value(i64::from(access_days)))
        .filter(Column::Id.eq(exam.0));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Makes a stored paper the exam's current one. `false` when there is no such exam.
pub async fn set_paper<C: ConnectionTrait>(connection: &C, exam: ExamId, paper: PaperId) -> Result<bool, StoreError> {
    let change = Entity::update_many().col_expr(Column::PaperId, Expr::value(paper.0)).filter(Column::Id.eq(exam.0));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Puts an exam with a paper into the catalogue; one that is there already keeps its instant. `false` when there is no
/// such exam or it has no paper.
pub async fn publish<C: ConnectionTrait>(connection: &C, exam: ExamId, now: Timestamp) -> Result<bool, StoreError> {
    let first =
        "UPDATE exams SET published_at_us = COALESCE(published_at_us, $1) WHERE id = $2 AND paper_id IS NOT NULL";
    Ok(sql::execute(connection, first, [now.0.into(), exam.0.into()]).await? == 1)
}

async fn page<C: ConnectionTrait>(
    connection: &C,
    query: Select<Entity>,
    after: Option<ExamId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = match after {
        Some(after) => query.filter(Column::Id.lt(after.0)),
        None => query,
    };
    Ok(query.order_by_desc(Column::Id).limit(limit).all(connection).await?)
}

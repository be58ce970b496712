//! The signed receipts that students keep. A receipt is issued once.

use crate::store::StoreError;
use examhall_domain::id::AttemptId;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

/// A row of `receipts`; `body` is the domain's receipt as JSON.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    pub body: String,
    pub key_id: String,
    pub signature: Vec<u8>,
    pub issued_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Stores a receipt; `false` when the attempt has one, which stays.
pub async fn insert<C: ConnectionTrait>(connection: &C, receipt: Model) -> Result<bool, StoreError> {
    let once = OnConflict::column(Column::AttemptId).do_nothing().to_owned();
    let insert = Entity::insert(receipt.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// One attempt's receipt.
pub async fn find<C: ConnectionTrait>(connection: &C, attempt: AttemptId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(attempt.0).one(connection).await?)
}

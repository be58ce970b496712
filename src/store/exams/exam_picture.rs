//! Which exam has which pictures, and how much room they take.

use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, ExamId};
use examhall_domain::picture::PictureDigest;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// A row of `exam_pictures`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exam_pictures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub exam_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    pub size_bytes: i64,
    pub added_at_us: i64,
    pub added_by: Uuid,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Errors: [`StoreError::Corrupt`] when the digest is none.
    pub fn picture(&self) -> Result<PictureDigest, StoreError> {
        Ok(PictureDigest(sql::bytes("exam_pictures.digest", &self.digest)?))
    }
}

/// How many digests one query names; below the variables that either engine allows.
const CHUNK: usize = 1_000;

/// Who adds a picture to which exam, and when.
#[derive(Clone, Copy, Debug)]
pub struct Addition {
    pub exam: ExamId,
    pub author: AccountId,
    pub at: Timestamp,
}

/// Gives an exam a picture that is stored; `false` when it has it.
pub async fn insert<C: ConnectionTrait>(
    connection: &C,
    addition: Addition,
    picture: PictureDigest,
    size_bytes: usize,
) -> Result<bool, StoreError> {
    let row = Model {
        exam_id: addition.exam.0,
        digest: picture.0.to_vec(),
        size_bytes: i64::try_from(size_bytes).unwrap_or(i64::MAX),
        added_at_us: addition.at.0,
        added_by: addition.author.0,
    };
    let once = OnConflict::columns([Column::ExamId, Column::Digest]).do_nothing().to_owned();
    let insert = Entity::insert(row.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// Which of these pictures the exam has.
///
/// Errors: [`StoreError::Corrupt`] when a digest is none.
pub async fn among<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    pictures: &[PictureDigest],
) -> Result<BTreeSet<PictureDigest>, StoreError> {
    let mut found = BTreeSet::new();
    for chunk in pictures.chunks(CHUNK) {
        let digests: Vec<Vec<u8>> = Entity::find()
            .select_only()
            .column(Column::Digest)
            .filter(Column::ExamId.eq(exam.0))
            .filter(Column::Digest.is_in(chunk.iter().map(|digest| digest.0.to_vec())))
            .into_tuple()
            .all(connection)
            .await?;
        for digest in digests {
            found.insert(PictureDigest(sql::bytes("exam_pictures.digest", &digest)?));
        }
    }
    Ok(found)
}

/// The pictures of an exam, the latest first, at most `limit`.
pub async fn list<C: ConnectionTrait>(connection: &C, exam: ExamId, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::ExamId.eq(exam.0))
        .order_by_desc(Column::AddedAtUs)
        .order_by_asc(Column::Digest)
        .limit(limit);
    Ok(query.all(connection).await?)
}

/// Takes a picture from an exam; `false` when the exam does not have it.
pub async fn remove<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    picture: PictureDigest,
) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id((exam.0, picture.0.to_vec())).exec(connection).await?.rows_affected == 1)
}

/// Whether any exam has a picture.
pub async fn is_had<C: ConnectionTrait>(connection: &C, picture: PictureDigest) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::Digest.eq(picture.0.to_vec())).one(connection).await?.is_some())
}

/// Bytes of all the pictures of an exam.
pub async fn total_bytes<C: ConnectionTrait>(connection: &C, exam: ExamId) -> Result<i64, StoreError> {
    let query = "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM exam_pictures WHERE exam_id = $1";
    sql::scalar(connection, query, [exam.0.into()]).await
}

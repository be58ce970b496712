//! Pictures under the digests of their bytes; a row never changes.

use crate::store::{StoreError, sql};
use examhall_domain::picture::{Picture, PictureDigest, PictureFacts, PictureKind, PictureSize};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{FromQueryResult, IntoActiveModel, QuerySelect};
use std::collections::BTreeMap;

/// A row of `pictures`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pictures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    pub media_type: String,
    pub width: i64,
    pub height: i64,
    pub size_bytes: i64,
    pub content: Vec<u8>,
    pub created_at_us: i64,
}

/// Nothing here leads to another table.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

#[derive(FromQueryResult)]
struct FactsRow {
    digest: Vec<u8>,
    media_type: String,
    width: i64,
    height: i64,
    size_bytes: i64,
}

/// How many digests one query names; below the variables that either engine allows.
const CHUNK: usize = 1_000;

/// Stores a picture unless it is there. Either way its row is held until the transaction ends, so that nobody forgets it
/// meanwhile.
pub async fn insert<C: ConnectionTrait>(connection: &C, picture: &Picture, now: Timestamp) -> Result<(), StoreError> {
    let row = Model {
        digest: picture.digest().0.to_vec(),
        media_type: picture.kind().media_type().to_owned(),
        width: picture.size().width.into(),
        height: picture.size().height.into(),
        size_bytes: i64::try_from(picture.bytes().len()).unwrap_or(i64::MAX),
        content: picture.bytes().to_vec(),
        created_at_us: now.0,
    };
    // The same bytes have the same size.
    let held = OnConflict::column(Column::Digest).update_column(Column::SizeBytes).to_owned();
    Entity::insert(row.into_active_model()).on_conflict(held).exec_without_returning(connection).await?;
    Ok(())
}

/// Makes others who hold or add the picture wait until this transaction ends.
pub async fn lock<C: ConnectionTrait>(connection: &C, picture: PictureDigest) -> Result<(), StoreError> {
    let touch = "UPDATE pictures SET size_bytes = size_bytes WHERE digest = $1";
    sql::execute(connection, touch, [picture.0.to_vec().into()]).await.map(drop)
}

/// Forgets a picture that nothing has any more.
///
/// Errors: a conflict when something has it.
pub async fn remove<C: ConnectionTrait>(connection: &C, picture: PictureDigest) -> Result<(), StoreError> {
    Entity::delete_by_id(picture.0.to_vec()).exec(connection).await?;
    Ok(())
}

/// A picture's kind and bytes.
///
/// Errors: [`StoreError::Corrupt`] when the kind is none.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    picture: PictureDigest,
) -> Result<Option<(PictureKind, Vec<u8>)>, StoreError> {
    let row = Entity::find_by_id(picture.0.to_vec()).one(connection).await?;
    row.map(|row| Ok((kind(&row.media_type)?, row.content))).transpose()
}

/// What is known of these pictures; unknown ones are left out.
///
/// Errors: as [`find`].
pub async fn facts<C: ConnectionTrait>(
    connection: &C,
    pictures: &[PictureDigest],
) -> Result<BTreeMap<PictureDigest, PictureFacts>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in pictures.chunks(CHUNK) {
        let query = Entity::find()
            .select_only()
            .columns([Column::Digest, Column::MediaType, Column::Width, Column::Height, Column::SizeBytes])
            .filter(Column::Digest.is_in(chunk.iter().map(|digest| digest.0.to_vec())));
        for row in query.into_model::<FactsRow>().all(connection).await? {
            found.insert(PictureDigest(sql::bytes("pictures.digest", &row.digest)?), row.read()?);
        }
    }
    Ok(found)
}

impl FactsRow {
    fn read(&self) -> Result<PictureFacts, StoreError> {
        let side = |side: i64| u32::try_from(side).map_err(|why| StoreError::corrupt("pictures.width", &why));
        let size = PictureSize { width: side(self.width)?, height: side(self.height)? };
        let size_bytes = usize::try_from(self.size_bytes);
        let size_bytes = size_bytes.map_err(|why| StoreError::corrupt("pictures.size_bytes", &why))?;
        Ok(PictureFacts { kind: kind(&self.media_type)?, size, size_bytes })
    }
}

fn kind(media_type: &str) -> Result<PictureKind, StoreError> {
    let kind = PictureKind::of_media_type(media_type);
    kind.ok_or_else(|| StoreError::corrupt("pictures.media_type", &"there is no such kind of picture"))
}

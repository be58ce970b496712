//! Finding an exam by what a person at the terminal calls it.

use crate::service::{Answer, Context};
use crate::store::exams::exam;
use examhall_domain::id::{AccountId, ExamId};

/// An exam that goes by the name.
#[derive(Clone, Debug)]
pub struct Found {
    pub id: ExamId,
    pub title: String,
    pub owner: AccountId,
}

/// The exam with this id, or all with this whole title, published or not.
///
/// # Errors
/// Those of the store.
pub async fn find_exam(cx: &Context, name: &str) -> Answer<Vec<Found>> {
    let rows = match name.parse::<ExamId>() {
        Ok(id) => exam::find(cx.store.read(), id).await?.into_iter().collect(),
        Err(_) => exam::list_titled(cx.store.read(), name.trim()).await?,
    };
    let found = |row: exam::Model| Found { id: ExamId(row.id), title: row.title, owner: AccountId(row.owner_id) };
    Ok(rows.into_iter().map(found).collect())
}

//! What exams cost, for those who sell access to them.

use crate::store::exams::exam;
use crate::store::{Store, StoreError, Transaction};
use examhall_domain::id::{AccountId, ExamId};
use examhall_domain::money::{Currency, Money};
use std::collections::BTreeMap;

/// What an exam is called and costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub exam: ExamId,
    pub title: String,
    /// Nothing for a free exam.
    pub price: Option<Money>,
    /// For how many days one order gives access.
    pub access_days: u32,
    pub is_published: bool,
    pub owner: AccountId,
}

/// One exam's offer, published or not.
///
/// # Errors
/// Those of the store.
pub async fn offer(store: &Store, exam: ExamId) -> Result<Option<Offer>, StoreError> {
    exam::find(store.read(), exam).await?.map(read).transpose()
}

/// What several exams are called; unknown ids are left out.
///
/// # Errors
/// Those of the store.
pub async fn titles(store: &Store, exams: &[ExamId]) -> Result<BTreeMap<ExamId, String>, StoreError> {
    if exams.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = exam::find_many(store.read(), exams).await?;
    Ok(rows.into_iter().map(|row| (ExamId(row.id), row.title)).collect())
}

/// Sets what an exam costs and for how many days that gives access. `false` when there is no such exam.
///
/// # Errors
/// Those of the store.
pub async fn set_price(
    transaction: &Transaction,
    exam: ExamId,
    price: Option<Money>,
    access_days: u32,
) -> Result<bool, StoreError> {
    exam::set_price(transaction, exam, price, access_days).await
}

fn read(row: exam::Model) -> Result<Offer, StoreError> {
    let price = match row.price_minor.zip(row.currency) {
        Some((amount_minor, code)) => {
            let currency = Currency::parse(&code).map_err(|why| StoreError::corrupt("exams.currency", &why))?;
            Some(Money::new(amount_minor, currency))
        }
        None => None,
    };
    Ok(Offer {
        exam: ExamId(row.id),
        title: row.title,
        price,
        access_days: u32::try_from(row.access_days).map_err(|why| StoreError::corrupt("exams.access_days", &why))?,
        is_published: row.published_at_us.is_some(),
        owner: AccountId(row.owner_id),
    })
}

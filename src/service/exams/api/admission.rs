//! What exams ask of payments, which come later in the order of slices: payments implement it and `boot` brings it.

use crate::store::{Store, StoreError, Transaction};
use examhall_domain::id::{AccessId, AccountId, ExamId};
use examhall_domain::time::Timestamp;
use futures_util::future::BoxFuture;

/// Somebody who is let into an exam that is free.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    pub account: AccountId,
    pub exam: ExamId,
    /// The name of the access that follows, if there was none.
    pub access: AccessId,
    pub at: Timestamp,
}

type Asked<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// Who may enter exams that have a price, or get one later.
pub trait Admission: Send + Sync + 'static {
    /// Whether somebody has access to an exam at an instant.
    fn has_access<'a>(&'a self, store: &'a Store, account: AccountId, exam: ExamId, now: Timestamp) -> Asked<'a, bool>;

    /// Whoever enters an exam while it is free keeps access, in the transaction of the enrolment.
    fn let_in<'a>(&'a self, transaction: &'a Transaction, arrivals: &'a [Arrival]) -> Asked<'a, ()>;
}

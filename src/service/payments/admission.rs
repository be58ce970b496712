//! Answers what exams ask: who may enter.

use super::entitle::spans;
use crate::service::exams::api::{Admission, Arrival};
use crate::store::payments::access::{self, Basis, NewAccess};
use crate::store::{Store, StoreError, Transaction};
use examhall_domain::id::{AccountId, ExamId};
use examhall_domain::payments::access::view;
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

/// Looks into the rows of access; never into a cache, since entering is rare.
pub struct AccessRows;

impl Admission for AccessRows {
    fn has_access<'a>(
        &'a self,
        store: &'a Store,
        account: AccountId,
        exam: ExamId,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        async move {
            let rows = access::of_exam(store.read(), account, exam).await?;
            Ok(view(&spans(&rows)?, now).has_access)
        }
        .boxed()
    }

    fn let_in<'a>(
        &'a self,
        transaction: &'a Transaction,
        arrivals: &'a [Arrival],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            for arrival in arrivals {
                let new = NewAccess {
                    id: arrival.access,
                    account: arrival.account,
                    exam: arrival.exam,
                    basis: Basis::Free,
                    starts_at: arrival.at,
                    expires_at: None,
                    created_at: arrival.at,
                };
                access::put(transaction, new).await?;
            }
            Ok(())
        }
        .boxed()
    }
}

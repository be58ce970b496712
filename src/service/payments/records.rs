//! What payments keep about people: what they ordered, paid and got back, and what they may enter.

use super::views::exam_of;
use crate::service::accounts::api::{Caller, PersonalFile, PersonalRecords};
use crate::service::exams::api as exams;
use crate::service::instant::Instant;
use crate::service::money::MoneyView;
use crate::service::{Answer, Context};
use crate::store::payments::access::{self, Filter};
use crate::store::payments::order::{self, Search};
use crate::store::payments::{event, idempotency};
use crate::store::{StoreError, Transaction};
use examhall_domain::id::{AccountId, ExamId, OrderId};
use examhall_domain::payments::{Order, receipt_number};
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use std::collections::BTreeMap;

/// Looks into the tables of payments.
pub struct PaymentRecords;

#[derive(Serialize)]
struct Ordered {
    id: OrderId,
    receipt: Option<String>,
    exam: String,
    price: MoneyView,
    access_days: u32,
    gateway: String,
    status: &'static str,
    placed_at: Instant,
    payments: Vec<Paid>,
    refunds: Vec<Returned>,
}

#[derive(Serialize)]
struct Paid {
    reference: String,
    status: &'static str,
    money: MoneyView,
    method: Option<String>,
    at: Instant,
}

#[derive(Serialize)]
struct Returned {
    reference: Option<String>,
    status: &'static str,
    money: MoneyView,
    at: Instant,
}

#[derive(Serialize)]
struct Access {
    exam: String,
    source: String,
    starts_at: Instant,
    expires_at: Option<Instant>,
    reason: Option<String>,
    withdrawn_at: Option<Instant>,
    withdrawn_why: Option<String>,
}

impl PersonalRecords for PaymentRecords {
    fn export<'a>(
        &'a self,
        cx: &'a Context,
        caller: &'a Caller,
        file: &'a mut PersonalFile,
    ) -> BoxFuture<'a, Answer<()>> {
        async move {
            let (store, limit) = (cx.store.read(), file.looked_for());
            let search = Search { account: Some(caller.account), ..Search::default() };
            let orders = order::search(store, &search, None, limit).await?;
            let filter = Filter { account: Some(caller.account), exam: None };
            let rows = access::list(store, filter, None, limit).await?;
            let subjects: Vec<ExamId> =
                orders.iter().map(exam_of).chain(rows.iter().map(|row| ExamId(row.exam_id))).collect();
            let titles = exams::titles(&cx.store, &subjects).await?;
            file.tell("orders", orders.iter().map(|order| ordered(order, &titles)).collect())?;
            Ok(file.tell("access", rows.into_iter().map(|row| told(row, &titles)).collect())?)
        }
        .boxed()
    }

    /// What was ordered, paid and given back is kept by law, with amounts and references, under an id that nobody can tell
    /// from then on; so are the days of access that follow from it. What others wrote about the person goes, and so do answers
    /// that were kept for a repeat. What gateways sent is forgotten by its age, well within the time that the law gives.
    fn erase<'a>(&'a self, transaction: &'a Transaction, account: AccountId) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            access::forget_words(transaction, account).await?;
            order::forget_words(transaction, account).await?;
            event::forget_words(transaction, account).await?;
            idempotency::remove_all(transaction, account).await
        }
        .boxed()
    }
}

fn ordered(order: &Order, titles: &BTreeMap<ExamId, String>) -> Ordered {
    let payments = order.payments.iter().map(|payment| Paid {
        reference: payment.id.to_string(),
        status: payment.status.name(),
        money: payment.money.into(),
        method: payment.method.clone(),
        at: payment.updated_at.into(),
    });
    let refunds = order.refunds.iter().map(|refund| Returned {
        reference: refund.gateway_refund.as_ref().map(ToString::to_string),
        status: refund.status.name(),
        money: refund.money.into(),
        at: refund.updated_at.into(),
    });
    Ordered {
        id: order.id,
        receipt: order.kept().map(|_| receipt_number(order.id)),
        exam: titles.get(&exam_of(order)).cloned().unwrap_or_default(),
        price: order.price.into(),
        access_days: order.access_days,
        gateway: order.gateway.to_string(),
        status: order.status().name(),
        placed_at: order.created_at.into(),
        payments: payments.collect(),
        refunds: refunds.collect(),
    }
}

fn told(row: access::Model, titles: &BTreeMap<ExamId, String>) -> Access {
    let at = |at_us: i64| Instant(Timestamp(at_us));
    Access {
        exam: titles.get(&ExamId(row.exam_id)).cloned().unwrap_or_default(),
        source: row.source,
        starts_at: at(row.starts_at_us),
        expires_at: row.expires_at_us.map(at),
        reason: row.reason,
        withdrawn_at: row.withdrawn_at_us.map(at),
        withdrawn_why: row.withdrawn_why,
    }
}

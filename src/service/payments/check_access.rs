//! Whether somebody may enter an exam's sittings. It is asked all the time, so it is answered from memory where that can be.

use super::access_state::AccessState;
use super::waiting::Found;
use crate::service::accounts::api::Caller;
use crate::service::exams::api::{self as exams, Offer};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::payments::access;
use crate::telemetry::metric;
use examhall_domain::id::{AccountId, ExamId};
use examhall_domain::payments::AccessSpan;
use examhall_domain::payments::access::view;
use std::sync::Arc;
use std::time::Duration;

/// What the caller has of an exam. Who knows a state by its tag waits for another one, at most `patience`.
///
/// # Errors
/// `not-found` for an exam that is not published and of which the caller has nothing, and those of the store.
pub async fn check_access(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    known: Option<&str>,
    patience: Duration,
) -> Answer<AccessState> {
    let look = async || {
        let state = visible(cx, caller.account, exam).await?;
        let same = known.is_some_and(|known| known == state.tag());
        Answer::Ok(if same { Found::Same(state) } else { Found::Changed(state) })
    };
    cx.access.waiting.until_changed(caller.account, patience, || cx.vitals.is_draining(), look).await
}

/// What somebody has of an exam; nothing of one that does not exist.
///
/// # Errors
/// Those of the store.
pub async fn state(cx: &Context, account: AccountId, exam: ExamId) -> Answer<AccessState> {
    match offer(cx, exam).await? {
        Some(offer) if offer.price.is_none() => Ok(AccessState::FREE),
        Some(_) => Ok(of_spans(cx, &spans(cx, account, exam).await?)),
        None => Ok(AccessState::NONE),
    }
}

/// What an exam costs.
///
/// # Errors
/// Those of the store.
pub async fn offer(cx: &Context, exam: ExamId) -> Answer<Option<Arc<Offer>>> {
    if let Some(known) = metric::looked_up("offer", cx.access.offer(exam)) {
        return Ok(known);
    }
    let begun = cx.access.begin();
    let found = exams::offer(&cx.store, exam).await?.map(Arc::new);
    cx.access.learn_offer(begun, exam, found.clone());
    Ok(found)
}

/// Every piece of access that somebody has or had of an exam.
///
/// # Errors
/// Those of the store.
pub async fn spans(cx: &Context, account: AccountId, exam: ExamId) -> Answer<Arc<[AccessSpan]>> {
    if let Some(known) = metric::looked_up("access", cx.access.spans(account, exam)) {
        return Ok(known);
    }
    let begun = cx.access.begin();
    let rows = access::of_exam(cx.store.read(), account, exam).await?;
    let read: Result<Vec<AccessSpan>, StoreError> = rows.iter().map(access::Model::span).collect();
    let spans: Arc<[AccessSpan]> = read?.into();
    cx.access.learn_spans(begun, account, exam, spans.clone());
    Ok(spans)
}

async fn visible(cx: &Context, account: AccountId, exam: ExamId) -> Answer<AccessState> {
    let offer = offer(cx, exam).await?.ok_or(ProblemType::NotFound)?;
    if offer.price.is_none() && offer.is_published {
        return Ok(AccessState::FREE);
    }
    let spans = spans(cx, account, exam).await?;
    if !offer.is_published && spans.is_empty() {
        return Err(ProblemType::NotFound.into());
    }
    if offer.price.is_none() { Ok(AccessState::FREE) } else { Ok(of_spans(cx, &spans)) }
}

fn of_spans(cx: &Context, spans: &[AccessSpan]) -> AccessState {
    view(spans, cx.clock.now()).into()
}

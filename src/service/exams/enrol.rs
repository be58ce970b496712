//! Entering a sitting: of a free exam whoever wants, of one that has a price whoever has access.

use super::api::Arrival;
use super::cards::{self, SittingCard};
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::exams::{enrolment, exam, sitting};
use crate::store::{Priority, StoreError};
use examhall_domain::accounts::{Action, Scope};
use examhall_domain::id::{AccessId, ExamId, SittingId};
use serde::Serialize;
use utoipa::ToSchema;

/// A sitting that the caller is enrolled in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Enrolled {
    pub sitting: SittingCard,
}

/// Enrols the caller; enrolling again changes nothing.
///
/// # Errors
/// `forbidden` for those who do not sit exams, `access-needed` for an exam that has a price, `not-found`,
/// `exam-not-published`, `sitting-over`, and those of the store.
pub async fn enrol(cx: &Context, caller: &Caller, sitting: SittingId) -> Answer<Enrolled> {
    scope::demand(caller, Action::Enrol, Scope::NONE)?;
    let row = sitting::find(cx.store.read(), sitting).await?.ok_or(ProblemType::NotFound)?;
    let exam = exam::find(cx.store.read(), ExamId(row.exam_id)).await?;
    let exam = exam.ok_or_else(|| StoreError::corrupt("sittings.exam_id", &"there is no such exam"))?;
    if row.cancelled_at_us.is_some() {
        return Err(ProblemType::NotFound.into());
    }
    if exam.published_at_us.is_none() {
        return Err(ProblemType::ExamNotPublished.into());
    }
    let now = cx.clock.now();
    let (is_priced, of) = (exam.price_minor.is_some(), ExamId(exam.id));
    if is_priced && !cx.admission.has_access(&cx.store, caller.account, of, now).await? {
        return Err(ProblemType::AccessNeeded.into());
    }
    let room = cx.rooms.standings(&cx.store, &[sitting]).await?.remove(&sitting);
    if room.is_none_or(|room| room.is_over(now)) {
        return Err(ProblemType::SittingOver.into());
    }
    let transaction = cx.store.begin(Priority::Rest).await?;
    let enrolment = enrolment::Model {
        sitting_id: sitting.0,
        account_id: caller.account.0,
        extra_time_us: 0,
        group_label: String::new(),
        enrolled_at_us: now.0,
    };
    enrolment::insert(&transaction, enrolment).await?;
    if !is_priced {
        let arrival = Arrival { account: caller.account, exam: of, access: AccessId(cx.ids.uuid()), at: now };
        cx.admission.let_in(&transaction, &[arrival]).await?;
    }
    transaction.commit().await?;
    Ok(Enrolled { sitting: cards::of_sitting(cx, caller, row).await? })
}

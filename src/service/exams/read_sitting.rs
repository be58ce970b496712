//! A sitting as its author's page shows it: the plan, what of it may still be changed, and who supervises.

use super::api;
use super::cards::{self, SittingCard};
use super::list_my_exams::ExamName;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::exams::{enrolment, exam, sitting, staff};
use examhall_domain::accounts::Action;
use examhall_domain::exams::{PlanField, ReleasePolicy, ReviewPolicy, SittingPlan, StartMode};
use examhall_domain::id::{AccountId, ExamId, SittingId};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A sitting with everything that its author plans.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SittingSheet {
    #[serde(flatten)]
    pub card: SittingCard,
    pub exam: ExamName,
    pub plan: PlanView,
    /// The parts of the plan that cannot be changed any more.
    #[schema(examples(json!(["window_opens_at"])))]
    pub fixed: Vec<&'static str>,
    pub released_at: Option<Instant>,
    /// How many people are enrolled.
    pub enrolled: i64,
    /// How many of them have been in the room.
    pub entered: usize,
    /// By label, without those who have none.
    pub groups: Vec<GroupCard>,
    /// By name.
    pub staff: Vec<StaffCard>,
}

/// The plan as it was written, without what was given to all since.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanView {
    pub title: String,
    pub window_opens_at: Instant,
    pub window_closes_at: Instant,
    pub time_limit_s: i64,
    pub grace_s: i64,
    #[schema(value_type = String, examples("clock", "proctor"))]
    pub start: StartMode,
    pub attempts_allowed: u16,
    #[schema(value_type = String, examples("on_close", "manual"))]
    pub release: ReleasePolicy,
    #[schema(value_type = Object)]
    pub review: ReviewPolicy,
}

/// A group of a sitting.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupCard {
    pub group: String,
    pub people: i64,
}

/// Somebody who supervises a sitting.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StaffCard {
    #[schema(value_type = Uuid)]
    pub account: AccountId,
    pub name: String,
    pub email: String,
}

/// The sitting, if the caller may plan it.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn read_sitting(cx: &Context, caller: &Caller, id: SittingId) -> Answer<SittingSheet> {
    let row = scope::sitting(cx, caller, Action::ScheduleSitting, id).await?;
    if row.cancelled_at_us.is_some() {
        return Err(ProblemType::NotFound.into());
    }
    let exam = ExamId(row.exam_id);
    let title = exam::find(cx.store.read(), exam).await?.map(|exam| exam.title);
    let title = title.ok_or_else(|| StoreError::corrupt("sittings.exam_id", &"there is no such exam"))?;
    let groups = enrolment::groups(cx.store.read(), id).await?;
    let enrolled = groups.iter().map(|group| group.people).sum();
    let groups = groups.into_iter().filter(|group| !group.label.is_empty());
    let staff = staff::list(cx.store.read(), id, cx.settings.exams.staff_max).await?;
    Ok(SittingSheet {
        exam: ExamName { id: exam, title },
        plan: plan(&row)?,
        fixed: fixed(cx, id).await?,
        released_at: row.released_at_us.map(|at_us| Timestamp(at_us).into()),
        enrolled,
        entered: cx.rooms.entered(&cx.store, id).await?.len(),
        groups: groups.map(|group| GroupCard { group: group.label, people: group.people }).collect(),
        staff: staff.into_iter().map(staff_card).collect(),
        card: cards::of_sitting(cx, caller, row).await?,
    })
}

async fn fixed(cx: &Context, id: SittingId) -> Answer<Vec<&'static str>> {
    let standing = cx.rooms.standings(&cx.store, &[id]).await?.remove(&id);
    let standing = standing.ok_or_else(|| StoreError::corrupt("rooms.sitting_id", &"a sitting has no room"))?;
    let stage = standing.stage();
    Ok(PlanField::ALL.into_iter().filter(|field| field.is_fixed(stage)).map(api::name).collect())
}

fn plan(row: &sitting::Model) -> Result<PlanView, StoreError> {
    let SittingPlan { window_opens_at, window_closes_at, time_limit, grace, start, attempts_allowed, release, review } =
        row.plan()?;
    Ok(PlanView {
        title: row.title.clone(),
        window_opens_at: window_opens_at.into(),
        window_closes_at: window_closes_at.into(),
        time_limit_s: time_limit.as_secs(),
        grace_s: grace.as_secs(),
        start,
        attempts_allowed,
        release,
        review,
    })
}

fn staff_card(row: staff::Assigned) -> StaffCard {
    StaffCard { account: AccountId(row.account_id), name: row.name, email: row.email }
}

//! Plans of sittings as their authors write them, for those who plan a sitting and for those who change one.

use super::rooms::RoomStanding;
use crate::service::exams::fields::Faults;
use crate::service::instant::Instant;
use crate::service::problem::{ProblemType, Refusal};
use crate::store::exams::sitting;
use crate::store::{StoreError, Transaction};
use examhall_domain::exams::sitting::{ATTEMPTS_MAX, GRACE_DEFAULT, GRACE_MAX, TIME_LIMIT_MAX, TIME_LIMIT_MIN};
use examhall_domain::exams::{PlanField, PlanStage, ReleasePolicy, ReviewPolicy, SittingFault, SittingPlan, StartMode};
use examhall_domain::id::SittingId;
use examhall_domain::text::BoundedText;
use examhall_domain::time::{Span, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a sitting is called, such as "Group B, morning".
pub type SittingTitle = BoundedText<1, 200>;

/// The plan.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSitting {
    /// 1 to 200 characters.
    pub title: String,
    pub window_opens_at: Instant,
    pub window_closes_at: Instant,
    /// A minute to a week.
    pub time_limit_s: i64,
    /// How long after a deadline an answer still counts, flagged late; 5 unless said, at most 600.
    #[serde(default)]
    pub grace_s: Option<i64>,
    #[schema(value_type = String, examples("clock", "proctor"))]
    pub start: StartMode,
    /// 1 to 100.
    pub attempts_allowed: u16,
    #[schema(value_type = String, examples("on_close", "manual"))]
    pub release: ReleasePolicy,
    /// What students see of their results; everything unless said.
    #[serde(default = "open_review")]
    #[schema(value_type = Object)]
    pub review: ReviewPolicy,
}

impl ScheduleSitting {
    /// The title and the plan; a window that is `planned` already may be over.
    ///
    /// # Errors
    /// `validation-failed` with everything that is wrong.
    pub fn check(&self, planned: Option<&SittingPlan>, now: Timestamp) -> Result<(SittingTitle, SittingPlan), Refusal> {
        let mut faults = Faults::default();
        let title: Option<SittingTitle> = faults.text("/title", &self.title);
        let plan = SittingPlan {
            window_opens_at: self.window_opens_at.0,
            window_closes_at: self.window_closes_at.0,
            time_limit: Span::from_secs(self.time_limit_s),
            grace: self.grace_s.map_or(GRACE_DEFAULT, Span::from_secs),
            start: self.start,
            attempts_allowed: self.attempts_allowed,
            release: self.release,
            review: self.review,
        };
        for fault in plan.validate().err().unwrap_or_default() {
            add(&mut faults, fault);
        }
        let is_new = planned.is_none_or(|planned| planned.window_closes_at != plan.window_closes_at);
        if is_new && plan.window_closes_at <= now {
            faults.add("/window_closes_at", "in_the_past");
        }
        match title {
            Some(title) if faults.is_empty() => Ok((title, plan)),
            _ => Err(faults.refusal()),
        }
    }
}

impl RoomStanding {
    /// How far the sitting has come.
    pub fn stage(&self) -> PlanStage {
        match (self.phase, self.ended_at) {
            (_, Some(_)) => PlanStage::Over,
            ("lobby", None) => PlanStage::Planned,
            (_, None) => PlanStage::Begun,
        }
    }
}

/// The refusal of a change to what is fixed by now.
pub fn fixed(fields: &[PlanField]) -> Refusal {
    let refusal = Refusal::new(ProblemType::SittingBegun);
    fields.iter().fold(refusal, |refusal, field| refusal.field(format!("/{}", name(*field)), "fixed"))
}

/// What a part of the plan is called in [`ScheduleSitting`].
pub fn name(field: PlanField) -> &'static str {
    match field {
        PlanField::WindowOpensAt => "window_opens_at",
        PlanField::WindowClosesAt => "window_closes_at",
        PlanField::TimeLimit => "time_limit_s",
        PlanField::Grace => "grace_s",
        PlanField::Start => "start",
        PlanField::AttemptsAllowed => "attempts_allowed",
    }
}

/// The plan of a sitting that was not called off, as the transaction finds it.
///
/// # Errors
/// Those of the store.
pub async fn planned(transaction: &Transaction, id: SittingId) -> Result<Option<SittingPlan>, StoreError> {
    let row = sitting::find(transaction, id).await?.filter(|row| row.cancelled_at_us.is_none());
    row.map(|row| row.plan()).transpose()
}

/// Gives a sitting another title and plan.
///
/// # Errors
/// Those of the store.
pub async fn replan(
    transaction: &Transaction,
    id: SittingId,
    title: &SittingTitle,
    plan: &SittingPlan,
) -> Result<(), StoreError> {
    sitting::replan(transaction, id, title.as_str(), plan).await.map(drop)
}

/// Calls a sitting off.
///
/// # Errors
/// Those of the store.
pub async fn cancel(transaction: &Transaction, id: SittingId, now: Timestamp) -> Result<(), StoreError> {
    sitting::cancel(transaction, id, now).await.map(drop)
}

fn add(faults: &mut Faults, fault: SittingFault) {
    let range = |min: i64, max: i64| vec![("min", min.to_string()), ("max", max.to_string())];
    match fault {
        SittingFault::WindowReversed => faults.add("/window_closes_at", "end_before_start"),
        SittingFault::WindowTooLong => faults.add("/window_closes_at", "window_too_long"),
        SittingFault::TimeLimitOutOfRange => {
            let range = range(TIME_LIMIT_MIN.as_secs(), TIME_LIMIT_MAX.as_secs());
            faults.add_with("/time_limit_s", "out_of_range", range);
        }
        SittingFault::GraceOutOfRange => {
            faults.add_with("/grace_s", "out_of_range", range(0, GRACE_MAX.as_secs()));
        }
        SittingFault::AttemptsOutOfRange => {
            faults.add_with("/attempts_allowed", "out_of_range", range(1, i64::from(ATTEMPTS_MAX)));
        }
    }
}

fn open_review() -> ReviewPolicy {
    ReviewPolicy::OPEN
}

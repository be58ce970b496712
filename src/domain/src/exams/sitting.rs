//! How a sitting is to run: its window, its clock and what students see afterwards.
//!
//! A plan only; the room that runs it belongs to `rooms`.

use super::result::ReviewPolicy;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Grace after the deadline unless the author says otherwise.
pub const GRACE_DEFAULT: Span = Span::from_secs(5);
/// Longest grace.
pub const GRACE_MAX: Span = Span::from_secs(10 * 60);
/// Shortest time limit.
pub const TIME_LIMIT_MIN: Span = Span::from_secs(60);
/// Longest time limit.
pub const TIME_LIMIT_MAX: Span = Span::from_secs(7 * 24 * 3600);
/// Longest window.
pub const WINDOW_MAX: Span = Span::from_secs(366 * 24 * 3600);
/// Most attempts of one person.
pub const ATTEMPTS_MAX: u16 = 100;

/// The plan of a sitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SittingPlan {
    /// From when on an attempt may be opened.
    pub window_opens_at: Timestamp,
    /// When every attempt is closed at the latest, extensions and pauses aside.
    pub window_closes_at: Timestamp,
    /// How long one attempt may take.
    pub time_limit: Span,
    /// How long after the deadline an answer still counts, flagged late.
    #[serde(default = "grace_default")]
    pub grace: Span,
    /// Who starts it.
    pub start: StartMode,
    /// How many attempts a person has.
    pub attempts_allowed: u16,
    /// When results can be read.
    pub release: ReleasePolicy,
    /// What can be read of them.
    pub review: ReviewPolicy,
}

/// Who starts a sitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartMode {
    /// It runs from the window's opening on.
    Clock,
    /// A proctor starts it for all.
    Proctor,
}

/// When a student's result can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleasePolicy {
    /// As soon as the own attempt is closed and marked.
    OnClose,
    /// When an author releases the results of the sitting.
    Manual,
}

/// How far a sitting has come, as far as its plan is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanStage {
    /// Nobody writes yet.
    Planned,
    /// The paper is open.
    Begun,
    /// Nothing can be written any more.
    Over,
}

/// A part of a plan, as far as it is fixed at some stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanField {
    /// When the window opens.
    WindowOpensAt,
    /// When it closes.
    WindowClosesAt,
    /// How long an attempt may take.
    TimeLimit,
    /// How long after a deadline an answer counts.
    Grace,
    /// Who starts.
    Start,
    /// How many attempts a person has.
    AttemptsAllowed,
}

/// What is wrong with a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SittingFault {
    /// The window closes before or when it opens.
    #[error("the window closes before it opens")]
    WindowReversed,
    /// The window is longer than a year.
    #[error("the window is longer than a year")]
    WindowTooLong,
    /// The time limit is out of bounds.
    #[error("the time limit is not between a minute and a week")]
    TimeLimitOutOfRange,
    /// The grace is out of bounds.
    #[error("the grace is not between 0 and 10 minutes")]
    GraceOutOfRange,
    /// Nobody could sit it, or the count is beyond reason.
    #[error("the number of attempts is not between 1 and 100")]
    AttemptsOutOfRange,
}

impl SittingFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WindowReversed => "window_reversed",
            Self::WindowTooLong => "window_too_long",
            Self::TimeLimitOutOfRange => "time_limit_out_of_range",
            Self::GraceOutOfRange => "grace_out_of_range",
            Self::AttemptsOutOfRange => "attempts_out_of_range",
        }
    }

    /// The field of the plan that it concerns.
    pub const fn field(self) -> &'static str {
        match self {
            Self::WindowReversed | Self::WindowTooLong => "window_closes_at",
            Self::TimeLimitOutOfRange => "time_limit",
            Self::GraceOutOfRange => "grace",
            Self::AttemptsOutOfRange => "attempts_allowed",
        }
    }
}

impl PlanField {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::WindowOpensAt, Self::WindowClosesAt, Self::TimeLimit, Self::Grace, Self::Start, Self::AttemptsAllowed];

    /// Whether it may not be changed any more. What people have begun under stays as it was: from then on only a proctor
    /// gives time, to all and before everybody's eyes. What becomes of the results is never fixed.
    pub const fn is_fixed(self, stage: PlanStage) -> bool {
        match (self, stage) {
            (_, PlanStage::Planned) | (Self::AttemptsAllowed, PlanStage::Begun) => false,
            (_, PlanStage::Begun | PlanStage::Over) => true,
        }
    }

    fn differs(self, one: &SittingPlan, other: &SittingPlan) -> bool {
        match self {
            Self::WindowOpensAt => one.window_opens_at != other.window_opens_at,
            Self::WindowClosesAt => one.window_closes_at != other.window_closes_at,
            Self::TimeLimit => one.time_limit != other.time_limit,
            Self::Grace => one.grace != other.grace,
            Self::Start => one.start != other.start,
            Self::AttemptsAllowed => one.attempts_allowed != other.attempts_allowed,
        }
    }
}

impl SittingPlan {
    /// The parts in which a plan may not become `next` at a stage. Attempts that people count on are not taken away once they
    /// have begun.
    pub fn fixed_changes(&self, next: &Self, stage: PlanStage) -> Vec<PlanField> {
        let takes_attempts = stage == PlanStage::Begun && next.attempts_allowed < self.attempts_allowed;
        let is_refused = |field: &PlanField| {
            let is_taken = *field == PlanField::AttemptsAllowed && takes_attempts;
            (field.is_fixed(stage) || is_taken) && field.differs(self, next)
        };
        PlanField::ALL.into_iter().filter(is_refused).collect()
    }

    /// Everything that is wrong with the plan.
    pub fn validate(&self) -> Result<(), Vec<SittingFault>> {
        let window = self.window_closes_at - self.window_opens_at;
        let mut faults = Vec::new();
        if window <= Span::ZERO {
            faults.push(SittingFault::WindowReversed);
        }
        if window > WINDOW_MAX {
            faults.push(SittingFault::WindowTooLong);
        }
        if !(TIME_LIMIT_MIN..=TIME_LIMIT_MAX).contains(&self.time_limit) {
            faults.push(SittingFault::TimeLimitOutOfRange);
        }
        if !(Span::ZERO..=GRACE_MAX).contains(&self.grace) {
            faults.push(SittingFault::GraceOutOfRange);
        }
        if !(1..=ATTEMPTS_MAX).contains(&self.attempts_allowed) {
            faults.push(SittingFault::AttemptsOutOfRange);
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

fn grace_default() -> Span {
    GRACE_DEFAULT
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut SittingPlan);

    fn plan() -> SittingPlan {
        SittingPlan {
            window_opens_at: Timestamp(0),
            window_closes_at: Timestamp(0) + Span::from_secs(3600),
            time_limit: Span::from_secs(1800),
            grace: GRACE_DEFAULT,
            start: StartMode::Clock,
            attempts_allowed: 1,
            release: ReleasePolicy::OnClose,
            review: ReviewPolicy::OPEN,
        }
    }

    #[test]
    fn a_plan_within_its_bounds_is_valid_and_each_bound_is_watched() {
        assert_eq!(plan().validate(), Ok(()));
        let broken: [(Change, SittingFault); 8] = [
            (|p| p.window_closes_at = p.window_opens_at, SittingFault::WindowReversed),
            (|p| p.window_closes_at = Timestamp(i64::MAX), SittingFault::WindowTooLong),
            (|p| p.time_limit = Span::from_secs(59), SittingFault::TimeLimitOutOfRange),
            (|p| p.time_limit = TIME_LIMIT_MAX + Span(1), SittingFault::TimeLimitOutOfRange),
            (|p| p.grace = Span(-1), SittingFault::GraceOutOfRange),
            (|p| p.grace = GRACE_MAX + Span(1), SittingFault::GraceOutOfRange),
            (|p| p.attempts_allowed = 0, SittingFault::AttemptsOutOfRange),
            (|p| p.attempts_allowed = 101, SittingFault::AttemptsOutOfRange),
        ];
        for (change, fault) in broken {
            let mut plan = plan();
            change(&mut plan);
            assert_eq!(plan.validate(), Err(vec![fault]), "{}", fault.code());
            assert!(!fault.field().is_empty());
        }
    }

    #[test]
    fn once_begun_only_more_attempts_and_what_becomes_of_results_may_change() {
        use PlanField as F;
        let changes: [(Change, Option<F>); 8] = [
            (|p| p.window_opens_at = p.window_opens_at - Span(1), Some(F::WindowOpensAt)),
            (|p| p.window_closes_at = p.window_closes_at + Span(1), Some(F::WindowClosesAt)),
            (|p| p.time_limit = p.time_limit + Span(1), Some(F::TimeLimit)),
            (|p| p.grace = Span::ZERO, Some(F::Grace)),
            (|p| p.start = StartMode::Proctor, Some(F::Start)),
            (|p| p.attempts_allowed = 3, Some(F::AttemptsAllowed)),
            (|p| p.release = ReleasePolicy::Manual, None),
            (|p| p.review.show_score = crate::exams::Visibility::Hidden, None),
        ];
        for (change, field) in changes {
            let (before, mut after) = (SittingPlan { attempts_allowed: 2, ..plan() }, plan());
            after.attempts_allowed = 2;
            change(&mut after);
            let fixed: Vec<F> = field.into_iter().collect();
            assert_eq!(before.fixed_changes(&after, PlanStage::Planned), []);
            assert_eq!(before.fixed_changes(&after, PlanStage::Over), fixed);
            let begun: Vec<F> = fixed.into_iter().filter(|field| *field != F::AttemptsAllowed).collect();
            assert_eq!(before.fixed_changes(&after, PlanStage::Begun), begun, "more attempts are given");
        }
        let two = SittingPlan { attempts_allowed: 2, ..plan() };
        assert_eq!(two.fixed_changes(&plan(), PlanStage::Begun), [F::AttemptsAllowed], "and none is taken away");
        assert_eq!(two.fixed_changes(&plan(), PlanStage::Planned), []);
    }

    #[test]
    fn grace_is_five_seconds_unless_the_author_says_otherwise() {
        let mut value = serde_json::to_value(plan()).unwrap();
        value.as_object_mut().unwrap().remove("grace");
        let read: SittingPlan = serde_json::from_value(value).unwrap();
        assert_eq!(read.grace, Span::from_secs(5));
    }
}

//! Changing the plan of a sitting: all of it while nobody writes, afterwards what people do not write under.
//!
//! It belongs to rooms, because a room knows how far it has come and everybody in it has to hear of another time.

use crate::bus::Signal;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::exams::api::{self as exams, ScheduleSitting, SittingTitle};
use crate::service::problem::ProblemType;
use crate::service::rooms::command_room::{self, Moved};
use crate::service::rooms::{book, open_room, scope};
use crate::service::{Answer, Context};
use crate::store::rooms::journal::Entry;
use crate::store::rooms::room::{self, Permission};
use crate::store::{Priority, retrying};
use examhall_domain::accounts::Action;
use examhall_domain::exams::{PlanStage, SittingPlan};
use examhall_domain::id::{AccountId, JobId, SittingId};
use examhall_domain::rooms::{RoomCommand, Schedule};

/// Replaces title and plan.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, `sitting-begun` with the parts that are fixed by now, and those of the
/// store.
pub async fn change_sitting(cx: &Context, caller: &Caller, id: SittingId, command: ScheduleSitting) -> Answer<()> {
    let room = open_room::open(cx, id).await?;
    scope::demand(cx, caller, Action::ScheduleSitting, &room).await?;
    let (title, plan) = command.check(Some(&room.sitting.plan), cx.clock.now())?;
    let moved = retrying(|| change_once(cx, caller.account, id, &title, &plan)).await?;
    match moved {
        Some(entry) => {
            command_room::tell(cx, id, &entry).await?;
            cx.hub.announce(&Signal::JobsDue).await;
        }
        None => cx.hub.announce(&Signal::RoomChanged(id)).await,
    }
    Ok(())
}

/// Answers the entry of the room's journal when it is held at another time.
async fn change_once(
    cx: &Context,
    author: AccountId,
    id: SittingId,
    title: &SittingTitle,
    plan: &SittingPlan,
) -> Answer<Option<Entry>> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let row = room::lock(&transaction, id).await?.ok_or(ProblemType::NotFound)?;
    let before = exams::planned(&transaction, id).await?.ok_or(ProblemType::NotFound)?;
    let stage = book::standing(&row)?.stage();
    let fixed = before.fixed_changes(plan, stage);
    if !fixed.is_empty() {
        return Err(exams::fixed(&fixed).into());
    }
    let now = cx.clock.now();
    let mut entry = None;
    if stage == PlanStage::Planned && schedule(plan) != schedule(&before) {
        let state = row.state(before.window_opens_at)?;
        let reschedule = RoomCommand::Reschedule(schedule(plan));
        let Moved { after, entry: moved } = command_room::moved(&state, Some(author), &reschedule, now)?;
        let deed = command_room::deed(cx, id, &moved);
        room::advance(&transaction, id, state.version, &after, &moved, &deed, Permission::Given).await?;
        book::book_start(&transaction, id, plan, JobId(cx.ids.uuid()), now).await?;
        entry = Some(moved);
    }
    exams::replan(&transaction, id, title, plan).await?;
    let object = Object { kind: "sitting", id: &id };
    let detail = serde_json::json!({ "before": before, "after": plan });
    audit::record(cx, &transaction, Some(author), "exams.sitting_changed", object, detail).await?;
    transaction.commit().await?;
    Ok(entry)
}

fn schedule(plan: &SittingPlan) -> Schedule {
    Schedule {
        window_opens_at: plan.window_opens_at,
        window_closes_at: plan.window_closes_at,
        time_limit: plan.time_limit,
        start: plan.start,
    }
}

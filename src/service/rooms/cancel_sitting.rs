//! Calling off a sitting that nobody has come to.

use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::exams::api as exams;
use crate::service::problem::ProblemType;
use crate::service::rooms::command_room::{self, Moved};
use crate::service::rooms::{book, open_room, scope};
use crate::service::{Answer, Context};
use crate::store::rooms::journal::Entry;
use crate::store::rooms::room::Permission;
use crate::store::rooms::{attempt, room};
use crate::store::{Priority, retrying};
use examhall_domain::accounts::Action;
use examhall_domain::id::{AccountId, SittingId};
use examhall_domain::rooms::{Reason, RoomCommand};

/// Ends the room and takes the sitting out of all lists; who is enrolled finds it ended.
///
/// # Errors
/// `forbidden`, `not-found`, `sitting-entered` when somebody has been in the room, `room-ended`, and those of the store.
pub async fn cancel_sitting(cx: &Context, caller: &Caller, id: SittingId) -> Answer<()> {
    let room = open_room::open(cx, id).await?;
    scope::demand(cx, caller, Action::ScheduleSitting, &room).await?;
    let entry = retrying(|| cancel_once(cx, caller.account, id)).await?;
    command_room::tell(cx, id, &entry).await?;
    Ok(())
}

async fn cancel_once(cx: &Context, author: AccountId, id: SittingId) -> Answer<Entry> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let row = room::lock(&transaction, id).await?.ok_or(ProblemType::NotFound)?;
    let plan = exams::planned(&transaction, id).await?.ok_or(ProblemType::NotFound)?;
    if attempt::count_people(&transaction, id).await? > 0 {
        return Err(ProblemType::SittingEntered.into());
    }
    let now = cx.clock.now();
    let before = row.state(plan.window_opens_at)?;
    let end = RoomCommand::End { reason: Reason::default() };
    let Moved { after, entry } = command_room::moved(&before, Some(author), &end, now)?;
    let deed = command_room::deed(cx, id, &entry);
    room::advance(&transaction, id, before.version, &after, &entry, &deed, Permission::Given).await?;
    book::forget_start(&transaction, id).await?;
    exams::cancel(&transaction, id, now).await?;
    let object = Object { kind: "sitting", id: &id };
    audit::record(cx, &transaction, Some(author), "exams.sitting_cancelled", object, serde_json::json!({})).await?;
    transaction.commit().await?;
    Ok(entry)
}

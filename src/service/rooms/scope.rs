//! How a caller stands to a room or an attempt, and what that permits.

use crate::service::accounts::api::Caller;
use crate::service::exams::api::{entry, is_assigned};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::room_file::RoomFile;
use crate::service::{Answer, Context};
use examhall_domain::accounts::{Action, Decision, Scope, Tie, permits};
use tokio::try_join;

/// The ties between a caller and a room.
///
/// # Errors
/// Those of the store.
pub async fn ties(cx: &Context, caller: &Caller, room: &RoomFile) -> Answer<Scope> {
    let mut scope = owned(caller, room);
    let assigned = is_assigned(&cx.store, room.sitting.id, caller.account);
    let (is_assigned, entry) = try_join!(assigned, entry(&cx.store, room.sitting.id, caller.account))?;
    if is_assigned {
        scope = scope.with(Tie::Assigned);
    }
    if entry.is_some() {
        scope = scope.with(Tie::Enrolled);
    }
    Ok(scope)
}

/// What is known of the ties without asking.
fn owned(caller: &Caller, room: &RoomFile) -> Scope {
    match room.sitting.owner == caller.account {
        true => Scope::NONE.with(Tie::OwnsExam),
        false => Scope::NONE,
    }
}

/// What somebody is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Sees everybody.
    Staff,
    /// Is enrolled.
    Student,
}

/// What the caller is in a room.
///
/// # Errors
/// `not-enrolled` for strangers: whoever has a room's code learns no more than that one has to enrol, and the catalogue
/// shows the sitting anyway; and those of the store.
pub async fn part(cx: &Context, caller: &Caller, room: &RoomFile) -> Answer<Part> {
    let ties = ties(cx, caller, room).await?;
    if ties.has(Tie::Enrolled) {
        check(caller, Action::SitExam, ties.with(Tie::Own))?;
        return Ok(Part::Student);
    }
    if permits(caller.roles, Action::ViewRoom, ties) == Decision::Allowed {
        return Ok(Part::Staff);
    }
    Err(ProblemType::NotEnrolled.into())
}

/// Refuses a caller whom the table does not let do this to the room.
///
/// # Errors
/// `forbidden`, `not-found`, or those of the store.
pub async fn demand(cx: &Context, caller: &Caller, action: Action, room: &RoomFile) -> Answer<()> {
    // No tie takes a permission away: what the table lets somebody do already needs no look at the others.
    let mut scope = owned(caller, room);
    if permits(caller.roles, action, scope) == Decision::Allowed {
        return Ok(());
    }
    if is_assigned(&cx.store, room.sitting.id, caller.account).await? {
        scope = scope.with(Tie::Assigned);
    }
    if permits(caller.roles, action, scope) == Decision::Allowed {
        return Ok(());
    }
    if entry(&cx.store, room.sitting.id, caller.account).await?.is_some() {
        scope = scope.with(Tie::Enrolled);
    }
    Ok(check(caller, action, scope)?)
}

/// Whether the caller may do this to the room if assigned to it, and only then: whoever stores what is done may ask for the
/// tie itself and spare a look before.
pub fn rests_on_assignment(caller: &Caller, action: Action, room: &RoomFile) -> bool {
    let known = owned(caller, room);
    permits(caller.roles, action, known) != Decision::Allowed
        && permits(caller.roles, action, known.with(Tie::Assigned)) == Decision::Allowed
}

/// Refuses what the table does not permit with these ties.
///
/// # Errors
/// `forbidden`, or `not-found` where the object must stay unknown.
pub fn check(caller: &Caller, action: Action, scope: Scope) -> Result<(), Refusal> {
    match permits(caller.roles, action, scope) {
        Decision::Allowed => Ok(()),
        Decision::Hidden => Err(ProblemType::NotFound.into()),
        Decision::Forbidden => Err(ProblemType::Forbidden.into()),
    }
}

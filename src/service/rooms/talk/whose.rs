//! Which conversation is meant, and whether the caller may take part in it.

use super::views::Whose;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::{open_room, scope};
use crate::service::{Answer, Context};
use crate::store::rooms::attempt;
use examhall_domain::accounts::Action;
use examhall_domain::id::{AttemptId, SittingId};
use std::sync::Arc;

/// The caller's own attempt with its row.
///
/// # Errors
/// `not-found` for everybody else, and those of the store.
pub(super) async fn own(cx: &Context, caller: &Caller, id: AttemptId) -> Answer<(Whose, attempt::Model)> {
    let row = attempt::find_own(cx.store.read(), id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    let whose = Whose { room: SittingId(row.sitting_id), account: caller.account, attempt: id };
    Ok((whose, row))
}

/// A room that the caller proctors.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub(super) async fn proctored(cx: &Context, caller: &Caller, room: SittingId) -> Answer<Arc<RoomFile>> {
    let room = open_room::open(cx, room).await?;
    scope::demand(cx, caller, Action::ProctorRoom, &room).await?;
    Ok(room)
}

/// An attempt in a room that the caller proctors.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub(super) async fn in_room(cx: &Context, caller: &Caller, room: SittingId, attempt: AttemptId) -> Answer<Whose> {
    proctored(cx, caller, room).await?;
    Ok(all_in_room(cx, room, &[attempt]).await?.remove(0))
}

/// Several attempts of one room by id.
///
/// # Errors
/// `not-found` when one of them is not of this room, and those of the store.
pub(super) async fn all_in_room(cx: &Context, room: SittingId, attempts: &[AttemptId]) -> Answer<Vec<Whose>> {
    let owners = attempt::list_owners(cx.store.read(), room, attempts).await?;
    if owners.len() != attempts.len() {
        return Err(ProblemType::NotFound.into());
    }
    Ok(owners.into_iter().map(|(attempt, account)| Whose { room, account, attempt }).collect())
}

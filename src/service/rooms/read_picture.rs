//! The picture of somebody in a room, for those who have to know them by sight.

use crate::service::accounts::api::{self, Caller, Picture};
use crate::service::exams::api::entry;
use crate::service::problem::ProblemType;
use crate::service::rooms::{open_room, scope};
use crate::service::{Answer, Context};
use examhall_domain::accounts::Action;
use examhall_domain::id::{AccountId, SittingId};

/// The picture of somebody who is enrolled here, if they have one.
///
/// # Errors
/// `forbidden` and `not-found` for who does not proctor the room, `not-found` for who is not enrolled in it.
pub async fn read_picture(
    cx: &Context,
    caller: &Caller,
    room: SittingId,
    account: AccountId,
) -> Answer<Option<Picture>> {
    let room = open_room::open(cx, room).await?;
    scope::demand(cx, caller, Action::ViewRoom, &room).await?;
    entry(&cx.store, room.sitting.id, account).await?.ok_or(ProblemType::NotFound)?;
    api::picture_of(cx, account).await
}

//! More time for single persons: for a lift that got stuck, not for the whole room.

use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::exams::api::roster;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::{deeds, event, open_room, scope};
use crate::service::{Answer, Context};
use crate::store::rooms::attempt::{self, Moved};
use crate::store::rooms::room;
use crate::store::{Priority, retrying};
use examhall_domain::accounts::Action;
use examhall_domain::id::{AccountId, AttemptId, SittingId};
use examhall_domain::rooms::room::{EXTENSION_MAX, EXTENSION_MIN};
use examhall_domain::rooms::{Reason, RoomPhase};
use examhall_domain::time::Span;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Who gets more time.
pub enum Whom {
    Attempts(Vec<AttemptId>),
    /// Everybody with this group label.
    Group(String),
}

/// What came of it.
pub struct Extended {
    pub room: Arc<RoomFile>,
    /// How many papers end later now.
    pub moved: usize,
}

/// Moves the deadlines of those whose papers are open; others keep theirs, which their roster rows show.
///
/// # Errors
/// `forbidden`, `not-found`, `room-ended`, `attempt-not-open` when none of them is open, and those of the store.
pub async fn extend(
    cx: &Context,
    caller: &Caller,
    id: SittingId,
    whom: Whom,
    by: Span,
    reason: &Reason,
) -> Answer<Extended> {
    let room = open_room::open(cx, id).await?;
    scope::demand(cx, caller, Action::ProctorRoom, &room).await?;
    if !(EXTENSION_MIN..=EXTENSION_MAX).contains(&by) {
        return Err(Refusal::new(ProblemType::ValidationFailed).field("/by_s", "extension_out_of_range").into());
    }
    let attempts = resolve(cx, id, whom).await?;
    let (version, moved) = retrying(|| extend_once(cx, caller, &room, &attempts, by, reason)).await?;
    tell(cx, version, &moved, by, reason).await;
    deeds::tell(cx, id).await;
    Ok(Extended { room: open_room::reread(cx, id).await?, moved: moved.len() })
}

/// The room is locked at the version that the new deadlines are told with: a client adds every later event to them, and
/// an event that they contain already would count twice.
async fn extend_once(
    cx: &Context,
    caller: &Caller,
    room: &RoomFile,
    attempts: &[AttemptId],
    by: Span,
    reason: &Reason,
) -> Answer<(i64, Vec<Moved>)> {
    let id = room.sitting.id;
    let transaction = cx.store.begin(Priority::Answers).await?;
    let row = room::lock(&transaction, id).await?.ok_or(ProblemType::NotFound)?;
    if let RoomPhase::Ended { .. } = row.phase()? {
        return Err(ProblemType::RoomEnded.into());
    }
    let moved = attempt::extend(&transaction, id, attempts, by).await?;
    if moved.is_empty() {
        return Err(ProblemType::AttemptNotOpen.into());
    }
    for one in &moved {
        let detail = json!({ "by_us": by, "closes_at_us": one.closes_at, "room": id });
        let object = Object { kind: "attempt", id: &one.attempt };
        audit::record(cx, &transaction, Some(caller.account), "attempt.extended", object, detail).await?;
    }
    let whose: Vec<AttemptId> = moved.iter().map(|one| one.attempt).collect();
    let what = json!({ "by_us": by, "reason": reason });
    deeds::record(cx, &transaction, caller.account, id, "attempts.extended", &whose, what).await?;
    transaction.commit().await?;
    Ok((row.version, moved))
}

async fn resolve(cx: &Context, id: SittingId, whom: Whom) -> Answer<Vec<AttemptId>> {
    let label = match whom {
        Whom::Attempts(attempts) => return Ok(attempts),
        Whom::Group(label) => label,
    };
    let members = roster(&cx.store, id).await?;
    let group: BTreeSet<AccountId> = members.into_iter().filter(|m| m.group == label).map(|m| m.account).collect();
    let rows = attempt::list_of_sitting(cx.store.read(), id).await?;
    let theirs = rows.iter().filter(|row| group.contains(&AccountId(row.account_id)));
    Ok(theirs.map(|row| AttemptId(row.id)).collect())
}

async fn tell(cx: &Context, version: i64, moved: &[Moved], by: Span, reason: &Reason) {
    let now = cx.clock.now();
    for one in moved {
        let data = json!({
            "attempt": one.attempt,
            "closes_at": crate::service::instant::Instant(one.closes_at),
            "room_version": version,
            "by_us": by,
            "reason": reason,
        });
        cx.hub.publish(event::personal(one.account, "attempt.timing", now, data)).await;
    }
}

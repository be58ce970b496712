//! Everybody of a room as SQL knows them. Who is connected is known to the room's actor, which lays it over this.

use crate::service::exams::api::{self as exams, Member};
use crate::service::rooms::attempt_file;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::views::RosterRow;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::rooms::attempt;
use examhall_domain::id::{AccountId, AttemptId};
use examhall_domain::rooms::{AttemptPhase, CloseReason};
use examhall_domain::time::Timestamp;
use std::collections::HashMap;

/// Everybody's row.
///
/// # Errors
/// Those of the store.
pub async fn read(cx: &Context, room: &RoomFile) -> Answer<Vec<RosterRow>> {
    let members = exams::roster(&cx.store, room.sitting.id).await?;
    let mut latest: HashMap<AccountId, attempt::Model> = HashMap::new();
    for row in attempt::list_of_sitting(cx.store.read(), room.sitting.id).await? {
        // By person and number, so that the last one stays.
        latest.insert(AccountId(row.account_id), row);
    }
    let started: Vec<AttemptId> = latest.values().filter(|row| row.last_seq > 1).map(|row| AttemptId(row.id)).collect();
    let answered: HashMap<AttemptId, i64> =
        attempt_file::read(cx, &started).await?.iter().map(|file| (file.id, file.answered())).collect();
    let total = i64::try_from(room.sitting.paper.definition().question_count()).unwrap_or(i64::MAX);
    let rows = members.into_iter().map(|member| {
        let own = latest.get(&member.account);
        let count = own.and_then(|row| answered.get(&AttemptId(row.id))).copied().unwrap_or(0);
        row(member, own, count, total)
    });
    Ok(rows.collect::<Result<_, StoreError>>()?)
}

fn row(member: Member, own: Option<&attempt::Model>, answered: i64, total: i64) -> Result<RosterRow, StoreError> {
    let phase = own.map(attempt::Model::phase).transpose()?;
    let (state, since) = match phase {
        None | Some(AttemptPhase::Prepared) => ("absent", None),
        Some(AttemptPhase::Open { .. }) => ("offline", None),
        Some(AttemptPhase::Closed { reason: CloseReason::Submit, at }) => ("handed_in", Some(at)),
        Some(AttemptPhase::Closed { at, .. }) => ("closed", Some(at)),
    };
    Ok(RosterRow {
        account: member.account,
        name: member.name,
        group: member.group,
        attempt: own.map(|row| AttemptId(row.id)),
        state,
        since: since.map(Into::into),
        answered,
        total,
        last_seq: own.map_or(0, |row| row.last_seq),
        closes_at: own.and_then(|row| row.closes_at_us).map(|at| Timestamp(at).into()),
        extension_us: own.map_or(0, |row| row.extension_us),
        connected: false,
    })
}

//! Everybody of a room as SQL knows them. Who is connected is known to the room's actor, which lays it over this.

use crate::service::exams::api::{self as exams, Member};
use crate::service::rooms::attempt_file::{self, Count};
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::talk::views::TalkStanding;
use crate::service::rooms::views::RosterRow;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::rooms::{attempt, talk};
use examhall_domain::id::{AccountId, AttemptId};
use examhall_domain::rooms::{AttemptPhase, CloseReason};
use examhall_domain::time::Timestamp;
use std::collections::HashMap;

/// Of attempts that were counted before: up to which row of the log, and what it amounted to.
pub type Known = HashMap<AttemptId, (i64, Count)>;

/// Everybody's row. Counting answers takes reading a log, so only attempts that moved on since they were `known` are read.
///
/// # Errors
/// Those of the store.
pub async fn read(cx: &Context, room: &RoomFile, known: &Known) -> Answer<Vec<RosterRow>> {
    let members = exams::roster(&cx.store, room.sitting.id).await?;
    let mut latest: HashMap<AccountId, attempt::Model> = HashMap::new();
    for row in attempt::list_of_sitting(cx.store.read(), room.sitting.id).await? {
        // By person and number, so that the last one stays.
        latest.insert(AccountId(row.account_id), row);
    }
    let is_known = |row: &attempt::Model| known.get(&AttemptId(row.id)).is_some_and(|(seq, _)| *seq >= row.last_seq);
    let moved_on = latest.values().filter(|row| row.last_seq > 1 && !is_known(row));
    let moved_on: Vec<AttemptId> = moved_on.map(|row| AttemptId(row.id)).collect();
    let mut counts: HashMap<AttemptId, Count> = known.iter().map(|(id, (_, count))| (*id, *count)).collect();
    counts.extend(attempt_file::read(cx, &moved_on).await?.iter().map(|file| (file.id, file.count())));
    let total = i64::try_from(room.sitting.paper.definition().question_count()).unwrap_or(i64::MAX);
    let mut talks: HashMap<AttemptId, TalkStanding> = HashMap::new();
    for row in talk::list_of_sitting(cx.store.read(), room.sitting.id).await? {
        talks.insert(AttemptId(row.attempt_id), TalkStanding::of(&row)?);
    }
    let rows = members.into_iter().map(|member| {
        let own = latest.get(&member.account);
        let talk = own.and_then(|row| talks.remove(&AttemptId(row.id))).unwrap_or(TalkStanding::SILENT);
        let count = own.and_then(|row| counts.get(&AttemptId(row.id))).copied().unwrap_or_default();
        row(member, own, (count, total), talk)
    });
    Ok(rows.collect::<Result<_, StoreError>>()?)
}

fn row(
    member: Member,
    own: Option<&attempt::Model>,
    (count, total): (Count, i64),
    talk: TalkStanding,
) -> Result<RosterRow, StoreError> {
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
        answered: count.answered,
        total,
        last_seq: own.map_or(0, |row| row.last_seq),
        opened_at: own.and_then(|row| row.opened_at_us).map(|at| Timestamp(at).into()),
        closes_at: own.and_then(|row| row.closes_at_us).map(|at| Timestamp(at).into()),
        extension_us: own.map_or(0, |row| row.extension_us),
        connected: false,
        device_changes: count.device_changes.count,
        device_changed_at: count.device_changes.last_at.map(Into::into),
        holder: count.holder,
        talk,
    })
}

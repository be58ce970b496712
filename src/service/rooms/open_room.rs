//! Brings a room to memory: from the cache, or from the store when it may have changed.

use crate::service::problem::ProblemType;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::views::AnnouncementView;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::rooms::{journal, room};
use examhall_domain::id::SittingId;
use examhall_domain::rooms::{RoomEvent, RoomState};
use std::sync::Arc;

/// A room shows its last announcements, so that its state always fits into what may wait for one socket: with the longest
/// texts these are 128 KiB. The log has them all.
const ANNOUNCEMENTS_SHOWN_MAX: usize = 16;
/// Journal entries read at once.
const JOURNAL_BATCH: u64 = 512;

/// The room from memory, else from the store.
///
/// # Errors
/// `not-found`, or those of the store.
pub async fn open(cx: &Context, id: SittingId) -> Answer<Arc<RoomFile>> {
    match cx.room_files.get(id) {
        Some(file) => Ok(file),
        None => reread(cx, id).await,
    }
}

/// The room from the store.
///
/// # Errors
/// As [`open`].
pub async fn reread(cx: &Context, id: SittingId) -> Answer<Arc<RoomFile>> {
    // The plan is read after the version that it belongs to: it may be newer than the version says, but never older.
    let row = room::find(cx.store.read(), id).await?.ok_or(ProblemType::NotFound)?;
    let sitting = cx.papers.sitting(&cx.store, id).await?.ok_or(ProblemType::NotFound)?;
    let known = cx.room_files.get(id);
    let state = row.state(sitting.plan.window_opens_at)?;
    let (mut announcements, after) = match &known {
        Some(file) => (file.announcements.clone(), file.state.version),
        None => (Vec::new(), 0),
    };
    announcements.extend(announced(cx, id, after, state.version).await?);
    announcements.drain(..announcements.len().saturating_sub(ANNOUNCEMENTS_SHOWN_MAX));
    let file = Arc::new(RoomFile { sitting: Arc::new(sitting), state, announcements });
    cx.room_files.put(&file);
    Ok(file)
}

/// The room after its journal has grown: from the store, unless memory has all that was delivered here, as it has of what
/// was committed here.
///
/// # Errors
/// As [`open`].
pub async fn grown(cx: &Context, id: SittingId) -> Answer<Arc<RoomFile>> {
    let has_all = |file: &Arc<RoomFile>| cx.hub.head(id).is_some_and(|head| head.offset <= file.state.version);
    match cx.room_files.get(id).filter(has_all) {
        Some(file) => Ok(file),
        None => reread(cx, id).await,
    }
}

/// The room after an entry of its journal that was just committed, from what it was before; remembered.
pub(super) fn moved(cx: &Context, before: &RoomFile, state: RoomState, entry: &journal::Entry) -> Arc<RoomFile> {
    let mut announcements = before.announcements.clone();
    announcements.extend(announcement(entry));
    announcements.drain(..announcements.len().saturating_sub(ANNOUNCEMENTS_SHOWN_MAX));
    let file = Arc::new(RoomFile { sitting: before.sitting.clone(), state, announcements });
    cx.room_files.put(&file);
    file
}

/// The room that a person names by its id or by its code.
///
/// # Errors
/// As [`open`].
pub async fn find(cx: &Context, named: &str) -> Answer<Arc<RoomFile>> {
    if let Ok(id) = named.parse() {
        return open(cx, id).await;
    }
    let sitting = cx.papers.sitting_by_code(&cx.store, named).await?.ok_or(ProblemType::NotFound)?;
    open(cx, sitting.id).await
}

async fn announced(
    cx: &Context,
    room: SittingId,
    mut after: i64,
    upto: i64,
) -> Result<Vec<AnnouncementView>, StoreError> {
    let mut found = Vec::new();
    while after < upto {
        let entries = journal::read(cx.store.read(), room, after, JOURNAL_BATCH).await?;
        let Some(last) = entries.last() else { break };
        after = last.seq;
        found.extend(entries.iter().filter(|entry| entry.seq <= upto).filter_map(announcement));
    }
    Ok(found)
}

fn announcement(entry: &journal::Entry) -> Option<AnnouncementView> {
    match &entry.event {
        RoomEvent::Announced { text } => {
            Some(AnnouncementView { offset: entry.seq, at: entry.at.into(), text: text.to_string() })
        }
        _ => None,
    }
}

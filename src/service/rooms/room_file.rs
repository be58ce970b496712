//! A room as this instance knows it: the sitting's plan and the state that its journal made.
//!
//! Memory is a cache here. A file is replaced when the journal has grown, the highest version wins, and whoever refuses
//! somebody something reads it again first.

use crate::service::exams::api::Sitting;
use crate::service::instant::Instant;
use crate::service::rooms::views::{AnnouncementView, RoomView};
use examhall_domain::exams::StartMode;
use examhall_domain::id::SittingId;
use examhall_domain::rooms::{self as domain, RoomPhase, RoomState};
use examhall_domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Rooms kept in memory; beyond it all are dropped and read again as needed.
const FILES_MAX: usize = 4_096;

/// One room.
pub struct RoomFile {
    pub sitting: Arc<Sitting>,
    pub state: RoomState,
    pub announcements: Vec<AnnouncementView>,
}

/// The rooms that this instance has looked at.
#[derive(Default)]
pub struct RoomFiles(Mutex<HashMap<SittingId, Arc<RoomFile>>>);

impl RoomFiles {
    /// A room as it was last read.
    pub fn get(&self, room: SittingId) -> Option<Arc<RoomFile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&room).cloned()
    }

    /// Remembers a room, unless a later version is known.
    pub fn put(&self, file: &Arc<RoomFile>) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if files.len() >= FILES_MAX {
            files.clear();
        }
        let known = files.entry(file.sitting.id).or_insert_with(|| file.clone());
        if known.state.version <= file.state.version {
            *known = file.clone();
        }
    }

    /// Drops a room, so that its next use reads it again.
    pub fn forget(&self, room: SittingId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&room);
    }

    /// Drops all.
    pub fn forget_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl RoomFile {
    /// What attempts need to know of it.
    pub fn view_of_attempts(&self) -> domain::RoomView {
        self.state.view(self.sitting.plan.grace)
    }

    /// Whether papers may be read: the key goes out from here on and never before.
    pub fn paper_is_open(&self) -> bool {
        self.state.started_at.is_some()
    }

    /// Whether nothing can be written here any more.
    pub fn is_over(&self) -> bool {
        matches!(self.state.phase, RoomPhase::Ended { .. })
    }

    /// Whether the journal has got nothing but announcements since a version. `false` also when there were more than are shown.
    pub fn was_only_announced_since(&self, version: i64) -> bool {
        were_only_announced(&self.announcements, version, self.state.version)
    }

    /// What clients see at the instant `now`.
    pub fn view(&self, epoch: &str, now: Timestamp) -> RoomView {
        let (state, plan) = (&self.state, &self.sitting.plan);
        RoomView {
            id: self.sitting.id,
            code: self.sitting.code.clone(),
            exam: self.sitting.exam_title.clone(),
            title: self.sitting.title.clone(),
            language: self.sitting.language.clone(),
            phase: state.phase.name(),
            version: state.version,
            epoch: epoch.to_owned(),
            offset: state.version,
            start: start_word(plan.start),
            window_opens_at: state.window_opens_at.into(),
            window_closes_at: state.window_closes_at.into(),
            started_at: state.started_at.map(Instant),
            paused_since: state.paused_since().map(Instant),
            ended_at: state.ended_at().map(Instant),
            extension_us: state.extension.0,
            time_limit_s: plan.time_limit.as_secs(),
            announcements: self.announcements.clone(),
            server_time: now.into(),
        }
    }
}

/// The word for a start mode on wires.
pub fn start_word(start: StartMode) -> &'static str {
    match start {
        StartMode::Clock => "clock",
        StartMode::Proctor => "proctor",
    }
}

fn were_only_announced(announcements: &[AnnouncementView], after: i64, upto: i64) -> bool {
    let announced = announcements.iter().filter(|announcement| announcement.offset > after).count();
    i64::try_from(announced).is_ok_and(|announced| announced == (upto - after).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_journal_whose_new_entries_are_all_shown_announcements_was_only_announced() {
        let shown = |offsets: &[i64]| -> Vec<AnnouncementView> {
            let view =
                |offset: &i64| AnnouncementView { offset: *offset, at: Timestamp(0).into(), text: String::new() };
            offsets.iter().map(view).collect()
        };
        assert!(were_only_announced(&shown(&[2, 4, 5]), 3, 5));
        assert!(were_only_announced(&shown(&[2]), 3, 3));
        assert!(were_only_announced(&shown(&[2, 4]), 5, 4), "what is older than known is nothing new");
        assert!(!were_only_announced(&shown(&[2, 4]), 3, 5), "5 was something else");
        assert!(!were_only_announced(&shown(&[2, 5]), 3, 5), "4 was something else");
        assert!(!were_only_announced(&shown(&[4, 5]), 2, 5), "3 is not shown any more");
    }
}

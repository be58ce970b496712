//! The wall: rows of the store with presence laid over them, and which of them the staff has not seen yet.

use super::seats::{Seat, Seats};
use crate::service::rooms::append::{Change, Settled};
use crate::service::rooms::attempt_file::Count;
use crate::service::rooms::roster::Known;
use crate::service::rooms::talk::views::Talked;
use crate::service::rooms::views::RosterRow;
use examhall_domain::id::{AccountId, DeviceId};
use examhall_domain::rooms::{DeviceChanges, Present};
use examhall_domain::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Rows that changed, by who has to hear of them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Changed {
    /// Those of people who are or were here: nobody else tells of them.
    pub(super) everywhere: Vec<RosterRow>,
    /// Those of others, whom every instance with staff finds changed by itself.
    pub(super) here: Vec<RosterRow>,
}

/// Everybody of a room.
pub(super) struct Wall {
    idle: Span,
    rows: BTreeMap<AccountId, RosterRow>,
    seats: Seats,
    /// Who is there on other instances, as far as they have told.
    elsewhere: HashMap<AccountId, Vec<Present>>,
    /// Whose last socket here went away, so that others have to be told how they are until they turn up again.
    gone: HashSet<AccountId>,
    /// When a person last did something: began, came back, or saved.
    active_at: HashMap<AccountId, Timestamp>,
    unseen: BTreeSet<AccountId>,
}

impl Wall {
    pub(super) fn new(idle_s: i64) -> Self {
        Self {
            idle: Span::from_secs(idle_s),
            rows: BTreeMap::new(),
            seats: Seats::default(),
            elsewhere: HashMap::new(),
            gone: HashSet::new(),
            active_at: HashMap::new(),
            unseen: BTreeSet::new(),
        }
    }

    /// Takes the store's rows.
    pub(super) fn lay(&mut self, rows: Vec<RosterRow>, now: Timestamp) {
        for row in rows {
            let account = row.account;
            let old = self.rows.insert(account, row);
            if let (Some(old), Some(new)) = (&old, self.rows.get_mut(&account)) {
                // A read may be older than what the writer has reported since.
                if old.attempt == new.attempt && old.last_seq > new.last_seq {
                    (new.last_seq, new.answered) = (old.last_seq, old.answered);
                    (new.device_changes, new.device_changed_at) = (old.device_changes, old.device_changed_at);
                    new.holder = old.holder;
                    if matches!(old.state, "handed_in" | "closed") {
                        (new.state, new.since) = (old.state, old.since);
                    }
                }
                // Answers that another instance took.
                if old.attempt == new.attempt && old.last_seq < new.last_seq && old.connected {
                    self.active_at.insert(account, now);
                }
                if old.attempt == new.attempt && old.talk.version > new.talk.version {
                    new.talk = old.talk.clone();
                }
                new.since = new.since.or(old.since);
            }
            if let Some(RosterRow { attempt: Some(attempt), holder, .. }) = self.rows.get(&account) {
                self.seats.fence(account, *attempt, *holder);
            }
            self.look(account, old.as_ref(), now);
        }
    }

    pub(super) fn come(&mut self, account: AccountId, socket: u64, seat: Seat, now: Timestamp) {
        self.seats.come(account, socket, seat);
        self.look_again(account, now);
    }

    pub(super) fn go(&mut self, account: AccountId, socket: u64, now: Timestamp) {
        if self.seats.go(account, socket) {
            self.gone.insert(account);
        }
        self.look_again(account, now);
    }

    /// Who is here, for other instances. A fenced socket that still drains does not count.
    pub(super) fn here(&self) -> Vec<Present> {
        let present = |(account, devices): (AccountId, BTreeSet<DeviceId>)| {
            let active_at = self.active_at.get(&account).copied().unwrap_or(Timestamp(0));
            devices.into_iter().map(move |device| Present { account, device, active_at })
        };
        self.seats.devices().flat_map(present).collect()
    }

    /// Takes what other instances have told.
    pub(super) fn elsewhere(&mut self, present: Vec<Present>, now: Timestamp) {
        let before = std::mem::take(&mut self.elsewhere);
        for one in present {
            self.elsewhere.entry(one.account).or_default().push(one);
        }
        let moved: BTreeSet<AccountId> = before.keys().chain(self.elsewhere.keys()).copied().collect();
        for account in moved {
            if before.get(&account) != self.elsewhere.get(&account) {
                self.look_again(account, now);
            }
        }
    }

    /// Follows an attempt; `false` when only the store knows how its row looks now.
    pub(super) fn progress(&mut self, settled: &Settled, now: Timestamp) -> bool {
        self.seats.fence(settled.account, settled.attempt, settled.count.holder);
        let Some(row) = self.rows.get_mut(&settled.account) else { return false };
        let old = row.clone();
        match settled.change {
            Change::Opened => return false,
            Change::Closed { reason, at } => {
                row.state = if reason == examhall_domain::rooms::CloseReason::Submit { "handed_in" } else { "closed" };
                row.since = Some(at.into());
            }
            Change::Saved(_) => {
                self.active_at.insert(settled.account, now);
            }
            Change::TakenOver { .. } | Change::Nothing => {}
        }
        let devices = settled.count.device_changes;
        (row.answered, row.last_seq) = (settled.count.answered, settled.last_seq);
        (row.device_changes, row.device_changed_at) = (devices.count, devices.last_at.map(Into::into));
        row.holder = settled.count.holder;
        self.look(settled.account, Some(&old), now);
        true
    }

    /// Follows a conversation. What arrives late does not turn the row back, and what is not on the wall yet comes with its
    /// row.
    pub(super) fn spoken(&mut self, talked: Talked, now: Timestamp) {
        let account = talked.whose.account;
        let Some(row) = self.rows.get_mut(&account) else { return };
        if row.attempt != Some(talked.whose.attempt) || row.talk.version >= talked.standing.version {
            return;
        }
        let old = row.clone();
        row.talk = talked.standing;
        self.look(account, Some(&old), now);
    }

    pub(super) fn holds(&self, account: AccountId, device: DeviceId) -> bool {
        let is_elsewhere = |present: &Vec<Present>| present.iter().any(|one| one.device == device);
        self.seats.holds(account, device) || self.elsewhere.get(&account).is_some_and(is_elsewhere)
    }

    /// Lets time pass: who last did something long ago is idle.
    pub(super) fn age(&mut self, now: Timestamp) {
        let writing: Vec<AccountId> =
            self.rows.values().filter(|row| row.state == "writing").map(|row| row.account).collect();
        for account in writing {
            self.look_again(account, now);
        }
    }

    /// How many people are connected, here or elsewhere.
    pub(super) fn present(&self) -> usize {
        self.seats.people() + self.elsewhere.keys().filter(|account| !self.seats.contains(**account)).count()
    }

    /// Whether nobody is connected here.
    pub(super) fn is_deserted(&self) -> bool {
        self.seats.people() == 0
    }

    /// What does not have to be counted again when rows are read.
    pub(super) fn known(&self) -> Known {
        let count = |row: &RosterRow| {
            let last_at = row.device_changed_at.map(|at| at.0);
            let device_changes = DeviceChanges { count: row.device_changes, last_at };
            Count { answered: row.answered, device_changes, holder: row.holder }
        };
        self.rows.values().filter_map(|row| Some((row.attempt?, (row.last_seq, count(row))))).collect()
    }

    /// All rows.
    pub(super) fn rows(&self) -> Vec<RosterRow> {
        self.rows.values().cloned().collect()
    }

    /// The rows that changed since the last time.
    pub(super) fn changed(&mut self) -> Changed {
        let mut changed = Changed::default();
        for account in std::mem::take(&mut self.unseen) {
            let Some(row) = self.rows.get(&account).cloned() else { continue };
            // Whoever is seen elsewhere is told of from there, after those who heard of them from here know that, too.
            let is_ours = self.seats.contains(account) || self.gone.contains(&account);
            if row.connected && !self.seats.contains(account) {
                self.gone.remove(&account);
            }
            if is_ours { changed.everywhere.push(row) } else { changed.here.push(row) }
        }
        changed
    }

    fn look_again(&mut self, account: AccountId, now: Timestamp) {
        let old = self.rows.get(&account).cloned();
        self.look(account, old.as_ref(), now);
    }

    /// Works out what a row shows, and remembers it when that is news.
    fn look(&mut self, account: AccountId, old: Option<&RosterRow>, now: Timestamp) {
        let is_connected = self.seats.contains(account) || self.elsewhere.contains_key(&account);
        let elsewhere = self.elsewhere.get(&account).into_iter().flatten().map(|one| one.active_at).max();
        let idle = self.idle;
        let Some(row) = self.rows.get_mut(&account) else { return };
        let was_there = old.is_some_and(|old| matches!(old.state, "writing" | "idle"));
        if is_connected && !was_there {
            self.active_at.insert(account, now);
        }
        let active_at = self.active_at.get(&account).copied().max(elsewhere);
        row.connected = is_connected;
        row.state = match (row.state, is_connected) {
            (settled @ ("handed_in" | "closed"), _) => settled,
            ("absent" | "in", true) => "in",
            ("absent" | "in", false) => "absent",
            (_, false) => "offline",
            (_, true) if active_at.is_some_and(|at| now - at < idle) => "writing",
            (_, true) => "idle",
        };
        if matches!(row.state, "handed_in" | "closed") {
            // Who has handed in asks no more.
            row.talk.hand_since = None;
        } else if old.is_some_and(|old| old.state != row.state) {
            row.since = Some(now.into());
        }
        if old != Some(row) {
            self.unseen.insert(account);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::CloseCode;
    use crate::service::rooms::talk::views::{TalkStanding, Whose};
    use crate::service::rooms::views::Holder;
    use examhall_domain::id::{AttemptId, SittingId};
    use examhall_domain::rooms::CloseReason;
    use tokio::sync::oneshot;
    use uuid::Uuid;

    const ANNA: AccountId = AccountId(Uuid::from_u128(1));
    const LAPTOP: DeviceId = DeviceId(Uuid::from_u128(2));
    const PHONE: DeviceId = DeviceId(Uuid::from_u128(3));

    fn second(n: i64) -> Timestamp {
        Timestamp(n * 1_000_000)
    }

    fn row(state: &'static str, last_seq: i64) -> RosterRow {
        RosterRow {
            account: ANNA,
            name: "Anna".into(),
            group: String::new(),
            attempt: Some(AttemptId(Uuid::nil())),
            state,
            since: None,
            answered: 0,
            total: 3,
            last_seq,
            opened_at: None,
            closes_at: None,
            extension_us: 0,
            connected: false,
            device_changes: 0,
            device_changed_at: None,
            holder: Holder::default(),
            talk: TalkStanding::SILENT,
        }
    }

    fn seat(device: DeviceId) -> (Seat, oneshot::Receiver<CloseCode>) {
        let (close, closed) = oneshot::channel();
        (Seat { device, seen: (None, 0), close: Some(close) }, closed)
    }

    fn held(device: DeviceId, taken_over_seq: i64) -> Holder {
        Holder { device: Some(device), taken_over_seq }
    }

    fn settled(change: Change, last_seq: i64) -> Settled {
        let holder = match change {
            Change::TakenOver { device } => held(device, last_seq),
            _ => Holder::default(),
        };
        let device_changes = DeviceChanges { count: 1, last_at: Some(second(1)) };
        Settled {
            attempt: AttemptId(Uuid::nil()),
            account: ANNA,
            sitting: SittingId(Uuid::nil()),
            change,
            count: Count { answered: 1, device_changes, holder },
            last_seq,
        }
    }

    fn changed(wall: &mut Wall) -> Vec<RosterRow> {
        let Changed { everywhere, here } = wall.changed();
        everywhere.into_iter().chain(here).collect()
    }

    fn elsewhere(device: DeviceId, active_at: Timestamp) -> Vec<Present> {
        vec![Present { account: ANNA, device, active_at }]
    }

    fn state(wall: &Wall) -> &'static str {
        wall.rows[&ANNA].state
    }

    #[test]
    fn a_students_way_through_the_exam_shows_on_the_wall() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("absent", 0)], second(0));
        assert_eq!(changed(&mut wall).len(), 1);
        wall.come(ANNA, 1, seat(LAPTOP).0, second(1));
        assert_eq!(state(&wall), "in");
        wall.lay(vec![row("offline", 1)], second(2));
        assert_eq!(state(&wall), "writing", "who has just begun reads the first question");
        wall.age(second(200));
        assert_eq!(state(&wall), "idle");
        wall.active_at.insert(ANNA, second(201));
        wall.look_again(ANNA, second(201));
        assert_eq!(state(&wall), "writing");
        wall.age(second(400));
        assert!(wall.progress(&settled(Change::TakenOver { device: LAPTOP }, 2), second(401)));
        assert_eq!(state(&wall), "idle");
        wall.go(ANNA, 1, second(402));
        assert_eq!((state(&wall), wall.rows[&ANNA].since), ("offline", Some(second(402).into())));
        wall.come(ANNA, 2, seat(LAPTOP).0, second(403));
        assert_eq!(state(&wall), "writing", "who comes back has something to do");
        wall.progress(&settled(Change::Closed { reason: CloseReason::Submit, at: second(404) }, 3), second(404));
        wall.go(ANNA, 2, second(405));
        wall.come(ANNA, 3, seat(LAPTOP).0, second(406));
        assert_eq!(state(&wall), "handed_in");
    }

    #[test]
    fn a_read_that_is_older_than_the_writers_word_does_not_turn_a_row_back() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("offline", 4)], second(0));
        wall.progress(&settled(Change::TakenOver { device: LAPTOP }, 5), second(1));
        wall.lay(vec![row("offline", 4)], second(2));
        let row = &wall.rows[&ANNA];
        assert_eq!((row.last_seq, row.answered, row.device_changes), (5, 1, 1));
        assert_eq!(row.device_changed_at, Some(second(1).into()));
    }

    #[test]
    fn a_read_from_before_the_hand_in_does_not_show_the_student_writing_again() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("offline", 4)], second(0));
        wall.come(ANNA, 1, seat(LAPTOP).0, second(1));
        wall.progress(&settled(Change::Closed { reason: CloseReason::Submit, at: second(2) }, 5), second(2));
        wall.lay(vec![row("offline", 4)], second(3));
        assert_eq!((state(&wall), wall.rows[&ANNA].since), ("handed_in", Some(second(2).into())));
    }

    #[test]
    fn a_take_over_here_or_on_another_instance_closes_the_old_device() {
        let mut wall = Wall::new(120);
        let (laptop, mut closed) = seat(LAPTOP);
        wall.come(ANNA, 1, laptop, second(0));
        wall.progress(&settled(Change::TakenOver { device: PHONE }, 2), second(1));
        assert_eq!(closed.try_recv(), Ok(CloseCode::TakenOver), "though its row was not read yet");

        let (laptop, mut closed) = seat(LAPTOP);
        wall.come(ANNA, 2, laptop, second(2));
        wall.lay(vec![RosterRow { holder: held(PHONE, 3), ..row("offline", 3) }], second(3));
        assert_eq!(closed.try_recv(), Ok(CloseCode::TakenOver));
        assert!(!wall.holds(ANNA, LAPTOP));
    }

    fn talked(version: i64, unread: i64) -> Talked {
        let whose = Whose { room: SittingId(Uuid::nil()), account: ANNA, attempt: AttemptId(Uuid::nil()) };
        let hand_since = Some(second(1).into());
        Talked { whose, standing: TalkStanding { hand_since, unread, version, ..TalkStanding::SILENT } }
    }

    #[test]
    fn a_conversation_shows_on_the_wall_and_an_older_word_of_it_does_not() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("offline", 1)], second(0));
        changed(&mut wall);
        wall.spoken(talked(3, 2), second(1));
        assert_eq!(changed(&mut wall)[0].talk.unread, 2);
        wall.spoken(talked(2, 1), second(2));
        wall.lay(vec![row("offline", 1)], second(3));
        assert!(changed(&mut wall).is_empty());
        assert_eq!(wall.rows[&ANNA].talk, talked(3, 2).standing);
    }

    #[test]
    fn a_raised_hand_goes_down_with_the_paper() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("offline", 1)], second(0));
        wall.spoken(talked(1, 0), second(1));
        assert!(wall.rows[&ANNA].talk.hand_since.is_some());
        wall.progress(&settled(Change::Closed { reason: CloseReason::Submit, at: second(2) }, 3), second(2));
        assert_eq!(wall.rows[&ANNA].talk.hand_since, None);
    }

    #[test]
    fn who_is_on_another_instance_is_connected_and_told_of_from_there() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("offline", 1)], second(0));
        changed(&mut wall);
        wall.elsewhere(elsewhere(LAPTOP, second(1)), second(1));
        assert_eq!((state(&wall), wall.present(), wall.is_deserted()), ("writing", 1, true));
        assert!(wall.holds(ANNA, LAPTOP) && !wall.holds(ANNA, PHONE));
        let told = wall.changed();
        assert_eq!((told.everywhere.len(), told.here.len()), (0, 1));
        wall.age(second(200));
        assert_eq!(state(&wall), "idle");
        wall.elsewhere(elsewhere(LAPTOP, second(199)), second(201));
        assert_eq!(state(&wall), "writing", "it is known elsewhere that she does something");
        wall.elsewhere(Vec::new(), second(202));
        assert_eq!((state(&wall), wall.present()), ("offline", 0));
    }

    #[test]
    fn who_moves_to_another_instance_is_told_of_until_she_is_seen_there() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("offline", 1)], second(0));
        wall.come(ANNA, 1, seat(LAPTOP).0, second(1));
        assert_eq!(wall.here(), elsewhere(LAPTOP, second(1)));
        assert_eq!(wall.changed().everywhere.len(), 1);
        wall.go(ANNA, 1, second(2));
        assert_eq!(wall.changed().everywhere[0].state, "offline");
        assert!(wall.here().is_empty());
        wall.elsewhere(elsewhere(LAPTOP, second(3)), second(3));
        assert_eq!(wall.changed().everywhere[0].state, "writing", "whoever heard that she was gone hears this, too");
        wall.elsewhere(Vec::new(), second(4));
        let told = wall.changed();
        assert_eq!((told.everywhere.len(), told.here[0].state), (0, "offline"));
    }

    #[test]
    fn answers_that_another_instance_took_are_activity() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("offline", 1)], second(0));
        wall.elsewhere(elsewhere(LAPTOP, second(0)), second(0));
        wall.age(second(300));
        assert_eq!(state(&wall), "idle");
        wall.lay(vec![row("offline", 2)], second(301));
        assert_eq!(state(&wall), "writing");
    }

    #[test]
    fn what_did_not_change_is_not_told_again() {
        let mut wall = Wall::new(120);
        wall.lay(vec![row("absent", 0)], second(0));
        assert_eq!(changed(&mut wall).len(), 1);
        wall.lay(vec![row("absent", 0)], second(1));
        wall.age(second(2));
        assert!(changed(&mut wall).is_empty());
    }
}

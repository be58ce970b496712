//! What exams ask of rooms, which come later in the order of slices: rooms implement it and `boot` brings it.

use crate::bus::Hub;
use crate::store::{Store, StoreError, Transaction};
use examhall_domain::exams::{Marks, SittingPlan};
use examhall_domain::id::{AccountId, AttemptId, JobId, SittingId};
use examhall_domain::time::Timestamp;
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, BTreeSet};

/// How a room stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomStanding {
    /// `lobby`, `running`, `paused` or `ended`.
    pub phase: &'static str,
    /// The window's end with everything that was added to it.
    pub window_closes_at: Timestamp,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
}

impl RoomStanding {
    /// Whether it is too late to come.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ended_at.is_some() || self.window_closes_at <= now
    }
}

/// How one person's attempt stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptStanding {
    pub id: AttemptId,
    /// Counted from 1 for each person and sitting.
    pub number: i64,
    /// `prepared`, `open` or `closed`.
    pub phase: &'static str,
    /// The deadline; absent before it was opened.
    pub closes_at: Option<Timestamp>,
    /// Whether it was marked.
    pub marked: Marked,
}

/// Whether an attempt was marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    Yes,
    NotYet,
}

/// One person's attempt as an author sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultStanding {
    pub account: AccountId,
    pub attempt: AttemptStanding,
    pub closed_at: Option<Timestamp>,
    /// `submit`, `deadline` or `ended`; absent while it is not closed.
    pub closed_by: Option<&'static str>,
    pub mark: Option<AttemptMark>,
}

/// What an attempt was marked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptMark {
    pub score: Marks,
    pub max: Marks,
    /// Whether a person still has to mark something.
    pub provisional: bool,
}

type Asked<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// The rooms.
pub trait Rooms: Send + Sync + 'static {
    /// Makes the room of a new sitting in the transaction that plans it, and the job `start` that starts it when the
    /// clock is to do so.
    fn open<'a>(
        &'a self,
        transaction: &'a Transaction,
        sitting: SittingId,
        plan: &'a SittingPlan,
        start: JobId,
        now: Timestamp,
    ) -> Asked<'a, ()>;

    /// How the rooms of several sittings stand.
    fn standings<'a>(
        &'a self,
        store: &'a Store,
        sittings: &'a [SittingId],
    ) -> Asked<'a, BTreeMap<SittingId, RoomStanding>>;

    /// One person's attempts at several sittings, by number.
    fn attempts<'a>(
        &'a self,
        store: &'a Store,
        account: AccountId,
        sittings: &'a [SittingId],
    ) -> Asked<'a, BTreeMap<SittingId, Vec<AttemptStanding>>>;

    /// Everybody's attempts at a sitting with their marks, by person and number.
    fn results<'a>(&'a self, store: &'a Store, sitting: SittingId) -> Asked<'a, Vec<ResultStanding>>;

    /// Who has been in a sitting's room and has a paper from there.
    fn entered<'a>(&'a self, store: &'a Store, sitting: SittingId) -> Asked<'a, BTreeSet<AccountId>>;

    /// How many answers of a sitting still wait for a person.
    fn unmarked<'a>(&'a self, store: &'a Store, sitting: SittingId) -> Asked<'a, i64>;

    /// Tells everybody whose attempt at the sitting was marked that the result can be read now.
    fn tell_released<'a>(&'a self, store: &'a Store, hub: &'a Hub, sitting: SittingId, now: Timestamp)
    -> Asked<'a, ()>;
}

//! One room's numbered events as this instance knows them: what was delivered last, what is known to be missing, and a ring
//! of recent events. A machine without I/O: the hub reads the journal and delivers.

use super::journal::{Head, JournalEntry};
use super::wire::Frame;
use bytes::Bytes;
use std::collections::VecDeque;

/// A numbered event, encoded once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) offset: i64,
    pub(super) frame: Frame,
}

/// What a doorbell or a head asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Known already, or somebody is reading what is missing.
    Nothing,
    /// The next event.
    Deliver(Event),
    /// Events are missing and nobody reads them yet.
    Fill,
    /// The journal started another life: whoever is in the room has to come in again.
    Restart,
}

/// How much of the past a room keeps.
#[derive(Clone, Copy, Debug)]
pub(super) struct RingLimits {
    pub(super) entries_max: usize,
    pub(super) bytes_max: usize,
}

/// The events of one room.
pub(super) struct Feed {
    head: Option<Head>,
    wanted: i64,
    filling: bool,
    ring: VecDeque<Event>,
    ring_bytes: usize,
    limits: RingLimits,
}

impl Feed {
    /// A feed that does not know its head yet: what rings meanwhile is remembered.
    pub(super) fn new(limits: RingLimits) -> Self {
        Self { head: None, wanted: 0, filling: false, ring: VecDeque::new(), ring_bytes: 0, limits }
    }

    /// Starts at the head, with the recent past for those who come back.
    pub(super) fn open(&mut self, head: Head, recent: Vec<JournalEntry>) -> Step {
        let first = recent.first().map_or(head.offset, |entry| entry.offset - 1);
        let known = head.offset;
        self.head = Some(Head { offset: first, ..head });
        self.append(recent);
        if let Some(head) = &mut self.head {
            head.offset = head.offset.max(known);
        }
        self.fill_if_behind()
    }

    /// Forgets everything: nobody is in the room and doorbells no longer arrive.
    pub(super) fn close(&mut self) {
        *self = Self::new(self.limits);
    }

    /// The newest event that was delivered; nothing before the feed is open.
    pub(super) fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// A doorbell with its event.
    pub(super) fn ring(&mut self, offset: i64, payload: &Bytes) -> Step {
        match &self.head {
            Some(head) if offset <= head.offset => Step::Nothing,
            Some(head) if offset == head.offset + 1 => {
                let event = Event { offset, frame: Frame::text(payload) };
                self.keep(event.clone());
                Step::Deliver(event)
            }
            Some(_) | None => self.want(offset),
        }
    }

    /// The journal's own head, for when doorbells cannot be trusted.
    pub(super) fn reconcile(&mut self, journal: &Head) -> Step {
        match &self.head {
            Some(head) if head.epoch != journal.epoch => {
                self.close();
                self.head = Some(journal.clone());
                Step::Restart
            }
            Some(_) | None => self.want(journal.offset),
        }
    }

    /// After which offset to read so that `at_least` and everything that rang is there; nothing when all is there, which
    /// ends a fill.
    pub(super) fn missing(&mut self, at_least: i64) -> Option<i64> {
        let after = self.head.as_ref().map(|head| head.offset).filter(|last| *last < self.wanted.max(at_least));
        self.filling = after.is_some();
        after
    }

    /// Takes what the journal had; returns what is new, in order. The journal is the truth: what it skips does not exist.
    pub(super) fn append(&mut self, entries: Vec<JournalEntry>) -> Vec<Event> {
        let Some(mut last) = self.head.as_ref().map(|head| head.offset) else { return Vec::new() };
        let mut events = Vec::with_capacity(entries.len());
        for entry in entries {
            if entry.offset <= last {
                continue;
            }
            last = entry.offset;
            let event = Event { offset: entry.offset, frame: Frame::text(&entry.payload) };
            self.keep(event.clone());
            events.push(event);
        }
        events
    }

    /// The journal could not be read: the next doorbell or look at the heads tries again.
    pub(super) fn pause(&mut self) {
        self.filling = false;
    }

    /// The journal has nothing more: what rang beyond its end is not waited for.
    pub(super) fn settle(&mut self) {
        self.filling = false;
        self.wanted = self.head.as_ref().map_or(0, |head| head.offset);
    }

    /// What came after the offset, if the ring still has all of it.
    pub(super) fn since(&self, after: i64) -> Option<Vec<Bytes>> {
        let last = self.head.as_ref()?.offset;
        let reaches_back = self.ring.front().is_some_and(|oldest| oldest.offset <= after.saturating_add(1));
        if after > last || (after < last && !reaches_back) {
            return None;
        }
        Some(self.ring.iter().filter(|event| event.offset > after).map(|event| event.frame.payload()).collect())
    }

    fn want(&mut self, offset: i64) -> Step {
        self.wanted = self.wanted.max(offset);
        self.fill_if_behind()
    }

    fn fill_if_behind(&mut self) -> Step {
        let behind = self.head.as_ref().is_some_and(|head| head.offset < self.wanted);
        if !behind || self.filling {
            return Step::Nothing;
        }
        self.filling = true;
        Step::Fill
    }

    fn keep(&mut self, event: Event) {
        if let Some(head) = &mut self.head {
            head.offset = event.offset;
        }
        self.ring_bytes += event.frame.bytes().len();
        self.ring.push_back(event);
        while self.ring.len() > self.limits.entries_max || self.ring_bytes > self.limits.bytes_max {
            let Some(oldest) = self.ring.pop_front() else { return };
            self.ring_bytes -= oldest.frame.bytes().len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: RingLimits = RingLimits { entries_max: 4, bytes_max: 1_000 };

    fn head(offset: i64) -> Head {
        Head { epoch: "k1".into(), offset }
    }

    fn payload(offset: i64) -> Bytes {
        Bytes::from(format!("event {offset}"))
    }

    fn entries(offsets: impl IntoIterator<Item = i64>) -> Vec<JournalEntry> {
        offsets.into_iter().map(|offset| JournalEntry { offset, payload: payload(offset) }).collect()
    }

    fn open(offset: i64) -> Feed {
        let mut feed = Feed::new(LIMITS);
        assert_eq!(feed.open(head(offset), Vec::new()), Step::Nothing);
        feed
    }

    fn offsets(events: &[Event]) -> Vec<i64> {
        events.iter().map(|event| event.offset).collect()
    }

    #[test]
    fn the_next_event_is_delivered_and_a_repeat_is_not() {
        let mut feed = open(7);
        assert!(matches!(feed.ring(8, &payload(8)), Step::Deliver(event) if event.offset == 8));
        assert_eq!(feed.ring(8, &payload(8)), Step::Nothing);
        assert_eq!(feed.ring(3, &payload(3)), Step::Nothing);
    }

    #[test]
    fn a_hole_is_read_once_and_ends_when_everything_that_rang_is_there() {
        let mut feed = open(7);
        assert_eq!(feed.ring(10, &payload(10)), Step::Fill);
        assert_eq!(feed.ring(12, &payload(12)), Step::Nothing);
        assert_eq!(feed.missing(0), Some(7));
        assert_eq!(offsets(&feed.append(entries(8..=11))), [8, 9, 10, 11]);
        assert_eq!(feed.missing(0), Some(11));
        assert_eq!(offsets(&feed.append(entries(10..=12))), [12]);
        assert_eq!(feed.missing(0), None);
        assert_eq!(feed.ring(14, &payload(14)), Step::Fill);
    }

    #[test]
    fn an_event_that_arrives_while_a_hole_is_read_is_not_delivered_twice() {
        let mut feed = open(7);
        assert_eq!(feed.ring(9, &payload(9)), Step::Fill);
        assert!(matches!(feed.ring(8, &payload(8)), Step::Deliver(_)));
        assert_eq!(offsets(&feed.append(entries(8..=9))), [9]);
    }

    #[test]
    fn what_rings_before_the_head_is_known_is_read_afterwards() {
        let mut feed = Feed::new(LIMITS);
        assert_eq!(feed.ring(6, &payload(6)), Step::Nothing);
        assert_eq!(feed.open(head(5), entries(3..=5)), Step::Fill);
        assert_eq!(feed.missing(0), Some(5));
        assert_eq!(feed.since(2).map(|events| events.len()), Some(3));
    }

    #[test]
    fn an_unreadable_journal_is_tried_again_and_an_empty_one_is_not() {
        let mut feed = open(7);
        assert_eq!(feed.ring(9, &payload(9)), Step::Fill);
        feed.pause();
        assert_eq!(feed.reconcile(&head(7)), Step::Fill);
        feed.settle();
        assert_eq!(feed.reconcile(&head(7)), Step::Nothing);
    }

    #[test]
    fn the_ring_serves_those_who_come_back_as_far_as_it_reaches() {
        let mut feed = open(0);
        feed.append(entries(1..=6));
        assert_eq!(feed.since(6), Some(Vec::new()));
        assert_eq!(feed.since(4), Some(vec![payload(5), payload(6)]));
        assert_eq!(feed.since(2).map(|events| events.len()), Some(4));
        assert_eq!((feed.since(1), feed.since(7)), (None, None));
    }

    #[test]
    fn the_ring_is_bounded_by_bytes() {
        let mut feed = open(0);
        for offset in 1..=3 {
            assert!(matches!(feed.ring(offset, &Bytes::from(vec![b'x'; 600])), Step::Deliver(_)));
        }
        assert_eq!(feed.since(2).map(|events| events.len()), Some(1));
        assert_eq!(feed.since(1), None);
    }

    #[test]
    fn another_epoch_starts_again() {
        let mut feed = open(9);
        assert_eq!(feed.reconcile(&Head { epoch: "k2".into(), offset: 4 }), Step::Restart);
        assert_eq!(feed.head().map(|head| &*head.epoch), Some("k2"));
        assert!(matches!(feed.ring(5, &payload(5)), Step::Deliver(_)));
    }
}

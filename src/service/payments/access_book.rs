//! What this instance has seen lately of offers, access and orders, so that whoever asks all the time costs no query.
//!
//! A change is forgotten here at once and on other instances when its word arrives, or else with the entry's age. A look-up
//! that read the store just before cannot bring back what was forgotten meanwhile: it says when it began.

use super::stale::Stale;
use super::waiting::Waiting;
use crate::service::exams::api::Offer;
use crate::settings::AccessSettings;
use examhall_domain::id::{AccountId, ExamId, OrderId};
use examhall_domain::payments::{AccessSpan, Order};
use moka::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The caches, and who waits for them to change.
pub struct AccessBook {
    spans: Cache<(AccountId, ExamId), Arc<[AccessSpan]>>,
    offers: Cache<ExamId, Option<Arc<Offer>>>,
    histories: Cache<HistoryPart, Arc<History>>,
    forgotten: AtomicU64,
    pub waiting: Waiting,
}

/// Which part of whose orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HistoryPart {
    pub account: AccountId,
    pub after: Option<OrderId>,
    pub rows: u64,
}

/// Orders as they were when they had this stamp.
pub struct History {
    pub stamp: i64,
    pub orders: Vec<Order>,
}

/// When a look-up began.
#[derive(Clone, Copy)]
pub struct Begun(u64);

impl AccessBook {
    /// Empty caches.
    pub fn new(settings: &AccessSettings) -> Self {
        let age = Duration::from_millis(settings.cache_ms);
        Self {
            spans: Cache::builder().max_capacity(settings.cached_max).time_to_live(age).build(),
            offers: Cache::builder().max_capacity(settings.cached_max).time_to_live(age).build(),
            histories: Cache::builder()
                .max_capacity(settings.history_cached_max)
                .time_to_live(Duration::from_secs(settings.history_cache_s))
                .build(),
            forgotten: AtomicU64::new(0),
            waiting: Waiting::new(settings),
        }
    }

    /// A look-up begins.
    pub fn begin(&self) -> Begun {
        Begun(self.forgotten.load(Ordering::Acquire))
    }

    /// What somebody has of an exam.
    pub fn spans(&self, account: AccountId, exam: ExamId) -> Option<Arc<[AccessSpan]>> {
        self.spans.get(&(account, exam))
    }

    /// Remembers it, unless something was forgotten since the look-up began.
    pub fn learn_spans(&self, begun: Begun, account: AccountId, exam: ExamId, spans: Arc<[AccessSpan]>) {
        self.spans.insert((account, exam), spans);
        if !self.is_current(begun) {
            self.spans.invalidate(&(account, exam));
        }
    }

    /// What an exam costs; the inner nothing is an exam that does not exist.
    pub fn offer(&self, exam: ExamId) -> Option<Option<Arc<Offer>>> {
        self.offers.get(&exam)
    }

    /// Remembers it, unless something was forgotten since the look-up began.
    pub fn learn_offer(&self, begun: Begun, exam: ExamId, offer: Option<Arc<Offer>>) {
        self.offers.insert(exam, offer);
        if !self.is_current(begun) {
            self.offers.invalidate(&exam);
        }
    }

    /// Somebody's orders, as they were.
    pub fn history(&self, part: HistoryPart) -> Option<Arc<History>> {
        self.histories.get(&part)
    }

    /// Remembers them; their stamp says whether they still are so.
    pub fn learn_history(&self, part: HistoryPart, history: Arc<History>) {
        self.histories.insert(part, history);
    }

    /// Forgets what was changed and wakes who waits for it.
    pub fn forget(&self, stale: Stale) {
        // Before the entry goes: a look-up that ends in between then sees that it has to take back what it inserted.
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        match stale {
            Stale::Access(account, exam) => {
                self.spans.invalidate(&(account, exam));
                self.waiting.ring(account);
            }
            Stale::Orders(account) => self.waiting.ring(account),
            Stale::Offer(exam) => {
                self.offers.invalidate(&exam);
                self.waiting.ring_all();
            }
        }
    }

    /// Forgets everything, when it is not known what was changed.
    pub fn forget_all(&self) {
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        self.spans.invalidate_all();
        self.offers.invalidate_all();
        self.waiting.ring_all();
    }

    /// Looked at after the insert: whatever is forgotten from then on takes the new entry along.
    fn is_current(&self, begun: Begun) -> bool {
        self.forgotten.load(Ordering::Acquire) == begun.0
    }
}

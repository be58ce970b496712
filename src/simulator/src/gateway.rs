//! What every part of one running simulator reaches for.

use super::books::{Books, BooksError, know_secret};
use super::clock::Clock;
use super::config::Config;
use super::draw::Seed;
use super::faults::{Fault, Plan, Scope};
use sqlx::{Sqlite, Transaction};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// One simulated gateway.
pub struct Gateway {
    pub config: Config,
    pub seed: Seed,
    pub books: Books,
    plan: Mutex<Plan>,
    /// Keys of refunds under way. What was under way when the process died has had no effect, so none of them is stored.
    keys: Mutex<HashSet<String>>,
    /// Rung when an event may be due, and when something that comes by itself may be.
    pub post: Notify,
    pub schedule: Notify,
}

/// A key of a refund that nobody else may use meanwhile.
pub struct KeyInFlight {
    gateway: Arc<Gateway>,
    key: String,
}

impl Gateway {
    /// Opens the books and makes the secret of the settings known to them.
    pub async fn open(config: Config) -> Result<Arc<Self>, BooksError> {
        let books = Books::open(&config.file).await?;
        let seed = books.seed(config.seed).await?;
        let mut change = books.begin().await?;
        know_secret(&mut change, &config.keys.webhook_secret, config.clock.now_ms()).await?;
        change.commit().await?;
        let plan = Mutex::new(Plan::new(seed, config.faults.clone()));
        let keys = Mutex::new(HashSet::new());
        Ok(Arc::new(Self { config, seed, books, plan, keys, post: Notify::new(), schedule: Notify::new() }))
    }

    pub fn clock(&self) -> &Clock {
        &self.config.clock
    }

    pub fn now_ms(&self) -> i64 {
        self.config.clock.now_ms()
    }

    /// The account that events name.
    pub fn account(&self) -> String {
        self.seed.id("acc", 0)
    }

    /// The faults as they stand.
    pub fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that something with a number of its own meets.
    pub fn fault(&self, scope: Scope, name: &str, number: i64) -> Option<Fault> {
        self.plan().for_numbered(scope, name, number)
    }

    /// Commits a change, and wakes who has something to do because of it.
    pub async fn commit(&self, change: Transaction<'static, Sqlite>) -> sqlx::Result<()> {
        change.commit().await?;
        self.post.notify_one();
        self.schedule.notify_one();
        Ok(())
    }

    /// Takes the key of a refund; nothing when somebody else has it.
    pub fn take_key(self: &Arc<Self>, key: &str) -> Option<KeyInFlight> {
        let is_free = self.keys.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        is_free.then(|| KeyInFlight { gateway: self.clone(), key: key.to_owned() })
    }
}

impl Drop for KeyInFlight {
    fn drop(&mut self) {
        self.gateway.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

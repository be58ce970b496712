//! Requests that wait for something of an account to change: bounded in number, woken by a bell of the account, and looking
//! by themselves now and then, since a bell of another instance may get lost.

use crate::settings::AccessSettings;
use examhall_domain::id::AccountId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Everybody who waits on this instance.
pub struct Waiting {
    waiting_max: usize,
    per_account_max: usize,
    look_again: Duration,
    lines: Mutex<Lines>,
}

#[derive(Default)]
struct Lines {
    waiting: usize,
    of_account: HashMap<AccountId, Line>,
}

#[derive(Default)]
struct Line {
    bell: Arc<Notify>,
    waiting: usize,
}

/// A place in the line, given back when it is dropped.
struct Place<'a> {
    waiting: &'a Waiting,
    account: AccountId,
    bell: Arc<Notify>,
}

/// What a look found.
pub enum Found<T> {
    /// It has changed.
    Changed(T),
    /// It is what the caller knows.
    Same(T),
}

impl Waiting {
    /// An empty line.
    pub fn new(settings: &AccessSettings) -> Self {
        Self {
            waiting_max: settings.waiting_max,
            per_account_max: settings.waiting_per_account_max,
            look_again: Duration::from_millis(settings.look_again_ms),
            lines: Mutex::default(),
        }
    }

    /// Something of the account has changed.
    pub fn ring(&self, account: AccountId) {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.of_account.get(&account) {
            line.bell.notify_waiters();
        }
    }

    /// Something of any account may have changed.
    pub fn ring_all(&self) {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.of_account.values().for_each(|line| line.bell.notify_waiters());
    }

    /// Looks until something has changed, `patience` is over or `leave` says so, and returns what was found last. Who finds
    /// the line full looks once.
    ///
    /// # Errors
    /// Those of the look.
    pub async fn until_changed<T, E>(
        &self,
        account: AccountId,
        patience: Duration,
        leave: impl Fn() -> bool,
        look: impl AsyncFn() -> Result<Found<T>, E>,
    ) -> Result<T, E> {
        let until = Instant::now() + patience;
        let place = if patience.is_zero() { None } else { self.enter(account) };
        loop {
            // The bell is listened to before the look: what changes in between has rung it.
            let rung = place.as_ref().map(|place| place.bell.notified());
            let mut rung = std::pin::pin!(rung);
            if let Some(rung) = rung.as_mut().as_pin_mut() {
                rung.enable();
            }
            let found = match look().await? {
                Found::Changed(found) => return Ok(found),
                Found::Same(found) => found,
            };
            let Some(rung) = rung.as_mut().as_pin_mut() else { return Ok(found) };
            if Instant::now() >= until || leave() {
                return Ok(found);
            }
            tokio::select! {
                () = rung => {}
                () = tokio::time::sleep_until(until.min(Instant::now() + self.look_again)) => {}
            }
        }
    }

    fn enter(&self, account: AccountId) -> Option<Place<'_>> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let own = lines.of_account.get(&account).map_or(0, |line| line.waiting);
        if lines.waiting >= self.waiting_max || own >= self.per_account_max {
            return None;
        }
        lines.waiting += 1;
        let line = lines.of_account.entry(account).or_default();
        line.waiting += 1;
        Some(Place { waiting: self, account, bell: line.bell.clone() })
    }

    fn leave(&self, account: AccountId) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.waiting -= 1;
        if let Some(line) = lines.of_account.get_mut(&account) {
            line.waiting -= 1;
            if line.waiting == 0 {
                lines.of_account.remove(&account);
            }
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.leave(self.account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;
    use futures_util::FutureExt;
    use std::cell::Cell;
    use uuid::Uuid;

    const LONG: Duration = Duration::from_secs(25);

    fn waiting(waiting_max: usize, waiting_per_account_max: usize) -> Waiting {
        let settings = AccessSettings {
            waiting_max,
            waiting_per_account_max,
            look_again_ms: 60_000,
            ..settings::defaults().access
        };
        Waiting::new(&settings)
    }

    fn account(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    async fn never(line: &Waiting, account: AccountId) -> Result<u32, ()> {
        line.until_changed(account, LONG, || false, async || Ok(Found::Same(0))).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_bell_wakes_and_time_runs_out() {
        let (line, ada) = (waiting(9, 9), account(1));
        let value = Cell::new(0);
        let look = async || Ok::<_, ()>(if value.get() > 0 { Found::Changed(value.get()) } else { Found::Same(0) });
        let waiter = line.until_changed(ada, LONG, || false, look);
        let change = async {
            tokio::task::yield_now().await;
            line.ring(account(2));
            tokio::task::yield_now().await;
            value.set(7);
            line.ring(ada);
        };
        let started = Instant::now();
        assert_eq!(tokio::join!(waiter, change).0, Ok(7));
        assert_eq!(started.elapsed(), Duration::ZERO);
        assert_eq!(never(&line, ada).await, Ok(0));
        assert_eq!(started.elapsed(), LONG);
        assert!(line.lines.lock().unwrap().of_account.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_changed_without_a_bell_is_found_all_the_same() {
        let settings = AccessSettings { look_again_ms: 2_000, ..settings::defaults().access };
        let line = Waiting::new(&settings);
        let started = Instant::now();
        let look = async || {
            let changed = started.elapsed() > Duration::from_secs(3);
            Ok::<_, ()>(if changed { Found::Changed(1) } else { Found::Same(0) })
        };
        assert_eq!(line.until_changed(account(1), LONG, || false, look).await, Ok(1));
        assert_eq!(started.elapsed(), Duration::from_secs(4));
    }

    #[tokio::test(start_paused = true)]
    async fn the_line_is_bounded_as_a_whole_and_for_each_account() {
        let line = waiting(2, 1);
        let mut first = Box::pin(never(&line, account(1)));
        assert!(first.as_mut().now_or_never().is_none());
        assert_eq!(never(&line, account(1)).now_or_never(), Some(Ok(0)), "one place for each account");
        let mut second = Box::pin(never(&line, account(2)));
        assert!(second.as_mut().now_or_never().is_none());
        assert_eq!(never(&line, account(3)).now_or_never(), Some(Ok(0)), "two places in all");
        drop(first);
        assert!(Box::pin(never(&line, account(3))).as_mut().now_or_never().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_has_to_leave_waits_no_longer() {
        let line = waiting(9, 9);
        let left = line.until_changed(account(1), LONG, || true, async || Ok::<_, ()>(Found::Same(3)));
        assert_eq!(left.now_or_never(), Some(Ok(3)));
    }
}

//! Who goes next at SQLite's single writer.
//!
//! SQLite lets one transaction write at a time and hands the lock to whoever happens to poll next. Answers must not
//! queue behind reports, so writers queue here by priority instead. Every wait is bounded in time and in number. On
//! PostgreSQL there is no gate.

use super::error::StoreError;
use crate::settings::store::StoreSettings;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// What a transaction is for; the first goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Batches of answers, and what opens or closes attempts.
    Answers,
    /// Messages of other systems that wait for our reply.
    Webhooks,
    /// Work that waited in SQL.
    Jobs,
    /// Everything else.
    Rest,
}

const PRIORITIES: usize = 4;

/// The queue in front of the writer.
#[derive(Debug)]
pub(super) struct Gate {
    line: Mutex<Line>,
    wait: Duration,
    waiting_max: usize,
}

/// The right to write; dropping it lets the next one in.
#[derive(Debug)]
pub(super) struct Permit {
    gate: Option<Arc<Gate>>,
}

#[derive(Debug, Default)]
struct Line {
    taken: bool,
    waiting: [VecDeque<oneshot::Sender<Permit>>; PRIORITIES],
}

impl Gate {
    pub(super) fn new(settings: &StoreSettings) -> Self {
        Self {
            line: Mutex::default(),
            wait: Duration::from_millis(settings.gate_wait_ms),
            waiting_max: settings.gate_waiting_max,
        }
    }

    /// Waits for the turn of this priority; [`StoreError::Busy`] when the line or the wait is too long.
    pub(super) async fn enter(self: &Arc<Self>, priority: Priority) -> Result<Permit, StoreError> {
        let Some(turn) = self.queue(priority)? else {
            return Ok(Permit { gate: Some(Arc::clone(self)) });
        };
        match tokio::time::timeout(self.wait, turn).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => unreachable!("a waiting sender leaves the line only to be given the permit"),
            Err(_) => Err(StoreError::Busy),
        }
    }

    /// Takes the free writer (`None`) or a place in the line.
    fn queue(&self, priority: Priority) -> Result<Option<oneshot::Receiver<Permit>>, StoreError> {
        let mut line = self.line();
        if !line.taken {
            line.taken = true;
            return Ok(None);
        }
        let waiting = &mut line.waiting[priority as usize];
        // Whoever gave up still stands in the line until somebody looks.
        waiting.retain(|turn| !turn.is_closed());
        if waiting.len() >= self.waiting_max {
            return Err(StoreError::Busy);
        }
        let (sender, turn) = oneshot::channel();
        waiting.push_back(sender);
        Ok(Some(turn))
    }

    fn next(&self) -> Option<oneshot::Sender<Permit>> {
        let mut line = self.line();
        let next = line.waiting.iter_mut().find_map(VecDeque::pop_front);
        line.taken = next.is_some();
        next
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        // The line is consistent after every statement above, so a panic elsewhere does not spoil it.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    /// Hands the permit to the first who still waits. One that is cancelled after it was handed over drops the permit
    /// inside its channel, which comes back here.
    fn drop(&mut self) {
        let Some(gate) = self.gate.take() else { return };
        while let Some(turn) = gate.next() {
            match turn.send(Permit { gate: Some(Arc::clone(&gate)) }) {
                Ok(()) => return,
                // Nobody listens: disarm the returned permit and look further, without recursion.
                Err(mut returned) => returned.gate = None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    type Entering<'a> = Pin<Box<dyn Future<Output = Result<Permit, StoreError>> + 'a>>;

    fn gate(waiting_max: usize) -> Arc<Gate> {
        let settings = StoreSettings { gate_waiting_max: waiting_max, gate_wait_ms: 50, ..StoreSettings::default() };
        Arc::new(Gate::new(&settings))
    }

    fn poll<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
        future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }

    fn waiting(gate: &Arc<Gate>, priority: Priority) -> Entering<'_> {
        let mut entering: Entering<'_> = Box::pin(gate.enter(priority));
        assert!(poll(&mut entering).is_pending(), "the writer is taken");
        entering
    }

    #[tokio::test]
    async fn answers_overtake_waiting_rest() {
        let gate = gate(8);
        let held = gate.enter(Priority::Rest).await.unwrap();
        let mut rest = waiting(&gate, Priority::Rest);
        let mut jobs = waiting(&gate, Priority::Jobs);
        let mut answers = waiting(&gate, Priority::Answers);
        drop(held);
        assert!(poll(&mut rest).is_pending());
        assert!(poll(&mut jobs).is_pending());
        let Poll::Ready(Ok(permit)) = poll(&mut answers) else { panic!("answers go first") };
        drop(permit);
        let Poll::Ready(Ok(permit)) = poll(&mut jobs) else { panic!("then jobs") };
        drop(permit);
        assert!(matches!(poll(&mut rest), Poll::Ready(Ok(_))));
    }

    #[tokio::test]
    async fn within_a_priority_first_come_first_served() {
        let gate = gate(8);
        let held = gate.enter(Priority::Rest).await.unwrap();
        let mut first = waiting(&gate, Priority::Rest);
        let mut second = waiting(&gate, Priority::Rest);
        drop(held);
        assert!(poll(&mut second).is_pending());
        assert!(matches!(poll(&mut first), Poll::Ready(Ok(_))));
    }

    #[tokio::test]
    async fn the_line_is_bounded_and_who_gave_up_frees_a_place() {
        let gate = gate(1);
        let _held = gate.enter(Priority::Rest).await.unwrap();
        let first = waiting(&gate, Priority::Rest);
        assert!(matches!(gate.enter(Priority::Rest).await, Err(StoreError::Busy)));
        let _other_priority_has_its_own_line = waiting(&gate, Priority::Answers);
        drop(first);
        let _free_again = waiting(&gate, Priority::Rest);
    }

    #[tokio::test]
    async fn the_wait_is_bounded() {
        let gate = gate(8);
        let _held = gate.enter(Priority::Answers).await.unwrap();
        assert!(matches!(gate.enter(Priority::Rest).await, Err(StoreError::Busy)));
    }

    #[tokio::test]
    async fn a_cancelled_waiter_does_not_lose_the_permit() {
        let gate = gate(8);
        let held = gate.enter(Priority::Rest).await.unwrap();
        let before_its_turn = waiting(&gate, Priority::Answers);
        let with_the_permit_in_hand = waiting(&gate, Priority::Webhooks);
        let mut last = waiting(&gate, Priority::Rest);
        drop(before_its_turn);
        drop(held);
        assert!(poll(&mut last).is_pending(), "the permit went to the one before");
        drop(with_the_permit_in_hand);
        assert!(matches!(poll(&mut last), Poll::Ready(Ok(_))));
        drop(last);
        let free = pin!(gate.enter(Priority::Rest)).poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(free, Poll::Ready(Ok(_))), "nobody holds the writer any more");
    }
}

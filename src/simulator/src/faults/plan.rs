//! The faults of one simulator as they stand: shares, and what was asked for at the next occasions.

use super::kind::{Fault, Scope};
use super::share::Faults;
use crate::draw::Seed;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// A fault that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Next {
    pub fault: Fault,
    /// The call (`create_order`, `capture`, `refund`, `read`) or event (`payment.captured`, …) that it strikes; any without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// How many times.
    #[serde(default = "once")]
    pub times: u32,
}

/// Faults that were asked for, at most.
const NEXT_MAX: usize = 1_000;

/// What goes wrong next.
#[derive(Debug, Serialize)]
pub struct Plan {
    #[serde(skip)]
    seed: Seed,
    pub shares: Faults,
    next: VecDeque<Next>,
    /// How many occasions there were of each kind of call: what the draws are numbered by.
    #[serde(skip)]
    occasions: BTreeMap<String, i64>,
    /// How often each fault has struck.
    struck: BTreeMap<Fault, u64>,
}

impl Plan {
    pub fn new(seed: Seed, shares: Faults) -> Self {
        Self { seed, shares, next: VecDeque::new(), occasions: BTreeMap::new(), struck: BTreeMap::new() }
    }

    /// Asks for a fault; not when there are too many already.
    pub fn ask(&mut self, next: Next) -> bool {
        let has_room = self.next.len() < NEXT_MAX;
        if has_room && next.times > 0 {
            self.next.push_back(next);
        }
        has_room
    }

    /// Takes back everything.
    pub fn clear(&mut self) {
        self.shares = Faults::none();
        self.next.clear();
    }

    /// The fault that a call meets. Calls of one name are counted apart, so that somebody's polling does not change what
    /// other calls meet.
    pub fn for_call(&mut self, name: &str) -> Option<Fault> {
        let count = self.occasions.entry(name.to_owned()).or_default();
        *count += 1;
        let number = *count;
        self.strike(Scope::Call, name, number)
    }

    /// The fault that something with a number of its own meets: an event, a payment, a refund.
    pub fn for_numbered(&mut self, scope: Scope, name: &str, number: i64) -> Option<Fault> {
        self.strike(scope, name, number)
    }

    fn strike(&mut self, scope: Scope, name: &str, number: i64) -> Option<Fault> {
        let fault = self.asked(scope, name).or_else(|| {
            let drawn = self.seed.number(&format!("fault {scope:?} {name}"), number);
            self.shares.drawn(scope, drawn)
        })?;
        *self.struck.entry(fault).or_default() += 1;
        Some(fault)
    }

    fn asked(&mut self, scope: Scope, name: &str) -> Option<Fault> {
        let meant = |next: &Next| next.fault.scope() == scope && next.on.as_deref().is_none_or(|on| on == name);
        let place = self.next.iter().position(meant)?;
        let next = self.next.get_mut(place)?;
        let fault = next.fault;
        next.times -= 1;
        if next.times == 0 {
            self.next.remove(place);
        }
        Some(fault)
    }
}

fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(plan: &mut Plan, calls: usize) -> Vec<Option<Fault>> {
        (0..calls).map(|_| plan.for_call("capture")).collect()
    }

    #[test]
    fn the_same_seed_and_calls_meet_the_same_faults_and_another_seed_meets_others() {
        let half = Faults::network("50%".parse().unwrap());
        let first = met(&mut Plan::new(Seed(7), half.clone()), 100);
        let mut disturbed = Plan::new(Seed(7), half.clone());
        let second: Vec<_> = (0..100).map(|_| (disturbed.for_call("read"), disturbed.for_call("capture")).1).collect();
        assert_eq!(first, second);
        assert_ne!(first, met(&mut Plan::new(Seed(8), half), 100));
        let share = first.iter().flatten().count();
        assert!((30..70).contains(&share), "{share} of 100");
    }

    #[test]
    fn what_was_asked_for_strikes_the_next_occasion_it_means_and_no_other() {
        let mut plan = Plan::new(Seed(7), Faults::none());
        assert!(plan.ask(Next { fault: Fault::TimeoutAfter, on: Some("refund".to_owned()), times: 2 }));
        assert_eq!(plan.for_call("capture"), None);
        assert_eq!(plan.for_numbered(Scope::Webhook, "refund", 1), None);
        let met: Vec<_> = (0..3).map(|_| plan.for_call("refund")).collect();
        assert_eq!(met, [Some(Fault::TimeoutAfter), Some(Fault::TimeoutAfter), None]);
        assert!(plan.ask(Next { fault: Fault::Loss, on: None, times: 1 }));
        plan.clear();
        assert_eq!(plan.for_numbered(Scope::Webhook, "order.paid", 1), None);
    }

    #[test]
    fn faults_that_were_asked_for_are_bounded() {
        let mut plan = Plan::new(Seed(7), Faults::none());
        let next = Next { fault: Fault::Slow, on: None, times: 1 };
        assert!((0..NEXT_MAX).all(|_| plan.ask(next.clone())));
        assert!(!plan.ask(next));
    }
}

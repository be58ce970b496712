//! The lock-out ladder: each wrong password from one network makes the next try wait longer.
//!
//! It stands between one account and one network, so that a stranger elsewhere cannot lock a student out before an
//! exam. Known devices and live sessions are not asked to climb it; the caller steps it for everybody else only.

use crate::time::{Span, Timestamp};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// So many wrong passwords are forgiven before the first wait.
pub const FAILURES_FREE: u32 = 4;
/// The wait after the fifth failure, the sixth and so on; the last one repeats.
pub const WAITS: [Span; 4] =
    [Span::from_secs(60), Span::from_secs(5 * 60), Span::from_secs(15 * 60), Span::from_secs(60 * 60)];
/// Failures are forgotten so long after the last one.
pub const FORGOTTEN_AFTER: Span = Span::from_secs(24 * 60 * 60);

/// How far one account has been climbed from one network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LadderState {
    /// Wrong passwords in a row.
    pub failures: u32,
    /// The last of them.
    pub last_failure_at: Option<Timestamp>,
    /// No try is looked at before this instant.
    pub locked_until: Option<Timestamp>,
}

/// How a try that was looked at ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// The password was right.
    Succeeded,
    /// It was not.
    Failed,
}

/// Who asks to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Nobody known.
    Stranger,
    /// A device that this account signed in from before, or that holds a live session of it.
    Known,
}

/// The part of an address that a household, a school or a provider's customer shares: 24 bits of IPv4, 56 of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpAddr);

/// A text that names no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a network looks like 192.0.2.0/24 or 2001:db8::/56")]
pub struct NetworkFault;

/// The ladder after a try that was looked at.
pub fn step(state: LadderState, outcome: SignInOutcome, now: Timestamp) -> LadderState {
    match outcome {
        SignInOutcome::Succeeded => LadderState::default(),
        SignInOutcome::Failed => {
            let failures = state.remembered(now).saturating_add(1);
            LadderState {
                failures,
                last_failure_at: Some(now),
                locked_until: wait_after(failures).map(|wait| now + wait),
            }
        }
    }
}

impl LadderState {
    /// Until when this asker has to wait, if at all; at that instant itself the next try is looked at.
    pub fn locked_until(self, asker: Asker, now: Timestamp) -> Option<Timestamp> {
        match asker {
            Asker::Known => None,
            Asker::Stranger => self.locked_until.filter(|until| now < *until),
        }
    }

    /// Whether nothing is left to remember, so that the row may go.
    pub fn is_forgotten(self, now: Timestamp) -> bool {
        self.remembered(now) == 0
    }

    fn remembered(self, now: Timestamp) -> u32 {
        match self.last_failure_at {
            Some(at) if now - at < FORGOTTEN_AFTER => self.failures,
            Some(_) | None => 0,
        }
    }
}

fn wait_after(failures: u32) -> Option<Span> {
    let climbed = failures.checked_sub(FAILURES_FREE + 1)?;
    let rung = usize::try_from(climbed).unwrap_or(usize::MAX);
    Some(WAITS[rung.min(WAITS.len() - 1)])
}

impl Network {
    /// The network of an address. IPv4 addresses that arrive in IPv6 clothes are IPv4.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & !0xff)),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !((1 << 72) - 1))),
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = match self.0 {
            IpAddr::V4(_) => 24,
            IpAddr::V6(_) => 56,
        };
        write!(f, "{}/{bits}", self.0)
    }
}

impl FromStr for Network {
    type Err = NetworkFault;

    /// Reads what [`fmt::Display`] writes and nothing else.
    fn from_str(text: &str) -> Result<Self, NetworkFault> {
        let (address, _) = text.split_once('/').ok_or(NetworkFault)?;
        let network = Self::of(address.parse().map_err(|_| NetworkFault)?);
        if network.to_string() == text { Ok(network) } else { Err(NetworkFault) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60;

    fn minute(n: i64) -> Timestamp {
        Timestamp(0) + Span::from_secs(n * MINUTE)
    }

    fn failed(times: u32, now: Timestamp) -> LadderState {
        (0..times).fold(LadderState::default(), |state, _| step(state, SignInOutcome::Failed, now))
    }

    #[test]
    fn waits_begin_with_the_fifth_failure_and_grow_to_an_hour() {
        let waits: Vec<_> =
            (1..=10).map(|times| failed(times, minute(0)).locked_until(Asker::Stranger, minute(0))).collect();
        let expected = [None, None, None, None, Some(1), Some(5), Some(15), Some(60), Some(60), Some(60)];
        assert_eq!(waits, expected.map(|wait| wait.map(minute)));
    }

    #[test]
    fn a_lock_opens_at_its_instant() {
        let state = failed(5, minute(0));
        let before = minute(1) - Span(1);
        assert_eq!(state.locked_until(Asker::Stranger, before), Some(minute(1)));
        assert_eq!(state.locked_until(Asker::Stranger, minute(1)), None);
    }

    #[test]
    fn known_devices_never_wait() {
        assert_eq!(failed(9, minute(0)).locked_until(Asker::Known, minute(0)), None);
    }

    #[test]
    fn a_right_password_steps_down_to_the_ground() {
        let state = step(failed(7, minute(0)), SignInOutcome::Succeeded, minute(20));
        assert_eq!(state, LadderState::default());
    }

    #[test]
    fn failures_are_forgotten_after_a_day() {
        let state = failed(8, minute(0));
        let day = minute(24 * 60);
        assert!(!state.is_forgotten(day - Span(1)));
        assert_eq!(step(state, SignInOutcome::Failed, day - Span(1)).failures, 9);
        assert!(state.is_forgotten(day));
        assert_eq!(step(state, SignInOutcome::Failed, day).failures, 1);
    }

    #[test]
    fn counting_never_overflows() {
        let state = LadderState { failures: u32::MAX, last_failure_at: Some(minute(0)), locked_until: None };
        let state = step(state, SignInOutcome::Failed, minute(0));
        assert_eq!(state.locked_until(Asker::Stranger, minute(0)), Some(minute(60)));
    }

    #[test]
    fn neighbours_share_a_network_and_others_do_not() {
        for (address, network) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.1", "192.0.2.0/24"),
            ("192.0.3.77", "192.0.3.0/24"),
            ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
            ("2001:db8:1:3ff::1", "2001:db8:1:300::/56"),
        ] {
            let found = Network::of(address.parse().unwrap());
            assert_eq!(found.to_string(), network);
            assert_eq!(network.parse(), Ok(found));
        }
    }

    #[test]
    fn only_written_networks_are_read() {
        for text in ["", "192.0.2.0", "192.0.2.7/24", "192.0.2.0/16", "2001:DB8::/56", "x/24"] {
            assert_eq!(text.parse::<Network>(), Err(NetworkFault), "{text}");
        }
    }
}

//! How many sockets this instance serves: overall, for each account, and for each address before it has signed in; and how
//! many it lets in each second, so that a whole house that comes back at once does not bring it down.
//!
//! Shared by all worker threads. A ticket is given at the handshake and comes back when the connection is gone.

use super::rate::Rate;
use crate::service::ops::presence::{Doors, Presence};
use crate::settings::SocketSettings;
use examhall_domain::id::AccountId;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Who asks for a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrant {
    /// Somebody who will say hello.
    Anonymous,
    /// Somebody whom the handshake's cookie or header has proven.
    Account(AccountId),
}

/// Why there is no ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoTicket {
    Draining,
    Full,
    TooManyAnonymous,
    /// More came than are let in each second; after this time a burst of them is let in again.
    TooManyAtOnce(Duration),
}

/// The doors of one instance.
pub struct Admission {
    limits: Limits,
    counts: Mutex<Counts>,
    emptied: Notify,
}

struct Limits {
    sockets: usize,
    per_account: usize,
    anonymous: usize,
    per_network: usize,
}

struct Counts {
    is_draining: bool,
    /// How fast people are let in, and how fast those whom nobody knows: a flood of these keeps nobody out.
    people_ramp: Rate,
    anonymous_ramp: Rate,
    sockets: usize,
    anonymous: usize,
    networks: HashMap<IpAddr, usize>,
    accounts: HashMap<AccountId, usize>,
    next_id: u64,
}

/// One socket's admission.
pub(super) struct Ticket {
    admission: Arc<Admission>,
    id: u64,
    network: IpAddr,
    entrant: Entrant,
}

impl Admission {
    /// Open doors.
    pub fn new(settings: &SocketSettings) -> Arc<Self> {
        let limits = Limits {
            sockets: settings.sockets_max,
            per_account: settings.sockets_per_account_max,
            anonymous: settings.anonymous_max,
            per_network: settings.anonymous_per_network_max,
        };
        let ramp = || Rate::new(settings.admissions_per_s, settings.admissions_burst, Instant::now());
        let counts = Counts {
            is_draining: false,
            people_ramp: ramp(),
            anonymous_ramp: ramp(),
            sockets: 0,
            anonymous: 0,
            networks: HashMap::new(),
            accounts: HashMap::new(),
            next_id: 0,
        };
        Arc::new(Self { limits, counts: Mutex::new(counts), emptied: Notify::new() })
    }

    /// Sockets at present.
    pub fn sockets(&self) -> usize {
        self.counts().sockets
    }

    /// Closes the doors: the instance drains.
    pub fn close(&self) {
        self.counts().is_draining = true;
    }

    /// Opens them again.
    pub fn open(&self) {
        self.counts().is_draining = false;
    }

    /// Waits until no socket is left.
    pub async fn emptied(&self) {
        loop {
            let notified = self.emptied.notified();
            if self.sockets() == 0 {
                return;
            }
            notified.await;
        }
    }

    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr, entrant: Entrant) -> Result<Ticket, NoTicket> {
        let network = network_of(peer);
        let mut counts = self.counts();
        if counts.is_draining {
            return Err(NoTicket::Draining);
        }
        if counts.sockets >= self.limits.sockets {
            return Err(NoTicket::Full);
        }
        let ramp = match entrant {
            Entrant::Account(_) => &mut counts.people_ramp,
            Entrant::Anonymous => &mut counts.anonymous_ramp,
        };
        ramp.take(Instant::now()).map_err(NoTicket::TooManyAtOnce)?;
        self.count_in(&mut counts, network, entrant)?;
        counts.sockets += 1;
        counts.next_id += 1;
        Ok(Ticket { admission: self.clone(), id: counts.next_id, network, entrant })
    }

    fn count_in(&self, counts: &mut Counts, network: IpAddr, entrant: Entrant) -> Result<(), NoTicket> {
        match entrant {
            Entrant::Account(account) if count(&counts.accounts, &account) >= self.limits.per_account => {
                Err(NoTicket::Full)
            }
            Entrant::Account(account) => {
                *counts.accounts.entry(account).or_default() += 1;
                Ok(())
            }
            Entrant::Anonymous
                if counts.anonymous >= self.limits.anonymous
                    || count(&counts.networks, &network) >= self.limits.per_network =>
            {
                Err(NoTicket::TooManyAnonymous)
            }
            Entrant::Anonymous => {
                counts.anonymous += 1;
                *counts.networks.entry(network).or_default() += 1;
                Ok(())
            }
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Doors for Admission {
    fn presence(&self) -> Presence {
        let counts = self.counts();
        Presence { sockets: counts.sockets, people: counts.accounts.len() }
    }
}

impl Counts {
    fn count_out(&mut self, network: IpAddr, entrant: Entrant) {
        match entrant {
            Entrant::Account(account) => one_less(&mut self.accounts, account),
            Entrant::Anonymous => {
                self.anonymous -= 1;
                one_less(&mut self.networks, network);
            }
        }
    }
}

impl Ticket {
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// Who holds it.
    pub(super) fn entrant(&self) -> Entrant {
        self.entrant
    }

    /// Somebody has said hello.
    pub(super) fn sign_in(&mut self, account: AccountId) -> Result<(), NoTicket> {
        let mut counts = self.admission.counts();
        let entrant = Entrant::Account(account);
        if entrant != self.entrant {
            self.admission.count_in(&mut counts, self.network, entrant)?;
            counts.count_out(self.network, self.entrant);
            self.entrant = entrant;
        }
        Ok(())
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut counts = self.admission.counts();
        counts.sockets -= 1;
        counts.count_out(self.network, self.entrant);
        if counts.sockets == 0 {
            self.admission.emptied.notify_waiters();
        }
    }
}

fn count<K: Eq + Hash>(counts: &HashMap<K, usize>, key: &K) -> usize {
    counts.get(key).copied().unwrap_or(0)
}

fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: K) {
    if let Entry::Occupied(mut entry) = counts.entry(key) {
        *entry.get_mut() -= 1;
        if *entry.get() == 0 {
            entry.remove();
        }
    }
}

/// One subscriber of IPv6 has a whole /64.
fn network_of(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use uuid::Uuid;

    fn admission() -> Arc<Admission> {
        Admission::new(&SocketSettings {
            sockets_max: 4,
            sockets_per_account_max: 2,
            anonymous_max: 3,
            anonymous_per_network_max: 2,
            ..SocketSettings::default()
        })
    }

    fn account(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn peer(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn strangers_are_bounded_by_network_and_overall_until_they_sign_in() {
        let doors = admission();
        let mut one = doors.enter(peer("2001:db8::1"), Entrant::Anonymous).unwrap();
        let _two = doors.enter(peer("2001:db8::2"), Entrant::Anonymous).unwrap();
        assert_eq!(doors.enter(peer("2001:db8::3"), Entrant::Anonymous).err(), Some(NoTicket::TooManyAnonymous));
        let _three = doors.enter(peer("::ffff:10.0.0.1"), Entrant::Anonymous).unwrap();
        assert_eq!(doors.enter(peer("10.0.0.9"), Entrant::Anonymous).err(), Some(NoTicket::TooManyAnonymous));
        one.sign_in(account(1)).unwrap();
        assert!(doors.enter(peer("2001:db8::3"), Entrant::Anonymous).is_ok());
    }

    #[test]
    fn an_account_has_its_share_and_the_instance_its_bound() {
        let doors = admission();
        let entrant = Entrant::Account(account(1));
        let mut held = vec![doors.enter(peer("10.0.0.1"), entrant).unwrap()];
        held.push(doors.enter(peer("10.0.0.1"), entrant).unwrap());
        assert_eq!(doors.enter(peer("10.0.0.1"), entrant).err(), Some(NoTicket::Full));
        let mut late = doors.enter(peer("10.0.0.1"), Entrant::Anonymous).unwrap();
        assert_eq!(late.sign_in(account(1)), Err(NoTicket::Full));
        held.push(doors.enter(peer("10.0.0.1"), Entrant::Account(account(2))).unwrap());
        assert_eq!(doors.enter(peer("10.0.0.1"), Entrant::Account(account(3))).err(), Some(NoTicket::Full));
        held.clear();
        assert_eq!(doors.sockets(), 1);
        assert!(late.sign_in(account(1)).is_ok());
    }

    #[test]
    fn a_draining_instance_lets_nobody_in_and_knows_when_it_is_empty() {
        let doors = admission();
        let last = doors.enter(peer("10.0.0.1"), Entrant::Anonymous).unwrap();
        doors.close();
        assert_eq!(doors.enter(peer("10.0.0.1"), Entrant::Anonymous).err(), Some(NoTicket::Draining));
        assert_eq!(doors.emptied().now_or_never(), None);
        drop(last);
        assert_eq!(doors.emptied().now_or_never(), Some(()));
        doors.open();
        assert!(doors.enter(peer("10.0.0.1"), Entrant::Anonymous).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn people_are_let_in_at_a_steady_rate_whatever_strangers_do() {
        let doors = Admission::new(&SocketSettings {
            admissions_per_s: 10,
            admissions_burst: 2,
            anonymous_per_network_max: 100,
            ..SocketSettings::default()
        });
        let enter = |entrant| doors.enter(peer("10.0.0.1"), entrant);
        let mut held: Vec<Ticket> = (0..2).map(|_| enter(Entrant::Anonymous).unwrap()).collect();
        assert!(matches!(enter(Entrant::Anonymous).err(), Some(NoTicket::TooManyAtOnce(_))));
        held.push(enter(Entrant::Account(account(1))).unwrap());
        held.push(enter(Entrant::Account(account(2))).unwrap());
        let refused = NoTicket::TooManyAtOnce(Duration::from_millis(200));
        assert_eq!(enter(Entrant::Account(account(3))).err(), Some(refused));
        tokio::time::advance(Duration::from_millis(100)).await;
        assert!(enter(Entrant::Account(account(3))).is_ok());
        assert!(enter(Entrant::Account(account(4))).is_err());
    }
}

//! Whose bucket it is.

use crate::id::AccountId;
use sha2::{Digest, Sha256};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Bytes of a partition key.
pub const KEY_BYTES: usize = 6;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Account(AccountId),
    Network(Network),
    Everybody,
}

/// What one client has of the network: an address of IPv4, a /64 of IPv6, of which one subscriber has at least one whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpAddr);

/// A text that names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a subject looks like account:<id>, network:192.0.2.7 or network:2001:db8::/64")]
pub struct SubjectFault;

impl Network {
    /// The network of an address. IPv4 addresses that arrive in IPv6 clothes are IPv4.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => IpAddr::V4(v4),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        })
    }

    /// Its address, the first one where it has several.
    pub const fn address(self) -> IpAddr {
        self.0
    }

    /// A number of its own.
    pub const fn number(self) -> u128 {
        match self.0 {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
            IpAddr::V6(v6) => v6.to_bits(),
        }
    }

    /// The number of the block that whoever has one of its networks often has whole: a /24 of IPv4, a /48 of IPv6.
    pub const fn neighbourhood(self) -> u128 {
        match self.0 {
            IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() & !0xff).to_ipv6_mapped().to_bits(),
            IpAddr::V6(v6) => v6.to_bits() & !((1 << 80) - 1),
        }
    }
}

impl Subject {
    /// What stands for it in the header `RateLimit-Policy`: the start of the SHA-256 of its text. Whoever sees it knows their
    /// own account or address anyway, and nobody learns those of others.
    pub fn partition_key(self) -> [u8; KEY_BYTES] {
        let mut hasher = Sha256::new();
        match self {
            Self::Account(account) => {
                hasher.update([1]);
                hasher.update(account.0.as_bytes());
            }
            Self::Network(network) => {
                hasher.update([2]);
                hasher.update(network.number().to_be_bytes());
            }
            Self::Everybody => hasher.update([3]),
        }
        let mut key = [0; KEY_BYTES];
        key.copy_from_slice(&hasher.finalize()[..KEY_BYTES]);
        key
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(v4) => v4.fmt(f),
            IpAddr::V6(v6) => write!(f, "{v6}/64"),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => write!(f, "account:{account}"),
            Self::Network(network) => write!(f, "network:{network}"),
            Self::Everybody => f.write_str("everybody"),
        }
    }
}

impl FromStr for Subject {
    type Err = SubjectFault;

    /// Reads what [`fmt::Display`] writes of somebody, and nothing else.
    fn from_str(text: &str) -> Result<Self, SubjectFault> {
        let (kind, name) = text.split_once(':').ok_or(SubjectFault)?;
        let subject = match kind {
            "account" => Self::Account(name.parse().map_err(|_| SubjectFault)?),
            "network" => {
                let address = name.strip_suffix("/64").unwrap_or(name);
                Self::Network(Network::of(address.parse().map_err(|_| SubjectFault)?))
            }
            _ => return Err(SubjectFault),
        };
        if subject.to_string() == text { Ok(subject) } else { Err(SubjectFault) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn subjects_go_to_text_and_back() {
        let account = "account:018f0000-0000-7000-8000-000000000001";
        for text in [account, "network:192.0.2.7", "network:2001:db8:1:2::/64"] {
            assert_eq!(text.parse::<Subject>().unwrap().to_string(), text);
        }
        for wrong in
            ["everybody", "account:ada", "network:192.0.2.7/64", "network:2001:db8::1/64", "network:", "", "a:b"]
        {
            assert_eq!(wrong.parse::<Subject>(), Err(SubjectFault), "{wrong}");
        }
    }

    #[test]
    fn addresses_of_one_subscriber_are_one_network() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
        assert_ne!(network("192.0.2.7").number(), network("192.0.2.8").number());
    }

    #[test]
    fn neighbours_share_a_block() {
        let table = [
            ("192.0.2.7", "192.0.2.200", true),
            ("192.0.2.7", "192.0.3.7", false),
            ("2001:db8:1:2::", "2001:db8:1:ffff::", true),
            ("2001:db8:1:2::", "2001:db8:2:2::", false),
        ];
        for (one, other, are_neighbours) in table {
            let same = network(one).neighbourhood() == network(other).neighbourhood();
            assert_eq!(same, are_neighbours, "{one} {other}");
        }
    }

    #[test]
    fn partition_keys_tell_subjects_apart() {
        let account: Subject = "account:018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let keys = [account, Subject::Network(network("192.0.2.7")), Subject::Network(network("192.0.2.8"))];
        let keys = keys.map(Subject::partition_key);
        assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
        assert_eq!(account.partition_key(), keys[0]);
    }
}

//! How often each fault happens.

use super::kind::{Fault, Scope};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A share in hundredths of a per cent; written and read as per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

/// The share of each fault; those that are not named do not happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Faults(BTreeMap<Fault, Share>);

const WHOLE: u32 = 10_000;

impl Share {
    /// So many per cent; outside 0 to 100 it is none.
    pub fn percent(value: f64) -> Option<Self> {
        // Within these bounds the product is a small whole number.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        (0.0..=100.0).contains(&value).then(|| Self((value * 100.0).round() as u32))
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.trim().trim_end_matches('%').trim_end();
        let share = number.parse().ok().and_then(Self::percent);
        share.ok_or_else(|| "a share is written such as 10% and lies between 0% and 100%".to_owned())
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", f64::from(self.0) / 100.0)
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 100.0)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::percent(value).ok_or_else(|| serde::de::Error::custom("a share lies between 0 and 100 per cent"))
    }
}

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// Of all calls, and of all webhooks, this share meets one of the faults of a network.
    pub fn network(share: Share) -> Self {
        let mut faults = Self::none();
        for scope in [Scope::Call, Scope::Webhook] {
            let kinds: Vec<Fault> = Fault::NETWORK.into_iter().filter(|fault| fault.scope() == scope).collect();
            let count = u32::try_from(kinds.len()).unwrap_or(1);
            for (place, kind) in (0..).zip(kinds) {
                // What does not divide goes to the first kinds.
                let part = share.0 / count + u32::from(place < share.0 % count);
                faults.set(kind, Share(part));
            }
        }
        faults
    }

    /// From now on the fault has this share.
    pub fn set(&mut self, fault: Fault, share: Share) {
        self.0.insert(fault, share);
    }

    /// Takes over every share that the others name.
    pub fn merge(&mut self, others: &Self) {
        self.0.extend(&others.0);
    }

    /// The fault of this scope that a drawn number means.
    pub(super) fn drawn(&self, scope: Scope, number: u64) -> Option<Fault> {
        let point = u32::try_from(number % u64::from(WHOLE)).unwrap_or(WHOLE);
        let mut reached = 0;
        for (fault, share) in self.0.iter().filter(|(fault, _)| fault.scope() == scope) {
            reached += share.0;
            if point < reached {
                return Some(*fault);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_and_written_as_per_cent() {
        assert_eq!("10%".parse::<Share>().unwrap().to_string(), "10%");
        assert_eq!("0.25".parse::<Share>().unwrap(), Share(25));
        for wrong in ["", "%", "ten", "101%", "-1%", "NaN"] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
        let read: Faults = serde_json::from_str(r#"{"slow": 12.5}"#).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"slow":12.5}"#);
        assert!(serde_json::from_str::<Faults>(r#"{"fire": 1}"#).is_err());
    }

    #[test]
    fn the_share_of_a_network_holds_for_calls_and_for_webhooks() {
        let faults = Faults::network("10%".parse().unwrap());
        for scope in [Scope::Call, Scope::Webhook] {
            let met = (0..u64::from(WHOLE)).filter(|number| faults.drawn(scope, *number).is_some()).count();
            assert_eq!(met, 1_000, "{scope:?}");
        }
        assert_eq!(faults.drawn(Scope::Payment, 0), None);
        assert_eq!(Faults::none().drawn(Scope::Call, 0), None);
    }
}

//! Chance that can be had again: every draw is a digest of the seed, of what it is for and of its number.
//!
//! Nothing is remembered between draws, so a draw does not depend on what else was drawn before it, and a webhook meets
//! the same fate whether the simulator was restarted in between or not.

use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use std::fmt;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Razorpay's identifiers: 14 characters behind the kind's prefix.
const ID_CHARACTERS: usize = 14;

/// Where all chance of one simulator comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// A new one, short enough to be typed again. Without randomness from the system it is a fixed one: a simulator guards
    /// nothing.
    pub fn fresh() -> Self {
        let mut bytes = [0; 8];
        let _ = SysRng.try_fill_bytes(&mut bytes[4..]);
        Self(u64::from_be_bytes(bytes))
    }

    /// A number for the purpose and its place in the sequence.
    pub fn number(self, purpose: &str, at: i64) -> u64 {
        let bytes = self.bytes(purpose, at);
        u64::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]])
    }

    /// A number below `bound`, which is not 0.
    pub fn below(self, purpose: &str, at: i64, bound: u64) -> u64 {
        self.number(purpose, at) % bound.max(1)
    }

    /// An identifier such as `order_DaZlswtdcn9UNV`.
    pub fn id(self, prefix: &str, at: i64) -> String {
        format!("{prefix}_{}", self.letters(prefix, at))
    }

    /// 14 letters and digits.
    pub fn letters(self, purpose: &str, at: i64) -> String {
        let bytes = self.bytes(purpose, at);
        bytes.iter().take(ID_CHARACTERS).map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
    }

    /// So many digits, as banks number their transactions.
    pub fn digits(self, purpose: &str, at: i64, count: usize) -> String {
        let bytes = self.bytes(purpose, at);
        bytes.iter().take(count).map(|byte| char::from(b'0' + byte % 10)).collect()
    }

    fn bytes(self, purpose: &str, at: i64) -> [u8; 32] {
        let digest = Sha256::new().chain_update(self.0.to_be_bytes()).chain_update(purpose).chain_update([0]);
        digest.chain_update(at.to_be_bytes()).finalize().into()
    }
}

/// Letters that nobody can guess, for what a seed must not give away.
pub fn unguessable() -> String {
    let mut bytes = [0; 32];
    let _ = SysRng.try_fill_bytes(&mut bytes);
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_draws_the_same_and_others_draw_something_else() {
        assert_eq!(Seed(7).id("order", 1), Seed(7).id("order", 1));
        let ids = [Seed(7).id("order", 1), Seed(7).id("order", 2), Seed(8).id("order", 1), Seed(7).id("pay", 1)];
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!((0..1_000).all(|at| Seed(7).below("x", at, 10) < 10));
    }

    #[test]
    fn identifiers_are_of_the_form_that_the_gateway_gives() {
        let id = Seed(1).id("rfnd", 3);
        let letters = id.strip_prefix("rfnd_").unwrap();
        assert_eq!(letters.len(), 14);
        assert!(letters.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(Seed(1).digits("rrn", 3, 12).len(), 12);
        assert_ne!(unguessable(), unguessable());
    }
}

//! Names of options that give nothing away.
//!
//! Teachers put the right answer first, so an id that followed the place in the file would be the key. Ids are drawn
//! from a secret seed instead, and stay with the option for as long as its question version lives.

use crate::seed::Seed;
use rand::Rng;
use rand::rngs::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Four random bytes, written as eight lower-case hexadecimal digits; unique within a question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OptionId(u32);

/// A text that is no option id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an option id has eight lower-case hexadecimal digits")]
pub struct MalformedOptionId;

/// Draws the ids of one question after the other.
#[derive(Debug)]
pub struct OptionIds {
    generator: ChaCha8Rng,
    taken: BTreeSet<OptionId>,
}

impl OptionId {
    /// Reads the eight digits.
    pub fn parse(text: &str) -> Result<Self, MalformedOptionId> {
        let well_formed = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !well_formed {
            return Err(MalformedOptionId);
        }
        u32::from_str_radix(text, 16).map(Self).map_err(|_| MalformedOptionId)
    }

    /// The four bytes, for digests.
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }
}

impl OptionIds {
    /// Starts drawing from a seed that only the server knows.
    pub fn new(seed: Seed) -> Self {
        Self { generator: seed.generator(), taken: BTreeSet::new() }
    }

    /// A fresh id, different from all that were drawn since the last `next_question`.
    pub fn draw(&mut self) -> OptionId {
        loop {
            let id = OptionId(self.generator.next_u32());
            if self.taken.insert(id) {
                return id;
            }
        }
    }

    /// Forgets what the previous question took; ids need to be unique within a question only.
    pub fn next_question(&mut self) {
        self.taken.clear();
    }
}

impl fmt::Display for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OptionId({self})")
    }
}

impl TryFrom<String> for OptionId {
    type Error = MalformedOptionId;

    fn try_from(text: String) -> Result<Self, MalformedOptionId> {
        Self::parse(&text)
    }
}

impl From<OptionId> for String {
    fn from(id: OptionId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_and_nothing_else_is_one() {
        let id = OptionIds::new(Seed([3; 32])).draw();
        assert_eq!(OptionId::parse(&id.to_string()), Ok(id));
        for bad in ["", "1234567", "123456789", "1234567G", "+1234567", "ABCDEF01"] {
            assert_eq!(OptionId::parse(bad), Err(MalformedOptionId), "{bad}");
        }
    }

    #[test]
    fn the_first_of_two_ids_is_the_smaller_one_half_of_the_time() {
        let mut ids = OptionIds::new(Seed([4; 32]));
        let ascending = (0..2000).filter(|_| ids.draw() < ids.draw()).count();
        assert!((900..1100).contains(&ascending), "{ascending}");
    }
}

//! Seeds for everything that is drawn or shuffled, so that the same seed gives the same paper for ever.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// 32 bytes of randomness drawn outside the domain. Debug output hides them: a seed tells a paper's shuffles.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub [u8; 32]);

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(..)")
    }
}

impl Seed {
    /// The seed of an example: the same for the same number, so that what is shown again looks the same. Everybody can
    /// count, so no attempt is drawn by it.
    pub fn of_example(number: u32) -> Self {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        Self(bytes)
    }

    /// A generator whose values are stable across platforms and releases of this program.
    pub fn generator(self) -> ChaCha8Rng {
        ChaCha8Rng::from_seed(self.0)
    }
}

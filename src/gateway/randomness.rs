//! Unpredictable bytes for keys, salts, seeds and passwords.

use examhall_domain::seed::Seed;
use rand::TryRng;
use rand::rngs::SysRng;

/// Where unpredictable bytes come from.
pub trait Randomness: Send + Sync + 'static {
    /// Fills the slice.
    fn fill(&self, bytes: &mut [u8]);

    /// A fresh seed for shuffles and draws.
    fn seed(&self) -> Seed {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        Seed(bytes)
    }
}

/// The operating system's generator.
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    /// # Panics
    /// When the operating system has no randomness to give: nothing may go on with predictable keys.
    fn fill(&self, bytes: &mut [u8]) {
        assert!(SysRng.try_fill_bytes(bytes).is_ok(), "the operating system gave no randomness");
    }
}

//! Seals what the server has to read again and nobody else may: the store alone, or a copy of it, opens nothing.
//!
//! The key is drawn from the secret of sessions. While that rotates, the one before still opens; what is used in that time
//! is sealed anew by whoever opened it.

use crate::gateway::cipher;
use crate::gateway::randomness::Randomness;
use sha2::{Digest, Sha256};

const PURPOSE: &[u8] = b"examhall.vault.v1\0";
const KEY_NAME_BYTES: usize = 4;

/// The present key and the one before.
pub struct Vault {
    current: Key,
    previous: Option<Key>,
}

/// What may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The name of the key.
    pub key: String,
    pub nonce: [u8; 12],
    pub ciphertext: Vec<u8>,
}

/// Why something stays sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this was not sealed here, not for this, or with a key that is gone")]
pub struct StaysSealed;

struct Key {
    name: String,
    bytes: [u8; 32],
}

impl Vault {
    /// Keys that are drawn from the secrets of sessions.
    pub fn new(secret: &str, previous: Option<&str>) -> Self {
        Self { current: Key::new(secret), previous: previous.map(Key::new) }
    }

    /// Whether something is sealed with the present key.
    pub fn is_current(&self, sealed: &Sealed) -> bool {
        sealed.key == self.current.name
    }

    /// Seals with the present key; `context` says what for and has to be given again.
    pub fn seal(&self, randomness: &dyn Randomness, context: &[u8], plaintext: &[u8]) -> Sealed {
        let mut nonce = [0; 12];
        randomness.fill(&mut nonce);
        let ciphertext = cipher::seal(&self.current.bytes, &nonce, context, plaintext);
        Sealed { key: self.current.name.clone(), nonce, ciphertext }
    }

    /// What was sealed.
    ///
    /// # Errors
    /// When it was not sealed here for this, or the key is gone.
    pub fn open(&self, context: &[u8], sealed: &Sealed) -> Result<Vec<u8>, StaysSealed> {
        let mut keys = std::iter::once(&self.current).chain(&self.previous);
        let key = keys.find(|key| key.name == sealed.key).ok_or(StaysSealed)?;
        cipher::open(&key.bytes, &sealed.nonce, context, &sealed.ciphertext).ok_or(StaysSealed)
    }
}

impl Key {
    /// A key is named by the start of its own digest, which says nothing of it.
    fn new(secret: &str) -> Self {
        let bytes: [u8; 32] = Sha256::new().chain_update(PURPOSE).chain_update(secret).finalize().into();
        let name = Sha256::digest(bytes).iter().take(KEY_NAME_BYTES).map(|byte| format!("{byte:02x}")).collect();
        Self { name, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::randomness::SystemRandomness;

    #[test]
    fn what_was_sealed_is_opened_for_the_same_purpose_only() {
        let vault = Vault::new("a secret", None);
        let sealed = vault.seal(&SystemRandomness, b"ada", b"plain");
        assert_eq!(vault.open(b"ada", &sealed).as_deref(), Ok(&b"plain"[..]));
        assert_eq!(vault.open(b"eve", &sealed), Err(StaysSealed));
        assert_ne!(sealed, vault.seal(&SystemRandomness, b"ada", b"plain"), "each has a nonce of its own");
    }

    #[test]
    fn the_key_before_still_opens_and_then_no_more() {
        let sealed = Vault::new("old", None).seal(&SystemRandomness, b"ada", b"plain");
        let rotated = Vault::new("new", Some("old"));
        assert!(rotated.open(b"ada", &sealed).is_ok() && !rotated.is_current(&sealed));
        assert!(rotated.is_current(&rotated.seal(&SystemRandomness, b"ada", b"plain")));
        assert_eq!(Vault::new("newer", Some("new")).open(b"ada", &sealed), Err(StaysSealed));
    }
}

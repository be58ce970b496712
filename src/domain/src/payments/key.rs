//! The client's own name for a request that moves money, so that a repeat is recognised.

use std::fmt;

/// The longest key, in bytes.
pub const KEY_BYTES_MAX: usize = 255;

/// One to [`KEY_BYTES_MAX`] visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// Why a key was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key has 1 to {KEY_BYTES_MAX} visible ASCII characters")]
pub struct KeyFault;

impl IdempotencyKey {
    /// Reads a key as its header carries it.
    ///
    /// # Errors
    /// When it is empty, too long or holds a space or something beyond ASCII.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let fits = (1..=KEY_BYTES_MAX).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) { Ok(Self(text.to_owned())) } else { Err(KeyFault) }
    }

    /// The key itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_and_bounded() {
        for good in ["a", "0199c0de-8f6b-7000-8000-000000000000", "\"quoted\"", &"k".repeat(255)] {
            assert_eq!(IdempotencyKey::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "a b", "a\n", "é", &"k".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(bad), Err(KeyFault), "{bad:?}");
        }
    }
}

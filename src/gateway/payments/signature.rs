//! Signatures of gateways: HMAC-SHA256 (RFC 2104) in hexadecimal digits.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

const DIGEST_BYTES: usize = 32;

/// A secret that a gateway signs with, made ready once. Debug output hides it.
#[derive(Clone)]
pub(super) struct SharedKey(Hmac<Sha256>);

impl SharedKey {
    /// A key of this secret; nothing for an empty one, with which anybody could sign.
    pub(super) fn new(secret: &SecretString) -> Option<Self> {
        match secret.expose_secret() {
            "" => None,
            text => Hmac::new_from_slice(text.as_bytes()).ok().map(Self),
        }
    }

    /// Whether the digits are the signature over these bytes, found in a time that does not depend on how far they agree.
    pub(super) fn signed(&self, bytes: &[u8], digits: &str) -> bool {
        let mac = self.0.clone().chain_update(bytes);
        digest(digits).is_some_and(|claimed| mac.verify_slice(&claimed).is_ok())
    }
}

impl std::fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedKey(..)")
    }
}

/// The bytes of exactly 64 lower-case hexadecimal digits.
fn digest(digits: &str) -> Option<[u8; DIGEST_BYTES]> {
    let digits = digits.as_bytes();
    if digits.len() != 2 * DIGEST_BYTES {
        return None;
    }
    let mut bytes = [0; DIGEST_BYTES];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    const SIGNATURE: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const MESSAGE: &[u8] = b"what do ya want for nothing?";

    fn key(secret: &str) -> SharedKey {
        SharedKey::new(&secret.into()).unwrap()
    }

    #[test]
    fn a_signature_is_sixty_four_digits_over_exactly_these_bytes() {
        assert!(key("Jefe").signed(MESSAGE, SIGNATURE));
        assert!(!key("jefe").signed(MESSAGE, SIGNATURE));
        assert!(!key("Jefe").signed(&MESSAGE[1..], SIGNATURE));
        for digits in ["", &SIGNATURE[2..], &SIGNATURE.to_uppercase(), &format!("{SIGNATURE}00"), &"g".repeat(64)] {
            assert!(!key("Jefe").signed(MESSAGE, digits), "{digits}");
        }
    }

    #[test]
    fn an_empty_secret_signs_nothing_and_none_shows() {
        assert!(SharedKey::new(&String::new().into()).is_none());
        assert_eq!(format!("{:?}", key("Jefe")), "SharedKey(..)");
    }
}

//! Signs receipts with Ed25519 (RFC 8032).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use examhall_domain::rooms::KeyId;
use std::collections::BTreeMap;

/// A key that is not 32 bytes in base64.
#[derive(Debug, thiserror::Error)]
#[error("a receipt key is 32 random bytes in base64, such as 'openssl rand -base64 32' prints")]
pub struct BadKey;

/// Holds the secret key; Debug output shows only its name.
pub struct ReceiptSigner {
    key: SigningKey,
}

/// The public keys by which receipts are checked: the present one and those from before a change of keys.
pub struct ReceiptKeys(BTreeMap<KeyId, VerifyingKey>);

/// How a signature stands to the known keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    Rightly,
    Wrongly,
    ByUnknownKey,
}

impl std::fmt::Debug for ReceiptSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReceiptSigner({})", self.key_id())
    }
}

impl ReceiptSigner {
    /// A signer with the secret key of this base64 text.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn parse(base64: &str) -> Result<Self, BadKey> {
        let bytes = BASE64_STANDARD.decode(base64.trim()).map_err(|_| BadKey)?;
        let secret: [u8; 32] = bytes.try_into().map_err(|_| BadKey)?;
        Ok(Self { key: SigningKey::from_bytes(&secret) })
    }

    /// The key that verifies, 32 bytes.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The key's name on receipts.
    pub fn key_id(&self) -> KeyId {
        KeyId::of(&self.public_key())
    }

    /// The signature over these bytes.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
}

impl ReceiptKeys {
    /// The key of this signer alone.
    pub fn of(signer: &ReceiptSigner) -> Self {
        Self(BTreeMap::from([(signer.key_id(), signer.key.verifying_key())]))
    }

    /// Adds a public key, 32 bytes in base64.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn add(&mut self, base64: &str) -> Result<(), BadKey> {
        let bytes: [u8; 32] =
            BASE64_STANDARD.decode(base64.trim()).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(BadKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| BadKey)?;
        self.0.insert(KeyId::of(&bytes), key);
        Ok(())
    }

    /// Whether this key signed these bytes.
    pub fn check(&self, key: KeyId, bytes: &[u8], signature: &[u8]) -> Signed {
        let Some(key) = self.0.get(&key) else { return Signed::ByUnknownKey };
        match Signature::from_slice(signature).and_then(|signature| key.verify_strict(bytes, &signature)) {
            Ok(()) => Signed::Rightly,
            Err(_) => Signed::Wrongly,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_verifies_with_the_published_key() {
        let signer = ReceiptSigner::parse(&BASE64_STANDARD.encode([7; 32])).unwrap();
        let signature = signer.sign(b"receipt");
        let own = ReceiptKeys::of(&signer);
        assert_eq!(own.check(signer.key_id(), b"receipt", &signature), Signed::Rightly);
        assert_eq!(own.check(signer.key_id(), b"receipT", &signature), Signed::Wrongly);
        assert_eq!(own.check(signer.key_id(), b"receipt", &signature[1..]), Signed::Wrongly);
        let mut others = ReceiptKeys::of(&ReceiptSigner::parse(&BASE64_STANDARD.encode([8; 32])).unwrap());
        assert_eq!(others.check(signer.key_id(), b"receipt", &signature), Signed::ByUnknownKey);
        others.add(&BASE64_STANDARD.encode(signer.public_key())).unwrap();
        assert_eq!(others.check(signer.key_id(), b"receipt", &signature), Signed::Rightly);
        assert!(others.add("no key").is_err());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "short", &BASE64_STANDARD.encode([1; 31])] {
            assert!(ReceiptSigner::parse(text).is_err());
        }
    }
}

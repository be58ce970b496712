//! Signs receipts with Ed25519 (RFC 8032).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use examhall_domain::rooms::KeyId;

/// A key that is not 32 bytes in base64.
#[derive(Debug, thiserror::Error)]
#[error("a receipt key is 32 random bytes in base64, such as 'openssl rand -base64 32' prints")]
pub struct BadKey;

/// Holds the secret key; Debug output shows only its name.
pub struct ReceiptSigner {
    key: SigningKey,
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

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signature, VerifyingKey};

    #[test]
    fn a_signature_verifies_with_the_published_key() {
        let signer = ReceiptSigner::parse(&BASE64_STANDARD.encode([7; 32])).unwrap();
        let signature = Signature::from_bytes(&signer.sign(b"receipt"));
        let public = VerifyingKey::from_bytes(&signer.public_key()).unwrap();
        assert!(public.verify_strict(b"receipt", &signature).is_ok());
        assert!(public.verify_strict(b"receipT", &signature).is_err());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "short", &BASE64_STANDARD.encode([1; 31])] {
            assert!(ReceiptSigner::parse(text).is_err());
        }
    }
}

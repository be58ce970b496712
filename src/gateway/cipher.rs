//! Seals with AES-256-GCM: papers and their pictures, so that they can lie on devices before the start, and what the vault
//! keeps.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The algorithm's name on the wire (RFC 7518 § 5.1).
pub const ALGORITHM: &str = "A256GCM";

/// Encrypts and authenticates; `context` is authenticated with it and has to be given again to open it. A nonce must never
/// be used twice with one key.
pub fn seal(key: &[u8; 32], nonce: &[u8; 12], context: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key));
    let sealed = cipher.encrypt(&Nonce::from(*nonce), Payload { msg: plaintext, aad: context });
    assert!(sealed.is_ok(), "AES-GCM refuses only messages above 64 GiB");
    sealed.unwrap_or_default()
}

/// What was sealed; nothing with another key, nonce or context, or when a bit of it was changed.
pub fn open(key: &[u8; 32], nonce: &[u8; 12], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key));
    cipher.decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: context }).ok()
}

/// What follows from a key and a text (HMAC-SHA-256, RFC 2104), and tells neither to whom lacks the key.
pub fn derive(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let Ok(mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else {
        unreachable!("HMAC takes a key of any length");
    };
    mac.chain_update(text).finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_and_the_context_open_a_paper() {
        let (key, nonce) = ([1; 32], [2; 12]);
        let sealed = seal(&key, &nonce, b"attempt", b"question one");
        let open = |key: [u8; 32], context: &[u8]| open(&key, &nonce, context, &sealed);
        assert_eq!(open(key, b"attempt").as_deref(), Some(&b"question one"[..]));
        assert_eq!(open([3; 32], b"attempt"), None);
        assert_eq!(open(key, b"another"), None);
        assert!(!sealed.windows(8).any(|window| window == b"question"));
    }
}

//! Signed tokens (JWT, RFC 7519, HS256): which session a request belongs to, which accounts a device is known to, and who
//! gave a password and still has to give a code.
//!
//! A token only names things; whether a session still counts is read from the store, which is why the expiry in it is
//! advice to the client and is not checked here. Each purpose has keys of its own, so that no token passes for another. Keys are prepared once. While keys rotate the previous one is accepted.

use examhall_domain::id::{AccountId, SessionId};
use examhall_domain::time::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The longest token that is looked at, in bytes.
pub const TOKEN_BYTES_MAX: usize = 1024;
/// So many accounts are remembered for a shared device, the latest first.
pub const DEVICE_ACCOUNTS_MAX: usize = 8;

const DEVICE_PURPOSE: &[u8] = b"examhall.device.v1\0";
const HALFWAY_PURPOSE: &[u8] = b"examhall.halfway.v1\0";
const KID_HEX: usize = 8;

/// Makes and reads tokens.
pub struct Tokens {
    sessions: Ring,
    devices: Ring,
    halfway: Ring,
}

/// Somebody who gave the right password and is let in by a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halfway {
    pub account: AccountId,
    /// The start of the digest of the password's stored hash: with another password it is over.
    pub password: String,
    /// This instant is no longer part of it.
    pub until: Timestamp,
}

/// A text that is no token of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a token that was signed here")]
pub struct TokenFault;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionClaims {
    sid: SessionId,
    /// The key that signed it, so that a rotation is seen in the token itself.
    kid: String,
    /// Whole seconds since the Unix epoch, as the standard has it.
    iat: i64,
    exp: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceClaims {
    accounts: Vec<AccountId>,
}

impl Tokens {
    /// Tokens signed with `secret` and read with either.
    pub fn new(secret: &str, previous: Option<&str>) -> Self {
        let ring = |purpose: &[u8]| {
            let key = |secret: &str| Sha256::new().chain_update(purpose).chain_update(secret).finalize();
            Ring::new(&key(secret), previous.map(key).as_deref())
        };
        Self {
            sessions: Ring::new(secret.as_bytes(), previous.map(str::as_bytes)),
            devices: ring(DEVICE_PURPOSE),
            halfway: ring(HALFWAY_PURPOSE),
        }
    }

    /// A token for a session.
    pub fn sign_session(&self, session: SessionId, issued_at: Timestamp, expires_at: Timestamp) -> String {
        let seconds = |at: Timestamp| at.0.div_euclid(1_000_000);
        let kid = self.sessions.current.kid.clone();
        self.sessions.sign(&SessionClaims { sid: session, kid, iat: seconds(issued_at), exp: seconds(expires_at) })
    }

    /// The session that a token names.
    ///
    /// # Errors
    /// When it was not signed here.
    pub fn read_session(&self, token: &str) -> Result<SessionId, TokenFault> {
        Ok(self.sessions.read::<SessionClaims>(token)?.sid)
    }

    /// A token for a device that these accounts signed in from, the latest first; the oldest make room.
    pub fn sign_device(&self, accounts: &[AccountId]) -> String {
        let accounts = accounts.iter().take(DEVICE_ACCOUNTS_MAX).copied().collect();
        self.devices.sign(&DeviceClaims { accounts })
    }

    /// The accounts that a device is known to.
    ///
    /// # Errors
    /// When the token was not signed here.
    pub fn read_device(&self, token: &str) -> Result<Vec<AccountId>, TokenFault> {
        Ok(self.devices.read::<DeviceClaims>(token)?.accounts)
    }

    /// A token for who gave the password.
    pub fn sign_halfway(&self, halfway: &Halfway) -> String {
        self.halfway.sign(halfway)
    }

    /// Who gave the password; whether it is still time is for the caller to say.
    ///
    /// # Errors
    /// When the token was not signed here.
    pub fn read_halfway(&self, token: &str) -> Result<Halfway, TokenFault> {
        self.halfway.read(token)
    }
}

/// The keys of one purpose.
struct Ring {
    current: Key,
    previous: Option<Key>,
    signing: EncodingKey,
    header: Header,
    validation: Validation,
}

struct Key {
    kid: String,
    verifying: DecodingKey,
}

impl Ring {
    fn new(secret: &[u8], previous: Option<&[u8]>) -> Self {
        let current = Key::new(secret);
        let header = Header { kid: Some(current.kid.clone()), ..Header::new(Algorithm::HS256) };
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let signing = EncodingKey::from_secret(secret);
        Self { current, previous: previous.map(Key::new), signing, header, validation }
    }

    fn sign<C: Serialize>(&self, claims: &C) -> String {
        match encode(&self.header, claims, &self.signing) {
            Ok(token) => token,
            Err(error) => unreachable!("a shared secret signs every claim that is JSON: {error}"),
        }
    }

    fn read<C: DeserializeOwned>(&self, token: &str) -> Result<C, TokenFault> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(TokenFault);
        }
        let kid = decode_header(token).map_err(|_| TokenFault)?.kid.ok_or(TokenFault)?;
        let mut keys = std::iter::once(&self.current).chain(&self.previous);
        let key = keys.find(|key| key.kid == kid).ok_or(TokenFault)?;
        decode(token, &key.verifying, &self.validation).map(|read| read.claims).map_err(|_| TokenFault)
    }
}

impl Key {
    /// A key is named by the start of its digest, which says nothing of a strong secret.
    fn new(secret: &[u8]) -> Self {
        let digest = Sha256::digest(secret);
        let kid: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { kid: kid[..KID_HEX].to_owned(), verifying: DecodingKey::from_secret(secret) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use uuid::Uuid;

    const OLD: &str = "an old secret of more than 32 bytes";
    const NEW: &str = "a newer secret of more than 32 bytes";
    const AT: Timestamp = Timestamp(1_700_000_000_000_000);

    fn session() -> SessionId {
        SessionId(Uuid::from_u128(7))
    }

    #[test]
    fn a_session_is_read_back_and_the_previous_key_is_accepted() {
        let token = Tokens::new(OLD, None).sign_session(session(), AT, AT);
        assert_eq!(Tokens::new(OLD, None).read_session(&token), Ok(session()));
        assert_eq!(Tokens::new(NEW, Some(OLD)).read_session(&token), Ok(session()));
        assert_eq!(Tokens::new(NEW, None).read_session(&token), Err(TokenFault));
    }

    #[test]
    fn a_device_is_no_session_and_remembers_a_few() {
        let tokens = Tokens::new(OLD, None);
        let accounts: Vec<_> = (1..=DEVICE_ACCOUNTS_MAX + 1).map(|n| AccountId(Uuid::from_u128(n as u128))).collect();
        let token = tokens.sign_device(&accounts);
        assert!(token.len() <= TOKEN_BYTES_MAX);
        assert_eq!(tokens.read_device(&token).unwrap(), accounts[..DEVICE_ACCOUNTS_MAX]);
        assert_eq!(tokens.read_session(&token), Err(TokenFault));
        assert_eq!(tokens.read_device(&tokens.sign_session(session(), AT, AT)), Err(TokenFault));
    }

    #[test]
    fn halfway_in_is_not_in() {
        let tokens = Tokens::new(OLD, None);
        let halfway =
            Halfway { account: AccountId(Uuid::from_u128(7)), password: "0123456789abcdef".to_owned(), until: AT };
        let token = tokens.sign_halfway(&halfway);
        assert_eq!(Tokens::new(NEW, Some(OLD)).read_halfway(&token), Ok(halfway));
        assert_eq!(tokens.read_session(&token), Err(TokenFault));
        assert_eq!(tokens.read_device(&token), Err(TokenFault));
        assert_eq!(tokens.read_halfway(&tokens.sign_session(session(), AT, AT)), Err(TokenFault));
    }

    #[test]
    fn the_algorithm_is_not_the_tokens_to_choose() {
        let tokens = Tokens::new(OLD, None);
        let token = tokens.sign_session(session(), AT, AT);
        let mut parts = token.split('.');
        let (_, claims) = (parts.next(), parts.next().unwrap());
        let kid = &tokens.sessions.current.kid;
        for header in [format!(r#"{{"alg":"none","kid":"{kid}"}}"#), format!(r#"{{"alg":"HS512","kid":"{kid}"}}"#)] {
            let forged = format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(header));
            assert_eq!(tokens.read_session(&forged), Err(TokenFault));
        }
    }

    #[test]
    fn a_changed_or_overlong_token_is_refused() {
        let tokens = Tokens::new(OLD, None);
        let token = tokens.sign_session(session(), AT, AT);
        let (head, signature) = token.rsplit_once('.').unwrap();
        let flipped: String = signature.chars().rev().collect();
        for text in ["", "..", head, &format!("{head}.{flipped}"), &"a".repeat(TOKEN_BYTES_MAX + 1)] {
            assert_eq!(tokens.read_session(text), Err(TokenFault));
        }
    }
}

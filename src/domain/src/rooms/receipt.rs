//! What a student gets to keep, and what a sitting publishes: the statements that are signed.
//!
//! Signing happens outside; this is the exact layout of the signed bytes. Integers are big-endian, identifiers the 16
//! bytes of the UUID in network order, tags 16 bytes of ASCII, instants 8 bytes of microseconds since the Unix epoch:
//!
//! ```text
//! receipt  "examhall.receipt" || version 1 (1) || sitting (16) || attempt (16) || person (16) || paper digest (32)
//!          || last_seq (8) || head (32) || answers (8) || closed_at (8) || closed_by (1) || issued_at (8) || key_id (8)
//! root     "examhall.sitting" || version 1 (1) || sitting (16) || attempts (8) || root (32) || issued_at (8) || key_id (8)
//! ```
//!
//! `closed_by` is 1 submit, 2 deadline, 3 ended. The JSON forms carry the same values: digests, heads and key ids as
//! lower-case hexadecimal, instants as integers of microseconds, so that a verifier can write the bytes again.

use super::attempt_log::CloseReason;
use super::head::{Head, hex_bytes};
use super::merkle::{self, Leaf};
use crate::id::{AccountId, AttemptId, SittingId};
use crate::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::fmt;

/// The version of both layouts.
pub const VERSION: u8 = 1;

/// Which key signed: the first 8 bytes of the SHA-256 of the public key. Shown as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

/// That this attempt was closed with this log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Where it was written.
    pub sitting: SittingId,
    /// Which attempt.
    pub attempt: AttemptId,
    /// Who wrote it.
    pub person: AccountId,
    /// SHA-256 of the materialised paper, which the chain starts from.
    pub paper_digest: Head,
    /// The sequence of the last row, the closing.
    pub last_seq: i64,
    /// The chain's head after it.
    pub head: Head,
    /// How many questions have a stored answer.
    pub answers: i64,
    /// When it was closed.
    #[serde(rename = "closed_at_us")]
    pub closed_at: Timestamp,
    /// Why it was closed.
    pub closed_by: CloseReason,
    /// When this was signed.
    #[serde(rename = "issued_at_us")]
    pub issued_at: Timestamp,
    /// By which key.
    pub key_id: KeyId,
}

/// That these are all attempts of a sitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SittingRoot {
    /// Which sitting.
    pub sitting: SittingId,
    /// How many attempts the root covers.
    pub attempts: i64,
    /// The root of [`super::merkle`].
    pub root: Head,
    /// When this was signed.
    #[serde(rename = "issued_at_us")]
    pub issued_at: Timestamp,
    /// By which key.
    pub key_id: KeyId,
}

impl KeyId {
    /// The name of a public key of 32 bytes (Ed25519).
    pub fn of(public_key: &[u8; 32]) -> Self {
        let digest: [u8; 32] = Sha256::digest(public_key).into();
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        Self(id)
    }

    /// Reads the 16 hexadecimal digits that [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        hex_bytes(text).map(Self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("16 hexadecimal digits expected"))
    }
}

impl Receipt {
    /// The bytes that are signed.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let parts: [&[u8]; 13] = [
            b"examhall.receipt",
            &[VERSION],
            self.sitting.0.as_bytes(),
            self.attempt.0.as_bytes(),
            self.person.0.as_bytes(),
            &self.paper_digest.0,
            &self.last_seq.to_be_bytes(),
            &self.head.0,
            &self.answers.to_be_bytes(),
            &self.closed_at.0.to_be_bytes(),
            &[self.closed_by.code()],
            &self.issued_at.0.to_be_bytes(),
            &self.key_id.0,
        ];
        parts.concat()
    }
}

impl SittingRoot {
    /// The statement over these attempts.
    pub fn over(sitting: SittingId, leaves: Vec<Leaf>, issued_at: Timestamp, key_id: KeyId) -> Self {
        let attempts = match i64::try_from(leaves.len()) {
            Ok(count) => count,
            Err(why) => unreachable!("no memory holds that many leaves: {why}"),
        };
        Self { sitting, attempts, root: Head(merkle::root(leaves)), issued_at, key_id }
    }

    /// The bytes that are signed.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let parts: [&[u8]; 7] = [
            b"examhall.sitting",
            &[VERSION],
            self.sitting.0.as_bytes(),
            &self.attempts.to_be_bytes(),
            &self.root.0,
            &self.issued_at.0.to_be_bytes(),
            &self.key_id.0,
        ];
        parts.concat()
    }
}

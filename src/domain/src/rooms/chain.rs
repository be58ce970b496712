//! The chain over an attempt's log: whoever changes, drops or reorders a row changes every head after it.
//!
//! # Layout, for whoever writes a verifier
//! `||` joins bytes; every integer is an 8-byte big-endian two's complement; identifiers are the 16 bytes of the UUID
//! in network order; tags are 16 bytes of ASCII; SHA-256 (FIPS 180-4) throughout.
//!
//! ```text
//! h(0) = SHA256( "examhall.chain.0" || attempt (16) || paper digest (32) )                               64 bytes
//! h(n) = SHA256( "examhall.chain.n" || h(n-1) (32) || n (8) || kind (1) || at_us (8) || inner(n) (32) )   97 bytes
//! inner(n) = SHA256( salt (16) || the stored body, byte for byte )
//! ```
//!
//! `n` is the row's sequence, 1 for the first, without a hole. `kind` is 1 opened, 2 saved, 3 taken over, 4 closed.
//! `at_us` is microseconds since the Unix epoch; for a saved answer it is the instant at which it was received. Bodies
//! are JSON (see [`super::attempt_log`]); a response that was deleted leaves `inner(n)` behind, which is enough, and
//! the salt makes sure that a deleted answer cannot be found again by trying all choices.

pub use super::head::Head;

use super::attempt_log::{Content, LogKind, LogRow, Salt};
use crate::id::AttemptId;
use crate::time::Timestamp;
use sha2::{Digest, Sha256};

/// What is wrong with a log, and from which row on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {seq} of the log: {flaw}")]
pub struct ChainFault {
    /// The sequence of the first row that cannot be trusted.
    pub seq: i64,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// How a row breaks the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It does not follow the row before it.
    #[error("{expected} should come here")]
    Gap {
        /// The sequence that should have come.
        expected: i64,
    },
    /// Its head is not what its contents hash to.
    #[error("its contents are not what was hashed")]
    WrongHead,
    /// Its columns say something else than its body.
    #[error("its columns contradict its body")]
    ColumnsDisagree,
    /// Its kind cannot come here, such as an answer after the closing.
    #[error("its kind cannot come here")]
    OutOfPlace,
}

impl Content {
    /// `inner(n)` of the chain.
    pub fn digest(&self) -> [u8; 32] {
        match self {
            Self::Kept { salt, body } => inner_digest(salt, body),
            Self::Deleted { digest } => *digest,
        }
    }
}

/// `h(0)`: binds the log to its attempt and to the paper that was written.
pub fn start(attempt: AttemptId, paper_digest: &[u8; 32]) -> Head {
    let mut hash = Sha256::new();
    hash.update(b"examhall.chain.0");
    hash.update(attempt.0.as_bytes());
    hash.update(paper_digest);
    Head(hash.finalize().into())
}

/// `h(n)` from `h(n-1)` and the parts of row `n`.
pub fn link(previous: Head, seq: i64, kind: LogKind, at: Timestamp, inner: &[u8; 32]) -> Head {
    let mut hash = Sha256::new();
    hash.update(b"examhall.chain.n");
    hash.update(previous.0);
    hash.update(seq.to_be_bytes());
    hash.update([kind.code()]);
    hash.update(at.0.to_be_bytes());
    hash.update(inner);
    Head(hash.finalize().into())
}

/// `inner(n)`: commits to a body without showing it.
pub fn inner_digest(salt: &Salt, body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(salt.0);
    hash.update(body);
    hash.finalize().into()
}

/// Checks that `row` follows a log of `last_seq` rows with this head, and returns the new head.
///
/// # Errors
/// A gap, or a stored head that the contents do not hash to.
pub fn follow(previous: Head, last_seq: i64, row: &LogRow) -> Result<Head, ChainFault> {
    let expected = last_seq + 1;
    let fault = |flaw| ChainFault { seq: row.seq, flaw };
    if row.seq != expected {
        return Err(fault(Flaw::Gap { expected }));
    }
    let head = link(previous, row.seq, row.kind, row.at, &row.content.digest());
    if head != row.chain {
        return Err(fault(Flaw::WrongHead));
    }
    Ok(head)
}

/// Checks a whole log and returns its last head, to be compared with the one on the receipt.
///
/// # Errors
/// The first row that does not follow.
pub fn verify(attempt: AttemptId, paper_digest: &[u8; 32], rows: &[LogRow]) -> Result<Head, ChainFault> {
    let mut head = start(attempt, paper_digest);
    for (last_seq, row) in (0..).zip(rows) {
        head = follow(head, last_seq, row)?;
    }
    Ok(head)
}

//! The rows of an attempt's append-only log, and the bodies that the chain covers.
//!
//! Bodies are JSON objects whose exact bytes are stored and hashed; they are never written anew from parsed values:
//!
//! ```text
//! opened      {"closes_at_us":1764000000000000,"device":"<uuid>"|null}
//! saved       {"question":"<uuid>","revision":3,"response":…}    response as the client sent it
//! taken over  {"device":"<uuid>"}
//! closed      {"reason":"submit"|"deadline"|"ended"}
//! ```

use super::head::Head;
use crate::id::{DeviceId, QuestionId, SaveId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The longest body of a save, in bytes; as long as the longest frame of the socket.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// The highest revision: the largest integer that every JSON reader keeps exact.
pub const REVISION_MAX: i64 = (1 << 53) - 1;

/// 16 bytes of randomness, drawn outside, that go before a body when it is hashed. Debug output hides them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 16]);

/// What a row records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogKind {
    /// The paper was opened; always row 1.
    Opened,
    /// An answer was stored.
    Saved,
    /// Another device became the one that writes.
    TakenOver,
    /// The attempt was closed; always the last row.
    Closed,
}

/// Why an attempt is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The student handed it in.
    Submit,
    /// Its deadline and grace were over.
    Deadline,
    /// The room was ended and the grace was over.
    Ended,
}

/// A body as far as it is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Stored as it came.
    Kept {
        /// What was hashed before the body.
        salt: Salt,
        /// JSON, byte for byte.
        body: Vec<u8>,
    },
    /// Deleted with its salt; the chain still holds.
    Deleted {
        /// `inner(n)` of the chain.
        digest: [u8; 32],
    },
}

/// One row. What the chain covers is sequence, kind, instant and content; question and revision repeat the body so
/// that stores can find them, and are checked against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// 1 for the first, without a hole.
    pub seq: i64,
    /// What it records.
    pub kind: LogKind,
    /// When it happened; for a save, when it was received.
    pub at: Timestamp,
    /// The answered question of a save.
    pub question: Option<QuestionId>,
    /// The revision of a save.
    pub revision: Option<i64>,
    /// The client's name of a save.
    pub save_id: Option<SaveId>,
    /// The device that caused the row; none when the server did.
    pub device: Option<DeviceId>,
    /// Whether a save was received after the deadline and inside the grace.
    pub late: bool,
    /// The body.
    pub content: Content,
    /// The chain's head after this row.
    pub chain: Head,
}

/// A save's exact bytes together with the question and revision inside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveBody {
    question: QuestionId,
    revision: i64,
    bytes: Vec<u8>,
}

/// A stored save's body, read back.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SavedAnswer<'a> {
    /// The answered question.
    pub question: QuestionId,
    /// Its revision.
    pub revision: i64,
    /// The response as the client sent it; `null` is an answer that was withdrawn.
    #[serde(borrow)]
    pub response: &'a RawValue,
}

/// The body of an opening, read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenedBody {
    #[serde(rename = "closes_at_us")]
    pub(super) closes_at: Timestamp,
    pub(super) device: Option<DeviceId>,
}

/// The body of a take-over, read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TakenOverBody {
    pub(super) device: DeviceId,
}

/// The body of a closing, read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClosedBody {
    pub(super) reason: CloseReason,
}

/// Why no body could be made of a save.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveBodyFault {
    /// More than [`BODY_BYTES_MAX`].
    #[error("the answer has {bytes} bytes, at most {BODY_BYTES_MAX} are stored")]
    TooLarge {
        /// What it would have taken.
        bytes: usize,
    },
    /// Not between 1 and [`REVISION_MAX`].
    #[error("revisions are counted from 1")]
    RevisionOutOfRange,
}

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(..)")
    }
}

impl LogKind {
    /// The byte that the chain covers and that stores keep.
    pub const fn code(self) -> u8 {
        match self {
            Self::Opened => 1,
            Self::Saved => 2,
            Self::TakenOver => 3,
            Self::Closed => 4,
        }
    }

    /// The kind with this code.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Opened),
            2 => Some(Self::Saved),
            3 => Some(Self::TakenOver),
            4 => Some(Self::Closed),
            _ => None,
        }
    }
}

impl CloseReason {
    /// The word for this reason in rows and on wires.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Deadline => "deadline",
            Self::Ended => "ended",
        }
    }

    /// The reason with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Submit, Self::Deadline, Self::Ended].into_iter().find(|reason| reason.name() == name)
    }

    /// The byte that a receipt covers.
    pub const fn code(self) -> u8 {
        match self {
            Self::Submit => 1,
            Self::Deadline => 2,
            Self::Ended => 3,
        }
    }
}

impl Content {
    /// The body, unless it was deleted.
    pub fn body(&self) -> Option<&[u8]> {
        match self {
            Self::Kept { body, .. } => Some(body),
            Self::Deleted { .. } => None,
        }
    }
}

impl SaveBody {
    /// Writes the bytes that are stored, hashed and never written again.
    ///
    /// # Errors
    /// A revision below 1 or a body above [`BODY_BYTES_MAX`].
    pub fn compose(question: QuestionId, revision: i64, response: &RawValue) -> Result<Self, SaveBodyFault> {
        if !(1..=REVISION_MAX).contains(&revision) {
            return Err(SaveBodyFault::RevisionOutOfRange);
        }
        let bytes = to_bytes(&SavedAnswer { question, revision, response });
        if bytes.len() > BODY_BYTES_MAX {
            return Err(SaveBodyFault::TooLarge { bytes: bytes.len() });
        }
        Ok(Self { question, revision, bytes })
    }

    /// The answered question.
    pub const fn question(&self) -> QuestionId {
        self.question
    }

    /// The client's revision of the answer.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// What is stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl<'a> SavedAnswer<'a> {
    /// Reads the stored body of a save.
    ///
    /// # Errors
    /// When the bytes are no such body.
    pub fn parse(body: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(body)
    }
}

/// The bytes of one of the bodies above.
pub(super) fn to_bytes(body: &impl Serialize) -> Vec<u8> {
    match serde_json::to_vec(body) {
        Ok(bytes) => bytes,
        Err(why) => unreachable!("integers, text and raw JSON always serialise: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[test]
    fn a_body_keeps_the_response_as_it_was_sent() {
        let question = QuestionId(Uuid::from_u128(7));
        let body = SaveBody::compose(question, 3, &raw(r#"{ "number" : 1.50 }"#)).unwrap();
        assert_eq!(
            std::str::from_utf8(body.as_bytes()).unwrap(),
            r#"{"question":"00000000-0000-0000-0000-000000000007","revision":3,"response":{ "number" : 1.50 }}"#
        );
        let read = SavedAnswer::parse(body.as_bytes()).unwrap();
        assert_eq!((read.question, read.revision, read.response.get()), (question, 3, r#"{ "number" : 1.50 }"#));
    }

    #[test]
    fn bodies_stop_at_their_limit() {
        let question = QuestionId(Uuid::from_u128(1));
        let frame = SaveBody::compose(question, 1, &raw("\"\"")).unwrap();
        let room = BODY_BYTES_MAX - frame.as_bytes().len();
        let longest = raw(&format!("\"{}\"", "x".repeat(room)));
        assert!(SaveBody::compose(question, 1, &longest).is_ok());
        let longer = raw(&format!("\"{}\"", "x".repeat(room + 1)));
        assert_eq!(SaveBody::compose(question, 1, &longer), Err(SaveBodyFault::TooLarge { bytes: BODY_BYTES_MAX + 1 }));
    }

    #[test]
    fn revisions_count_from_one_to_what_json_readers_keep() {
        let question = QuestionId(Uuid::from_u128(1));
        for revision in [i64::MIN, -1, 0, REVISION_MAX + 1] {
            assert_eq!(SaveBody::compose(question, revision, &raw("null")), Err(SaveBodyFault::RevisionOutOfRange));
        }
        for revision in [1, REVISION_MAX] {
            assert!(SaveBody::compose(question, revision, &raw("null")).is_ok());
        }
    }

    #[test]
    fn codes_and_names_are_read_back() {
        for code in 0..=u8::MAX {
            if let Some(kind) = LogKind::from_code(code) {
                assert_eq!(kind.code(), code);
            }
        }
        for reason in [CloseReason::Submit, CloseReason::Deadline, CloseReason::Ended] {
            assert_eq!(CloseReason::parse(reason.name()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), serde_json::json!(reason.name()));
        }
        assert_eq!(CloseReason::parse("expelled"), None);
    }
}

//! What clients see of messages, hands and what was noticed; the same shapes over HTTP and over the socket.

use crate::service::instant::Instant;
use crate::store::StoreError;
use crate::store::rooms::{integrity, message, talk};
use examhall_domain::id::{AccountId, AttemptId, MessageId, SittingId};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A message between a student and the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MessageView {
    #[schema(value_type = Uuid)]
    pub id: MessageId,
    /// Its place in the conversation, counted from 1.
    pub seq: i64,
    #[schema(value_type = Uuid)]
    pub attempt: AttemptId,
    /// `student` or `staff`.
    pub from: &'static str,
    /// The name of the member of the staff; null for the student.
    pub by: Option<String>,
    pub text: String,
    pub at: Instant,
}

/// A conversation as its student sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChatView {
    /// The last ones in their order.
    pub messages: Vec<MessageView>,
    /// Messages of the staff that the student has not read.
    pub unread: i64,
}

/// What a client is told once its message is durable.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct SaidView {
    pub seq: i64,
    pub at: Instant,
}

/// What was noticed about an attempt, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IntegritySummary {
    pub count: i64,
    /// What was told last.
    pub last: Option<IntegrityMark>,
}

/// Something that was noticed, without its details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IntegrityMark {
    /// `focus_lost`, `focus_back`, `fullscreen_left`, `fullscreen_back`, `pasted` or `network_back`.
    pub kind: &'static str,
    pub at: Instant,
}

/// Something that was noticed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticedView {
    /// As in [`IntegrityMark`].
    pub kind: &'static str,
    /// When it happened, as the page told it.
    pub at: Instant,
    /// When the server heard of it.
    pub received_at: Instant,
    /// How long it lasted, where that means anything.
    pub seconds: Option<i64>,
}

/// What a wall shows of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TalkStanding {
    /// Since when the hand is up.
    pub hand_since: Option<Instant>,
    /// Messages of the student that no staff has read.
    pub unread: i64,
    pub integrity: IntegritySummary,
    /// Counts the changes, so that an older reading does not turn a newer one back.
    #[serde(skip)]
    pub version: i64,
}

/// Whose conversation it is, and in which room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whose {
    pub room: SittingId,
    pub account: AccountId,
    pub attempt: AttemptId,
}

/// A conversation moved on; for the wall.
#[derive(Clone, Debug)]
pub struct Talked {
    pub whose: Whose,
    pub standing: TalkStanding,
}

impl TalkStanding {
    /// Nothing was said and nothing noticed.
    pub const SILENT: Self =
        Self { hand_since: None, unread: 0, integrity: IntegritySummary { count: 0, last: None }, version: 0 };

    /// What the row amounts to.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn of(row: &talk::Model) -> Result<Self, StoreError> {
        let last = row.integrity_last()?;
        let last = last.map(|(kind, at)| IntegrityMark { kind: kind.name(), at: at.into() });
        Ok(Self {
            hand_since: row.hand_since_us.map(|at| Timestamp(at).into()),
            unread: row.unread_by_staff,
            integrity: IntegritySummary { count: row.integrity_count, last },
            version: row.version,
        })
    }
}

impl From<message::Signed> for MessageView {
    fn from(row: message::Signed) -> Self {
        let is_staff = row.author == message::STAFF;
        Self {
            id: MessageId(row.message_id),
            seq: row.seq,
            attempt: AttemptId(row.attempt_id),
            from: if is_staff { message::STAFF } else { message::STUDENT },
            by: is_staff.then_some(row.name),
            text: row.body,
            at: Timestamp(row.at_us).into(),
        }
    }
}

impl NoticedView {
    /// What the row says.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn of(row: &integrity::Model) -> Result<Self, StoreError> {
        Ok(Self {
            kind: row.kind()?.name(),
            at: Timestamp(row.at_us).into(),
            received_at: Timestamp(row.received_at_us).into(),
            seconds: row.seconds,
        })
    }
}

//! What clients see of rooms, attempts and rosters; the same shapes over HTTP and over the socket.

use crate::service::instant::Instant;
use crate::service::rooms::talk::views::{ChatView, TalkStanding};
use examhall_domain::id::{AccountId, AttemptId, DeviceId, QuestionId, SaveId, SittingId};
use examhall_domain::rooms::SaveAck;
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::Arc;
use utoipa::ToSchema;

/// A room as its journal made it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoomView {
    #[schema(value_type = Uuid)]
    pub id: SittingId,
    /// The short code that people type.
    pub code: String,
    /// What is sat here.
    pub exam: String,
    /// Which of the exam's sittings this is.
    pub title: String,
    /// The language of the questions, as BCP 47 names it.
    pub language: String,
    /// `lobby`, `running`, `paused` or `ended`.
    pub phase: &'static str,
    /// The journal sequence of the last event; also the offset.
    pub version: i64,
    pub epoch: String,
    pub offset: i64,
    /// `clock` or `proctor`.
    pub start: &'static str,
    pub window_opens_at: Instant,
    pub window_closes_at: Instant,
    pub started_at: Option<Instant>,
    pub paused_since: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub extension_us: i64,
    pub time_limit_s: i64,
    /// The last ones; the log has them all.
    pub announcements: Vec<AnnouncementView>,
    pub server_time: Instant,
}

/// A room after more time was given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExtendedRoom {
    #[serde(flatten)]
    pub room: RoomView,
    /// How many papers end later now; null when everybody's do.
    pub moved: Option<usize>,
}

/// Something said to the whole room.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnnouncementView {
    pub offset: i64,
    pub at: Instant,
    pub text: String,
}

/// A student's attempt with every stored answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttemptView {
    #[schema(value_type = Uuid)]
    pub id: AttemptId,
    #[schema(value_type = Uuid)]
    pub sitting: SittingId,
    pub number: i64,
    /// `prepared`, `open` or `closed`.
    pub phase: &'static str,
    pub opened_at: Option<Instant>,
    /// The absolute deadline as of `room_version`, without grace.
    pub closes_at: Option<Instant>,
    pub room_version: i64,
    pub grace_us: i64,
    /// Who may write: `none` yet, `this` device or an`other` one.
    pub device: &'static str,
    pub last_seq: i64,
    /// The head of the answer chain, hexadecimal.
    pub head: String,
    /// SHA-256 of the materialised paper, hexadecimal.
    pub paper_digest: String,
    pub answers: Vec<AnswerView>,
    /// Questions that the student flagged.
    #[schema(value_type = Vec<Uuid>)]
    pub flags: Vec<QuestionId>,
    pub closed_at: Option<Instant>,
    /// `submit`, `deadline` or `ended`.
    pub closed_by: Option<&'static str>,
    pub result_ready: bool,
    /// The room's paper key in base64, only after the start.
    pub key: Option<String>,
    /// The conversation with the proctors.
    pub chat: ChatView,
    /// Since when the student's hand is up.
    pub hand_since: Option<Instant>,
}

/// A stored answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnswerView {
    #[schema(value_type = Uuid)]
    pub question: QuestionId,
    pub revision: i64,
    #[schema(value_type = Uuid)]
    pub save_id: SaveId,
    pub seq: i64,
    pub saved_at: Instant,
    pub late: bool,
    /// As the client sent it; null once withdrawn or deleted.
    #[schema(value_type = Option<Object>)]
    pub response: Option<Arc<RawValue>>,
}

/// What a client is told once its answer is durable.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SaveAckView {
    #[schema(value_type = Uuid)]
    pub question: QuestionId,
    pub revision: i64,
    /// The row of the log that holds it.
    pub seq: i64,
    pub saved_at: Instant,
    /// Received after the deadline, inside the grace.
    pub late: bool,
    /// The chain's head after that row, hexadecimal.
    pub chain: String,
}

/// One person on the proctor's wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterRow {
    #[schema(value_type = Uuid)]
    pub account: AccountId,
    pub name: String,
    pub group: String,
    #[schema(value_type = Option<Uuid>)]
    pub attempt: Option<AttemptId>,
    /// `absent`, `in`, `writing`, `idle`, `offline`, `handed_in` or `closed`.
    pub state: &'static str,
    /// Since when; null when that is not known.
    pub since: Option<Instant>,
    pub answered: i64,
    pub total: i64,
    pub last_seq: i64,
    pub opened_at: Option<Instant>,
    pub closes_at: Option<Instant>,
    /// What this person was given beside the others.
    pub extension_us: i64,
    pub connected: bool,
    /// How often this person went on on another device, and when last.
    pub device_changes: i64,
    pub device_changed_at: Option<Instant>,
    /// Not told.
    #[serde(skip)]
    pub holder: Holder,
    #[serde(flatten)]
    pub talk: TalkStanding,
}

/// Which device writes, if one has begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    pub device: Option<DeviceId>,
    /// The row of the log with which a device last took the paper over; 0 before the first.
    pub taken_over_seq: i64,
}

/// The device that asks, for [`AttemptView::device`].
pub fn device_word(holder: Option<DeviceId>, asking: Option<DeviceId>) -> &'static str {
    match (holder, asking) {
        (None, _) => "none",
        (Some(holder), Some(asking)) if holder == asking => "this",
        (Some(_), _) => "other",
    }
}

impl From<SaveAck> for SaveAckView {
    fn from(ack: SaveAck) -> Self {
        Self {
            question: ack.question,
            revision: ack.revision,
            seq: ack.seq,
            saved_at: ack.saved_at.into(),
            late: ack.late,
            chain: ack.chain.to_string(),
        }
    }
}

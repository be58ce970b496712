//! The one way into an attempt's log: requests of many attempts are decided, stored in one transaction, and only then
//! answered.
//!
//! The desk remembers attempts between batches. What it remembers may be old, since another instance may have written or
//! a deadline may have moved; the attempt's last sequence catches the first, and a refusal that could rest on old knowledge is
//! decided again on what the store holds. So nothing legal is refused, and nothing is accepted twice.

mod commit;
mod decide;
mod desk;

pub use desk::Desk;

use crate::service::rooms::attempt_file::Count;
use examhall_domain::id::{AccountId, AttemptId, DeviceId, QuestionId, SaveId, SittingId};
use examhall_domain::rooms::{CloseReason, SaveAck};
use examhall_domain::time::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

/// Something that somebody, or the clock, wants of an attempt.
pub struct Request {
    pub attempt: AttemptId,
    /// Whose attempt it has to be; nobody when the clock closes it.
    pub account: Option<AccountId>,
    pub act: Act,
    pub received_at: Timestamp,
}

/// What is wanted.
pub enum Act {
    Open { device: DeviceId },
    Save(Save),
    TakeOver { device: DeviceId },
    Submit { device: DeviceId },
    Close,
}

/// An answer as it arrived.
pub struct Save {
    pub device: DeviceId,
    pub save_id: SaveId,
    pub question: QuestionRef,
    pub revision: i64,
    pub response: Box<RawValue>,
}

/// A question by its id, or by its position on the paper from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum QuestionRef {
    Position(usize),
    #[schema(value_type = Uuid)]
    Id(QuestionId),
}

/// What came of a request.
#[derive(Clone, Debug)]
pub struct Settled {
    pub attempt: AttemptId,
    pub account: AccountId,
    pub sitting: SittingId,
    pub change: Change,
    /// What the log amounts to after the request.
    pub count: Count,
    pub last_seq: i64,
}

/// What is different now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The answer is stored.
    Saved(SaveAck),
    Opened,
    TakenOver {
        device: DeviceId,
    },
    Closed {
        reason: CloseReason,
        at: Timestamp,
    },
    /// It was so already.
    Nothing,
}

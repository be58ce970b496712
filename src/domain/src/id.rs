//! Identifiers: one type per thing, so that a sitting's id cannot be passed where an attempt's is meant.
//!
//! All are UUIDs (version 7 when made by this system, so that they sort by time). Making one needs a clock and
//! randomness, so it happens outside the domain.

use serde::{Deserialize, Deserializer, Serialize, de};
use uuid::Uuid;

macro_rules! ids {
    ($door:literal; $($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(#[serde(deserialize_with = $door)] pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

/// The nil UUID names nothing: in the store it stands for no identifier, so it must not come in as one.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    let id = Uuid::deserialize(deserializer)?;
    if id.is_nil() { Err(de::Error::custom("the nil UUID names nothing")) } else { Ok(id) }
}

ids! { "Uuid::deserialize";
    /// A person who can sign in.
    AccountId,
    /// One sign-in of a person on one device.
    SessionId,
    /// A catalogue entry that sittings are held of.
    ExamId,
    /// A question in a bank, whatever its version.
    QuestionId,
    /// One immutable version of a question.
    QuestionVersionId,
    /// One immutable version of a question's rubric.
    RubricId,
    /// One answer that a person marks; says nothing of whose it is.
    MarkingTaskId,
    /// One immutable version of a paper's definition.
    PaperId,
    /// A scheduled holding of an exam; its room has the same id.
    SittingId,
    /// One person's attempt at one sitting.
    AttemptId,
    /// One start of a process of the server.
    BootId,
    /// A piece of work that waits in SQL.
    JobId,
    /// A mail, and the job that sends it.
    MailId,
    /// An entry of the audit log.
    AuditId,
    /// One run of an import.
    ImportId,
    /// What a person placed with us to pay for; its month is in the id.
    OrderId,
    /// Money that we give back, whatever its gateway calls it.
    RefundId,
    /// A row that lets a person enter the sittings of an exam.
    AccessId,
    /// A gateway's message as it was received.
    WebhookId,
}

// What clients name themselves.
ids! { "named";
    /// The client's own name for one save, so that a repeat is recognised.
    SaveId,
    /// The client's own name for one chat message, so that a repeat is recognised.
    MessageId,
    /// The browser or program that writes an attempt; a second one has to take over.
    DeviceId,
}

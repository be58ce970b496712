//! New identifiers: UUID version 7 (RFC 9562), which sort by the time they were made.

use uuid::Uuid;

/// Where new identifiers come from.
pub trait Ids: Send + Sync + 'static {
    /// An identifier that nobody has seen.
    fn uuid(&self) -> Uuid;
}

/// Identifiers from the machine's clock and randomness.
pub struct SystemIds;

impl Ids for SystemIds {
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }
}

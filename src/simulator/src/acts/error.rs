//! Why something was not done.

use crate::wire::Refusal;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller is told why.
    #[error("refused: {}", .0.description)]
    Refused(Refusal),
    /// The caller is told that it did not work.
    #[error("the books cannot be used")]
    Books(#[from] sqlx::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

//! What a use case fails with, and how a fault of the store becomes something a person can act on.

use crate::service::problem::{ProblemType, Refusal};
use crate::store::{AsStoreError, StoreError};

/// Seconds after which a repeat makes sense when the store was away or too busy.
const STORE_RETRY_S: u32 = 2;

/// What a use case returns.
pub type Answer<T> = Result<T, Error>;

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller can do something about it.
    #[error("refused: {}", .0.problem.slug())]
    Refused(Refusal),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<R: Into<Refusal>> From<R> for Error {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.into())
    }
}

impl AsStoreError for Error {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}

impl Error {
    /// The refusal that the caller gets. A fault of ours is logged here, once, and answered without its text.
    pub fn into_refusal(self) -> Refusal {
        let fault = match self {
            Self::Refused(refusal) => return refusal,
            Self::Store(fault) => fault,
        };
        match fault {
            StoreError::Busy | StoreError::Retryable(_) => {
                tracing::warn!(error = %fault, "the store is too busy");
                Refusal::new(ProblemType::Overloaded).retry_after(STORE_RETRY_S)
            }
            StoreError::Unavailable(ref source) => {
                tracing::error!(error = %source, "the store is away");
                Refusal::new(ProblemType::StoreUnavailable).retry_after(STORE_RETRY_S)
            }
            other => {
                let source = std::error::Error::source(&other).map(ToString::to_string);
                tracing::error!(error = %other, source, "the store failed");
                ProblemType::Internal.into()
            }
        }
    }
}

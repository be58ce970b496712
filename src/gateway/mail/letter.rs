//! What is handed over, to whom, and how that can fail.

use examhall_domain::accounts::EmailAddress;
use examhall_domain::id::MailId;
use examhall_domain::time::Timestamp;
use futures_util::future::BoxFuture;
use std::fmt;

/// Where mails go.
pub trait Mailer: Send + Sync + 'static {
    /// Hands a mail over. Done twice with the same mail, the receiver can tell by the id that it is the same.
    ///
    /// # Errors
    /// Why it was not taken, and whether trying again can help.
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailFault>>;
}

/// A mail as somebody gets it, in plain text. Debug output hides all but its id.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Becomes the Message-ID, so it has to be the same at every try.
    pub id: MailId,
    pub to: EmailAddress,
    pub subject: String,
    pub body: String,
    pub written_at: Timestamp,
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// This mail will never be taken.
    #[error("refused for good: {0}")]
    Permanent(String),
    /// It may be taken later.
    #[error("not taken: {0}")]
    Passing(String),
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).finish_non_exhaustive()
    }
}

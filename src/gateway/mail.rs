//! Sends mails: to a server that speaks SMTP (RFC 5321), or as files into a folder when no server is set, so that
//! everything works with nothing installed.
//!
//! Whether and how often a failed mail is tried again is not decided here. Faults name neither addresses nor what a mail
//! says, for they are logged and stored.

mod folder;
mod letter;
mod message;
mod smtp;

pub use letter::{Letter, MailFault, Mailer};
pub use message::BadSender;

use crate::settings::MailSettings;
use folder::FolderMailer;
use message::Sender;
use smtp::SmtpMailer;
use std::path::PathBuf;
use std::sync::Arc;

/// What the settings ask for; mails become files in `folder` when they name no server.
///
/// # Errors
/// When nobody could answer to the sender's address, or the server's name cannot be used.
pub fn mailer(settings: &MailSettings, folder: PathBuf) -> Result<Arc<dyn Mailer>, BadSender> {
    let sender = Sender::new(settings)?;
    match &settings.url {
        Some(server) => Ok(Arc::new(SmtpMailer::new(settings, server, sender)?)),
        None => Ok(Arc::new(FolderMailer::new(folder, sender))),
    }
}

//! Where mails go, and what is said of it at the start.

use crate::gateway::mail::{self, Mailer};
use crate::settings::{Mode, Settings};
use std::path::PathBuf;
use std::sync::Arc;

/// What sends mails with these settings.
///
/// # Errors
/// When nobody could answer to the sender's address, or the server's name cannot be used.
pub fn mailer(settings: &Settings) -> anyhow::Result<Arc<dyn Mailer>> {
    Ok(mail::mailer(&settings.mail, folder(settings))?)
}

/// Says where mails go: who waits for one looks there first.
pub fn tell(settings: &Settings) {
    let folder = folder(settings);
    match (&settings.mail.url, settings.instance.mode) {
        (Some(server), _) => tracing::info!(host = server.host, port = server.port, "mails go to the server"),
        (None, Mode::Embedded) => tracing::info!(folder = %folder.display(), "mails become files in the folder"),
        (None, Mode::Production) => tracing::warn!(
            folder = %folder.display(),
            "mails become files in the folder, so that nobody gets one: set mail.url"
        ),
    }
}

fn folder(settings: &Settings) -> PathBuf {
    settings.instance.data_dir.join("mail")
}

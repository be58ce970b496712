//! Mails as files, for whoever runs the program without a mail server.

use super::letter::{Letter, MailFault, Mailer};
use super::message::{Coding, Sender};
use examhall_domain::id::MailId;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use tokio::task::spawn_blocking;

/// The oldest files make room for new ones beyond this.
const FILES_MAX: usize = 1000;
const ENDING: &str = "eml";

/// Writes each mail as `<id>.eml`; the same mail is the same file.
pub(super) struct FolderMailer {
    folder: PathBuf,
    sender: Sender,
}

impl FolderMailer {
    pub(super) fn new(folder: PathBuf, sender: Sender) -> Self {
        Self { folder, sender }
    }
}

impl Mailer for FolderMailer {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailFault>> {
        let written = self.sender.message(letter, Coding::ForReaders).map(|message| message.formatted());
        let (folder, id) = (self.folder.clone(), letter.id);
        async move {
            let bytes = written?;
            let kept = spawn_blocking(move || keep(&folder, id, &bytes)).await;
            match kept {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(MailFault::Passing(format!("the folder cannot be written: {error}"))),
                // The runtime shuts down; the mail is written at the next start.
                Err(_) => Err(MailFault::Passing("the program ends".to_owned())),
            }
        }
        .boxed()
    }
}

/// Under another name first, so that nobody reads half a mail. For the owner only: links are secrets.
fn keep(folder: &Path, id: MailId, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    make_room(folder)?;
    let unfinished = folder.join(format!("{id}.part"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    fs::rename(&unfinished, folder.join(format!("{id}.{ENDING}")))
}

/// Ids sort by time, and so do the names of files.
fn make_room(folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            files.push(path);
        }
    }
    files.sort_unstable();
    let surplus = (files.len() + 1).saturating_sub(FILES_MAX);
    files.iter().take(surplus).try_for_each(fs::remove_file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;
    use examhall_domain::accounts::EmailAddress;
    use examhall_domain::time::Timestamp;
    use std::os::unix::fs::PermissionsExt;
    use uuid::Uuid;

    fn folder() -> PathBuf {
        std::env::temp_dir().join(format!("examhall-mail-{}", Uuid::now_v7()))
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_mail_that_is_sent_twice_is_one_file_for_its_owner_only() {
        let folder = folder();
        let mailer = FolderMailer::new(folder.clone(), Sender::new(&settings::defaults().mail).unwrap());
        let letter = Letter {
            id: MailId(Uuid::from_u128(7)),
            to: EmailAddress::parse("ada@example.org").unwrap(),
            subject: "Hello".to_owned(),
            body: "Hello\n".to_owned(),
            written_at: Timestamp(0),
        };
        for _ in 0..2 {
            mailer.send(&letter).await.unwrap();
        }
        assert_eq!(names(&folder), [format!("{}.eml", letter.id)]);
        let mode = fs::metadata(folder.join(&names(&folder)[0])).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_tried_again_later() {
        let folder = folder();
        fs::write(&folder, "a file").unwrap();
        let error = keep(&folder.join("mail"), MailId(Uuid::from_u128(1)), b"mail").unwrap_err();
        assert!(!error.to_string().is_empty());
        fs::remove_file(&folder).unwrap();
    }

    #[test]
    fn the_oldest_mails_make_room() {
        let folder = folder();
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("notes.txt"), "kept").unwrap();
        for number in 0..FILES_MAX + 2 {
            keep(&folder, MailId(Uuid::from_u128(number as u128)), b"mail").unwrap();
        }
        let names = names(&folder);
        assert_eq!(names.len(), FILES_MAX + 1);
        assert!(names[0].ends_with("000000000002.eml"), "{}", names[0]);
        fs::remove_dir_all(&folder).unwrap();
    }
}

//! The mails that a server without a mail server has written, read as their recipient's program reads them.

use crate::accounts::house::House;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall::store::jobs;
use std::path::Path;
use std::time::Duration;
use tokio::time::{interval, timeout};

/// How often one looks, and how long anything may take on a busy machine.
const LOOK: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail as its recipient sees it.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    head: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Letter {
    /// Reads what stands in a file.
    pub(crate) fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let head: Vec<_> = unfold(head).iter().map(|line| line.split_once(": ").unwrap()).map(owned).collect();
        Self { head, body: body.replace("\r\n", "\n") }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.head.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("{name} is missing: {self:?}"))
    }

    /// The subject without its coding.
    pub(crate) fn subject(&self) -> String {
        let words = self.header("Subject").split("=?utf-8?b?");
        words.map(|word| word.split_once("?=").map_or(word.to_owned(), |(coded, _)| unbase(coded))).collect()
    }

    /// What stands behind `token=` in its link.
    pub(crate) fn token(&self) -> String {
        let (_, rest) = self.body.split_once("?token=").unwrap_or_else(|| panic!("no link: {self:?}"));
        rest.lines().next().unwrap().to_owned()
    }
}

/// The mails to `name` once nothing waits to be sent any more, the oldest first.
pub(crate) async fn letters(house: &House, name: &str) -> Vec<Letter> {
    let everything_is_sent = async || {
        let waits = async |kind| jobs::waits(house.store.read(), kind).await.unwrap();
        !waits("send_reset").await && !waits("send_mail").await
    };
    until("every mail to be sent", everything_is_sent).await;
    in_folder(&house.server.mail_folder(), name)
}

/// The mails to `name` that lie in a folder, the oldest first.
pub(crate) fn in_folder(folder: &Path, name: &str) -> Vec<Letter> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    files.sort();
    let to = format!("{name}@example.org");
    let read = files.iter().map(|path| Letter::read(&std::fs::read_to_string(path).unwrap()));
    read.filter(|letter| letter.header("To") == to).collect()
}

/// Looks until something is so.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let mut looks = interval(LOOK);
    let waiting = async {
        while !holds().await {
            looks.tick().await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// A line that begins with a space goes on with the one before.
fn unfold(head: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in head.split("\r\n") {
        match lines.last_mut() {
            Some(last) if line.starts_with(' ') => last.push_str(line),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn unbase(text: &str) -> String {
    String::from_utf8(BASE64_STANDARD.decode(text).unwrap()).unwrap()
}

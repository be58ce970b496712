//! A letter in the form in which it travels (RFC 5322).

use super::letter::{Letter, MailFault};
use crate::settings::MailSettings;
use examhall_domain::accounts::{DisplayName, EmailAddress};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Why mails cannot leave with these settings.
#[derive(Debug, thiserror::Error)]
#[error("mails cannot leave with the settings under [mail]: {0}")]
pub struct BadSender(pub(super) String);

/// How the text of a mail is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// As every server on the way lets it pass: long lines are broken softly, letters beyond ASCII are written as numbers.
    ForServers,
    /// As it is, for whoever opens the file with an editor and follows the link.
    ForReaders,
}

/// Whom mails come from.
pub(super) struct Sender {
    mailbox: Mailbox,
    domain: String,
}

impl Sender {
    pub(super) fn new(settings: &MailSettings) -> Result<Self, BadSender> {
        let address = EmailAddress::parse(&settings.from).map_err(|why| BadSender(format!("from: {why}")))?;
        let name = DisplayName::parse(&settings.from_name).map_err(|why| BadSender(format!("from_name: {why}")))?;
        let parsed = address.as_str().parse().map_err(|why| BadSender(format!("from: {why}")))?;
        let domain = address.as_str().split_once('@').map_or("", |(_, domain)| domain).to_owned();
        Ok(Self { mailbox: Mailbox::new(Some(name.as_str().to_owned()), parsed), domain })
    }

    /// The part of the sender's address behind the `@`.
    pub(super) fn domain(&self) -> &str {
        &self.domain
    }

    /// The same bytes at every try.
    pub(super) fn message(&self, letter: &Letter, coding: Coding) -> Result<Message, MailFault> {
        let to = letter.to.as_str().parse();
        let to = to.map_err(|_| MailFault::Permanent("the address cannot be written to".to_owned()))?;
        Message::builder()
            .message_id(Some(format!("<{}@{}>", letter.id, self.domain)))
            .date(date(letter))
            .from(self.mailbox.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            // Answers by robots to what a robot wrote would go on for ever (RFC 3834).
            .raw_header(automatic())
            .header(ContentType::TEXT_PLAIN)
            .body(body(&letter.body, coding))
            .map_err(|why| MailFault::Permanent(format!("the mail cannot be written: {why}")))
    }
}

fn body(text: &str, coding: Coding) -> Body {
    match coding {
        Coding::ForServers => Body::new(text.to_owned()),
        Coding::ForReaders => {
            let bytes = text.replace('\n', "\r\n").into_bytes();
            Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::EightBit)
        }
    }
}

fn automatic() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned())
}

fn date(letter: &Letter) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(u64::try_from(letter.written_at.0).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;
    use examhall_domain::id::MailId;
    use examhall_domain::time::Timestamp;
    use uuid::Uuid;

    fn letter() -> Letter {
        Letter {
            id: MailId(Uuid::from_u128(7)),
            to: EmailAddress::parse("o'hara+exam@example.org").unwrap(),
            subject: "Bestätigen\r\nBcc: eve@example.org".to_owned(),
            body: "Voilà :\n\nhttps://exam.example/verify?token=abc\n".to_owned(),
            written_at: Timestamp(1_764_000_000_000_000),
        }
    }

    #[test]
    fn a_letter_looks_the_same_at_every_try() {
        let sender = Sender::new(&settings::defaults().mail).unwrap();
        let text = || String::from_utf8(sender.message(&letter(), Coding::ForServers).unwrap().formatted()).unwrap();
        let head = text().split("\r\n\r\n").next().unwrap().to_owned();
        for line in [
            "Message-ID: <00000000-0000-0000-0000-000000000007@examhall.invalid>",
            "Date: Mon, 24 Nov 2025 16:00:00 +0000",
            "To: o'hara+exam@example.org",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(head.lines().any(|found| found == line), "{line} is missing:\n{head}");
        }
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "a subject is one line:\n{head}");
        assert_eq!(text(), text());
    }

    #[test]
    fn servers_get_short_lines_of_ascii_and_readers_the_text_as_it_is() {
        let sender = Sender::new(&settings::defaults().mail).unwrap();
        let letter = Letter { body: format!("Voilà : {}\n", "x".repeat(200)), ..letter() };
        let text = |coding| String::from_utf8(sender.message(&letter, coding).unwrap().formatted()).unwrap();
        let (server, reader) = (text(Coding::ForServers), text(Coding::ForReaders));
        assert!(server.is_ascii() && server.lines().all(|line| line.len() <= 78), "{server}");
        assert!(reader.ends_with(&letter.body.replace('\n', "\r\n")), "{reader}");
    }

    #[test]
    fn a_sender_that_nobody_could_answer_is_refused() {
        for (from, from_name) in [("nobody", "Examhall"), ("a@b.org", ""), ("a@b.org", "Exam\nBcc: eve@example.org")] {
            let mut settings = settings::defaults().mail;
            (settings.from, settings.from_name) = (from.to_owned(), from_name.to_owned());
            assert!(Sender::new(&settings).is_err(), "{from} {from_name:?}");
        }
    }

    #[test]
    fn debug_output_shows_neither_whom_nor_what() {
        let shown = format!("{:?}", letter());
        assert!(!shown.contains("hara") && !shown.contains("token"), "{shown}");
    }
}

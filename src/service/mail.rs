//! Mails to people: written in the transaction that needs them, sent after its commit by a job, at least once.
//!
//! A mail names its recipient by account and what it says by kind; address, texts and link are put together when it is
//! sent. No slice's rules are here: who may be sent what, and how often, is decided by who writes.

mod compose;
pub mod send_mail;
pub mod sweep_mails;
pub mod tally_mails;

use crate::bus::Signal;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::jobs::{self, NewJob};
use crate::store::{Transaction, json, mail};
use examhall_domain::accounts::{LinkKind, Locale};
use examhall_domain::id::{AccountId, JobId, MailId};
use examhall_domain::mail::MailKind;
use examhall_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The kind of the job that sends a mail; its id is the mail's, its payload empty.
pub const SEND_JOB: &str = "send_mail";
/// After everything that an exam waits for.
pub const MAIL_PRIORITY: i64 = 50;
/// Seconds after which a repeat makes sense when too many mails wait.
const FULL_RETRY_S: u32 = 60;

/// A mail to be written.
pub struct NewMail {
    pub id: MailId,
    pub to: AccountId,
    pub locale: Locale,
    pub content: Content,
}

/// What a mail says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A link that works until an instant.
    Link { kind: LinkKind, until: Timestamp },
    /// The password was changed at an instant.
    PasswordChanged { at: Timestamp },
    /// A second factor counts from an instant on.
    SecondFactorOn { at: Timestamp },
    /// It was turned off at an instant.
    SecondFactorOff { at: Timestamp },
    /// The account is erased at an instant, unless its owner signs in before.
    ErasureAsked { due: Timestamp },
    /// That was called off at an instant.
    ErasureCalledOff { at: Timestamp },
}

/// What a mail says, as its row keeps it: nothing that opens anything.
#[derive(Serialize, Deserialize)]
struct Arguments {
    /// When the link ceases to work, or when it happened or will happen.
    time: Timestamp,
    /// The name of the key that the link is made with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl Content {
    const fn kind(self) -> MailKind {
        match self {
            Self::Link { kind, .. } => kind.mail(),
            Self::PasswordChanged { .. } => MailKind::PasswordChanged,
            Self::SecondFactorOn { .. } => MailKind::SecondFactorOn,
            Self::SecondFactorOff { .. } => MailKind::SecondFactorOff,
            Self::ErasureAsked { .. } => MailKind::ErasureAsked,
            Self::ErasureCalledOff { .. } => MailKind::ErasureCalledOff,
        }
    }

    fn arguments(self, cx: &Context) -> Arguments {
        match self {
            Self::Link { until, .. } => Arguments { time: until, key: Some(cx.links.current().to_owned()) },
            Self::PasswordChanged { at: time }
            | Self::SecondFactorOn { at: time }
            | Self::SecondFactorOff { at: time }
            | Self::ErasureAsked { due: time }
            | Self::ErasureCalledOff { at: time } => Arguments { time, key: None },
        }
    }
}

/// Adds a mail and the job that sends it. After the commit, [`announce`].
///
/// # Errors
/// `overloaded` when too many mails wait.
pub async fn write(cx: &Context, transaction: &Transaction, new: NewMail) -> Answer<()> {
    let now = cx.clock.now();
    let row = mail::Model {
        id: new.id.0,
        account_id: new.to.0,
        kind: new.content.kind().name().to_owned(),
        locale: new.locale.name().to_owned(),
        arguments: json::encode("mails.arguments", &new.content.arguments(cx))?,
        created_at_us: now.0,
        sent_at_us: None,
    };
    mail::insert(transaction, row).await?;
    enqueue(cx, transaction, SEND_JOB, JobId(new.id.0), None, "{}".to_owned()).await
}

/// Adds a job of the lane of mails; while one with the same key waits, nothing.
///
/// # Errors
/// `overloaded` when too many of the kind wait.
pub async fn enqueue(
    cx: &Context,
    transaction: &Transaction,
    kind: &str,
    id: JobId,
    dedupe_key: Option<String>,
    payload: String,
) -> Answer<()> {
    let now = cx.clock.now();
    let settings = &cx.settings.mail;
    if jobs::tally_of(transaction, kind, now).await?.waiting >= settings.waiting_max.into() {
        return Err(Refusal::new(ProblemType::Overloaded).retry_after(FULL_RETRY_S).into());
    }
    let job = NewJob {
        id,
        kind: kind.to_owned(),
        dedupe_key,
        priority: MAIL_PRIORITY,
        run_at: now,
        payload,
        attempts_max: settings.tries_max,
        created_at: now,
    };
    jobs::enqueue(transaction, job).await?;
    Ok(())
}

/// Wakes whoever sends mails, after the commit.
pub async fn announce(cx: &Context) {
    cx.hub.announce(&Signal::MailWaits).await;
}

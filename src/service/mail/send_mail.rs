//! Sends one mail, as its job asks.

use super::compose::compose;
use crate::gateway::mail::MailFault;
use crate::service::jobs::{self, Job};
use crate::service::{Answer, Context};
use crate::store::{Priority, jobs as rows, mail};
use crate::telemetry::metric;
use examhall_domain::id::MailId;
use examhall_domain::mail::back_off;
use examhall_domain::time::Span;
use metrics::Counter;

/// Sends the mail and settles its job: done, put back for a later try, or given up.
///
/// A crash between the sending and the commit sends the mail again; its Message-ID is the same then.
///
/// # Errors
/// Those of the store; then [`retry_later`].
pub async fn send_mail(cx: &Context, owner: &str, job: &Job) -> Answer<()> {
    let id = MailId(job.id.0);
    let row = mail::find(cx.store.read(), id).await?;
    let Some(row) = row.filter(|row| row.sent_at_us.is_none()) else {
        // It was sent by somebody whose lease had run out, or its account is gone.
        return jobs::finish(cx, owner, job.id).await;
    };
    let letter = match compose(cx, &row).await? {
        Ok(letter) => letter,
        Err(why) => return give_up(cx, owner, job, &why.to_string()).await,
    };
    match cx.mailer.send(&letter).await {
        Ok(()) => settle(cx, owner, job, id).await,
        Err(fault @ MailFault::Permanent(_)) => give_up(cx, owner, job, &fault.to_string()).await,
        Err(fault @ MailFault::Passing(_)) => retry_later(cx, owner, job, &fault.to_string()).await,
    }
}

/// Puts a failed job of the lane of mails back, for longer each time.
///
/// # Errors
/// Those of the store; the job then comes back when its lease has run out.
pub async fn retry_later(cx: &Context, owner: &str, job: &Job, why: &str) -> Answer<()> {
    tracing::warn!(job = %job.id, kind = job.kind, tries = job.tries, why, "a mail was not sent");
    count("not_sent");
    let settings = &cx.settings.mail;
    let wait = back_off(job.tries, millis(settings.retry_ms), millis(settings.retry_ms_max));
    jobs::put_back(cx, owner, job, why, wait).await
}

async fn settle(cx: &Context, owner: &str, job: &Job, id: MailId) -> Answer<()> {
    let now = cx.clock.now();
    let transaction = cx.store.begin(Priority::Jobs).await?;
    // Even when the lease has run out: whoever holds the job now sees that nothing is left to do.
    mail::mark_sent(&transaction, id, now).await?;
    rows::finish(&transaction, job.id, owner, now).await?;
    transaction.commit().await?;
    count("sent");
    Ok(())
}

/// Begins each count with nothing, so that the first of its kind is seen as one more.
pub fn begin_counting() {
    for outcome in ["sent", "not_sent", "given_up"] {
        mails(outcome).increment(0);
    }
}

async fn give_up(cx: &Context, owner: &str, job: &Job, why: &str) -> Answer<()> {
    count("given_up");
    jobs::give_up(cx, owner, job, why).await
}

fn count(outcome: &'static str) {
    mails(outcome).increment(1);
}

fn mails(outcome: &'static str) -> Counter {
    metrics::counter!(metric::MAILS_TOTAL, "outcome" => outcome)
}

fn millis(milliseconds: i64) -> Span {
    Span(milliseconds.saturating_mul(1_000))
}

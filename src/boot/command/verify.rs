//! `examhall verify`: walks the chains and says which entry, if any, is not what was written. Changes nothing and may run
//! beside a server. Faults and the summary go to standard output, progress to standard error.

use super::sentence::sentence;
use crate::boot::context;
use crate::gateway::signer::ReceiptKeys;
use crate::service::Context;
use crate::service::ops::verify_audit::{Kept, verify_audit};
use crate::service::payments::verify_ledger::{Told as LedgerTold, verify_ledger};
use crate::service::rooms::verify_answers::{Told, verify_answers};
use crate::settings::Settings;
use crate::store::audit::Verified;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use examhall_domain::id::SittingId;
use examhall_domain::money::{Currency, Money};
use std::sync::Arc;

#[derive(Subcommand)]
pub(super) enum VerifyVerb {
    /// The chain over the audit log.
    Audit(Audit),
    /// Every attempt's log against its chain, its row, its receipt and its marks.
    Answers(Answers),
    /// The books: every entry, what it follows from, and what orders, payments and refunds say.
    Ledger,
}

#[derive(Args)]
pub(super) struct Audit {
    /// A head that an earlier run or the server's log told: what came before it must still be there, unchanged.
    #[arg(long, value_name = "SEQ:HEX")]
    head: Option<Verified>,
}

#[derive(Args)]
pub(super) struct Answers {
    /// Only the attempts of this sitting.
    #[arg(long)]
    sitting: Option<SittingId>,
    /// A public key of earlier receipts, in base64; may be repeated.
    #[arg(long = "receipt-key")]
    receipt_keys: Vec<String>,
}

pub(super) async fn run(settings: Settings, verb: VerifyVerb) -> anyhow::Result<()> {
    let cx = context::open(&Arc::new(settings)).await?;
    match verb {
        VerifyVerb::Audit(audit) => self::audit(&cx, audit).await?,
        VerifyVerb::Answers(answers) => self::answers(&cx, answers).await?,
        VerifyVerb::Ledger => ledger(&cx).await?,
    }
    Ok(cx.store.close().await?)
}

async fn audit(cx: &Context, audit: Audit) -> anyhow::Result<()> {
    let progress = |done, total| eprintln!("{done} of {total} entries");
    let found = verify_audit(cx, audit.head.as_ref(), progress).await.map_err(sentence)?;
    let head = match found.chain {
        Ok(head) => head,
        Err(broken) => anyhow::bail!("the audit log was changed: entry {} is not what was sealed", broken.seq),
    };
    println!("The chain of {} audit entries holds; {} wait to be sealed.", head.seq, found.unsealed);
    match found.kept {
        Some(Kept::Removed) => anyhow::bail!("the audit log was cut: it ends at entry {} and went further", head.seq),
        Some(Kept::Replaced) => anyhow::bail!("the audit log was written anew: it has not the head that was kept"),
        Some(Kept::Found) => println!("It has the head that was kept, so nothing before that was changed or removed."),
        None => println!("Whether entries were removed at its end shows only against a head that was kept (--head)."),
    }
    println!("Its head is {head}; keep it elsewhere to prove later that nothing before it was changed or removed.");
    Ok(())
}

async fn answers(cx: &Context, answers: Answers) -> anyhow::Result<()> {
    let mut keys = ReceiptKeys::of(&cx.signer);
    for key in &answers.receipt_keys {
        keys.add(key).with_context(|| format!("'{key}' is no public key"))?;
    }
    let tell = |told| match told {
        Told::Fault { attempt, reason } => println!("attempt {attempt}: {reason}"),
        Told::Progress { done, total } => eprintln!("{done} of {total} attempts"),
    };
    let summary = verify_answers(cx, answers.sitting, &keys, tell).await.map_err(sentence)?;
    println!(
        "Verified {} attempts: {} rows of their logs, {} receipts, {} results.",
        summary.attempts, summary.rows, summary.receipts, summary.results
    );
    println!("{} wait to be marked; {} cannot be marked again.", summary.unmarked, summary.unmarkable);
    anyhow::ensure!(summary.faults == 0, "{} attempts are not what was acknowledged", summary.faults);
    Ok(())
}

async fn ledger(cx: &Context) -> anyhow::Result<()> {
    let tell = |told| match told {
        LedgerTold::Fault { order, reason } => println!("order {order}: {reason}"),
        LedgerTold::Progress { done, total } => eprintln!("{done} of {total} orders"),
    };
    let summary = verify_ledger(cx, tell).await.map_err(sentence)?;
    println!("Verified {} orders: {} entries with {} lines.", summary.orders, summary.entries, summary.lines);
    for ((currency, account), amount) in &summary.balances {
        println!("{currency}  {account:<20} {:>14}", decimal(currency, *amount));
    }
    anyhow::ensure!(summary.faults == 0, "the books are wrong in {} places", summary.faults);
    Ok(())
}

/// A sum in major units; one that has no place in 64 bits is told in minor units.
fn decimal(currency: &str, minor: i128) -> String {
    match (Currency::parse(currency), i64::try_from(minor)) {
        (Ok(currency), Ok(minor)) => Money::new(minor, currency).decimal(),
        _ => format!("{minor} (minor units)"),
    }
}

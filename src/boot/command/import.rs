//! `examhall import`: puts a file of questions into an exam's bank, beside a running server or without one. It is the same
//! import as over HTTP, done as the exam's owner.

use super::sentence::sentence;
use crate::boot::context;
use crate::service::Context;
use crate::service::Error;
use crate::service::accounts::api::Caller;
use crate::service::exams::find_exam::{Found, find_exam};
use crate::service::exams::import::report::{ImportReport, Remark};
use crate::service::exams::import_questions::{ImportMode, ImportQuestions, import_questions, parse_points};
use crate::settings::Settings;
use anyhow::{Context as _, bail};
use clap::Args;
use examhall_domain::accounts::{Locale, Role};
use examhall_domain::exams::Marks;
use examhall_domain::exams::gift::FILE_BYTES_MAX;
use examhall_domain::id::SessionId;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

#[derive(Args)]
pub(super) struct Import {
    /// A GIFT file.
    file: PathBuf,
    /// The exam's id, or its whole title.
    #[arg(long)]
    exam: String,
    /// Report only; change nothing.
    #[arg(long)]
    check: bool,
    /// The file's encoding where it is not UTF-8, such as windows-1252.
    #[arg(long)]
    encoding: Option<String>,
    /// What each question is worth in the paper that is put together when the exam has none.
    #[arg(long, default_value = "1", value_parser = points)]
    points: Marks,
    /// The language of the report: en or fr.
    #[arg(long, default_value = "en")]
    locale: Locale,
}

pub(super) async fn run(settings: Settings, import: Import) -> anyhow::Result<()> {
    let cx = context::build(&Arc::new(settings)).await?;
    cx.store.migrate_up().await.context("the database cannot be migrated")?;
    let file = read(&import.file)?;
    let exam = exam(&cx, &import.exam).await?;
    eprintln!("{}: {} bytes for “{}”", import.file.display(), file.len(), exam.title);
    let started = Instant::now();
    let owner = Caller { account: exam.owner, session: SessionId(Uuid::nil()), roles: Role::Author.into() };
    let command = ImportQuestions {
        exam: exam.id,
        file,
        encoding: import.encoding,
        mode: if import.check { ImportMode::Check } else { ImportMode::Publish },
        points: import.points,
        locale: import.locale,
    };
    match import_questions(&cx, &owner, command).await {
        Ok(report) => finish(&report, started),
        Err(Error::Refused(refusal)) => {
            for fault in
                refusal.extras.get("report").and_then(|report| report["faults"].as_array()).into_iter().flatten()
            {
                println!("line {}: {}", fault["line"], fault["detail"].as_str().unwrap_or_default());
            }
            Err(sentence(refusal.into()))
        }
        Err(fault) => Err(sentence(fault)),
    }
}

fn finish(report: &ImportReport, started: Instant) -> anyhow::Result<()> {
    report.faults.iter().chain(&report.notes).for_each(tell);
    let seconds = started.elapsed().as_secs_f64();
    let outcome = if report.published { "stored" } else { "checked, nothing was stored" };
    println!("{} questions, {} faults: {outcome} ({seconds:.2} s)", report.accepted, report.rejected);
    if report.rejected > 0 {
        bail!("the file has faults; mend the lines above and import it again");
    }
    Ok(())
}

fn tell(remark: &Remark) {
    println!("line {}: {} {}", remark.line, remark.detail, remark.excerpt);
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let file = std::fs::File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut bytes = Vec::new();
    let bound = FILE_BYTES_MAX as u64 + 1;
    file.take(bound).read_to_end(&mut bytes).with_context(|| format!("{} cannot be read", path.display()))?;
    if bytes.len() > FILE_BYTES_MAX {
        bail!("{} is larger than {FILE_BYTES_MAX} bytes; split it", path.display());
    }
    Ok(bytes)
}

async fn exam(cx: &Context, name: &str) -> anyhow::Result<Found> {
    let mut found = find_exam(cx, name).await?;
    match (found.pop(), found.is_empty()) {
        (Some(exam), true) => Ok(exam),
        (Some(_), false) => bail!("several exams are called “{name}”; name one by its id"),
        (None, _) => bail!("there is no exam with the id or title “{name}”"),
    }
}

fn points(text: &str) -> Result<Marks, String> {
    parse_points(text).ok_or_else(|| "write a number such as 1 or 0.5".to_owned())
}

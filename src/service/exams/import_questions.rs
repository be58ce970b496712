//! Importing a file of questions into an exam's bank, whole or not at all.

use super::add_picture::bytes_max;
use super::import::pictures::PictureRemark;
use super::import::plan::{Occasion, Plan};
use super::import::reading::{self, Reading};
use super::import::report::{FileNote, ImportReport};
use super::import::write::write;
use super::pictured;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::exams::{exam, exam_picture, question_key};
use crate::store::{StoreError, json};
use examhall_domain::accounts::{Action, Locale};
use examhall_domain::exams::Marks;
use examhall_domain::exams::paper::POINTS_MAX;
use examhall_domain::id::{ExamId, ImportId};

/// How often an import is compared with the bank anew because somebody else changed the bank meanwhile.
const COMPARISONS_MAX: u32 = 3;

/// What to do with a file.
#[derive(Clone, Debug)]
pub struct ImportQuestions {
    pub exam: ExamId,
    /// GIFT.
    pub file: Vec<u8>,
    /// A name of the WHATWG Encoding Standard, where neither UTF-8 nor a byte order mark tells.
    pub encoding: Option<String>,
    pub mode: ImportMode,
    /// What a question that is new to the bank is worth, there and in the paper that is put together when the exam has
    /// none.
    pub points: Marks,
    /// The language of the report.
    pub locale: Locale,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// Report only.
    Check,
    /// Put the questions into the bank when nothing is wrong with any of them.
    Publish,
}

/// Points as people write them, such as `1` or `0.5`, with at most five decimals.
pub fn parse_points(text: &str) -> Option<Marks> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let written = !whole.is_empty() && whole.len() <= 9 && decimals.len() <= 5 && digits(whole) && digits(decimals);
    let scaled = format!("{whole}{decimals:0<5}");
    written.then(|| scaled.parse().ok().map(Marks)).flatten()
}

/// Reads the file and reports on it; publishes it when that is asked for.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, `encoding-unknown`, `import-rejected` with the report when it was to be
/// published and has faults, `conflict` when the bank keeps changing meanwhile, and those of the store.
pub async fn import_questions(cx: &Context, caller: &Caller, command: ImportQuestions) -> Answer<ImportReport> {
    let exam = scope::exam(cx, caller, Action::ImportQuestions, command.exam).await?;
    if command.points <= Marks::ZERO || command.points > POINTS_MAX {
        return Err(Refusal::new(ProblemType::ValidationFailed).field("/points", "points_out_of_range").into());
    }
    let (seed, file, encoding) = (cx.randomness.seed(), command.file, command.encoding);
    let limits = cx.settings.media.picture_limits();
    let reading = tokio::task::spawn_blocking(move || reading::read(&file, encoding.as_deref(), seed, limits)).await;
    let reading = reading.map_err(|why| StoreError::corrupt("imports.report", &why))??;
    let (author, now) = (caller.account, cx.clock.now());
    let occasion = Occasion { exam: command.exam, author, now, points: command.points };
    let import = Import { occasion, exam, reading, points: command.points, locale: command.locale };
    match command.mode {
        ImportMode::Check => Ok(import.compare(cx).await?.1),
        ImportMode::Publish => import.publish(cx).await,
    }
}

struct Import {
    occasion: Occasion,
    exam: exam::Model,
    reading: Reading,
    points: Marks,
    locale: Locale,
}

impl Import {
    async fn compare(&self, cx: &Context) -> Result<(Plan, ImportReport), StoreError> {
        let keys: Vec<_> = self.reading.questions.iter().map(|read| read.key).collect();
        let known = question_key::find_many(cx.store.read(), self.occasion.exam, &keys).await?;
        let plan = Plan::new(&self.reading, &known, self.occasion, &*cx.ids)?;
        let pictures = self.picture_faults(cx).await?;
        let report = ImportReport::of(&self.reading, &plan, &pictures, self.note(&plan), self.locale);
        Ok((plan, report))
    }

    /// What is wrong with the pictures of the file: those that are none, those that the exam would lack, and too many.
    async fn picture_faults(&self, cx: &Context) -> Result<Vec<PictureRemark>, StoreError> {
        let Reading { questions, pictures, .. } = &self.reading;
        let named = questions.iter().flat_map(|read| &read.shown).chain(pictures.keys()).copied().collect();
        let had = pictured::of_exam(cx, self.occasion.exam, named).await?;
        let (mut total, mut known) =
            (exam_picture::total_bytes(cx.store.read(), self.occasion.exam).await?, had.clone());
        for (digest, picture) in pictures.iter().filter(|(digest, _)| !had.contains(digest)) {
            total = total.saturating_add(i64::try_from(picture.bytes().len()).unwrap_or(i64::MAX));
            known.insert(*digest);
        }
        let mut faults = self.reading.picture_faults(&known);
        if known.len() > had.len() && total > bytes_max(cx) {
            let args = vec![("max", bytes_max(cx).to_string())];
            faults.push(PictureRemark { line: 1, code: "pictures_full", args, excerpt: String::new() });
        }
        Ok(faults)
    }

    async fn publish(&self, cx: &Context) -> Answer<ImportReport> {
        for _ in 0..COMPARISONS_MAX {
            let (plan, mut report) = self.compare(cx).await?;
            if !report.faults.is_empty() {
                let report = json::value("imports.report", &report)?;
                return Err(Refusal::new(ProblemType::ImportRejected).extra("report", report).into());
            }
            let id = ImportId(cx.ids.uuid());
            report.id = Some(id);
            report.published = true;
            let first_paper = if self.exam.paper_id.is_none() { plan.paper(self.points) } else { None };
            match write(cx, self.occasion, &plan, first_paper.as_ref(), id, &report, &self.reading.pictures).await {
                Ok(()) => return Ok(report),
                Err(error) if error.conflict().is_some() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(ProblemType::Conflict.into())
    }

    fn note(&self, plan: &Plan) -> Option<FileNote> {
        match self.exam.paper_id {
            Some(_) if !plan.is_empty() => Some(FileNote::PaperKept),
            Some(_) => None,
            None if plan.paper(self.points).is_none() => Some(FileNote::PaperTooLarge),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_as_people_write_them() {
        for (text, marks) in [("1", 100_000), ("0.5", 50_000), ("2.00001", 200_001), ("10.", 1_000_000)] {
            assert_eq!(parse_points(text), Some(Marks(marks)), "{text}");
        }
        for text in ["", ".5", "-1", "+1", "1e3", "1.000001", "1,5", "1234567890"] {
            assert_eq!(parse_points(text), None, "{text}");
        }
    }
}

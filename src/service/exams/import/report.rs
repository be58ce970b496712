//! What an author is told of an import, line by line in their language.

use super::pictures::PictureRemark;
use super::plan::{Change, Plan};
use super::reading::{Pictures, Reading};
use crate::service::texts;
use examhall_domain::accounts::Locale;
use examhall_domain::exams::QuestionKind;
use examhall_domain::id::ImportId;
use serde::Serialize;
use utoipa::ToSchema;

/// What an import did, or would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportReport {
    /// `null` when nothing was stored.
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ImportId>,
    /// Questions that could be read.
    pub accepted: usize,
    /// Places that could not.
    pub rejected: usize,
    /// What was left out on purpose, or should be known.
    pub notes: Vec<Remark>,
    pub faults: Vec<Remark>,
    pub questions: Vec<ReportedQuestion>,
    /// Whether the bank has them now.
    pub published: bool,
}

/// Something about one place of the file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Remark {
    /// From 1.
    pub line: usize,
    /// The character in the line, from 1; `null` where no single place is meant.
    pub column: Option<usize>,
    /// Stable.
    pub code: &'static str,
    /// A sentence that says what to do.
    pub detail: String,
    /// The line that is meant, or the beginning of the question.
    pub excerpt: String,
}

/// A question of the file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportedQuestion {
    /// From 1.
    pub line: usize,
    #[schema(value_type = String, examples("single_choice"))]
    pub kind: QuestionKind,
    pub name: String,
    /// Its parts separated by `/`; empty at the top.
    pub category: String,
    /// What it is to the bank.
    #[schema(value_type = String, examples("added", "revised", "unchanged"))]
    pub change: Change,
}

/// What an import says of the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::service::exams) enum FileNote {
    /// The exam has a paper already, which keeps asking the versions that it was published with.
    PaperKept,
    /// There are more questions than one paper may ask, so none was put together.
    PaperTooLarge,
}

impl ImportReport {
    /// The report on a file that was compared with the bank and not stored.
    pub(in crate::service::exams) fn of(
        reading: &Reading,
        plan: &Plan,
        pictures: &[PictureRemark],
        note: Option<FileNote>,
        locale: Locale,
    ) -> Self {
        let questions = reading.questions.iter().zip(&plan.changes).map(|(read, change)| ReportedQuestion {
            line: read.line,
            kind: read.question.body.kind(),
            name: read.question.name.clone(),
            category: read.category.clone(),
            change: *change,
        });
        let faults = faults(reading, pictures, locale);
        Self {
            id: None,
            accepted: reading.questions.len(),
            rejected: faults.len(),
            notes: notes(reading, note, locale),
            faults,
            questions: questions.collect(),
            published: false,
        }
    }
}

fn faults(reading: &Reading, pictures: &[PictureRemark], locale: Locale) -> Vec<Remark> {
    if reading.faults.is_empty() && pictures.is_empty() && reading.questions.is_empty() {
        return vec![remark(locale, "fault", "no_questions", 1, "")];
    }
    let faults = reading.faults.iter().map(|fault| {
        let args: Vec<(&'static str, String)> = fault.args.clone().into_iter().collect();
        let code = fault.code.code();
        Remark {
            line: fault.line,
            column: fault.column,
            code,
            detail: texts::text(locale, &format!("import.fault.{code}"), &args),
            excerpt: fault.excerpt.clone(),
        }
    });
    let of_pictures = pictures.iter().map(|remark| Remark {
        line: remark.line,
        column: None,
        code: remark.code,
        detail: texts::text(locale, &format!("field.{}", remark.code), &remark.args),
        excerpt: remark.excerpt.clone(),
    });
    let mut faults: Vec<Remark> = faults.chain(of_pictures).collect();
    faults.sort_by_key(|fault| fault.line);
    faults
}

fn notes(reading: &Reading, note: Option<FileNote>, locale: Locale) -> Vec<Remark> {
    let left_out = reading.notes.iter().map(|note| remark(locale, "note", note.code.code(), note.line, &note.excerpt));
    let pictures = reading.questions.iter().filter(|read| read.pictures == Pictures::LeftOut);
    let pictures = pictures.map(|read| remark(locale, "note", "picture_left_out", read.line, &read.question.name));
    let of_file = note.map(|note| {
        let code = match note {
            FileNote::PaperKept => "paper_kept",
            FileNote::PaperTooLarge => "paper_too_large",
        };
        remark(locale, "note", code, 1, "")
    });
    let mut notes: Vec<Remark> = left_out.chain(pictures).chain(of_file).collect();
    notes.sort_by_key(|note| note.line);
    notes
}

fn remark(locale: Locale, sort: &str, code: &'static str, line: usize, excerpt: &str) -> Remark {
    let detail = texts::text(locale, &format!("import.{sort}.{code}"), &[]);
    Remark { line, column: None, code, detail, excerpt: excerpt.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use examhall_domain::exams::gift::{GiftFaultCode, GiftNoteCode};

    #[test]
    fn every_code_has_its_sentence() {
        let faults = GiftFaultCode::ALL.iter().map(|code| format!("import.fault.{}", code.code()));
        let notes = GiftNoteCode::ALL.iter().map(|code| format!("import.note.{}", code.code()));
        let ours = ["import.fault.no_questions", "import.note.picture_left_out"];
        let of_file = ["import.note.paper_kept", "import.note.paper_too_large"];
        for key in faults.chain(notes).chain(ours.into_iter().chain(of_file).map(str::to_owned)) {
            assert_ne!(texts::text(Locale::En, &key, &[]), key);
        }
    }
}

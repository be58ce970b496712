//! GIFT: the text format in which teachers keep their questions.
//!
//! Reads whole files as they are found in the wild and says of every question it cannot read which line it is on, what
//! is wrong and what to do. What a file means follows Moodle's importer; where that one silently makes another
//! question than the teacher wrote (two pairs of braces, a brace in an answer, no empty line before the next title),
//! this one either reads what was meant or reports a fault. It reads text only: bytes, encodings and storage are
//! somebody else's.

mod answers;
mod block;
mod fault;
mod kinds;
mod lexer;
mod metadata;
mod question;
mod trouble;
mod weight;

pub use fault::{GiftFault, GiftFaultCode, GiftNote, GiftNoteCode};

use super::question::{OptionIds, Question};
use crate::seed::Seed;
use block::{Block, Lines, blocks};
use fault::{Args, excerpt, line_around};
use metadata::{Metadata, MetadataFault};
use question::Found;
use serde::Serialize;
use std::collections::BTreeSet;
use trouble::Trouble;

/// Largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Most questions of one file.
pub const QUESTIONS_MAX: usize = 5_000;
/// Most faults that are reported; a file with more is of another format.
pub const FAULTS_MAX: usize = 500;
/// Most faults of one question, for the same reason.
pub const FAULTS_OF_QUESTION_MAX: usize = 20;
/// Most notes; a file with more is prose.
pub const NOTES_MAX: usize = 1_000;

/// What a file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GiftImport {
    /// The questions, in the file's order; each of them is valid.
    pub items: Vec<GiftItem>,
    /// What could not be read.
    pub faults: Vec<GiftFault>,
    /// What was left out on purpose.
    pub notes: Vec<GiftNote>,
}

/// A question with what the file says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GiftItem {
    /// The line on which it starts, from 1.
    pub line: usize,
    /// The category it stands in, outermost first; empty at the top.
    pub category: Vec<String>,
    /// From `[tag:…]` comments, each once.
    pub tags: Vec<String>,
    /// From an `[id:…]` comment: the author's own name for it, by which a later import may recognise it.
    pub id: Option<String>,
    /// The question.
    pub question: Question,
}

/// Reads a whole file. Never fails as a whole: what can be read is there, the rest is in `faults`. The time is linear
/// in the length of the text. Option ids are drawn from the seed, which has to stay secret.
pub fn parse(text: &str, seed: Seed) -> GiftImport {
    let mut reader = Reader {
        import: GiftImport::default(),
        category: Vec::new(),
        names: BTreeSet::new(),
        ids: OptionIds::new(seed),
    };
    if text.len() > FILE_BYTES_MAX {
        reader.file_fault(GiftFaultCode::FileTooLarge, FILE_BYTES_MAX);
        return reader.import;
    }
    let text = normalised(text);
    for block in blocks(&text) {
        if reader.is_full() {
            break;
        }
        match block {
            Block::Category { line, path } => reader.enter(line, path),
            Block::Question(lines) => reader.read(&lines),
        }
    }
    reader.import
}

struct Reader {
    import: GiftImport,
    category: Vec<String>,
    /// The authors' own ids so far.
    names: BTreeSet<String>,
    ids: OptionIds,
}

impl Reader {
    /// Whether a bound was reached; says so in the faults.
    fn is_full(&mut self) -> bool {
        if self.import.items.len() >= QUESTIONS_MAX {
            self.file_fault(GiftFaultCode::TooManyQuestions, QUESTIONS_MAX);
            return true;
        }
        if self.import.faults.len() >= FAULTS_MAX {
            self.file_fault(GiftFaultCode::TooManyFaults, FAULTS_MAX);
            return true;
        }
        if self.import.notes.len() >= NOTES_MAX {
            self.file_fault(GiftFaultCode::TooManyDescriptions, NOTES_MAX);
            return true;
        }
        false
    }

    /// Questions in a category that cannot be named go to the one before, and the fault says so.
    fn enter(&mut self, line: usize, path: &str) {
        match metadata::category(path) {
            Ok(category) => self.category = category,
            Err(fault) => self.metadata_fault(line, path, fault),
        }
    }

    fn read(&mut self, lines: &Lines<'_>) {
        self.ids.next_question();
        match question::read(&lines.text, lines.first_line(), &mut self.ids) {
            Ok(Found::Question(question)) => self.keep(lines, *question),
            Ok(Found::Description) => self.import.notes.push(GiftNote {
                line: lines.first_line(),
                code: GiftNoteCode::DescriptionSkipped,
                excerpt: excerpt(&lines.text),
            }),
            Err(troubles) => {
                let troubles = troubles.into_iter().take(FAULTS_OF_QUESTION_MAX);
                let faults = troubles.map(|trouble| located(lines, trouble));
                self.import.faults.extend(faults);
            }
        }
    }

    fn keep(&mut self, lines: &Lines<'_>, question: Question) {
        let metadata = match Metadata::of(&lines.comments) {
            Ok(metadata) => metadata,
            Err(fault) => return self.metadata_fault(lines.first_line(), &lines.text, fault),
        };
        if let Some(id) = &metadata.id
            && !self.names.insert(id.clone())
        {
            self.import.faults.push(GiftFault {
                line: lines.first_line(),
                column: None,
                code: GiftFaultCode::IdRepeated,
                excerpt: excerpt(&lines.text),
                args: Args::from([("id", id.clone())]),
            });
            return;
        }
        self.import.items.push(GiftItem {
            line: lines.first_line(),
            category: self.category.clone(),
            tags: metadata.tags,
            id: metadata.id,
            question,
        });
    }

    fn file_fault(&mut self, code: GiftFaultCode, max: usize) {
        self.import.faults.push(GiftFault {
            line: 1,
            column: None,
            code,
            excerpt: String::new(),
            args: Args::from([("max", max.to_string())]),
        });
    }

    fn metadata_fault(&mut self, line: usize, text: &str, fault: MetadataFault) {
        self.import.faults.push(GiftFault {
            line,
            column: None,
            code: fault.code,
            excerpt: excerpt(text),
            args: Args::from([("max", fault.max.to_string())]),
        });
    }
}

fn located(lines: &Lines<'_>, trouble: Trouble) -> GiftFault {
    let place = trouble.at.map(|at| (at, lines.locate(at)));
    let (line, column, shown) = match place {
        Some((at, (line, column))) => (line, Some(column), line_around(&lines.text, at)),
        None => (lines.first_line(), None, excerpt(&lines.text)),
    };
    GiftFault { line, column, code: trouble.code, excerpt: shown, args: trouble.args }
}

/// One kind of line end and no byte order mark.
fn normalised(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n")
}

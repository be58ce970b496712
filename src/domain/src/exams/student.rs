//! The paper as a student gets it.
//!
//! A type of its own without any key, fraction, feedback or author's name, so that leaking one would take new code
//! rather than a forgotten filter.

use super::marks::Marks;
use super::markup::Markup;
use super::paper::{AttemptPaper, AttemptQuestion, PaperFault};
use super::question::{Choice, Match, OptionId, QuestionBody, QuestionKind, QuestionSource, Stem};
use crate::id::QuestionId;
use serde::Serialize;

/// What a student gets; every `text` is HTML from the renderer that `build` was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StudentPaper {
    /// In the order in which they are shown.
    pub sections: Vec<StudentSection>,
}

/// A section of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StudentSection {
    /// Plain text; may be empty.
    pub title: String,
    /// In the order in which they are shown.
    pub questions: Vec<StudentQuestion>,
}

/// A question of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StudentQuestion {
    /// The question's id, by which answers name it.
    pub id: QuestionId,
    /// Counted from 1 through all sections.
    pub position: usize,
    /// Its kind.
    pub kind: QuestionKind,
    /// What it is worth, in hundred-thousandths of a point.
    pub points: Marks,
    /// What is asked, in HTML.
    pub text: String,
    /// What can be chosen; absent for the kinds without options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<StudentOption>>,
    /// What is to be matched; absent for the other kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stems: Option<Vec<StudentOption>>,
    /// What it can be matched with; absent for the other kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matches: Option<Vec<StudentOption>>,
}

/// An option, stem or match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StudentOption {
    /// Opaque.
    pub id: OptionId,
    /// HTML.
    pub text: String,
}

/// Turns an author's markup into HTML that is safe to show.
pub type Render<'a> = dyn Fn(&Markup) -> String + 'a;

impl StudentPaper {
    /// Shows the paper; fails where a question version is missing.
    pub fn build(
        paper: &AttemptPaper,
        questions: &impl QuestionSource,
        render: &Render<'_>,
    ) -> Result<Self, PaperFault> {
        let mut position = 0;
        let sections = paper.sections.iter().map(|section| {
            let shown = section.questions.iter().map(|entry| {
                position += 1;
                show(entry, position, questions, render)
            });
            Ok(StudentSection { title: section.title.as_str().to_owned(), questions: shown.collect::<Result<_, _>>()? })
        });
        Ok(Self { sections: sections.collect::<Result<_, _>>()? })
    }
}

fn show(
    entry: &AttemptQuestion,
    position: usize,
    questions: &impl QuestionSource,
    render: &Render<'_>,
) -> Result<StudentQuestion, PaperFault> {
    let version = entry.version;
    let question = questions.question(version);
    let question = question.ok_or(PaperFault::VersionMissing { version })?;
    let mut shown = StudentQuestion {
        id: entry.question,
        position,
        kind: question.body.kind(),
        points: entry.points,
        text: render(&question.text),
        options: None,
        stems: None,
        matches: None,
    };
    match &question.body {
        QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
            let offered = options.iter().map(|Choice { id, text, .. }| (*id, text));
            shown.options = Some(ordered(offered, &entry.option_order, render));
        }
        QuestionBody::Matching { stems, matches } => {
            let stems = stems.iter().map(|Stem { id, text, .. }| StudentOption { id: *id, text: render(text) });
            shown.stems = Some(stems.collect());
            let offered = matches.iter().map(|Match { id, text }| (*id, text));
            shown.matches = Some(ordered(offered, &entry.option_order, render));
        }
        QuestionBody::TrueFalse { .. }
        | QuestionBody::ShortText { .. }
        | QuestionBody::Numerical { .. }
        | QuestionBody::Essay {} => {}
    }
    Ok(shown)
}

fn ordered<'a>(
    offered: impl Iterator<Item = (OptionId, &'a Markup)>,
    order: &[OptionId],
    render: &Render<'_>,
) -> Vec<StudentOption> {
    let place = |id: OptionId| order.iter().position(|other| *other == id);
    let mut offered: Vec<_> = offered.collect();
    offered.sort_by_key(|(id, _)| place(*id));
    let shown = offered.into_iter().map(|(id, text)| StudentOption { id, text: render(text) });
    shown.collect()
}

//! From what an author wrote to a definition: the version that each question has now, and what each draw chooses among.

use super::{DefinePaper, DrawFrom, DrawItem, FixedItem, WrittenItem};
use crate::service::Context;
use crate::service::exams::fields::Faults;
use crate::service::problem::Refusal;
use crate::store::StoreError;
use crate::store::exams::named::{self, NamedQuestion};
use crate::store::exams::question;
use examhall_domain::exams::paper::{QUESTIONS_MAX, SECTIONS_MAX};
use examhall_domain::exams::{DrawSource, Item, PaperDefinition, PaperFault, PoolEntry, Section};
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A paper that was looked up in the bank.
pub(in crate::service::exams) struct Resolved {
    /// Every item in its place, also one that cannot be asked, so that faults point at what their author wrote. Without
    /// items where the paper is beyond all bounds.
    pub definition: PaperDefinition,
    /// The questions that it names, as far as the exam has them.
    pub questions: BTreeMap<QuestionId, NamedQuestion>,
    /// Everything that keeps it from being asked.
    pub faults: Faults,
}

impl Resolved {
    /// The definition, if it can be asked.
    ///
    /// # Errors
    /// `validation-failed` with a pointer to everything that is wrong.
    pub(in crate::service::exams) fn accepted(self) -> Result<PaperDefinition, Refusal> {
        if self.faults.is_empty() { Ok(self.definition) } else { Err(self.faults.refusal()) }
    }
}

/// Looks everything up and checks it.
///
/// # Errors
/// Those of the store; what is wrong with the paper is in the answer.
pub(in crate::service::exams) async fn resolve(
    cx: &Context,
    exam: ExamId,
    paper: &DefinePaper,
) -> Result<Resolved, StoreError> {
    let mut faults = Faults::default();
    measure(paper, &mut faults);
    if !faults.is_empty() {
        let definition = PaperDefinition { sections: Vec::new(), options: paper.shuffle_options };
        return Ok(Resolved { definition, questions: BTreeMap::new(), faults });
    }
    let named: Vec<QuestionId> = items(paper).filter_map(|(.., item)| named_by(item)).collect();
    let questions = named::find_many(cx.store.read(), exam, &named).await?;
    let mut resolving = Resolving { questions, ..Resolving::default() };
    resolving.read_sources(paper);
    for source in resolving.sources.values() {
        if !resolving.pools.contains_key(source) {
            let DrawSource { category, tag } = source;
            let pool = question::pool(cx.store.read(), exam, category, tag.as_deref()).await?;
            resolving.pools.insert(source.clone(), pool);
        }
    }
    Ok(resolving.finish(paper))
}

/// What is beyond all bounds is not looked up.
fn measure(paper: &DefinePaper, faults: &mut Faults) {
    if paper.sections.len() > SECTIONS_MAX {
        faults.add_with("/sections", "too_many", vec![("max", SECTIONS_MAX.to_string())]);
    }
    let count = items(paper).count();
    if count > QUESTIONS_MAX {
        tell(faults, &PaperFault::TooManyQuestions { count, max: QUESTIONS_MAX });
    }
}

/// The items with their sections and places, both counted from 0.
fn items(paper: &DefinePaper) -> impl Iterator<Item = (usize, usize, &WrittenItem)> {
    let sections = paper.sections.iter().enumerate();
    sections.flat_map(|(at, section)| section.items.iter().enumerate().map(move |(place, item)| (at, place, item)))
}

fn named_by(item: &WrittenItem) -> Option<QuestionId> {
    match item {
        WrittenItem::Question(FixedItem { question, .. }) => Some(*question),
        WrittenItem::Draw(_) => None,
    }
}

fn tell(faults: &mut Faults, fault: &PaperFault) {
    let args = match fault {
        PaperFault::DrawTooLarge { available, .. } => vec![("available", available.to_string())],
        _ => Vec::new(),
    };
    faults.add_with(fault.pointer(), fault.code(), args);
}

/// Section and item, both counted from 0.
type Place = (usize, usize);

#[derive(Default)]
struct Resolving {
    questions: BTreeMap<QuestionId, NamedQuestion>,
    sources: BTreeMap<Place, DrawSource>,
    pools: BTreeMap<DrawSource, Vec<PoolEntry>>,
    /// What was found to be wrong before the definition's own rules, which would say it again in other words.
    broken: BTreeSet<Place>,
    faults: Faults,
}

impl Resolving {
    fn read_sources(&mut self, paper: &DefinePaper) {
        for (section, item, entry) in items(paper) {
            match entry {
                WrittenItem::Draw(DrawItem { draw: Some(from), .. }) => self.read_source((section, item), from),
                WrittenItem::Draw(DrawItem { draw: None, .. }) => self.breaks((section, item), "draw", "required"),
                WrittenItem::Question(_) => {}
            }
        }
    }

    fn read_source(&mut self, place: Place, from: &DrawFrom) {
        let pointer = format!("/sections/{}/items/{}/draw", place.0, place.1);
        let before = self.faults.found().len();
        let category = self.faults.category(&format!("{pointer}/category"), &from.category).unwrap_or_default();
        let tag = self.faults.borne_tag(&format!("{pointer}/tag"), from.tag.clone());
        if self.faults.found().len() == before {
            self.sources.insert(place, DrawSource { category: category.written(), tag });
        } else {
            self.broken.insert(place);
        }
    }

    fn finish(mut self, paper: &DefinePaper) -> Resolved {
        let mut sections = Vec::with_capacity(paper.sections.len());
        for (at, section) in paper.sections.iter().enumerate() {
            let title = self.faults.text(&format!("/sections/{at}/title"), &section.title).unwrap_or_default();
            let items = section.items.iter().enumerate().map(|(place, item)| self.item((at, place), item)).collect();
            sections.push(Section { title, shuffle: section.shuffle, items });
        }
        let definition = PaperDefinition { sections, options: paper.shuffle_options };
        let found = definition.validate().err().unwrap_or_default();
        for fault in found.iter().filter(|fault| fault.place().is_none_or(|place| !self.broken.contains(&place))) {
            tell(&mut self.faults, fault);
        }
        Resolved { definition, questions: self.questions, faults: self.faults }
    }

    fn item(&mut self, place: Place, item: &WrittenItem) -> Item {
        match item {
            WrittenItem::Question(FixedItem { question, points }) => {
                // One that cannot be asked keeps its place under a version that no question has.
                let version = self.version(place, *question).unwrap_or(QuestionVersionId(Uuid::nil()));
                Item::Fixed { question: *question, version, points: *points }
            }
            WrittenItem::Draw(DrawItem { count, points, .. }) => {
                let from = self.sources.get(&place).cloned();
                let pool = from.as_ref().and_then(|from| self.pools.get(from)).cloned().unwrap_or_default();
                Item::Draw { from, pool, count: *count, points: *points }
            }
        }
    }

    fn version(&mut self, place: Place, question: QuestionId) -> Option<QuestionVersionId> {
        let why = match self.questions.get(&question) {
            Some(named) if named.archived_at.is_none() => return Some(named.version),
            Some(_) => "question_archived",
            None => "not_found",
        };
        self.breaks(place, "question", why);
        None
    }

    fn breaks(&mut self, place: Place, part: &str, code: &'static str) {
        self.broken.insert(place);
        self.faults.add(format!("/sections/{}/items/{}/{part}", place.0, place.1), code);
    }
}

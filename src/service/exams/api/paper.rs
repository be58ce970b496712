//! A published paper with everything that asking and marking it takes, loaded once for all who write it.

use super::images::{shown_in, sized};
use crate::service::exams::render::{render, sanitised};
use crate::service::media::api::PicturesKnown;
use crate::store::StoreError;
use examhall_domain::exams::question::Question;
use examhall_domain::exams::{AttemptPaper, Markup, PaperDefinition, PaperFault, StudentPaper, materialise};
use examhall_domain::id::{PaperId, QuestionVersionId};
use examhall_domain::picture::PictureDigest;
use examhall_domain::seed::Seed;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One version of a paper; immutable.
pub struct Paper {
    id: PaperId,
    definition: PaperDefinition,
    questions: BTreeMap<QuestionVersionId, Question>,
    /// The HTML of every text; rendering it for each student would take longer than all else.
    shown: HashMap<Markup, String>,
    /// Of each question what students see before they hand in.
    pictures: BTreeMap<QuestionVersionId, BTreeSet<PictureDigest>>,
    /// Every picture of the questions, feedback included.
    known: PicturesKnown,
}

impl Paper {
    /// All texts of the questions as safe HTML, pictures without their sizes. Takes its time: not for a thread that serves
    /// requests.
    pub(super) fn sanitised(questions: &BTreeMap<QuestionVersionId, Question>) -> HashMap<Markup, String> {
        let texts = questions.values().flat_map(Question::texts);
        texts.map(|markup| (markup.clone(), sanitised(markup))).collect()
    }

    /// The paper, of questions whose texts were sanitised.
    pub(super) fn prepare(
        id: PaperId,
        definition: PaperDefinition,
        questions: BTreeMap<QuestionVersionId, Question>,
        sanitised: HashMap<Markup, String>,
        known: PicturesKnown,
    ) -> Self {
        let shown: HashMap<Markup, String> =
            sanitised.into_iter().map(|(markup, html)| (markup, sized(html, &known))).collect();
        let pictures = questions.iter().map(|(version, question)| (*version, pictures(question, &shown))).collect();
        Self { id, definition, questions, shown, pictures, known }
    }

    /// Its id.
    pub fn id(&self) -> PaperId {
        self.id
    }

    /// What its author put together.
    pub fn definition(&self) -> &PaperDefinition {
        &self.definition
    }

    /// Every question that it can ask, keys included.
    pub fn questions(&self) -> &BTreeMap<QuestionVersionId, Question> {
        &self.questions
    }

    /// A text of one of its questions as safe HTML.
    pub fn render(&self, markup: &Markup) -> String {
        self.shown.get(markup).cloned().unwrap_or_else(|| render(markup, &self.known))
    }

    /// What is known of every picture of its questions.
    pub fn pictures(&self) -> &PicturesKnown {
        &self.known
    }

    /// The pictures that a student sees who writes this attempt.
    pub fn pictures_of(&self, attempt: &AttemptPaper) -> BTreeSet<PictureDigest> {
        let versions = attempt.positions().filter_map(|(_, entry)| self.pictures.get(&entry.version));
        versions.flatten().copied().collect()
    }

    /// Draws the paper of one attempt.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when what is stored would not have passed the checks of publishing.
    pub fn materialise(&self, seed: Seed) -> Result<AttemptPaper, StoreError> {
        materialise(&self.definition, &self.questions, seed).map_err(|fault| corrupt(&fault))
    }

    /// An attempt's paper as its student gets it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the attempt was drawn from another paper.
    pub fn show(&self, attempt: &AttemptPaper) -> Result<StudentPaper, StoreError> {
        StudentPaper::build(attempt, &self.questions, &|markup| self.render(markup)).map_err(|fault| corrupt(&fault))
    }
}

/// The pictures that students see of a question before they hand in.
fn pictures(question: &Question, shown: &HashMap<Markup, String>) -> BTreeSet<PictureDigest> {
    question.asked_texts().into_iter().filter_map(|markup| shown.get(markup)).flat_map(|html| shown_in(html)).collect()
}

fn corrupt(fault: &PaperFault) -> StoreError {
    StoreError::corrupt("papers.definition", fault)
}

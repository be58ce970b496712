//! A published paper with everything that asking and marking it takes, loaded once for all who write it.

use crate::service::exams::render::render;
use crate::store::StoreError;
use examhall_domain::exams::question::Question;
use examhall_domain::exams::{
    AttemptPaper, Markup, PaperDefinition, PaperFault, QuestionBody, StudentPaper, materialise,
};
use examhall_domain::id::{PaperId, QuestionVersionId};
use examhall_domain::seed::Seed;
use std::collections::{BTreeMap, HashMap};

/// One version of a paper; immutable.
pub struct Paper {
    id: PaperId,
    definition: PaperDefinition,
    questions: BTreeMap<QuestionVersionId, Question>,
    /// The HTML of everything that a student reads; rendering it for each student would take longer than all else.
    shown: HashMap<Markup, String>,
}

impl Paper {
    /// Renders all texts, which takes its time: not for a thread that serves requests.
    pub(super) fn prepare(
        id: PaperId,
        definition: PaperDefinition,
        questions: BTreeMap<QuestionVersionId, Question>,
    ) -> Self {
        let texts = questions.values().flat_map(texts);
        let shown = texts.map(|markup| (markup.clone(), render(markup))).collect();
        Self { id, definition, questions, shown }
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
        self.shown.get(markup).cloned().unwrap_or_else(|| render(markup))
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

/// What students read of a question before they hand in.
fn texts(question: &Question) -> Vec<&Markup> {
    let mut texts = vec![&question.text];
    match &question.body {
        QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
            texts.extend(options.iter().map(|option| &option.text));
        }
        QuestionBody::Matching { stems, matches } => {
            texts.extend(stems.iter().map(|stem| &stem.text));
            texts.extend(matches.iter().map(|one| &one.text));
        }
        QuestionBody::TrueFalse { .. }
        | QuestionBody::ShortText { .. }
        | QuestionBody::Numerical { .. }
        | QuestionBody::Essay {} => {}
    }
    texts
}

fn corrupt(fault: &PaperFault) -> StoreError {
    StoreError::corrupt("papers.definition", fault)
}

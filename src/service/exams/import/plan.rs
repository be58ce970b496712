//! What a file changes in a bank, worked out before anything is written.
//!
//! A question is recognised by its `[id:…]`, or else by its name within its category (and its place among namesakes). What
//! is recognised and reads the same is left alone; what reads differently becomes the next version. So importing a file
//! again never doubles a bank, and a correction reaches the bank under the question that it corrects.

use super::reading::{Read, Reading};
use crate::gateway::ids::Ids;
use crate::store::StoreError;
use crate::store::exams::question::{NewQuestion, version_row};
use crate::store::exams::question_key::{Digest, Known, Model as QuestionKey, Revision};
use examhall_domain::exams::paper::QUESTIONS_MAX;
use examhall_domain::exams::{Item, Marks, PaperDefinition, PoolEntry, Section, ShufflePolicy};
use examhall_domain::id::{AccountId, ExamId, QuestionId, QuestionVersionId};
use examhall_domain::text::BoundedText;
use examhall_domain::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a question of the file is to the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Added,
    Revised,
    Unchanged,
}

/// Who imports into what, and when.
#[derive(Clone, Copy)]
pub(in crate::service::exams) struct Occasion {
    pub exam: ExamId,
    pub author: AccountId,
    pub now: Timestamp,
    /// What questions that are new to the bank are worth.
    pub points: Marks,
}

/// Everything that is to be written.
#[derive(Default)]
pub(in crate::service::exams) struct Plan {
    /// For each question of the file.
    pub changes: Vec<Change>,
    /// Every question of the file with the version that it has afterwards.
    pub entries: Vec<PoolEntry>,
    pub added: Vec<NewQuestion>,
    pub keys: Vec<QuestionKey>,
    pub revised: Vec<Revision>,
}

impl Plan {
    /// Compares a file with what the bank knows.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a question has no JSON form.
    pub(in crate::service::exams) fn new(
        reading: &Reading,
        known: &BTreeMap<Digest, Known>,
        occasion: Occasion,
        ids: &dyn Ids,
    ) -> Result<Self, StoreError> {
        let mut plan = Self::default();
        for read in &reading.questions {
            match known.get(&read.key) {
                None => plan.add(read, occasion, ids),
                Some(known) if known.content == Some(read.content) => plan.keep(known),
                Some(known) => plan.revise(read, known, occasion, ids)?,
            }
        }
        Ok(plan)
    }

    /// Whether the bank stays as it is.
    pub(in crate::service::exams) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.revised.is_empty()
    }

    /// The paper that asks all questions of the file in its order; nothing when that is more than a paper may ask.
    pub(in crate::service::exams) fn paper(&self, points: Marks) -> Option<PaperDefinition> {
        let items = self.entries.iter().map(|PoolEntry(question, version)| Item::Fixed {
            question: *question,
            version: *version,
            points,
        });
        let Ok(title) = BoundedText::parse("") else { unreachable!("a section's title may be empty") };
        let section = Section { title, shuffle: ShufflePolicy::Fixed, items: items.collect() };
        let paper = PaperDefinition { sections: vec![section], options: ShufflePolicy::Shuffled };
        (self.entries.len() <= QUESTIONS_MAX).then_some(paper)
    }

    fn add(&mut self, read: &Read, occasion: Occasion, ids: &dyn Ids) {
        let (id, version) = (QuestionId(ids.uuid()), QuestionVersionId(ids.uuid()));
        self.added.push(NewQuestion {
            id,
            version,
            category: read.category.clone(),
            tags: read.tags.clone(),
            question: read.question.clone(),
            points: occasion.points,
        });
        self.keys.push(QuestionKey {
            exam_id: occasion.exam.0,
            key_digest: read.key.to_vec(),
            question_id: id.0,
            content_digest: read.content.to_vec(),
        });
        self.enter(Change::Added, id, version);
    }

    fn revise(&mut self, read: &Read, known: &Known, occasion: Occasion, ids: &dyn Ids) -> Result<(), StoreError> {
        let (id, number) = (QuestionVersionId(ids.uuid()), known.version_number + 1);
        let Occasion { author, now, .. } = occasion;
        let version = version_row(id, known.question, number, &read.question, known.points, author, now)?;
        self.revised.push(Revision {
            key: read.key,
            content: read.content,
            version,
            category: read.category.clone(),
            tags: read.tags.clone(),
        });
        self.enter(Change::Revised, known.question, id);
        Ok(())
    }

    fn keep(&mut self, known: &Known) {
        self.enter(Change::Unchanged, known.question, known.version);
    }

    fn enter(&mut self, change: Change, question: QuestionId, version: QuestionVersionId) {
        self.changes.push(change);
        self.entries.push(PoolEntry(question, version));
    }
}

//! From a definition and a seed to the paper of one attempt.

use super::super::question::{OptionId, Question, QuestionBody, QuestionSource};
use super::super::shuffle::{below, shuffle};
use super::{
    AttemptPaper, AttemptQuestion, AttemptSection, Item, PaperDefinition, PaperFault, PoolEntry, Section, ShufflePolicy,
};
use crate::id::QuestionId;
use crate::seed::Seed;
use rand::rngs::ChaCha8Rng;
use std::collections::BTreeSet;

/// Draws and shuffles. The same definition, questions and seed give the same paper on every machine and release.
///
/// Fails where the definition would not pass `validate`, or where a question version is missing.
pub fn materialise(
    paper: &PaperDefinition,
    questions: &impl QuestionSource,
    seed: Seed,
) -> Result<AttemptPaper, PaperFault> {
    let mut drawing =
        Drawing { questions, options: paper.options, generator: seed.generator(), taken: fixed_questions(paper) };
    let sections = paper.sections.iter().enumerate();
    let sections = sections.map(|(at, section)| drawing.section(at, section));
    Ok(AttemptPaper { sections: sections.collect::<Result<_, _>>()? })
}

struct Drawing<'a, S> {
    questions: &'a S,
    options: ShufflePolicy,
    generator: ChaCha8Rng,
    /// What no draw may take any more.
    taken: BTreeSet<QuestionId>,
}

impl<S: QuestionSource> Drawing<'_, S> {
    fn section(&mut self, at: usize, section: &Section) -> Result<AttemptSection, PaperFault> {
        let mut questions = Vec::new();
        for (item, entry) in section.items.iter().enumerate() {
            match entry {
                Item::Fixed { question, version, points } => questions.push((PoolEntry(*question, *version), *points)),
                Item::Draw { pool, count, points, .. } => {
                    let drawn = self.draw(pool, *count).map_err(|available| PaperFault::DrawTooLarge {
                        section: at,
                        item,
                        count: *count,
                        available,
                    })?;
                    questions.extend(drawn.into_iter().map(|entry| (entry, *points)));
                }
            }
        }
        match section.shuffle {
            ShufflePolicy::Fixed => {}
            ShufflePolicy::Shuffled => shuffle(&mut questions, &mut self.generator),
        }
        let questions = questions.into_iter().map(|(entry, points)| {
            Ok(AttemptQuestion { question: entry.0, version: entry.1, points, option_order: self.option_order(entry)? })
        });
        Ok(AttemptSection { title: section.title.clone(), questions: questions.collect::<Result<_, _>>()? })
    }

    /// Draws without putting back; says how many there were when there are not enough.
    fn draw(&mut self, pool: &[PoolEntry], count: usize) -> Result<Vec<PoolEntry>, usize> {
        let free = pool.iter().filter(|entry| !self.taken.contains(&entry.0));
        let mut free: Vec<PoolEntry> = free.copied().collect();
        if free.len() < count {
            return Err(free.len());
        }
        let drawn: Vec<PoolEntry> =
            (0..count).map(|_| free.swap_remove(below(&mut self.generator, free.len()))).collect();
        self.taken.extend(drawn.iter().map(|entry| entry.0));
        Ok(drawn)
    }

    fn option_order(&mut self, entry: PoolEntry) -> Result<Vec<OptionId>, PaperFault> {
        let question = self.questions.question(entry.1);
        let question = question.ok_or(PaperFault::VersionMissing { version: entry.1 })?;
        let (mut order, policy) = orderable(question, self.options);
        match policy {
            ShufflePolicy::Fixed => {}
            ShufflePolicy::Shuffled => shuffle(&mut order, &mut self.generator),
        }
        Ok(order)
    }
}

fn orderable(question: &Question, options: ShufflePolicy) -> (Vec<OptionId>, ShufflePolicy) {
    match &question.body {
        QuestionBody::SingleChoice { options: choices } | QuestionBody::MultipleChoice { options: choices } => {
            (choices.iter().map(|choice| choice.id).collect(), options)
        }
        // The author writes each match beside its stem, so that order would be the key.
        QuestionBody::Matching { matches, .. } => (matches.iter().map(|one| one.id).collect(), ShufflePolicy::Shuffled),
        QuestionBody::TrueFalse { .. }
        | QuestionBody::ShortText { .. }
        | QuestionBody::Numerical { .. }
        | QuestionBody::Essay {} => (Vec::new(), ShufflePolicy::Fixed),
    }
}

fn fixed_questions(paper: &PaperDefinition) -> BTreeSet<QuestionId> {
    let items = paper.sections.iter().flat_map(|section| &section.items);
    items
        .filter_map(|item| match item {
            Item::Fixed { question, .. } => Some(*question),
            Item::Draw { .. } => None,
        })
        .collect()
}

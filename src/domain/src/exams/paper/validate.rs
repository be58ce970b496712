//! The rules that a definition keeps before it is published, so that no attempt can fail to be drawn.

use super::{Item, POINTS_MAX, POOL_MAX, PaperDefinition, QUESTIONS_MAX, SECTIONS_MAX};
use crate::exams::marks::Marks;
use crate::id::QuestionVersionId;
use std::collections::BTreeSet;

/// One fault of a definition. Sections and items are counted from 0, as in a JSON pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaperFault {
    /// Nothing is asked.
    #[error("the paper has no questions")]
    NoQuestions,
    /// More questions than an attempt may have.
    #[error("the paper has {count} questions, it may have {max}")]
    TooManyQuestions {
        /// How many an attempt would have.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// More sections than a paper may have.
    #[error("the paper has {count} sections, it may have {max}")]
    TooManySections {
        /// How many there are.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// Points not above zero, or beyond reason.
    #[error("the points of item {item} in section {section} are out of range")]
    PointsOutOfRange {
        /// The section.
        section: usize,
        /// The item in it.
        item: usize,
    },
    /// A fixed question stands in the paper twice.
    #[error("the question of item {item} in section {section} stands in the paper before")]
    QuestionRepeated {
        /// The section where it stands again.
        section: usize,
        /// The item in it.
        item: usize,
    },
    /// A draw of nothing.
    #[error("item {item} in section {section} draws nothing")]
    DrawEmpty {
        /// The section.
        section: usize,
        /// The item in it.
        item: usize,
    },
    /// A pool larger than a pool may be.
    #[error("the pool of item {item} in section {section} is larger than {max}")]
    PoolTooLarge {
        /// The section.
        section: usize,
        /// The item in it.
        item: usize,
        /// How many questions are allowed.
        max: usize,
    },
    /// Two versions of one question in a pool, or one twice.
    #[error("a question stands in the pool of item {item} in section {section} twice")]
    PoolRepeated {
        /// The section.
        section: usize,
        /// The item in it.
        item: usize,
    },
    /// More is drawn than may be left when the fixed questions and earlier draws have taken theirs.
    #[error("item {item} in section {section} draws {count}, but only {available} may be left")]
    DrawTooLarge {
        /// The section.
        section: usize,
        /// The item in it.
        item: usize,
        /// How many are to be drawn.
        count: usize,
        /// How many are left in the worst case.
        available: usize,
    },
    /// A question version that was not loaded; said when an attempt is drawn, never by `validate`.
    #[error("question version {version} is not there")]
    VersionMissing {
        /// Which one.
        version: QuestionVersionId,
    },
}

impl PaperFault {
    /// The stable slug of this fault.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoQuestions => "no_questions",
            Self::TooManyQuestions { .. } => "too_many_questions",
            Self::TooManySections { .. } => "too_many_sections",
            Self::PointsOutOfRange { .. } => "points_out_of_range",
            Self::QuestionRepeated { .. } => "question_repeated",
            Self::DrawEmpty { .. } => "draw_empty",
            Self::PoolTooLarge { .. } => "pool_too_large",
            Self::PoolRepeated { .. } => "pool_repeated",
            Self::DrawTooLarge { .. } => "draw_too_large",
            Self::VersionMissing { .. } => "version_missing",
        }
    }

    /// The section and the item that are wrong, where it is one of them.
    pub const fn place(&self) -> Option<(usize, usize)> {
        match *self {
            Self::NoQuestions
            | Self::TooManyQuestions { .. }
            | Self::TooManySections { .. }
            | Self::VersionMissing { .. } => None,
            Self::PointsOutOfRange { section, item }
            | Self::QuestionRepeated { section, item }
            | Self::DrawEmpty { section, item }
            | Self::PoolTooLarge { section, item, .. }
            | Self::PoolRepeated { section, item }
            | Self::DrawTooLarge { section, item, .. } => Some((section, item)),
        }
    }

    /// JSON pointer into the definition to what is wrong.
    pub fn pointer(&self) -> String {
        let Some((section, item)) = self.place() else { return "/sections".to_owned() };
        let part = match self {
            Self::PointsOutOfRange { .. } => "/points",
            Self::QuestionRepeated { .. } => "/question",
            Self::PoolTooLarge { .. } | Self::PoolRepeated { .. } => "/pool",
            Self::DrawEmpty { .. } | Self::DrawTooLarge { .. } => "/count",
            Self::NoQuestions
            | Self::TooManyQuestions { .. }
            | Self::TooManySections { .. }
            | Self::VersionMissing { .. } => "",
        };
        format!("/sections/{section}/items/{item}{part}")
    }
}

impl PaperDefinition {
    /// Everything that keeps the definition from being published.
    pub fn validate(&self) -> Result<(), Vec<PaperFault>> {
        let faults = faults(self);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

fn faults(paper: &PaperDefinition) -> Vec<PaperFault> {
    let mut faults = Vec::new();
    check_size(paper, &mut faults);
    check_items(paper, &mut faults);
    check_pools(paper, &mut faults);
    let short = paper.draws().into_iter().flatten().filter(|draw| draw.count > draw.available);
    faults.extend(short.map(|draw| PaperFault::DrawTooLarge {
        section: draw.section,
        item: draw.item,
        count: draw.count,
        available: draw.available,
    }));
    faults
}

fn check_size(paper: &PaperDefinition, faults: &mut Vec<PaperFault>) {
    let count = paper.question_count();
    if count == 0 {
        faults.push(PaperFault::NoQuestions);
    }
    if count > QUESTIONS_MAX {
        faults.push(PaperFault::TooManyQuestions { count, max: QUESTIONS_MAX });
    }
    if paper.sections.len() > SECTIONS_MAX {
        faults.push(PaperFault::TooManySections { count: paper.sections.len(), max: SECTIONS_MAX });
    }
}

fn check_items(paper: &PaperDefinition, faults: &mut Vec<PaperFault>) {
    let mut fixed = BTreeSet::new();
    for (section, item, entry) in paper.places() {
        let (Item::Fixed { points, .. } | Item::Draw { points, .. }) = entry;
        if *points <= Marks::ZERO || *points > POINTS_MAX {
            faults.push(PaperFault::PointsOutOfRange { section, item });
        }
        if let Item::Fixed { question, .. } = entry
            && !fixed.insert(*question)
        {
            faults.push(PaperFault::QuestionRepeated { section, item });
        }
    }
}

fn check_pools(paper: &PaperDefinition, faults: &mut Vec<PaperFault>) {
    for (section, item, entry) in paper.places() {
        let Item::Draw { pool, count, .. } = entry else {
            continue;
        };
        if *count == 0 {
            faults.push(PaperFault::DrawEmpty { section, item });
        }
        if pool.len() > POOL_MAX {
            faults.push(PaperFault::PoolTooLarge { section, item, max: POOL_MAX });
        } else if pool.iter().map(|entry| entry.0).collect::<BTreeSet<_>>().len() < pool.len() {
            faults.push(PaperFault::PoolRepeated { section, item });
        }
    }
}

//! The rules that a definition keeps before it is published, so that no attempt can fail to be drawn.

use super::{Item, POINTS_MAX, POOL_MAX, PaperDefinition, PoolEntry, QUESTIONS_MAX, SECTIONS_MAX};
use crate::exams::marks::Marks;
use crate::id::{QuestionId, QuestionVersionId};
use std::collections::{BTreeMap, BTreeSet};

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
    #[error("a question stands in the paper twice")]
    QuestionRepeated {
        /// Which one.
        question: QuestionId,
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

    /// JSON pointer into the definition to what is wrong.
    pub fn pointer(&self) -> String {
        match *self {
            Self::NoQuestions
            | Self::TooManyQuestions { .. }
            | Self::TooManySections { .. }
            | Self::QuestionRepeated { .. }
            | Self::VersionMissing { .. } => "/sections".to_owned(),
            Self::PointsOutOfRange { section, item } => {
                format!("/sections/{section}/items/{item}/points")
            }
            Self::PoolTooLarge { section, item, .. } | Self::PoolRepeated { section, item } => {
                format!("/sections/{section}/items/{item}/pool")
            }
            Self::DrawEmpty { section, item } | Self::DrawTooLarge { section, item, .. } => {
                format!("/sections/{section}/items/{item}/count")
            }
        }
    }
}

/// A draw with its place.
struct Draw<'a> {
    section: usize,
    item: usize,
    pool: &'a [PoolEntry],
    count: usize,
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
    let fixed = check_fixed(paper, &mut faults);
    let draws = check_draws(paper, &mut faults);
    // Pools beyond their bound are not looked into any further: the work below grows with them.
    if faults.is_empty() {
        check_what_is_left(&draws, &fixed, &mut faults);
    }
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

fn check_fixed(paper: &PaperDefinition, faults: &mut Vec<PaperFault>) -> BTreeSet<QuestionId> {
    let mut fixed = BTreeSet::new();
    for (section, item, entry) in places(paper) {
        let (Item::Fixed { points, .. } | Item::Draw { points, .. }) = entry;
        if *points <= Marks::ZERO || *points > POINTS_MAX {
            faults.push(PaperFault::PointsOutOfRange { section, item });
        }
        if let Item::Fixed { question, .. } = entry
            && !fixed.insert(*question)
        {
            faults.push(PaperFault::QuestionRepeated { question: *question });
        }
    }
    fixed
}

fn check_draws<'a>(paper: &'a PaperDefinition, faults: &mut Vec<PaperFault>) -> Vec<Draw<'a>> {
    let mut draws = Vec::new();
    for (section, item, entry) in places(paper) {
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
        draws.push(Draw { section, item, pool, count: *count });
    }
    draws
}

/// Whatever the earlier draws happen to take, each later one still finds enough: an earlier draw can take from this
/// pool no more than it draws and no more than both pools share.
fn check_what_is_left(draws: &[Draw<'_>], fixed: &BTreeSet<QuestionId>, faults: &mut Vec<PaperFault>) {
    let mut drawn_by: BTreeMap<QuestionId, Vec<usize>> = BTreeMap::new();
    for (at, draw) in draws.iter().enumerate() {
        let mut shared = vec![0usize; at];
        let mut free = 0usize;
        for entry in draw.pool.iter().filter(|entry| !fixed.contains(&entry.0)) {
            free += 1;
            let earlier = drawn_by.entry(entry.0).or_default();
            for &other in earlier.iter() {
                shared[other] += 1;
            }
            earlier.push(at);
        }
        let taken = draws.iter().zip(&shared);
        let taken: usize = taken.map(|(other, &both)| other.count.min(both)).sum();
        let available = free.saturating_sub(taken);
        if draw.count > available {
            faults.push(PaperFault::DrawTooLarge {
                section: draw.section,
                item: draw.item,
                count: draw.count,
                available,
            });
        }
    }
}

fn places(paper: &PaperDefinition) -> impl Iterator<Item = (usize, usize, &Item)> {
    let sections = paper.sections.iter().enumerate();
    sections.flat_map(|(section, content)| {
        let items = content.items.iter().enumerate();
        items.map(move |(item, entry)| (section, item, entry))
    })
}

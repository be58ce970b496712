//! How the draws of a definition get on with its other items and with each other.

use super::{Item, POOL_MAX, PaperDefinition, PoolEntry, QUESTIONS_MAX};
use crate::id::QuestionId;
use std::collections::{BTreeMap, BTreeSet};

/// A draw with what it finds. Sections and items are counted from 0, as in a JSON pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawStanding {
    /// The section.
    pub section: usize,
    /// The item in it.
    pub item: usize,
    /// How many it draws.
    pub count: usize,
    /// How many questions its pool has.
    pub pool: usize,
    /// How many of them are left in the worst case, when the fixed questions and the earlier draws have taken theirs.
    pub available: usize,
}

struct Draw<'a> {
    section: usize,
    item: usize,
    pool: &'a [PoolEntry],
    count: usize,
}

impl PaperDefinition {
    /// How each draw stands, in the author's order; nothing while something is beyond its bound, since the work grows with
    /// the draws and their pools.
    pub fn draws(&self) -> Option<Vec<DrawStanding>> {
        let mut fixed = BTreeSet::new();
        let mut draws = Vec::new();
        for (section, item, entry) in self.places() {
            match entry {
                Item::Fixed { question, .. } => drop(fixed.insert(*question)),
                Item::Draw { pool, count, .. } => draws.push(Draw { section, item, pool, count: *count }),
            }
        }
        let within = |draw: &Draw<'_>| draw.count > 0 && draw.pool.len() <= POOL_MAX;
        let bounded = self.question_count() <= QUESTIONS_MAX && draws.iter().all(within);
        bounded.then(|| standings(&draws, &fixed))
    }

    /// Each item with its section and its place in it, both counted from 0.
    pub fn places(&self) -> impl Iterator<Item = (usize, usize, &Item)> {
        let sections = self.sections.iter().enumerate();
        sections.flat_map(|(section, content)| {
            let items = content.items.iter().enumerate();
            items.map(move |(item, entry)| (section, item, entry))
        })
    }
}

/// Whatever the earlier draws happen to take, each later one still finds enough: an earlier draw can take from this
/// pool no more than it draws and no more than both pools share.
fn standings(draws: &[Draw<'_>], fixed: &BTreeSet<QuestionId>) -> Vec<DrawStanding> {
    let mut drawn_by: BTreeMap<QuestionId, Vec<usize>> = BTreeMap::new();
    let standing = |(at, draw): (usize, &Draw<'_>)| {
        let mut shared = vec![0usize; at];
        let mut free = 0usize;
        for entry in draw.pool.iter().filter(|entry| !fixed.contains(&entry.0)) {
            let earlier = drawn_by.entry(entry.0).or_default();
            if earlier.last() == Some(&at) {
                continue;
            }
            free += 1;
            for &other in earlier.iter() {
                shared[other] += 1;
            }
            earlier.push(at);
        }
        let taken: usize = draws.iter().zip(&shared).map(|(other, &both)| other.count.min(both)).sum();
        DrawStanding {
            section: draw.section,
            item: draw.item,
            count: draw.count,
            pool: draw.pool.len(),
            available: free.saturating_sub(taken),
        }
    };
    draws.iter().enumerate().map(standing).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{DrawSource, Section, SectionTitle, ShufflePolicy};
    use super::*;
    use crate::exams::marks::Marks;
    use crate::id::QuestionVersionId;
    use uuid::Uuid;

    fn entry(n: u128) -> PoolEntry {
        PoolEntry(QuestionId(Uuid::from_u128(n)), QuestionVersionId(Uuid::from_u128(n)))
    }

    fn fixed(n: u128) -> Item {
        let PoolEntry(question, version) = entry(n);
        Item::Fixed { question, version, points: Marks::from_points(2) }
    }

    fn draw(pool: impl IntoIterator<Item = u128>, count: usize) -> Item {
        let from = Some(DrawSource { category: "a/b".to_owned(), tag: Some("easy".to_owned()) });
        Item::Draw { from, pool: pool.into_iter().map(entry).collect(), count, points: Marks::POINT }
    }

    fn paper(sections: Vec<Vec<Item>>) -> PaperDefinition {
        let section = |items| Section { title: SectionTitle::default(), shuffle: ShufflePolicy::Fixed, items };
        PaperDefinition { sections: sections.into_iter().map(section).collect(), options: ShufflePolicy::Fixed }
    }

    /// Pool and what is left of it, for each draw.
    fn left(sections: Vec<Vec<Item>>) -> Vec<(usize, usize)> {
        let draws = paper(sections).draws().unwrap();
        draws.iter().map(|draw| (draw.pool, draw.available)).collect()
    }

    #[test]
    fn a_draw_finds_what_fixed_questions_and_earlier_draws_leave() {
        assert_eq!(left(vec![vec![draw(0..5, 2)]]), [(5, 5)]);
        assert_eq!(left(vec![vec![draw(0..5, 2)], vec![fixed(0), fixed(9)]]), [(5, 4)], "wherever they stand");
        assert_eq!(left(vec![vec![draw(0..5, 2), draw(3..8, 4)]]), [(5, 5), (5, 3)]);
        assert_eq!(left(vec![vec![draw(0..5, 2), draw(4..8, 4)]]), [(5, 5), (4, 3)], "they share one question only");
        assert_eq!(left(vec![vec![draw(0..0, 1)]]), [(0, 0)]);
        assert_eq!(left(vec![vec![draw([1, 1, 2], 1)]]), [(3, 2)], "a question that is named twice is there once");
    }

    #[test]
    fn nothing_is_counted_beyond_the_bounds() {
        assert!(paper(vec![vec![draw(0..5, 500)]]).draws().is_some());
        for beyond in [draw(0..5, 501), draw(0..5, 0), draw(0..5_001, 1)] {
            assert_eq!(paper(vec![vec![beyond]]).draws(), None);
        }
    }

    #[test]
    fn sections_add_up_to_the_paper() {
        let paper = paper(vec![vec![fixed(1), draw(2..9, 3)], vec![], vec![draw(10..20, 4)]]);
        let sums: Vec<_> = paper.sections.iter().map(|part| (part.question_count(), part.points())).collect();
        let points = Marks::from_points;
        assert_eq!(sums, [(4, points(5)), (0, Marks::ZERO), (4, points(4))]);
        assert_eq!((paper.question_count(), paper.points()), (8, points(9)));
    }

    #[test]
    fn what_was_drawn_from_is_read_back_and_may_be_missing() {
        let item = draw(0..1, 1);
        let mut stored = serde_json::to_value(&item).unwrap();
        assert_eq!(stored["from"], serde_json::json!({ "category": "a/b", "tag": "easy" }));
        assert_eq!(serde_json::from_value::<Item>(stored.clone()).unwrap(), item);
        stored.as_object_mut().unwrap().remove("from");
        let Item::Draw { from, .. } = serde_json::from_value(stored).unwrap() else { panic!("it is a draw") };
        assert_eq!(from, None);
    }
}

//! What the results of a sitting say together: how the scores are spread, and how hard each question was.

use super::marks::{Fraction, Marks};
use super::result::AttemptResult;
use crate::id::QuestionId;
use std::collections::BTreeMap;

/// Into how many equal parts of the full score the results are counted.
pub const BANDS: usize = 10;

/// The figures of a sitting, fed one result at a time so that no list of them is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    bands: [u64; BANDS],
    questions: BTreeMap<QuestionId, Tally>,
    provisional: u64,
}

/// The figures of one question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Attempts in which it was asked and has been marked.
    pub marked: u64,
    awarded: i128,
    max: i128,
}

impl Statistics {
    /// Counts one more result.
    pub fn add(&mut self, result: &AttemptResult) {
        self.bands[band(result.score, result.max)] += 1;
        self.provisional += u64::from(result.provisional);
        for question in &result.questions {
            let Some(awarded) = question.mark.awarded else { continue };
            let tally = self.questions.entry(question.question).or_default();
            tally.marked += 1;
            tally.awarded += i128::from(awarded.0);
            tally.max += i128::from(question.mark.max.0);
        }
    }

    /// How many results lie in each tenth of the full score; a full score is in the last.
    pub fn bands(&self) -> &[u64; BANDS] {
        &self.bands
    }

    /// How many results were counted.
    pub fn results(&self) -> u64 {
        self.bands.iter().sum()
    }

    /// How many of them wait for a person.
    pub fn provisional(&self) -> u64 {
        self.provisional
    }

    /// The figures of a question; nothing where it was never marked.
    pub fn question(&self, question: QuestionId) -> Option<Tally> {
        self.questions.get(&question).copied()
    }
}

impl Tally {
    /// The share of its points that was earned, 0..=100 %: near 100 % for an easy question.
    pub fn facility(self) -> Fraction {
        Fraction::ratio(self.awarded, self.max)
    }
}

fn band(score: Marks, max: Marks) -> usize {
    let tenths = Fraction::of(score, max).clipped().0 * BANDS as i64 / Fraction::ONE.0;
    usize::try_from(tenths).map_or(0, |tenths| tenths.min(BANDS - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exams::marking::{Correctness, QuestionMark};
    use crate::exams::result::MarkedQuestion;
    use uuid::Uuid;

    fn result(awarded: &[Option<i64>]) -> AttemptResult {
        let question = |(at, awarded): (usize, &Option<i64>)| MarkedQuestion {
            question: QuestionId(Uuid::from_u128(at as u128)),
            position: at + 1,
            mark: QuestionMark {
                awarded: awarded.map(Marks),
                max: Marks(10),
                fraction: None,
                feedback: Vec::new(),
                correct: Correctness::Pending,
                by_hand: None,
            },
        };
        let questions: Vec<MarkedQuestion> = awarded.iter().enumerate().map(question).collect();
        AttemptResult {
            score: Marks(awarded.iter().flatten().sum()),
            max: Marks(10 * awarded.len() as i64),
            provisional: awarded.contains(&None),
            questions,
        }
    }

    #[test]
    fn scores_fall_into_tenths_and_a_full_one_into_the_last() {
        let mut statistics = Statistics::default();
        for score in [0, 1, 9, 10] {
            statistics.add(&result(&[Some(score)]));
        }
        assert_eq!(statistics.bands(), &[1, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!((statistics.results(), statistics.provisional()), (4, 0));
    }

    #[test]
    fn facility_counts_only_what_was_marked() {
        let mut statistics = Statistics::default();
        statistics.add(&result(&[Some(10), None]));
        statistics.add(&result(&[Some(5), Some(0)]));
        let question = |n| statistics.question(QuestionId(Uuid::from_u128(n)));
        assert_eq!(question(0).unwrap().facility(), Fraction(7_500_000));
        assert_eq!((question(1).unwrap().marked, question(1).unwrap().facility()), (1, Fraction::ZERO));
        assert_eq!(question(2), None);
        assert_eq!(statistics.provisional(), 1);
    }
}

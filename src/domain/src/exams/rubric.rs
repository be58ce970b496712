//! Rubrics: the criteria by which a person marks an essay, each with levels of points and words.
//!
//! A rubric says how good an answer is, not what the question is worth: papers decide that, and one question may be worth
//! different points in two papers. What the chosen levels sum up to is therefore scaled by the question's points over the
//! sum of the best levels, rounded once (see [`Marks::scaled_by`]). Where the best levels sum up to the question's points,
//! nothing changes; all best levels are always exactly everything.

use super::marks::Marks;
use super::paper::POINTS_MAX;
use crate::text::BoundedText;
use serde::{Deserialize, Serialize};

/// Most criteria of one rubric; there is at least one.
pub const CRITERIA_MAX: usize = 10;
/// Fewest levels of one criterion.
pub const LEVELS_MIN: usize = 2;
/// Most levels of one criterion.
pub const LEVELS_MAX: usize = 6;

/// What a criterion is called.
pub type CriterionTitle = BoundedText<1, 200>;
/// What it looks at; may be empty.
pub type CriterionDescription = BoundedText<0, 1_000>;
/// What an answer at a level is like.
pub type LevelWords = BoundedText<1, 400>;

/// One version of a question's rubric; in JSON the array of its criteria.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Criterion>", into = "Vec<Criterion>")]
pub struct Rubric(Vec<Criterion>);

/// One thing that the marker looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What it is called.
    pub title: CriterionTitle,
    /// What it looks at.
    pub description: CriterionDescription,
    /// What can be reached, in the author's order.
    pub levels: Vec<Level>,
}

/// What an answer can reach in a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// In 10⁻⁵ of a point, before scaling.
    pub points: Marks,
    /// What such an answer is like.
    pub words: LevelWords,
}

/// What is wrong with a rubric. Criteria and levels are counted from 0, as in a JSON pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RubricFault {
    /// No criterion, or too many.
    #[error("a rubric has 1 to {CRITERIA_MAX} criteria")]
    CriteriaOutOfRange,
    /// Too few or too many levels.
    #[error("criterion {criterion} needs {LEVELS_MIN} to {LEVELS_MAX} levels")]
    LevelsOutOfRange {
        /// Which one.
        criterion: usize,
    },
    /// Points below zero or beyond reason.
    #[error("the points of level {level} of criterion {criterion} are out of range")]
    PointsOutOfRange {
        /// The criterion.
        criterion: usize,
        /// The level in it.
        level: usize,
    },
    /// No level of it earns anything, so choosing one says nothing.
    #[error("nothing can be earned in criterion {criterion}")]
    NothingToEarn {
        /// Which one.
        criterion: usize,
    },
}

/// A choice of levels that does not fit the rubric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("one level of each criterion has to be chosen")]
pub struct ChoiceFault;

impl RubricFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CriteriaOutOfRange | Self::LevelsOutOfRange { .. } => "out_of_range",
            Self::PointsOutOfRange { .. } => "points_out_of_range",
            Self::NothingToEarn { .. } => "nothing_to_earn",
        }
    }

    /// The bounds that its sentence names; none where it names none.
    pub const fn bounds(self) -> Option<(usize, usize)> {
        match self {
            Self::CriteriaOutOfRange => Some((1, CRITERIA_MAX)),
            Self::LevelsOutOfRange { .. } => Some((LEVELS_MIN, LEVELS_MAX)),
            Self::PointsOutOfRange { .. } | Self::NothingToEarn { .. } => None,
        }
    }

    /// JSON pointer to the wrong part, from the array of criteria on.
    pub fn pointer(self) -> String {
        match self {
            Self::CriteriaOutOfRange => String::new(),
            Self::LevelsOutOfRange { criterion } | Self::NothingToEarn { criterion } => format!("/{criterion}/levels"),
            Self::PointsOutOfRange { criterion, level } => format!("/{criterion}/levels/{level}/points"),
        }
    }
}

impl Rubric {
    /// The rubric, or everything that is wrong with it.
    pub fn parse(criteria: Vec<Criterion>) -> Result<Self, Vec<RubricFault>> {
        let mut faults = Vec::new();
        if !(1..=CRITERIA_MAX).contains(&criteria.len()) {
            faults.push(RubricFault::CriteriaOutOfRange);
        }
        for (at, criterion) in criteria.iter().enumerate() {
            faults.extend(criterion.faults(at));
        }
        if faults.is_empty() { Ok(Self(criteria)) } else { Err(faults) }
    }

    /// The criteria in the author's order.
    pub fn criteria(&self) -> &[Criterion] {
        &self.0
    }

    /// The sum of the best levels; above zero.
    pub fn best(&self) -> Marks {
        self.0.iter().map(Criterion::best).sum()
    }

    /// The chosen level of each criterion, the levels of each counted from 0.
    pub fn chosen(&self, levels: &[usize]) -> Result<Vec<(&Criterion, &Level)>, ChoiceFault> {
        if levels.len() != self.0.len() {
            return Err(ChoiceFault);
        }
        let pairs = self.0.iter().zip(levels);
        pairs.map(|(criterion, at)| Ok((criterion, criterion.levels.get(*at).ok_or(ChoiceFault)?))).collect()
    }
}

impl Criterion {
    /// What its best level earns.
    pub fn best(&self) -> Marks {
        self.levels.iter().map(|level| level.points).max().unwrap_or(Marks::ZERO)
    }

    fn faults(&self, criterion: usize) -> Vec<RubricFault> {
        let mut faults = Vec::new();
        if !(LEVELS_MIN..=LEVELS_MAX).contains(&self.levels.len()) {
            faults.push(RubricFault::LevelsOutOfRange { criterion });
        }
        let wrong = |points| !(Marks::ZERO..=POINTS_MAX).contains(&points);
        for (level, _) in self.levels.iter().enumerate().filter(|(_, level)| wrong(level.points)) {
            faults.push(RubricFault::PointsOutOfRange { criterion, level });
        }
        if faults.is_empty() && self.best() == Marks::ZERO {
            faults.push(RubricFault::NothingToEarn { criterion });
        }
        faults
    }
}

impl TryFrom<Vec<Criterion>> for Rubric {
    type Error = RubricFault;

    fn try_from(criteria: Vec<Criterion>) -> Result<Self, RubricFault> {
        Self::parse(criteria).map_err(|faults| faults[0])
    }
}

impl From<Rubric> for Vec<Criterion> {
    fn from(rubric: Rubric) -> Self {
        rubric.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn criterion(points: &[i64]) -> Criterion {
        let level = |points: &i64| Level { points: Marks(*points), words: LevelWords::parse("So").unwrap() };
        Criterion {
            title: CriterionTitle::parse("Style").unwrap(),
            description: CriterionDescription::default(),
            levels: points.iter().map(level).collect(),
        }
    }

    #[test]
    fn every_bound_is_watched_on_both_sides() {
        assert!(Rubric::parse(vec![criterion(&[0, 1]); CRITERIA_MAX]).is_ok());
        assert!(Rubric::parse(vec![criterion(&[0, 0, 0, 0, 0, POINTS_MAX.0])]).is_ok());
        let table: [(Vec<Criterion>, &str, &str); 7] = [
            (vec![], "", "out_of_range"),
            (vec![criterion(&[0, 1]); CRITERIA_MAX + 1], "", "out_of_range"),
            (vec![criterion(&[1])], "/0/levels", "out_of_range"),
            (vec![criterion(&[1; LEVELS_MAX + 1])], "/0/levels", "out_of_range"),
            (vec![criterion(&[0, 1]), criterion(&[1, -1])], "/1/levels/1/points", "points_out_of_range"),
            (vec![criterion(&[0, POINTS_MAX.0 + 1])], "/0/levels/1/points", "points_out_of_range"),
            (vec![criterion(&[0, 0])], "/0/levels", "nothing_to_earn"),
        ];
        for (criteria, pointer, code) in table {
            let faults = Rubric::parse(criteria).unwrap_err();
            assert_eq!((faults[0].pointer().as_str(), faults[0].code()), (pointer, code));
            assert_eq!(faults[0].bounds().is_some(), code == "out_of_range");
        }
    }

    #[test]
    fn the_best_levels_are_summed_wherever_they_stand() {
        let rubric = Rubric::parse(vec![criterion(&[3, 0, 1]), criterion(&[0, 2])]).unwrap();
        assert_eq!(rubric.best(), Marks(5));
        let chosen = rubric.chosen(&[2, 1]).unwrap();
        assert_eq!(chosen.iter().map(|(_, level)| level.points).sum::<Marks>(), Marks(3));
        for wrong in [&[0][..], &[0, 2], &[0, 0, 0], &[]] {
            assert_eq!(rubric.chosen(wrong), Err(ChoiceFault));
        }
    }

    #[test]
    fn what_is_stored_is_read_through_the_same_door() {
        let rubric = Rubric::parse(vec![criterion(&[0, 2])]).unwrap();
        let mut stored: Value = serde_json::to_value(&rubric).unwrap();
        assert_eq!(serde_json::from_value::<Rubric>(stored.clone()).unwrap(), rubric);
        stored[0]["levels"] = json!([]);
        assert!(serde_json::from_value::<Rubric>(stored).is_err());
    }
}

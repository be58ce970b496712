//! Marks by hand: what levels and points earn, how they complete a result, and what a student sees of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::exams::paper::POINTS_MAX;
use examhall_domain::exams::rubric::{CriterionDescription, CriterionTitle, LevelWords};
use examhall_domain::exams::{
    AttemptPaper, AttemptQuestion, AttemptResult, AttemptSection, Correctness, Criterion, Fraction, HandMark, Level,
    MarkComment, Marks, Markup, Question, QuestionBody, Response, ResultView, ReviewPolicy, Rubric, SectionTitle,
    Visibility,
};
use examhall_domain::id::{QuestionId, QuestionVersionId};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

fn criterion(title: &str, points: &[i64]) -> Criterion {
    let level = |(at, points): (usize, &i64)| Level {
        points: Marks(*points),
        words: LevelWords::parse(&format!("{title} {at}")).unwrap(),
    };
    Criterion {
        title: CriterionTitle::parse(title).unwrap(),
        description: CriterionDescription::parse("What counts").unwrap(),
        levels: points.iter().enumerate().map(level).collect(),
    }
}

fn rubric() -> Rubric {
    Rubric::parse(vec![criterion("Style", &[0, 100_000]), criterion("Depth", &[0, 100_000, 200_000])]).unwrap()
}

fn comment(text: &str) -> MarkComment {
    MarkComment::parse(text).unwrap()
}

fn levels(levels: &[usize]) -> HandMark {
    HandMark::by_levels(rubric(), levels.to_vec(), comment("Go on.")).unwrap()
}

const fn id(n: u128) -> QuestionId {
    QuestionId(Uuid::from_u128(n))
}

fn points(points: i64) -> HandMark {
    HandMark::by_points(Marks(points), Marks::from_points(2), comment("")).unwrap()
}

/// Two essays worth two points each.
fn paper() -> (AttemptPaper, BTreeMap<QuestionVersionId, Question>) {
    let version = |n| QuestionVersionId(Uuid::from_u128(100 + n));
    let asked = |n| AttemptQuestion {
        question: id(n),
        version: version(n),
        points: Marks::from_points(2),
        option_order: Vec::new(),
    };
    let essay = || Question {
        name: "Essay".to_owned(),
        text: Markup::plain("Write."),
        general_feedback: Some(Markup::plain("Thanks")),
        body: QuestionBody::Essay {},
    };
    let section = AttemptSection { title: SectionTitle::default(), questions: vec![asked(1), asked(2)] };
    (AttemptPaper { sections: vec![section] }, [(version(1), essay()), (version(2), essay())].into())
}

fn written(questions: &[u128]) -> BTreeMap<QuestionId, Response> {
    questions.iter().map(|n| (id(*n), Response::Text { text: "Words".to_owned() })).collect()
}

fn result(answered: &[u128], by_hand: &[(u128, HandMark)]) -> AttemptResult {
    let (paper, bank) = paper();
    let by_hand = by_hand.iter().map(|(n, mark)| (id(*n), mark.clone())).collect();
    AttemptResult::mark(&paper, &bank, &written(answered), &by_hand).unwrap()
}

#[test]
fn levels_are_scaled_to_what_the_question_is_worth() {
    let table = [(&[0, 0], 0), (&[1, 0], 33_333), (&[0, 1], 33_333), (&[1, 1], 66_667), (&[1, 2], 100_000)];
    for (chosen, awarded) in table {
        assert_eq!(levels(chosen).awarded(Marks::POINT), Marks(awarded), "{chosen:?}");
        assert_eq!(levels(chosen).awarded(Marks::from_points(3)).0, 100_000 * chosen.iter().sum::<usize>() as i64);
    }
    assert!(HandMark::by_levels(rubric(), vec![0], comment("")).is_err());
    assert!(HandMark::by_levels(rubric(), vec![0, 3], comment("")).is_err());
}

#[test]
fn points_lie_between_nothing_and_everything() {
    let max = Marks::from_points(2);
    for (points, fits) in [(-1, false), (0, true), (200_000, true), (200_001, false)] {
        assert_eq!(HandMark::by_points(Marks(points), max, comment("")).is_ok(), fits, "{points}");
    }
    assert_eq!(points(150_000).awarded(Marks::POINT), Marks::POINT, "a smaller question is never overpaid");
}

#[test]
fn a_result_is_provisional_until_the_last_essay_is_marked() {
    let one = result(&[1, 2], &[(1, levels(&[1, 2]))]);
    assert_eq!((one.score, one.provisional), (Marks::from_points(2), true));
    assert_eq!(one.for_a_person().count(), 2);
    let both = result(&[1, 2], &[(1, levels(&[1, 2])), (2, points(50_000))]);
    assert_eq!((both.score, both.max, both.provisional), (Marks(250_000), Marks::from_points(4), false));
    let correct: Vec<Correctness> = both.questions.iter().map(|question| question.mark.correct).collect();
    assert_eq!(correct, [Correctness::Correct, Correctness::Partial]);
    assert_eq!(both.questions[1].mark.fraction, Some(Fraction(2_500_000)));
    assert_eq!(both.for_a_person().count(), 2);
    let stored = serde_json::to_string(&both).unwrap();
    assert_eq!(serde_json::from_str::<AttemptResult>(&stored).unwrap(), both);
}

#[test]
fn an_essay_that_was_not_written_stays_blank_whatever_somebody_said_of_it() {
    let result = result(&[1], &[(1, points(0)), (2, points(200_000))]);
    assert_eq!((result.score, result.provisional), (Marks::ZERO, false));
    assert_eq!(result.questions[0].mark.correct, Correctness::Wrong);
    assert_eq!(result.questions[1].mark.correct, Correctness::Blank);
    assert_eq!(result.for_a_person().count(), 1);
}

#[test]
fn a_student_sees_levels_with_the_score_and_the_comment_with_the_feedback() {
    let (paper, bank) = paper();
    let result = result(&[1, 2], &[(1, levels(&[1, 1])), (2, points(0))]);
    let see = |policy: ReviewPolicy| -> Value {
        let view = ResultView::build(&result, &policy, &paper, &bank, &written(&[1, 2]), &|text| text.source.clone());
        serde_json::to_value(view).unwrap()["questions"].clone()
    };
    let open = see(ReviewPolicy::OPEN);
    assert_eq!(open[0]["comment"], "Go on.");
    assert_eq!(
        open[0]["criteria"][1],
        json!({ "title": "Depth", "description": "What counts", "level": "Depth 1", "points": 66_667, "max": 133_333 })
    );
    assert_eq!((open[1].get("criteria"), open[1].get("comment")), (None, None));
    let hidden = |change: fn(&mut ReviewPolicy)| {
        let mut policy = ReviewPolicy::OPEN;
        change(&mut policy);
        see(policy)[0].clone()
    };
    let unscored = hidden(|policy| policy.show_score = Visibility::Hidden);
    assert_eq!((unscored.get("criteria"), &unscored["comment"]), (None, &json!("Go on.")));
    let mute = hidden(|policy| policy.show_feedback = Visibility::Hidden);
    assert_eq!((mute.get("comment"), mute["criteria"].as_array().unwrap().len()), (None, 2));
}

/// A rubric and a level of each of its criteria.
fn marked() -> impl Strategy<Value = (Rubric, Vec<usize>)> {
    let one = (prop::collection::vec(0..=POINTS_MAX.0, 2..=6), any::<prop::sample::Index>())
        .prop_filter("something has to be earned", |(points, _)| points.iter().any(|points| *points > 0));
    prop::collection::vec(one, 1..=10).prop_map(|chosen| {
        let levels = chosen.iter().map(|(points, at)| at.index(points.len())).collect();
        let criteria = chosen.iter().map(|(points, _)| criterion("C", points)).collect();
        (Rubric::parse(criteria).unwrap(), levels)
    })
}

proptest! {
    #[test]
    fn whatever_is_chosen_stays_within_the_question((rubric, levels) in marked(), max in 1..=POINTS_MAX.0) {
        let max = Marks(max);
        let best = rubric.criteria().iter().map(|criterion| {
            criterion.levels.iter().position(|level| level.points == criterion.best()).unwrap()
        });
        let best = HandMark::by_levels(rubric.clone(), best.collect(), comment("")).unwrap();
        prop_assert_eq!(best.awarded(max), max);
        let mark = HandMark::by_levels(rubric.clone(), levels.clone(), comment("")).unwrap();
        prop_assert!(mark.awarded(max) >= Marks::ZERO && mark.awarded(max) <= max);
        let sum: Marks = rubric.chosen(&levels).unwrap().iter().map(|(_, level)| level.points).sum();
        prop_assert_eq!(mark.awarded(rubric.best()), sum, "a rubric of the question's points is not scaled");
    }

    #[test]
    fn the_same_marks_give_the_same_result_again((rubric, levels) in marked()) {
        let mark = HandMark::by_levels(rubric, levels, comment("")).unwrap();
        let again = || result(&[1, 2], &[(1, mark.clone()), (2, points(1))]);
        prop_assert_eq!(again(), again());
    }
}

//! From a stored question back to what an author edits.

use super::{Draft, DraftAnswer, DraftOption, DraftPair, DraftRange, DraftText, RangeSort, Truth};
use examhall_domain::exams::{
    Choice, Marks, Markup, Match, NumericalAnswer, NumericalRange, OptionId, Question, QuestionBody, Stem, TextAnswer,
};

impl Draft {
    /// The draft that reads as this question.
    pub(in crate::service::exams) fn of(question: &Question, points: Marks) -> Self {
        let mut draft = Self {
            name: question.name.clone(),
            kind: question.body.kind(),
            points,
            text: text(&question.text),
            general_feedback: optional(&question.general_feedback),
            options: Vec::new(),
            correct: None,
            feedback_true: None,
            feedback_false: None,
            case: None,
            answers: Vec::new(),
            ranges: Vec::new(),
            pairs: Vec::new(),
            distractors: Vec::new(),
        };
        match &question.body {
            QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
                draft.options = options.iter().map(option).collect();
            }
            QuestionBody::TrueFalse { correct, feedback_true, feedback_false } => {
                draft.correct = Some(if *correct { Truth::True } else { Truth::False });
                (draft.feedback_true, draft.feedback_false) = (optional(feedback_true), optional(feedback_false));
            }
            QuestionBody::ShortText { answers, case } => {
                draft.answers = answers.iter().map(answer).collect();
                draft.case = Some(*case);
            }
            QuestionBody::Numerical { answers } => draft.ranges = answers.iter().map(range).collect(),
            QuestionBody::Matching { stems, matches } => {
                draft.pairs = stems.iter().map(|stem| pair(stem, matches)).collect();
                let right = |id: OptionId| stems.iter().any(|stem| stem.answer == id);
                draft.distractors = matches.iter().filter(|one| !right(one.id)).map(|one| text(&one.text)).collect();
            }
            QuestionBody::Essay {} => {}
        }
        draft
    }
}

fn option(option: &Choice) -> DraftOption {
    DraftOption { text: text(&option.text), percent: option.fraction.percent(), feedback: optional(&option.feedback) }
}

fn answer(answer: &TextAnswer) -> DraftAnswer {
    DraftAnswer {
        pattern: answer.pattern.clone(),
        percent: answer.fraction.percent(),
        feedback: optional(&answer.feedback),
    }
}

fn range(answer: &NumericalAnswer) -> DraftRange {
    let mut range = DraftRange {
        sort: RangeSort::Any,
        value: String::new(),
        tolerance: String::new(),
        from: String::new(),
        to: String::new(),
        percent: answer.fraction.percent(),
        feedback: optional(&answer.feedback),
    };
    match answer.range {
        NumericalRange::Exact { value } => (range.sort, range.value) = (RangeSort::Exact, value.to_string()),
        NumericalRange::Tolerance { value, tolerance } => {
            (range.sort, range.value) = (RangeSort::Tolerance, value.to_string());
            range.tolerance = tolerance.to_string();
        }
        NumericalRange::Between { from, to } => {
            (range.sort, range.from, range.to) = (RangeSort::Between, from.to_string(), to.to_string());
        }
        NumericalRange::Any {} => {}
    }
    range
}

fn pair(stem: &Stem, matches: &[Match]) -> DraftPair {
    let answer = matches.iter().find(|one| one.id == stem.answer);
    let Some(answer) = answer else { unreachable!("a stored stem has its match: the question was validated") };
    DraftPair { stem: text(&stem.text), answer: text(&answer.text) }
}

fn text(markup: &Markup) -> DraftText {
    DraftText { format: markup.format, source: markup.source.clone() }
}

fn optional(markup: &Option<Markup>) -> Option<DraftText> {
    markup.as_ref().map(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use examhall_domain::exams::bank::differences;
    use examhall_domain::exams::gift;
    use examhall_domain::seed::Seed;

    #[test]
    fn every_question_of_a_file_survives_being_edited() {
        let file = include_str!("../../../../tests/data/gift/complete.gift");
        let import = gift::parse(file, Seed([1; 32]));
        assert!(import.items.len() > 10);
        for item in import.items {
            let (question, points) = (item.question, Marks(250_000));
            let draft = Draft::of(&question, points);
            let read = draft.read(Seed([2; 32])).unwrap();
            assert_eq!(differences((&question, points), (&read.question, read.points)), [], "{}", question.name);
            let wire = serde_json::to_string(&draft).unwrap();
            assert_eq!(serde_json::from_str::<Draft>(&wire).unwrap(), draft);
        }
    }
}

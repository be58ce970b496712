//! Every text of a question, for those who have to look at all of them.

use super::super::markup::Markup;
use super::{Question, QuestionBody};

impl Question {
    /// Everything that is shown to students at some time.
    pub fn texts(&self) -> Vec<&Markup> {
        let mut texts = self.asked_texts();
        texts.extend(&self.general_feedback);
        match &self.body {
            QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
                texts.extend(options.iter().flat_map(|option| &option.feedback));
            }
            QuestionBody::TrueFalse { feedback_true, feedback_false, .. } => {
                texts.extend(feedback_true.iter().chain(feedback_false));
            }
            QuestionBody::ShortText { answers, .. } => texts.extend(answers.iter().flat_map(|answer| &answer.feedback)),
            QuestionBody::Numerical { answers } => texts.extend(answers.iter().flat_map(|answer| &answer.feedback)),
            QuestionBody::Matching { .. } | QuestionBody::Essay {} => {}
        }
        texts
    }

    /// What students read before they hand in.
    pub fn asked_texts(&self) -> Vec<&Markup> {
        let mut texts = vec![&self.text];
        match &self.body {
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
}

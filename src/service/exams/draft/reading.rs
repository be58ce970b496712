//! From what was typed to a question that may be asked, or everything that keeps it from being one.

use super::{Draft, DraftAnswer, DraftOption, DraftRange, DraftText, RangeSort, Truth, Written, faults};
use crate::service::exams::fields::Faults;
use crate::service::problem::Refusal;
use examhall_domain::exams::paper::POINTS_MAX;
use examhall_domain::exams::{
    CaseRule, Choice, Decimal, Fraction, Marks, Markup, Match, NumericalAnswer, NumericalRange, Question, QuestionBody,
    QuestionKind, Stem, TextAnswer, question::OptionIds,
};
use examhall_domain::seed::Seed;

impl Draft {
    /// Reads the draft; the ids of options are drawn from the seed.
    ///
    /// # Errors
    /// `validation-failed` with a pointer for each fault, all of them below `/question`.
    pub(in crate::service::exams) fn read(&self, seed: Seed) -> Result<Written, Refusal> {
        let mut reader = Reader { faults: Faults::default(), ids: OptionIds::new(seed) };
        reader.only_fields_of_the_kind(self);
        let question = Question {
            name: reader.name(&self.name),
            text: markup(&self.text),
            general_feedback: feedback(&self.general_feedback),
            body: reader.body(self),
        };
        if self.points <= Marks::ZERO || self.points > POINTS_MAX {
            reader.faults.add("/question/points", "points_out_of_range");
        }
        if let Err(found) = question.validate() {
            found.iter().for_each(|fault| faults::place(fault, self, &mut reader.faults));
        }
        if reader.faults.is_empty() {
            Ok(Written { question, points: self.points })
        } else {
            Err(reader.faults.refusal())
        }
    }
}

impl Draft {
    /// Every text with its pointer below `/question`, as it is rendered.
    pub(in crate::service::exams) fn texts(&self) -> Vec<(String, Markup)> {
        let texts = faults::texts(self).into_iter();
        texts.map(|(pointer, text)| (format!("/question{pointer}"), markup(&text))).collect()
    }
}

struct Reader {
    faults: Faults,
    ids: OptionIds,
}

impl Reader {
    fn name(&mut self, name: &str) -> String {
        if name.chars().any(char::is_control) {
            self.faults.add("/question/name", "control_characters");
        }
        name.trim().to_owned()
    }

    fn only_fields_of_the_kind(&mut self, draft: &Draft) {
        use QuestionKind as Kind;
        let given: [(&str, bool, &[Kind]); 8] = [
            ("options", !draft.options.is_empty(), &[Kind::SingleChoice, Kind::MultipleChoice]),
            ("correct", draft.correct.is_some(), &[Kind::TrueFalse]),
            ("feedback_true", draft.feedback_true.is_some(), &[Kind::TrueFalse]),
            ("feedback_false", draft.feedback_false.is_some(), &[Kind::TrueFalse]),
            ("case", draft.case.is_some(), &[Kind::ShortText]),
            ("answers", !draft.answers.is_empty(), &[Kind::ShortText]),
            ("ranges", !draft.ranges.is_empty(), &[Kind::Numerical]),
            ("pairs", !draft.pairs.is_empty() || !draft.distractors.is_empty(), &[Kind::Matching]),
        ];
        for (name, given, kinds) in given {
            if given && !kinds.contains(&draft.kind) {
                self.faults.add(format!("/question/{name}"), "not_of_this_kind");
            }
        }
    }

    fn body(&mut self, draft: &Draft) -> QuestionBody {
        match draft.kind {
            QuestionKind::SingleChoice => QuestionBody::SingleChoice { options: self.options(&draft.options) },
            QuestionKind::MultipleChoice => QuestionBody::MultipleChoice { options: self.options(&draft.options) },
            QuestionKind::TrueFalse => self.truth(draft),
            QuestionKind::ShortText => QuestionBody::ShortText {
                answers: self.answers(&draft.answers),
                case: draft.case.unwrap_or(CaseRule::Insensitive),
            },
            QuestionKind::Numerical => QuestionBody::Numerical { answers: self.ranges(&draft.ranges) },
            QuestionKind::Matching => self.matching(draft),
            QuestionKind::Essay => QuestionBody::Essay {},
        }
    }

    fn truth(&mut self, draft: &Draft) -> QuestionBody {
        if draft.correct.is_none() {
            self.faults.add("/question/correct", "required");
        }
        QuestionBody::TrueFalse {
            correct: draft.correct == Some(Truth::True),
            feedback_true: feedback(&draft.feedback_true),
            feedback_false: feedback(&draft.feedback_false),
        }
    }

    fn options(&mut self, options: &[DraftOption]) -> Vec<Choice> {
        let read = options.iter().enumerate().map(|(at, option)| Choice {
            id: self.ids.draw(),
            text: markup(&option.text),
            fraction: self.weight(&format!("/question/options/{at}/percent"), &option.percent),
            feedback: feedback(&option.feedback),
        });
        read.collect()
    }

    fn answers(&mut self, answers: &[DraftAnswer]) -> Vec<TextAnswer> {
        let read = answers.iter().enumerate().map(|(at, answer)| TextAnswer {
            pattern: answer.pattern.clone(),
            fraction: self.weight(&format!("/question/answers/{at}/percent"), &answer.percent),
            feedback: feedback(&answer.feedback),
        });
        read.collect()
    }

    fn ranges(&mut self, ranges: &[DraftRange]) -> Vec<NumericalAnswer> {
        let read = ranges.iter().enumerate().map(|(at, range)| NumericalAnswer {
            range: self.range(&format!("/question/ranges/{at}"), range),
            fraction: self.weight(&format!("/question/ranges/{at}/percent"), &range.percent),
            feedback: feedback(&range.feedback),
        });
        read.collect()
    }

    fn range(&mut self, pointer: &str, range: &DraftRange) -> NumericalRange {
        let mut number = |name: &str, text: &str| self.number(&format!("{pointer}/{name}"), text);
        match range.sort {
            RangeSort::Exact => NumericalRange::Exact { value: number("value", &range.value) },
            RangeSort::Tolerance => NumericalRange::Tolerance {
                value: number("value", &range.value),
                tolerance: number("tolerance", &range.tolerance),
            },
            RangeSort::Between => {
                NumericalRange::Between { from: number("from", &range.from), to: number("to", &range.to) }
            }
            RangeSort::Any => NumericalRange::Any {},
        }
    }

    /// A matching with blank texts or texts that are the same is made all the same, since the domain says what is wrong.
    fn matching(&mut self, draft: &Draft) -> QuestionBody {
        let mut matches: Vec<Match> = Vec::new();
        let mut stems = Vec::with_capacity(draft.pairs.len());
        for pair in &draft.pairs {
            let text = markup(&pair.answer);
            let known = matches.iter().find(|one| same(&one.text, &text)).map(|one| one.id);
            let answer = known.unwrap_or_else(|| {
                let id = self.ids.draw();
                matches.push(Match { id, text });
                id
            });
            stems.push(Stem { id: self.ids.draw(), text: markup(&pair.stem), answer });
        }
        let distractors = draft.distractors.iter().map(|text| Match { id: self.ids.draw(), text: markup(text) });
        matches.extend(distractors);
        QuestionBody::Matching { stems, matches }
    }

    /// What cannot be read is a fault and stands for 100 %, which gives no second fault about the same field.
    fn weight(&mut self, pointer: &str, text: &str) -> Fraction {
        Fraction::parse_percent(text).unwrap_or_else(|| {
            self.faults.add(pointer, if text.trim().is_empty() { "required" } else { "not_a_percent" });
            Fraction::ONE
        })
    }

    fn number(&mut self, pointer: &str, text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|fault| {
            use examhall_domain::exams::decimal::DecimalFault;
            let code = match fault {
                DecimalFault::NotANumber if text.trim().is_empty() => "required",
                DecimalFault::NotANumber => "not_a_number",
                DecimalFault::OutOfRange => "number_out_of_range",
            };
            self.faults.add(pointer, code);
            Decimal::ZERO
        })
    }
}

fn same(one: &Markup, other: &Markup) -> bool {
    one.format == other.format && one.source.trim() == other.source.trim()
}

fn markup(text: &DraftText) -> Markup {
    Markup::new(text.format, text.source.replace("\r\n", "\n"))
}

fn feedback(text: &Option<DraftText>) -> Option<Markup> {
    text.as_ref().map(markup).filter(|markup| !markup.is_blank())
}

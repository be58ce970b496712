//! What an import reports: faults that keep a question out, and notes on what was left out on purpose.
//!
//! Codes and arguments only; the sentences live in the catalogues under `import.fault.<code>` and
//! `import.note.<code>`.

use super::super::question::QuestionFault;
use serde::Serialize;
use std::collections::BTreeMap;

/// Longest excerpt, in characters.
pub const EXCERPT_CHARS_MAX: usize = 80;

/// How much of a line stands before the place that is meant, in characters.
const BEFORE_CHARS_MAX: usize = EXCERPT_CHARS_MAX / 2;

/// What fills the placeholders of a sentence.
pub type Args = BTreeMap<&'static str, String>;

/// A question, or a file, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GiftFault {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1; absent where the fault is not at one place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What is wrong.
    pub code: GiftFaultCode,
    /// The line that is meant, as much of it as fits around the place; without a column the beginning of the question.
    pub excerpt: String,
    /// What fills the sentence's placeholders.
    pub args: Args,
}

/// Something that was left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GiftNote {
    /// The line, from 1.
    pub line: usize,
    /// Why it was left out.
    pub code: GiftNoteCode,
    /// The beginning of it, on one line.
    pub excerpt: String,
}

macro_rules! codes {
    ($(#[$outer:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $slug:literal),+ $(,)? }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $slug)] $variant,)+
        }

        impl $name {
            /// Every code, for the catalogues.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable slug.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $slug,)+
                }
            }
        }
    };
}

codes! {
    /// What is wrong; the slugs are stable.
    GiftFaultCode {
        /// The file is larger than `{max}` bytes.
        FileTooLarge => "file_too_large",
        /// The file has more than `{max}` questions; those after them were not read.
        TooManyQuestions => "too_many_questions",
        /// More than `{max}` faults; the rest of the file was not read.
        TooManyFaults => "too_many_faults",
        /// More than `{max}` paragraphs that ask nothing; the rest of the file was not read.
        TooManyDescriptions => "too_many_descriptions",
        /// A category with a name longer than `{max}` characters or too many levels.
        CategoryTooLong => "category_too_long",
        /// An `[id:…]` or `[tag:…]` longer than `{max}` characters.
        MetadataTooLong => "metadata_too_long",
        /// A second question with the id `{id}`.
        IdRepeated => "id_repeated",
        /// A title that starts with `::` and does not end with it.
        UnclosedTitle => "unclosed_title",
        /// A `{` without its `}`.
        UnclosedBrace => "unclosed_brace",
        /// A `}` without its `{`.
        UnopenedBrace => "unopened_brace",
        /// A `{` inside of the answers.
        BraceInAnswer => "brace_in_answer",
        /// A second pair of braces in one question.
        SeveralAnswerBlocks => "several_answer_blocks",
        /// Text between `{` and the first `=` or `~` of a choice question.
        TextBeforeAnswers => "text_before_answers",
        /// A weight that is not a number between two `%`.
        MalformedWeight => "malformed_weight",
        /// `{text}` stands where a number should.
        NotANumber => "not_a_number",
        /// A pair `{text}` without `->`.
        PairWithoutArrow => "pair_without_arrow",
        /// The question has no name.
        NameMissing => "name_missing",
        /// The name is longer than `{max}` characters.
        NameTooLong => "name_too_long",
        /// Nothing is asked.
        TextMissing => "text_missing",
        /// A text is longer than `{max}` bytes.
        TextTooLong => "text_too_long",
        /// `{count}` answers where `{min}` are needed.
        TooFewOptions => "too_few_options",
        /// `{count}` answers where `{max}` are allowed.
        TooManyOptions => "too_many_options",
        /// Answer `{number}` has no text.
        OptionEmpty => "option_empty",
        /// Two options have the same id.
        OptionIdRepeated => "option_id_repeated",
        /// The weight of answer `{number}` is not between -100 and 100.
        WeightOutOfRange => "weight_out_of_range",
        /// No answer earns anything.
        NoCorrectAnswer => "no_correct_answer",
        /// The best answer earns `{best}` % only.
        NoFullCredit => "no_full_credit",
        /// Answer `{number}` has no text.
        PatternEmpty => "pattern_empty",
        /// Answer `{number}` is longer than `{max}` characters.
        PatternTooLong => "pattern_too_long",
        /// The tolerance of answer `{number}` is negative.
        ToleranceNegative => "tolerance_negative",
        /// The range of answer `{number}` ends before it starts.
        RangeReversed => "range_reversed",
        /// The numbers of answer `{number}` have too many digits.
        NumberTooPrecise => "number_too_precise",
        /// Stem `{number}` has no match.
        MatchMissing => "match_missing",
        /// Two matches read the same.
        MatchRepeated => "match_repeated",
    }
}

codes! {
    /// Why something was left out; the slugs are stable.
    GiftNoteCode {
        /// Text without braces: a description, which asks nothing.
        DescriptionSkipped => "description_skipped",
    }
}

impl From<&QuestionFault> for GiftFaultCode {
    fn from(fault: &QuestionFault) -> Self {
        match fault {
            QuestionFault::NameMissing => Self::NameMissing,
            QuestionFault::NameTooLong { .. } => Self::NameTooLong,
            QuestionFault::TextMissing => Self::TextMissing,
            QuestionFault::TextTooLong { .. } => Self::TextTooLong,
            QuestionFault::TooFewOptions { .. } => Self::TooFewOptions,
            QuestionFault::TooManyOptions { .. } => Self::TooManyOptions,
            QuestionFault::OptionEmpty { .. } => Self::OptionEmpty,
            QuestionFault::OptionIdRepeated => Self::OptionIdRepeated,
            QuestionFault::WeightOutOfRange { .. } => Self::WeightOutOfRange,
            QuestionFault::NoCorrectAnswer => Self::NoCorrectAnswer,
            QuestionFault::NoFullCredit { .. } => Self::NoFullCredit,
            QuestionFault::PatternEmpty { .. } => Self::PatternEmpty,
            QuestionFault::PatternTooLong { .. } => Self::PatternTooLong,
            QuestionFault::ToleranceNegative { .. } => Self::ToleranceNegative,
            QuestionFault::RangeReversed { .. } => Self::RangeReversed,
            QuestionFault::NumberTooPrecise { .. } => Self::NumberTooPrecise,
            QuestionFault::MatchMissing { .. } => Self::MatchMissing,
            QuestionFault::MatchRepeated => Self::MatchRepeated,
        }
    }
}

/// The beginning of a text on one line, for showing beside a fault.
pub(super) fn excerpt(text: &str) -> String {
    // A few times the bound is enough to collapse, however long the text is.
    let start: String = text.chars().take(4 * EXCERPT_CHARS_MAX).collect();
    let line = start.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT_CHARS_MAX {
        return line;
    }
    let kept: String = line.chars().take(EXCERPT_CHARS_MAX - 1).collect();
    format!("{kept}…")
}

/// The line on which a byte of the text stands, for showing beside a fault: its beginning is left out where the place would
/// not be seen otherwise.
pub(super) fn line_around(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let before = text[start..at].chars().count();
    if before <= BEFORE_CHARS_MAX || line.chars().count() <= EXCERPT_CHARS_MAX {
        return excerpt(line);
    }
    let kept: String = line.chars().skip(before - BEFORE_CHARS_MAX).collect();
    excerpt(&format!("…{kept}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_slug_and_serialises_to_it() {
        let slugs: std::collections::BTreeSet<_> = GiftFaultCode::ALL.iter().map(|code| code.code()).collect();
        assert_eq!(slugs.len(), GiftFaultCode::ALL.len());
        for code in GiftFaultCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.code());
        }
        for code in GiftNoteCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.code());
        }
    }

    #[test]
    fn the_line_around_a_place_shows_the_place() {
        assert_eq!(line_around("one\ntwo {three\nfour", 8), "two {three");
        assert_eq!(line_around("one", 3), "one");
        assert_eq!(line_around("one\n", 4), "");
        let long = format!("{}{{here{}", "é ".repeat(100), " and on".repeat(20));
        let shown = line_around(&long, 300);
        assert!(shown.starts_with('…') && shown.contains("{here and") && shown.ends_with('…'), "{shown}");
    }

    #[test]
    fn excerpts_are_one_bounded_line() {
        assert_eq!(excerpt(" a\n\tb "), "a b");
        assert_eq!(excerpt(&"é".repeat(200)).chars().count(), EXCERPT_CHARS_MAX);
    }
}

//! What a search looks in and for: title and text, whatever their case, by Unicode's rules rather than a database's.

use super::super::question::Question;
use unicode_normalization::UnicodeNormalization;

/// How much of title and text a search looks in, in characters; pictures inside of a text would fill it for nothing.
pub const SEARCH_CHARS_MAX: usize = 10_000;

/// The text that a search looks in.
pub fn searchable(question: &Question) -> String {
    let text = format!("{}\n{}", question.name, question.text.source);
    fold(&text).chars().take(SEARCH_CHARS_MAX).collect()
}

/// The words that have to be in it, each anywhere.
pub fn search_words(query: &str) -> Vec<String> {
    fold(query).split_whitespace().map(str::to_owned).collect()
}

fn fold(text: &str) -> String {
    let lower = text.nfc().collect::<String>().to_lowercase();
    lower.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exams::{Markup, QuestionBody};

    fn question(name: &str, text: &str) -> Question {
        let (name, text) = (name.to_owned(), Markup::plain(text));
        Question { name, text, general_feedback: None, body: QuestionBody::Essay {} }
    }

    #[test]
    fn case_composition_and_control_characters_do_not_matter() {
        assert_eq!(searchable(&question("ÉTÉ", "a\u{0}B")), "été a b");
        assert_eq!(search_words(" E\u{301}te\u{301}  B "), ["été", "b"]);
        assert_eq!(searchable(&question("n", &"x".repeat(20_000))).chars().count(), SEARCH_CHARS_MAX);
    }
}

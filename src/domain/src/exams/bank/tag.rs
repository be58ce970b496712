//! Tags: words by which questions are found across categories.

use crate::text::{BoundedText, TextFault};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Most tags of one question.
pub const TAGS_MAX: usize = 32;

/// 1 to 40 characters in lower case, composed, with single spaces: however it is typed, it is the same tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(BoundedText<1, 40>);

/// A question would have more than [`TAGS_MAX`] tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a question has at most {TAGS_MAX} tags")]
pub struct TooManyTags;

impl Tag {
    /// Normalises and measures.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        let folded = text.nfc().collect::<String>().to_lowercase();
        let words: Vec<&str> = folded.split_whitespace().collect();
        BoundedText::parse(&words.join(" ")).map(Self)
    }

    /// The tag itself.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// The tags of a question after some were taken away and others added. What a file brought may be written differently
/// from a [`Tag`] and goes when its normalised form is taken away.
pub fn retag(tags: &BTreeSet<String>, add: &[Tag], remove: &[Tag]) -> Result<BTreeSet<String>, TooManyTags> {
    let goes = |tag: &&String| remove.iter().any(|gone| gone.as_str() == *tag || Tag::parse(tag).as_ref() == Ok(gone));
    let stays = tags.iter().filter(|tag| !goes(tag)).cloned();
    let changed: BTreeSet<String> = stays.chain(add.iter().map(|tag| tag.as_str().to_owned())).collect();
    // A file may have brought more than are allowed; taking some away must be possible all the same.
    if changed.len() > TAGS_MAX && changed.len() > tags.len() {
        return Err(TooManyTags);
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Tag {
        Tag::parse(text).unwrap()
    }

    fn tags(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_tag_is_the_same_however_it_is_typed() {
        for typed in ["Été  chaud", " été chaud ", "e\u{301}te\u{301}\tchaud"] {
            assert_eq!(tag(typed).as_str(), "été chaud");
        }
        assert!(Tag::parse(&"é".repeat(40)).is_ok());
        assert!(matches!(Tag::parse(&"é".repeat(41)), Err(TextFault::TooLong { max: 40, .. })));
        assert!(matches!(Tag::parse("  "), Err(TextFault::TooShort { .. })));
        assert_eq!(Tag::parse("a\u{0}"), Err(TextFault::ControlCharacter));
    }

    #[test]
    fn tags_are_taken_away_before_others_are_added() {
        let before = tags(&["Easy", "short"]);
        let after = retag(&before, &[tag("hard"), tag("short")], &[tag("EASY")]).unwrap();
        assert_eq!(after, tags(&["hard", "short"]));
        assert_eq!(retag(&after, &[tag("hard")], &[tag("gone")]).unwrap(), after, "again is the same");
    }

    #[test]
    fn a_question_has_so_many_tags_and_no_more() {
        let full: BTreeSet<String> = (0..TAGS_MAX).map(|n| format!("t{n}")).collect();
        assert_eq!(retag(&full, &[tag("more")], &[]), Err(TooManyTags));
        assert_eq!(retag(&full, &[tag("more")], &[tag("t0")]).unwrap().len(), TAGS_MAX);
        let imported: BTreeSet<String> = (0..TAGS_MAX + 8).map(|n| format!("t{n}")).collect();
        assert_eq!(retag(&imported, &[], &[tag("t0")]).unwrap().len(), TAGS_MAX + 7);
    }
}

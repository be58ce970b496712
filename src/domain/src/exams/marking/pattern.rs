//! Short answers against patterns with wildcards.
//!
//! Both sides are brought to one Unicode form first: a keyboard that composes `é` from two characters must not cost
//! a mark.

use super::super::question::CaseRule;
use unicode_normalization::UnicodeNormalization;

enum Token {
    Char(char),
    AnyText,
}

/// A text as it is compared: composed (NFC), spaces collapsed to one, trimmed, in lower case where capitals do not
/// matter.
pub(super) fn normalised(text: &str, case: CaseRule) -> Vec<char> {
    let collapsed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    folded(&collapsed, case)
}

/// Whether the whole text matches; `*` stands for any text, none included, and `\*` for an asterisk.
///
/// Only the last wildcard is ever retried, so that the time is at most the product of both lengths.
pub(super) fn matches(pattern: &str, case: CaseRule, text: &[char]) -> bool {
    let tokens = tokens(pattern, case);
    let (mut at_token, mut at_text) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at_text < text.len() {
        match tokens.get(at_token) {
            Some(Token::Char(c)) if *c == text[at_text] => {
                at_token += 1;
                at_text += 1;
            }
            Some(Token::AnyText) => {
                at_token += 1;
                retry = Some((at_token, at_text));
            }
            Some(Token::Char(_)) | None => match retry {
                Some((token, skipped)) => {
                    at_token = token;
                    at_text = skipped + 1;
                    retry = Some((token, at_text));
                }
                None => return false,
            },
        }
    }
    tokens[at_token..].iter().all(|token| matches!(token, Token::AnyText))
}

fn tokens(pattern: &str, case: CaseRule) -> Vec<Token> {
    let collapsed = pattern.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tokens = Vec::new();
    let mut literal = String::new();
    let mut chars = collapsed.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'*') => literal.extend(chars.next()),
            '*' => {
                let text = folded(&std::mem::take(&mut literal), case);
                tokens.extend(text.into_iter().map(Token::Char));
                tokens.push(Token::AnyText);
            }
            c => literal.push(c),
        }
    }
    tokens.extend(folded(&literal, case).into_iter().map(Token::Char));
    tokens
}

fn folded(text: &str, case: CaseRule) -> Vec<char> {
    match case {
        CaseRule::Sensitive => text.nfc().collect(),
        // Lower case first, since folding may take a composed character apart.
        CaseRule::Insensitive => text.to_lowercase().nfc().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn takes(pattern: &str, case: CaseRule, text: &str) -> bool {
        matches(pattern, case, &normalised(text, case))
    }

    #[test]
    fn patterns_take_what_their_author_means() {
        let insensitive = [
            ("Paris", " paris ", true),
            ("Paris", "Pari", false),
            ("new  york", "New York", true),
            ("*", "", true),
            ("*", "anything", true),
            ("a*c", "abbbc", true),
            ("a*c", "ac", true),
            ("a*c", "acb", false),
            ("*b*", "abc", true),
            ("a*b*c", "axbxbxc", true),
            (r"3\*4", "3*4", true),
            (r"3\*4", "3 4", false),
            (r"3\*4*", "3*4=12", true),
            (r"\alpha", r"\alpha", true),
            ("ÉCOLE", "e\u{301}cole", true),
            ("", "", true),
        ];
        for (pattern, text, expected) in insensitive {
            assert_eq!(takes(pattern, CaseRule::Insensitive, text), expected, "{pattern} {text}");
        }
        assert!(takes("e\u{301}cole", CaseRule::Sensitive, "école"));
        assert!(!takes("École", CaseRule::Sensitive, "école"));
    }

    proptest! {
        #[test]
        fn a_text_matches_itself_with_its_asterisks_escaped(text in "[a-cÉ* ]{0,20}") {
            let pattern = text.replace('*', r"\*");
            prop_assert!(takes(&pattern, CaseRule::Sensitive, &text));
            prop_assert!(takes(&pattern, CaseRule::Insensitive, &text.to_uppercase()));
        }

        #[test]
        fn wildcards_agree_with_a_search_that_tries_everything(pattern in "[ab*]{0,8}", text in "[ab]{0,10}") {
            fn brute(pattern: &[u8], text: &[u8]) -> bool {
                match pattern.split_first() {
                    None => text.is_empty(),
                    Some((b'*', rest)) => (0..=text.len()).any(|skip| brute(rest, &text[skip..])),
                    Some((c, rest)) => text.first() == Some(c) && brute(rest, &text[1..]),
                }
            }
            let expected = brute(pattern.as_bytes(), text.as_bytes());
            prop_assert_eq!(takes(&pattern, CaseRule::Sensitive, &text), expected);
        }
    }
}

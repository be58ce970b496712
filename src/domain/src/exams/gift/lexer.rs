//! The characters that mean something in GIFT, and finding those that are not escaped.
//!
//! A backslash takes the meaning away from the character after it. So does an HTML tag with attributes: `<a
//! href="x">` carries an `=` that no teacher thinks to escape.

use super::super::markup::{Markup, MarkupFormat};

/// A part of a question's text that knows where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub text: &'a str,
    /// Byte offset in the block.
    pub at: usize,
}

impl<'a> Piece<'a> {
    /// The part from one byte to another.
    pub fn between(self, from: usize, to: usize) -> Self {
        Self { text: &self.text[from..to], at: self.at + from }
    }

    /// The part from a byte on.
    pub fn after(self, from: usize) -> Self {
        self.between(from, self.text.len())
    }

    /// The part before a byte.
    pub fn before(self, to: usize) -> Self {
        self.between(0, to)
    }

    /// Without what looks empty at both ends.
    pub fn trimmed(self) -> Self {
        let start = self.text.trim_start_matches(is_blank);
        let from = self.text.len() - start.len();
        self.between(from, from + start.trim_end_matches(is_blank).len())
    }

    /// Whether there is nothing in it.
    pub fn is_empty(self) -> bool {
        self.text.is_empty()
    }
}

/// White space, and the characters of no width that word processors and byte order marks leave behind.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// Trims as `is_blank` sees it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Every character that is not escaped, with its byte offset.
pub(super) fn unescaped(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut chars = text.char_indices();
    std::iter::from_fn(move || {
        let (at, c) = chars.next()?;
        if c == '\\' {
            chars.next();
        }
        Some((at, c))
    })
}

/// As `unescaped`, without what stands inside of HTML tags with attributes and HTML comments.
pub(super) fn unescaped_outside_tags(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut tag_end = 0;
    unescaped(text).filter(move |&(at, c)| {
        if at < tag_end {
            return false;
        }
        if c == '<'
            && let Some(length) = tag_length(&text[at..])
        {
            tag_end = at + length;
        }
        true
    })
}

/// The offset of the first unescaped `wanted`, tags aside.
pub(super) fn find(text: &str, wanted: char) -> Option<usize> {
    let mut found = unescaped_outside_tags(text).filter(|(_, c)| *c == wanted);
    found.next().map(|(at, _)| at)
}

/// The offset of an arrow that is not escaped and its length in bytes; word processors make one character of `->`.
pub(super) fn find_arrow(text: &str) -> Option<(usize, usize)> {
    unescaped_outside_tags(text).find_map(|(at, c)| match c {
        '-' | '–' if text[at + c.len_utf8()..].starts_with('>') => Some((at, c.len_utf8() + 1)),
        '→' => Some((at, c.len_utf8())),
        _ => None,
    })
}

/// The text that a piece stands for: escapes resolved, ends trimmed.
pub(super) fn plain_text(text: &str) -> String {
    trim(&resolved(text)).to_owned()
}

/// A text with its format, given in brackets in front or taken from the question.
pub(super) fn markup(text: &str, otherwise: MarkupFormat) -> Markup {
    let text = trim(text);
    let named = text
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .and_then(|(name, rest)| Some((MarkupFormat::of_name(name)?, rest)));
    let (format, source) = named.unwrap_or((otherwise, text));
    Markup::new(format, plain_text(source))
}

/// As `markup`; nothing for an empty text.
pub(super) fn optional_markup(text: &str, otherwise: MarkupFormat) -> Option<Markup> {
    Some(markup(text, otherwise)).filter(|markup| !markup.is_blank())
}

/// Escapes replaced by what they stand for. A backslash before any other character is one, so that `\alpha` stays.
fn resolved(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.peek() {
            Some(':' | '#' | '=' | '{' | '}' | '~' | '\\') => plain.extend(chars.next()),
            Some('n') => {
                chars.next();
                plain.push('\n');
            }
            _ => plain.push('\\'),
        }
    }
    plain
}

/// The length of the tag or comment that a text starts with. A `<` that means "less than" starts none: a tag has a
/// name, ends before the next one starts, and only one with a quoted attribute needs looking past.
fn tag_length(text: &str) -> Option<usize> {
    let inner = &text[1..];
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
        return None;
    }
    let end = inner.find(['<', '>', '{', '}'])?;
    let tag = &inner[..end];
    let quoted = ["=\"", "='"].iter().any(|mark| tag.contains(mark));
    let looked_past = inner[end..].starts_with('>') && (quoted || tag.starts_with("!--"));
    looked_past.then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_their_character_and_other_backslashes_for_themselves() {
        for (text, plain) in [
            (r"a \~ \= \# \{ \} \: \\ b", r"a ~ = # { } : \ b"),
            (r"one\ntwo", "one\ntwo"),
            (r"\\neq \alpha \", r"\neq \alpha \"),
            ("\u{feff}\u{a0} x \u{200b}", "x"),
        ] {
            assert_eq!(plain_text(text), plain, "{text}");
        }
    }

    #[test]
    fn what_is_escaped_or_inside_of_a_tag_is_not_found() {
        assert_eq!(find(r"\= a = b", '='), Some(5));
        assert_eq!(find(r"\\= b", '='), Some(2));
        assert_eq!(find(r#"<a href="x">y</a> ="#, '='), Some(18));
        assert_eq!(find("a < b = c > d", '='), Some(6));
        assert_eq!(find("<b =", '='), Some(3));
        assert_eq!(find_arrow("a <!-- x --> -> b"), Some((13, 2)));
        assert_eq!(find_arrow("a – b –> c"), Some((8, 4)));
    }

    #[test]
    fn a_format_in_brackets_is_taken_and_any_other_bracket_is_text() {
        let of = |text| markup(text, MarkupFormat::Moodle);
        assert_eq!(of("[html] <b>"), Markup::new(MarkupFormat::Html, "<b>"));
        assert_eq!(of("[latex] x"), Markup::new(MarkupFormat::Moodle, "[latex] x"));
        assert_eq!(of("[html"), Markup::new(MarkupFormat::Moodle, "[html"));
        assert_eq!(optional_markup(" [html] ", MarkupFormat::Plain), None);
    }
}

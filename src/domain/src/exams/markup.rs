//! Authors' text together with the language it is written in.
//!
//! The domain carries it and measures it; turning it into HTML is for a sanitiser outside, so nothing here interprets
//! a tag.

use serde::{Deserialize, Serialize};

/// Longest source of one markup, in bytes.
pub const MARKUP_BYTES_MAX: usize = 64 * 1024;

/// How a source is to be read; the names are those of GIFT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkupFormat {
    /// Moodle's auto-format: HTML in which line breaks count.
    Moodle,
    /// HTML as it stands.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text: every character means itself.
    Plain,
}

/// A text by an author, never shown before a sanitiser has rendered it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Markup {
    /// How `source` is to be read.
    pub format: MarkupFormat,
    /// What the author wrote.
    pub source: String,
}

impl MarkupFormat {
    /// The name, as GIFT writes it between brackets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moodle => "moodle",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Plain => "plain",
        }
    }

    /// The format of this name, as GIFT writes it between brackets.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "moodle" => Some(Self::Moodle),
            "html" => Some(Self::Html),
            "markdown" => Some(Self::Markdown),
            "plain" => Some(Self::Plain),
            _ => None,
        }
    }
}

impl Markup {
    /// A text in this format.
    pub fn new(format: MarkupFormat, source: impl Into<String>) -> Self {
        Self { format, source: source.into() }
    }

    /// Plain text.
    pub fn plain(source: impl Into<String>) -> Self {
        Self::new(MarkupFormat::Plain, source)
    }

    /// Whether there is nothing to read in it.
    pub fn is_blank(&self) -> bool {
        self.source.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_formats_are_the_ones_gift_writes() {
        for format in [MarkupFormat::Moodle, MarkupFormat::Html, MarkupFormat::Markdown, MarkupFormat::Plain] {
            let name = serde_json::to_value(format).unwrap();
            assert_eq!(MarkupFormat::of_name(name.as_str().unwrap()), Some(format));
            assert_eq!(name, format.name());
        }
        assert_eq!(MarkupFormat::of_name("latex"), None);
    }
}

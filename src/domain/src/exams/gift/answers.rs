//! Splitting what stands between the braces into answers.

use super::super::marks::Fraction;
use super::super::markup::{Markup, MarkupFormat};
use super::fault::GiftFaultCode;
use super::lexer::{Piece, find, optional_markup, unescaped_outside_tags};
use super::trouble::Trouble;
use super::weight::{Weight, weight};

/// What an answer is introduced by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// Nothing: it stands first.
    None,
    /// `=`
    Right,
    /// `~`
    Wrong,
}

/// An answer as it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub marker: Marker,
    pub piece: Piece<'a>,
}

/// An answer taken apart.
#[derive(Clone, Debug)]
pub(super) struct Weighted<'a> {
    pub marker: Marker,
    /// The answer itself, without weight and feedback.
    pub answer: Piece<'a>,
    pub fraction: Fraction,
    pub feedback: Option<Markup>,
}

/// Splits at unescaped `=` and `~`. An empty beginning is no answer.
pub(super) fn entries(block: Piece<'_>) -> Vec<Entry<'_>> {
    let marks = unescaped_outside_tags(block.text).filter_map(|(at, c)| match c {
        '=' => Some((at, Marker::Right)),
        '~' => Some((at, Marker::Wrong)),
        _ => None,
    });
    let mut entries = Vec::new();
    let (mut start, mut marker) = (0, Marker::None);
    for (at, next) in marks {
        entries.push(Entry { marker, piece: block.between(start, at).trimmed() });
        (start, marker) = (at + 1, next);
    }
    entries.push(Entry { marker, piece: block.after(start).trimmed() });
    entries.retain(|entry| entry.marker != Marker::None || !entry.piece.is_empty());
    entries
}

impl<'a> Entry<'a> {
    /// Takes weight and feedback off. Without a weight, `~` earns nothing and everything else all.
    pub fn weighted(self, format: MarkupFormat) -> Result<Weighted<'a>, Trouble> {
        let (fraction, rest) = match weight(self.piece.text) {
            Weight::None => (self.fraction_without_weight(), self.piece),
            Weight::Percent(fraction, at) => (fraction, self.piece.after(at)),
            Weight::Malformed => {
                return Err(Trouble::at(GiftFaultCode::MalformedWeight, self.piece.at));
            }
        };
        let (answer, feedback) = match find(rest.text, '#') {
            Some(at) => (rest.before(at), optional_markup(&rest.text[at + 1..], format)),
            None => (rest, None),
        };
        Ok(Weighted { marker: self.marker, answer: answer.trimmed(), fraction, feedback })
    }

    fn fraction_without_weight(self) -> Fraction {
        match self.marker {
            Marker::None | Marker::Right => Fraction::ONE,
            Marker::Wrong => Fraction::ZERO,
        }
    }
}

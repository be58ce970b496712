//! Which kind of question the answers make, and making it.
//!
//! The order in which kinds are tried is Moodle's; it decides what a file means.

use super::super::marks::Fraction;
use super::super::markup::{Markup, MarkupFormat};
use super::super::question::{
    CaseRule, Choice, Match, NumericalAnswer, OptionId, OptionIds, QuestionBody, Stem, TextAnswer,
};
use super::answers::{Entry, Marker, Weighted, entries};
use super::fault::GiftFaultCode;
use super::lexer::{Piece, find, find_arrow, markup, optional_markup, plain_text};
use super::trouble::Trouble;
use std::collections::BTreeMap;

mod number;

type Read<T> = Result<T, Vec<Trouble>>;

/// Reads what stands between the braces.
pub(super) fn body(answers: Piece<'_>, format: MarkupFormat, ids: &mut OptionIds) -> Read<QuestionBody> {
    if answers.is_empty() {
        return Ok(QuestionBody::Essay {});
    }
    if answers.text.starts_with('#') {
        return numerical(answers.after(1), format);
    }
    let entries = entries(answers);
    if entries.iter().any(|entry| entry.marker == Marker::Wrong) {
        return choice(&entries, format, ids);
    }
    if is_matching(&entries) {
        return matching(&entries, format, ids);
    }
    match true_false(answers, format) {
        Some(body) => Ok(body),
        None => short_text(&entries, format),
    }
}

/// Single where an option with `=` earns everything, multiple where the weights have to add up.
fn choice(entries: &[Entry<'_>], format: MarkupFormat, ids: &mut OptionIds) -> Read<QuestionBody> {
    if let Some(first) = entries.first().filter(|entry| entry.marker == Marker::None) {
        let trouble = Trouble::at(GiftFaultCode::TextBeforeAnswers, first.piece.at);
        return Err(vec![trouble.showing(first.piece.text)]);
    }
    let weighted = all(entries.iter().map(|entry| entry.weighted(format)))?;
    let is_full = |one: &Weighted<'_>| one.marker == Marker::Right && one.fraction == Fraction::ONE;
    let single = weighted.iter().any(is_full);
    let options = weighted.into_iter().map(|one| Choice {
        id: ids.draw(),
        text: markup(one.answer.text, format),
        fraction: one.fraction,
        feedback: one.feedback,
    });
    let options = options.collect();
    Ok(if single { QuestionBody::SingleChoice { options } } else { QuestionBody::MultipleChoice { options } })
}

/// As in Moodle one `->` is enough; arrows of word processors count when every answer has one, since in a short answer
/// they are text.
fn is_matching(entries: &[Entry<'_>]) -> bool {
    let right = |entry: &&Entry<'_>| entry.marker == Marker::Right;
    let arrow = |entry: &Entry<'_>| {
        let (at, _) = find_arrow(entry.piece.text)?;
        Some(entry.piece.text[at..].starts_with("->"))
    };
    let mut marked = entries.iter().filter(right).peekable();
    marked.peek().is_some()
        && (entries.iter().any(|entry| arrow(entry) == Some(true)) || marked.all(|entry| arrow(entry).is_some()))
}

/// Matches that read the same share one id, since a student could not tell them apart. A pair without a stem is a
/// distractor.
fn matching(entries: &[Entry<'_>], format: MarkupFormat, ids: &mut OptionIds) -> Read<QuestionBody> {
    let (mut stems, mut matches) = (Vec::new(), Vec::new());
    let mut known: BTreeMap<String, OptionId> = BTreeMap::new();
    for (stem, answer) in all(entries.iter().map(pair))? {
        let answer = plain_text(answer.text);
        let matched = *known.entry(answer).or_insert_with_key(|answer| {
            let id = ids.draw();
            let text = Markup::plain(answer.as_str());
            matches.push(Match { id, text });
            id
        });
        let text = markup(stem.text, format);
        if !text.is_blank() {
            stems.push(Stem { id: ids.draw(), text, answer: matched });
        }
    }
    Ok(QuestionBody::Matching { stems, matches })
}

fn pair<'a>(entry: &Entry<'a>) -> Result<(Piece<'a>, Piece<'a>), Trouble> {
    let piece = entry.piece;
    match find_arrow(piece.text) {
        Some((at, length)) => Ok((piece.before(at), piece.after(at + length))),
        None => {
            let trouble = Trouble::at(GiftFaultCode::PairWithoutArrow, piece.at);
            Err(trouble.showing(piece.text))
        }
    }
}

/// The first feedback is for those who are wrong, the second for those who are right.
fn true_false(answers: Piece<'_>, format: MarkupFormat) -> Option<QuestionBody> {
    let (word, comments) = match find(answers.text, '#') {
        Some(at) => (answers.before(at), Some(answers.after(at + 1))),
        None => (answers, None),
    };
    let correct = match word.trimmed().text {
        "T" => true,
        "F" => false,
        word if word.eq_ignore_ascii_case("TRUE") => true,
        word if word.eq_ignore_ascii_case("FALSE") => false,
        _ => return None,
    };
    let (wrong, right) = match comments {
        None => (None, None),
        Some(comments) => match find(comments.text, '#') {
            None => (Some(comments), None),
            Some(at) => (Some(comments.before(at)), Some(comments.after(at + 1))),
        },
    };
    let feedback = |piece: Option<Piece<'_>>| piece.and_then(|p| optional_markup(p.text, format));
    let (feedback_true, feedback_false) =
        if correct { (feedback(right), feedback(wrong)) } else { (feedback(wrong), feedback(right)) };
    Some(QuestionBody::TrueFalse { correct, feedback_true, feedback_false })
}

/// Capitals do not matter, as in every GIFT import.
fn short_text(entries: &[Entry<'_>], format: MarkupFormat) -> Read<QuestionBody> {
    let weighted = all(entries.iter().map(|entry| entry.weighted(format)))?;
    let answers = weighted.into_iter().map(|one| TextAnswer {
        // A format in front of an answer says nothing about a text that is compared.
        pattern: markup(one.answer.text, format).source,
        fraction: one.fraction,
        feedback: one.feedback,
    });
    Ok(QuestionBody::ShortText { answers: answers.collect(), case: CaseRule::Insensitive })
}

fn numerical(answers: Piece<'_>, format: MarkupFormat) -> Read<QuestionBody> {
    let entries = entries(answers.trimmed());
    let read = |entry: &Entry<'_>| {
        let one = entry.weighted(format)?;
        Ok(NumericalAnswer {
            range: number::range(one.answer, one.marker)?,
            fraction: one.fraction,
            feedback: one.feedback,
        })
    };
    Ok(QuestionBody::Numerical { answers: all(entries.iter().map(read))? })
}

/// Every result, or every trouble.
fn all<T>(results: impl Iterator<Item = Result<T, Trouble>>) -> Read<Vec<T>> {
    let (mut good, mut troubles) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(one) => good.push(one),
            Err(trouble) => troubles.push(trouble),
        }
    }
    if troubles.is_empty() { Ok(good) } else { Err(troubles) }
}

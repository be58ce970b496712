//! From the lines of one question to the question.

use super::super::markup::{Markup, MarkupFormat};
use super::super::question::{NAME_CHARS_MAX, OptionIds, Question};
use super::fault::GiftFaultCode;
use super::kinds;
use super::lexer::{Piece, is_blank, markup, optional_markup, plain_text, unescaped};
use super::trouble::Trouble;

/// What Moodle puts where a missing word goes.
const GAP: &str = "_____";
/// Longest name that is made from a text, in characters.
const DERIVED_NAME_CHARS_MAX: usize = 80;

/// What was found.
#[derive(Debug)]
pub(super) enum Found {
    /// A valid question.
    Question(Box<Question>),
    /// Text that asks nothing.
    Description,
}

/// The parts of a question with braces.
struct Parts<'a> {
    title: Option<Piece<'a>>,
    before: Piece<'a>,
    answers: Piece<'a>,
    after: Piece<'a>,
}

/// Reads one question. `line` names a question that has no other name.
pub(super) fn read(text: &str, line: usize, ids: &mut OptionIds) -> Result<Found, Vec<Trouble>> {
    let Some(parts) = split(text).map_err(|trouble| vec![trouble])? else {
        return Ok(Found::Description);
    };
    let asked = markup(&asked(&parts), MarkupFormat::Moodle);
    let (answers, general) = split_general_feedback(parts.answers);
    let body = kinds::body(answers, asked.format, ids)?;
    let question = Question {
        name: name(parts.title, &asked, line),
        general_feedback: general.and_then(|text| optional_markup(text, asked.format)),
        text: asked,
        body,
    };
    match question.validate() {
        Ok(()) => Ok(Found::Question(Box::new(question))),
        Err(faults) => Err(faults.into_iter().map(Trouble::from).collect()),
    }
}

fn split(text: &str) -> Result<Option<Parts<'_>>, Trouble> {
    let whole = Piece { text, at: 0 }.trimmed();
    let (title, rest) = split_title(whole)?;
    let braces = unescaped(rest.text).filter(|(_, c)| matches!(c, '{' | '}'));
    let braces: Vec<(usize, char)> = braces.take(3).collect();
    let trouble = |code, at: usize| Err(Trouble::at(code, rest.at + at));
    match braces[..] {
        [] => Ok(None),
        [(at, '}'), ..] => trouble(GiftFaultCode::UnopenedBrace, at),
        [(at, _)] => trouble(GiftFaultCode::UnclosedBrace, at),
        [_, (at, '{'), ..] => trouble(GiftFaultCode::BraceInAnswer, at),
        [_, _, (at, '{'), ..] => trouble(GiftFaultCode::SeveralAnswerBlocks, at),
        [_, _, (at, _), ..] => trouble(GiftFaultCode::UnopenedBrace, at),
        [(open, _), (close, _)] => Ok(Some(Parts {
            title,
            before: rest.before(open),
            answers: rest.between(open + 1, close).trimmed(),
            after: rest.after(close + 1),
        })),
    }
}

fn split_title(whole: Piece<'_>) -> Result<(Option<Piece<'_>>, Piece<'_>), Trouble> {
    if !whole.text.starts_with("::") {
        return Ok((None, whole));
    }
    let rest = whole.after(2);
    let end = unescaped(rest.text).find(|(at, c)| *c == ':' && rest.text[at + 1..].starts_with(':')).map(|(at, _)| at);
    match end {
        Some(end) => {
            Ok((Some(rest.before(end)).filter(|title| !title.trimmed().is_empty()), rest.after(end + 2).trimmed()))
        }
        None => Err(Trouble::at(GiftFaultCode::UnclosedTitle, whole.at)),
    }
}

/// The text with a gap where the answers stood, unless they stood at its end.
fn asked(parts: &Parts<'_>) -> String {
    if parts.after.is_empty() {
        parts.before.text.to_owned()
    } else {
        [parts.before.text, GAP, parts.after.text].concat()
    }
}

/// The last `####` starts what is said to everybody.
fn split_general_feedback(answers: Piece<'_>) -> (Piece<'_>, Option<&str>) {
    let hashes = unescaped(answers.text).filter(|(at, _)| answers.text[*at..].starts_with("####"));
    match hashes.last() {
        Some((at, _)) => (answers.before(at).trimmed(), Some(&answers.text[at + 4..])),
        None => (answers, None),
    }
}

fn name(title: Option<Piece<'_>>, asked: &Markup, line: usize) -> String {
    let (name, max) = match title {
        Some(title) => (one_line(&plain_text(title.text)), NAME_CHARS_MAX),
        None => (one_line(&without_tags(asked)), DERIVED_NAME_CHARS_MAX),
    };
    if name.is_empty() {
        return format!("#{line}");
    }
    if name.chars().count() <= max {
        return name;
    }
    let kept: String = name.chars().take(max - 1).collect();
    format!("{}…", kept.trim_end())
}

fn one_line(text: &str) -> String {
    let words = text.split(|c: char| is_blank(c) || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The beginning of a text without what looks like a tag; only for a name, never for showing as HTML.
fn without_tags(markup: &Markup) -> String {
    let text = markup.source.as_str();
    match markup.format {
        MarkupFormat::Markdown | MarkupFormat::Plain => text.to_owned(),
        MarkupFormat::Html | MarkupFormat::Moodle => {
            let mut parts = text.split('<');
            let mut plain = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                match part.split_once('>') {
                    Some((tag, rest)) if tag.starts_with(|c: char| c.is_alphabetic() || "/!".contains(c)) => {
                        plain.push(' ');
                        plain.push_str(rest);
                    }
                    Some(_) | None => {
                        plain.push('<');
                        plain.push_str(part);
                    }
                }
            }
            plain
        }
    }
}

//! Cutting a file into questions.
//!
//! An empty line ends a question, as in Moodle, with two exceptions that real files need: one inside of braces which
//! are closed later does not, and a title right after a closing brace starts the next question without one.

use super::lexer::{trim, unescaped};

/// A part of a file.
#[derive(Debug)]
pub(super) enum Block<'a> {
    /// The questions after it stand in this category.
    Category { line: usize, path: &'a str },
    /// The lines of one question.
    Question(Lines<'a>),
}

/// The lines of one question.
#[derive(Debug, Default)]
pub(super) struct Lines<'a> {
    /// The text without comments, lines joined by `\n`.
    pub text: String,
    /// The comments before and between.
    pub comments: Vec<&'a str>,
    /// Byte offset in `text` and number of each line.
    starts: Vec<(usize, usize)>,
    /// How many comments stand before the last line.
    comments_inside: usize,
}

impl<'a> Lines<'a> {
    /// The line on which the question starts.
    pub fn first_line(&self) -> usize {
        self.starts.first().map_or(1, |start| start.1)
    }

    /// Line and column, both from 1, of a byte offset in the text.
    pub fn locate(&self, offset: usize) -> (usize, usize) {
        let after = self.starts.partition_point(|start| start.0 <= offset);
        let (start, line) = self.starts[..after].last().copied().unwrap_or((0, 1));
        let before = self.text.get(start..offset).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    fn push(&mut self, number: usize, line: &'a str) {
        if !self.starts.is_empty() {
            self.text.push('\n');
        }
        self.starts.push((self.text.len(), number));
        self.text.push_str(line);
        self.comments_inside = self.comments.len();
    }
}

/// Cuts a text whose line ends are `\n`.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let lines: Vec<Line<'_>> = text.split('\n').map(Line::new).collect();
    let ahead = ahead(&lines);
    let mut cutter = Cutter::default();
    for (at, line) in lines.iter().enumerate() {
        cutter.take(at + 1, line, ahead[at]);
    }
    cutter.cut();
    cutter.blocks
}

struct Line<'a> {
    text: &'a str,
    kind: LineKind<'a>,
}

#[derive(Clone, Copy)]
enum LineKind<'a> {
    Blank,
    Comment,
    Category(&'a str),
    Title,
    Text,
}

/// Which comes next in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ahead {
    Opening,
    Closing,
    NewQuestion,
    End,
}

/// Where in a question the cutter is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Braces {
    #[default]
    None,
    Open,
    Closed,
}

#[derive(Default)]
struct Cutter<'a> {
    blocks: Vec<Block<'a>>,
    current: Lines<'a>,
    braces: Braces,
}

impl<'a> Line<'a> {
    fn new(text: &'a str) -> Self {
        let trimmed = trim(text);
        let kind = if trimmed.is_empty() {
            LineKind::Blank
        } else if trimmed.starts_with("//") {
            LineKind::Comment
        } else if let Some(path) = trimmed.strip_prefix("$CATEGORY:") {
            LineKind::Category(path)
        } else if trimmed.starts_with("::") {
            LineKind::Title
        } else {
            LineKind::Text
        };
        Self { text, kind }
    }

    fn braces(&self) -> impl Iterator<Item = Ahead> {
        unescaped(self.text).filter_map(|(_, c)| match c {
            '{' => Some(Ahead::Opening),
            '}' => Some(Ahead::Closing),
            _ => None,
        })
    }
}

impl<'a> Cutter<'a> {
    /// Takes the next line; `ahead` is what comes first from this line on.
    fn take(&mut self, number: usize, line: &Line<'a>, ahead: Ahead) {
        let stays_open = self.braces == Braces::Open && ahead == Ahead::Closing;
        match line.kind {
            LineKind::Blank if stays_open => self.current.push(number, line.text),
            LineKind::Blank => self.cut(),
            LineKind::Comment => self.current.comments.push(line.text),
            LineKind::Category(path) => {
                self.cut();
                self.blocks.push(Block::Category { line: number, path });
            }
            LineKind::Title => {
                if self.braces != Braces::None {
                    // What was said after the last line of the question before is said of this one.
                    let inside = self.current.comments_inside;
                    let comments = self.current.comments.split_off(inside);
                    self.cut();
                    self.current.comments = comments;
                }
                self.push(number, line);
            }
            LineKind::Text => self.push(number, line),
        }
    }

    fn push(&mut self, number: usize, line: &Line<'a>) {
        self.current.push(number, line.text);
        for brace in line.braces() {
            self.braces = match brace {
                Ahead::Opening => Braces::Open,
                Ahead::Closing | Ahead::NewQuestion | Ahead::End => Braces::Closed,
            };
        }
    }

    /// Ends the question, if there is one. Comments on their own belong to nothing.
    fn cut(&mut self) {
        let lines = std::mem::take(&mut self.current);
        self.braces = Braces::None;
        if !lines.starts.is_empty() {
            self.blocks.push(Block::Question(lines));
        }
    }
}

/// For each line what comes first from it on, found from the end so that the whole file is looked at once.
fn ahead(lines: &[Line<'_>]) -> Vec<Ahead> {
    let mut next = Ahead::End;
    let mut ahead: Vec<Ahead> = lines
        .iter()
        .rev()
        .map(|line| {
            next = match line.kind {
                LineKind::Blank | LineKind::Comment => next,
                LineKind::Category(_) | LineKind::Title => Ahead::NewQuestion,
                LineKind::Text => line.braces().next().unwrap_or(next),
            };
            next
        })
        .collect();
    ahead.reverse();
    ahead
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let blocks = blocks(text).into_iter();
        let texts = blocks.map(|block| match block {
            Block::Category { path, .. } => format!("category{path}"),
            Block::Question(lines) => format!("{:?} {}", lines.comments, lines.text),
        });
        texts.collect()
    }

    #[test]
    fn empty_lines_end_questions_outside_of_braces_that_close() {
        assert_eq!(texts("a {\n\n=b\n\n}\n\nc {}"), ["[] a {\n\n=b\n\n}", "[] c {}"]);
        assert_eq!(texts("a {=b\n\nc {=d}"), ["[] a {=b", "[] c {=d}"]);
        assert_eq!(texts("a {=b\n\n::c:: d }"), ["[] a {=b", "[] ::c:: d }"]);
        assert_eq!(texts("a {=b\n \u{a0}\n"), ["[] a {=b"]);
    }

    #[test]
    fn a_title_after_a_closing_brace_starts_a_question_and_takes_its_comments() {
        assert_eq!(texts("// 1\n::a:: b {}\n// 2\n::c:: d {}"), ["[\"// 1\"] ::a:: b {}", "[\"// 2\"] ::c:: d {}"]);
    }

    #[test]
    fn a_category_stands_alone_and_comments_on_their_own_belong_to_nothing() {
        assert_eq!(texts("$CATEGORY: x\na {}\n\n// lost\n\nb {}"), ["category x", "[] a {}", "[] b {}"]);
    }

    #[test]
    fn offsets_lead_back_to_line_and_column() {
        let blocks = blocks("\n// c\né {\n// d\n=x}");
        let [Block::Question(lines)] = blocks.as_slice() else {
            panic!("{blocks:?}");
        };
        assert_eq!(lines.first_line(), 3);
        let brace = lines.text.find('{').unwrap();
        assert_eq!(lines.locate(brace), (3, 3));
        assert_eq!(lines.locate(lines.text.find('x').unwrap()), (5, 2));
    }
}

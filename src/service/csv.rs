//! Lines of comma-separated values (RFC 4180) that a spreadsheet can open without harm.

use examhall_domain::exams::Marks;

/// Says UTF-8 to spreadsheets that would guess another encoding.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// A cell of a line.
pub enum Cell {
    /// Nothing.
    Empty,
    /// What was made here and needs no care: numbers and instants.
    Plain(String),
    /// What somebody typed.
    Text(String),
}

/// One line with its end.
pub fn line(cells: impl Iterator<Item = Cell>) -> String {
    let cells: Vec<String> = cells.map(written).collect();
    format!("{}\r\n", cells.join(","))
}

/// Points as a decimal number, exactly.
pub fn points(marks: Marks) -> String {
    let (sign, size) = (if marks.0 < 0 { "-" } else { "" }, marks.0.unsigned_abs());
    let point = Marks::POINT.0.unsigned_abs();
    let part = format!("{:05}", size % point);
    let number = format!("{sign}{}.{}", size / point, part.trim_end_matches('0'));
    number.trim_end_matches('.').to_owned()
}

fn written(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Plain(text) => text,
        Cell::Text(text) => format!("\"{}\"", harmless(&text).replace('"', "\"\"")),
    }
}

/// A spreadsheet takes a text with one of these in front for a formula, quoted or not, and some look behind white space; an
/// apostrophe in front makes it a text.
fn harmless(text: &str) -> String {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let is_formula = text.trim_start().starts_with(begins) || text.starts_with(['\t', '\r', '\n']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_texts_wherever_they_hide() {
        for formula in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n1", " =1", "\u{a0}=1", "＝1", "＋1", "－1", "＠x"]
        {
            assert_eq!(harmless(formula), format!("'{formula}"), "{formula:?}");
        }
        for plain in ["", "Ada", "a=1", "O'Neill", "1-2", "'=1"] {
            assert_eq!(harmless(plain), plain);
        }
    }

    #[test]
    fn lines_are_as_the_standard_says() {
        let cells = ["a,b", "say \"no\"", "two\nlines", "=\"x\""].map(|text| Cell::Text(text.to_owned()));
        let cells = cells.into_iter().chain([Cell::Empty, Cell::Plain("1.5".to_owned())]);
        assert_eq!(line(cells), "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"'=\"\"x\"\"\",,1.5\r\n");
    }

    #[test]
    fn points_are_exact_and_without_trailing_zeros() {
        let table =
            [(0, "0"), (1, "0.00001"), (150_000, "1.5"), (1_000_000, "10"), (-50_000, "-0.5"), (123_456, "1.23456")];
        for (marks, written) in table {
            assert_eq!(points(Marks(marks)), written);
        }
    }
}

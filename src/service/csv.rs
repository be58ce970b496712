//! Lines of comma-separated values (RFC 4180) that a spreadsheet can open without harm.

use examhall_domain::spreadsheet::harmless;

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

fn written(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Plain(text) => text,
        Cell::Text(text) => format!("\"{}\"", harmless(&text).replace('"', "\"\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_the_standard_says() {
        let cells = ["a,b", "say \"no\"", "two\nlines", "=\"x\""].map(|text| Cell::Text(text.to_owned()));
        let cells = cells.into_iter().chain([Cell::Empty, Cell::Plain("1.5".to_owned())]);
        assert_eq!(line(cells), "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"'=\"\"x\"\"\",,1.5\r\n");
    }
}

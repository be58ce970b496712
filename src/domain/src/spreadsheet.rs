//! What a spreadsheet makes of a cell: some texts run as formulas, and a text that goes out harmless comes back as it was.

use std::borrow::Cow;

/// The text as a cell that no spreadsheet runs. One that begins so is taken for a formula, quoted or not, and some
/// spreadsheets look behind white space; an apostrophe in front makes it a text.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text behind a cell that [`harmless`] wrote; any other cell is its own text.
pub fn original(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

fn is_formula(text: &str) -> bool {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    text.trim_start().starts_with(begins) || text.starts_with(['\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn what_goes_out_comes_back(text in "[ -~\t＝]{0,12}") {
            // A text that already looks like a cell written here cannot be told from one.
            prop_assume!(original(&text) == text);
            let cell = harmless(&text);
            prop_assert_eq!(original(&cell), text.as_str());
        }
    }
}

//! What differs between two versions of a question, field by field, and in texts word by word.
//!
//! Lists (options, answers, pairs) are laid side by side by what their entries say, so that an option put in front does
//! not make all others look changed. Option ids do not count: nobody reads them.

mod fields;
mod words;

use super::super::marks::Marks;
use super::super::question::Question;
use super::difference::{DiffField, Difference};
use fields::{Entry, Row, Value};
use words::Budget;

/// Everything that differs, in the order of the fields; empty when both versions say the same.
pub fn differences(old: (&Question, Marks), new: (&Question, Marks)) -> Vec<Difference> {
    let mut budget = Budget::new();
    let (before, after) = (fields::entries(old.0, old.1), fields::entries(new.0, new.1));
    let mut found = Vec::new();
    for field in fields::SINGLE {
        let value = |entries: &[Entry]| entries.iter().find(|entry| entry.0 == field).map(|entry| entry.1.clone());
        let (before, after) = (value(&before).unwrap_or_default(), value(&after).unwrap_or_default());
        found.extend(difference(field, None, &before, &after, &mut budget));
    }
    for (before, after) in fields::lists(old.0).iter().zip(&fields::lists(new.0)) {
        for (before, after) in side_by_side(before, after) {
            compare_rows(before, after, &mut found, &mut budget);
        }
    }
    found
}

type Placed<'a> = Option<(usize, &'a Row)>;

fn compare_rows(before: Placed<'_>, after: Placed<'_>, found: &mut Vec<Difference>, budget: &mut Budget) {
    let place = after.or(before).map(|(place, _)| place);
    let Some((_, shape)) = after.or(before) else { unreachable!("one of both rows is there") };
    for (at, (field, _)) in shape.iter().enumerate() {
        let value = |row: Placed<'_>| row.map(|(_, row)| row[at].1.clone()).unwrap_or_default();
        found.extend(difference(*field, place, &value(before), &value(after), budget));
    }
}

fn difference(
    field: DiffField,
    place: Option<usize>,
    before: &Value,
    after: &Value,
    budget: &mut Budget,
) -> Option<Difference> {
    if before == after {
        return None;
    }
    let reformatted = !before.text.is_empty() && !after.text.is_empty() && before.format != after.format;
    // Only where it changes the format is told, as GIFT writes it in front of a text.
    let shown = |value: &Value| match &value.format {
        Some(format) if reformatted => format!("[{format}] {}", value.text),
        _ => value.text.clone(),
    };
    Some(Difference { field, place, pieces: words::pieces(&shown(before), &shown(after), budget) })
}

/// Pairs up the rows of two lists: those that say the same, and between them the rest in their order.
fn side_by_side<'a>(before: &'a [Row], after: &'a [Row]) -> Vec<(Placed<'a>, Placed<'a>)> {
    let says = |row: &Row| row[0].1.clone();
    let (old, new): (Vec<Value>, Vec<Value>) = (before.iter().map(says).collect(), after.iter().map(says).collect());
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    let end = [(old.len(), new.len())];
    for (k, l) in words::common(&old, &new).into_iter().chain(end) {
        while i < k || j < l {
            let left = (i < k).then(|| (i + 1, &before[i]));
            let right = (j < l).then(|| (j + 1, &after[j]));
            pairs.push((left, right));
            (i, j) = ((i + 1).min(k), (j + 1).min(l));
        }
        if k < old.len() {
            pairs.push((Some((k + 1, &before[k])), Some((l + 1, &after[l]))));
            (i, j) = (k + 1, l + 1);
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::super::gift;
    use super::super::difference::{Piece, PieceKind};
    use super::*;
    use crate::seed::Seed;

    fn read(text: &str, seed: u8) -> Question {
        let import = gift::parse(text, Seed([seed; 32]));
        assert_eq!(import.faults, []);
        import.items.into_iter().next().unwrap().question
    }

    fn told(old: &str, new: &str) -> Vec<String> {
        let point = Marks::POINT;
        let found = differences((&read(old, 1), point), (&read(new, 2), point));
        let piece = |piece: &Piece| match piece.kind {
            PieceKind::Kept => piece.text.clone(),
            PieceKind::Removed => format!("[-{}]", piece.text),
            PieceKind::Added => format!("[+{}]", piece.text),
        };
        let line = |one: &Difference| {
            let place = one.place.map(|place| place.to_string()).unwrap_or_default();
            format!("{:?}{place}: {}", one.field, one.pieces.iter().map(piece).collect::<String>())
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn the_same_text_has_no_differences_whatever_the_ids_of_its_options() {
        for text in
            ["::a::b {=x ~y}", "::a::b {=1 -> x =2 -> x =3 -> y = -> z}", "::a::b {#1..2 =%50%3:0.5#near}", "::a::b {}"]
        {
            assert_eq!(told(text, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn texts_differ_by_their_words() {
        assert_eq!(
            told("::a::The cat sat. {T}", "::b::The dog sat down. {F#why}"),
            [
                "Name: [-a][+b]",
                "Text: The [-cat][+dog] sat[+ down].",
                "Correct: [-true][+false]",
                "FeedbackTrue: [+why]",
            ]
        );
    }

    #[test]
    fn an_option_in_front_leaves_the_others_alone() {
        assert_eq!(
            told("::a::b {=x ~y#no}", "::a::b {~new ~x =y#yes}"),
            [
                "Option1: [+new]",
                "Weight1: [+0 %]",
                "Weight2: [-100][+0] %",
                "Weight3: [-0][+100] %",
                "Feedback3: [-no][+yes]"
            ]
        );
    }

    #[test]
    fn an_entry_that_goes_and_one_that_changes_are_told_with_their_places() {
        let before = "::a::b {=one ~two ~three}";
        assert_eq!(told(before, "::a::b {=one ~three}"), ["Option2: [-two]", "Weight2: [-0 %]"]);
        assert_eq!(told(before, "::a::b {=one ~2 ~three}"), ["Option2: [-two][+2]"]);
    }

    #[test]
    fn pairs_ranges_and_formats_are_compared_as_they_read() {
        assert_eq!(
            told("::a::b {=1 -> x =2 -> y}", "::a::b {=1 -> z =2 -> y = -> x}"),
            ["Pair1: 1 → [-x][+z]", "Distractor1: [+x]"]
        );
        assert_eq!(told("::a::b {#3}", "::a::b {#3:0.5}"), ["Answer1: 3[+ ± 0.5]"]);
        assert_eq!(told("::a::b {#1..2}", "::a::b {#1..4}"), ["Answer1: 1 … [-2][+4]"]);
        assert_eq!(told("::a::[html]b {}", "::a::[markdown]b {}"), ["Text: [[-html][+markdown]] b"]);
    }

    #[test]
    fn another_kind_is_told_with_everything_that_comes_and_goes() {
        assert_eq!(
            told("::a::b {T}", "::a::b {=x}"),
            [
                "Kind: [-true_false][+short_text]",
                "Correct: [-true]",
                "Case: [+insensitive]",
                "Answer1: [+x]",
                "Weight1: [+100 %]"
            ]
        );
        let point = (Marks::POINT, Marks(250_000));
        let question = read("::a::b {}", 1);
        let found = differences((&question, point.0), (&question, point.1));
        assert_eq!(found[0].field, DiffField::Points);
        assert_eq!(found[0].pieces.last().unwrap().text, "2.5");
    }
}

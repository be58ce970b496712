//! Word by word: the longest common part of two texts, and what is left of each.

use super::super::difference::{Piece, PieceKind};

/// How many pairs of words are compared for one question, all its texts together. Beyond that a text counts as replaced:
/// who rewrote it so thoroughly reads both sides anyway.
const CELLS_MAX: usize = 1_000_000;

/// What is left of it.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) const fn new() -> Self {
        Self(CELLS_MAX)
    }

    fn take(&mut self, cells: usize) -> bool {
        let left = self.0.checked_sub(cells);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// The parts of both texts in order.
pub(super) fn pieces(before: &str, after: &str, budget: &mut Budget) -> Vec<Piece> {
    let (old, new) = (words(before), words(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let old_middle = &old_rest[..old_rest.len() - tail];
    let new_middle = &new_rest[..new_rest.len() - tail];
    let affordable = budget.take(old_middle.len().saturating_mul(new_middle.len()));
    let kept = if affordable { common(old_middle, new_middle) } else { Vec::new() };
    let mut line = Line::default();
    line.extend(PieceKind::Kept, &old[..head]);
    let (mut i, mut j) = (0, 0);
    for (k, l) in kept {
        line.extend(PieceKind::Removed, &old_middle[i..k]);
        line.extend(PieceKind::Added, &new_middle[j..l]);
        line.extend(PieceKind::Kept, &old_middle[k..=k]);
        (i, j) = (k + 1, l + 1);
    }
    line.extend(PieceKind::Removed, &old_middle[i..]);
    line.extend(PieceKind::Added, &new_middle[j..]);
    line.extend(PieceKind::Kept, &old_rest[old_rest.len() - tail..]);
    line.0
}

/// The places of a longest common subsequence in both lists. Takes time and memory by the product of their lengths.
pub(super) fn common<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    // At [i][j]: how long it is for what is left of both lists from there on.
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i * width + j] = if old[i] == new[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut places = Vec::new();
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            places.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    places
}

/// Runs of letters, digits and `_`, runs of spaces, and single other characters.
fn words(text: &str) -> Vec<&str> {
    let sort = |c: char| if c.is_alphanumeric() || c == '_' { 1 } else { u8::from(c.is_whitespace()) * 2 };
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match sort(first) {
            0 => first.len_utf8(),
            same => rest.find(|c| sort(c) != same).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[derive(Default)]
struct Line(Vec<Piece>);

impl Line {
    fn extend(&mut self, kind: PieceKind, words: &[&str]) {
        if words.is_empty() {
            return;
        }
        let text = words.concat();
        match self.0.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(&text),
            _ => self.0.push(Piece { kind, text }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn side(pieces: &[Piece], without: PieceKind) -> String {
        pieces.iter().filter(|piece| piece.kind != without).map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn a_text_that_is_too_long_to_compare_counts_as_replaced() {
        let (before, after) = ("a b ".repeat(1_000), "c d ".repeat(1_000));
        let told = pieces(&before, &after, &mut Budget::new());
        assert_eq!(
            told.iter().map(|piece| piece.kind).collect::<Vec<_>>(),
            [PieceKind::Removed, PieceKind::Added, PieceKind::Kept]
        );
        let mut spent = Budget(3);
        assert_eq!(pieces("a b", "c b d", &mut spent)[0].text, "a b");
    }

    proptest! {
        #[test]
        fn both_sides_can_be_read_again(before in "[a-c é.,]{0,30}", after in "[a-c é.,]{0,30}") {
            let told = pieces(&before, &after, &mut Budget::new());
            prop_assert_eq!(side(&told, PieceKind::Added), before);
            prop_assert_eq!(side(&told, PieceKind::Removed), after);
        }
    }
}

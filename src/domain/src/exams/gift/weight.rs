//! Percent weights: `%50%`, `%-33.33333%`.

use super::super::marks::Fraction;

/// Decimal places of a percent that a fraction keeps.
const PLACES: usize = 5;
/// Beyond every legal weight; what is larger is refused by the question's own rules.
const DIGITS_MAX: usize = 6;
/// What authors round when they write thirds, sixths, sevenths and ninths.
const ROUNDED_PARTS: [i64; 4] = [3, 6, 7, 9];

/// What stands at the beginning of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// No weight.
    None,
    /// A weight; the answer starts at this byte.
    Percent(Fraction, usize),
    /// A `%` and a number that do not make a weight.
    Malformed,
}

/// Reads the weight in front of an answer.
pub(super) fn weight(answer: &str) -> Weight {
    let Some(rest) = answer.strip_prefix('%') else {
        return Weight::None;
    };
    let (negative, number) = match rest.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, rest),
    };
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return Weight::None;
    }
    let end = number.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (digits, after) = number.split_at(end.unwrap_or(number.len()));
    let magnitude = after.starts_with('%').then(|| percent(digits)).flatten();
    match magnitude {
        Some(magnitude) => {
            let fraction = Fraction(if negative { -magnitude } else { magnitude });
            Weight::Percent(fraction, answer.len() - after.len() + 1)
        }
        None => Weight::Malformed,
    }
}

/// A percent in ten-millionths; a part that was rounded for writing is made exact again, so that three times 33.33 %
/// are everything.
fn percent(digits: &str) -> Option<i64> {
    let (whole, places) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    if whole.len() > DIGITS_MAX || places.contains(['.', ',']) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let kept: i64 = format!("{places:0<PLACES$}").get(..PLACES)?.parse().ok()?;
    let next = places.as_bytes().get(PLACES).copied().unwrap_or(b'0');
    let written = whole * 100_000 + kept + i64::from(next >= b'5');
    Some(unrounded(written, places.len()))
}

/// The nearest third, sixth, seventh or ninth when the number is one written with at least two places.
fn unrounded(written: i64, places: usize) -> i64 {
    if places < 2 || written > Fraction::ONE.0 {
        return written;
    }
    let last_place = 10i64.pow(PLACES.saturating_sub(places) as u32);
    let parts = ROUNDED_PARTS.iter().flat_map(|&of| (1..of).map(move |n| (n, of)));
    parts
        .map(|(n, of)| (n * Fraction::ONE.0 + of / 2) / of)
        .find(|part| (part - written).abs() <= last_place)
        .unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_in_front_of_the_answer() {
        for (answer, fraction, rest) in [
            ("%50%half", 5_000_000, "half"),
            ("%-33.33333% third", -3_333_333, " third"),
            ("%33.33%", 3_333_333, ""),
            ("%33,34%", 3_333_333, ""),
            ("%16.67%", 1_666_667, ""),
            ("%14.2857%", 1_428_571, ""),
            ("%12.5%x", 1_250_000, "x"),
            ("%33.3%", 3_330_000, ""),
            ("%100%x", 10_000_000, "x"),
            ("%0%*", 0, "*"),
            ("%150%x", 15_000_000, "x"),
        ] {
            let Weight::Percent(read, at) = weight(answer) else {
                panic!("{answer}");
            };
            assert_eq!((read, &answer[at..]), (Fraction(fraction), rest), "{answer}");
        }
    }

    #[test]
    fn a_percent_sign_in_a_text_is_no_weight_and_a_broken_one_is_said_so() {
        assert_eq!(weight("50%"), Weight::None);
        assert_eq!(weight("% of people"), Weight::None);
        for broken in ["%50 x", "%50", "%5.0.0%x", "%50 %x", "%1234567%x"] {
            assert_eq!(weight(broken), Weight::Malformed, "{broken}");
        }
    }
}

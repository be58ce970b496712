//! Fractions as people write them: in percent, with a point or a comma.

use super::Fraction;

/// Decimal places of a percent that a fraction keeps.
const PLACES: usize = 5;
/// Beyond every legal weight; what is larger is refused by the question's own rules.
const DIGITS_MAX: usize = 6;
/// What authors round when they write thirds, sixths, sevenths and ninths.
const ROUNDED_PARTS: [i64; 4] = [3, 6, 7, 9];

impl Fraction {
    /// Reads `50`, `-33.33333`, `33,33` or `50 %`. A part that was rounded for writing is made exact again, so that three
    /// times 33.33 % are everything.
    pub fn parse_percent(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_suffix('%').unwrap_or(text).trim_end();
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let magnitude = magnitude(digits)?;
        Some(Self(if negative { -magnitude } else { magnitude }))
    }

    /// As a person writes it: `66.66667` without the sign, trailing zeros dropped.
    pub fn percent(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let parts = self.0.unsigned_abs();
        let written = format!("{sign}{}.{:05}", parts / 100_000, parts % 100_000);
        written.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// A percent without sign in ten-millionths.
fn magnitude(digits: &str) -> Option<i64> {
    let (whole, places) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() > DIGITS_MAX || !all_digits(whole) || !all_digits(places) {
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
    fn percents_are_written_as_people_write_them() {
        assert_eq!(Fraction(9_900_000).percent(), "99");
        assert_eq!(Fraction(6_666_667).percent(), "66.66667");
        assert_eq!(Fraction(-5_000_000).percent(), "-50");
        assert_eq!(Fraction::ZERO.percent(), "0");
    }

    #[test]
    fn percents_are_read_as_people_write_them() {
        for (text, fraction) in [
            ("50", 5_000_000),
            (" -33,33 % ", -3_333_333),
            ("\u{2212}50%", -5_000_000),
            ("12.5", 1_250_000),
            ("0", 0),
            ("150", 15_000_000),
        ] {
            assert_eq!(Fraction::parse_percent(text), Some(Fraction(fraction)), "{text}");
        }
        for text in ["", "%", "half", "5.0.0", "1234567", "+5", "5 0", "--5", "1e2", ".5"] {
            assert_eq!(Fraction::parse_percent(text), None, "{text}");
        }
        for fraction in [Fraction(3_333_333), Fraction::MINUS_ONE, Fraction(1), Fraction(1_428_571)] {
            assert_eq!(Fraction::parse_percent(&fraction.percent()), Some(fraction));
        }
    }
}

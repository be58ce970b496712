//! Decimal numbers as people write them, compared exactly.
//!
//! A numerical answer is right or wrong at the boundary of a tolerance, and there binary floating point says that
//! 0.1 + 0.2 is not 0.3. So a number is a whole mantissa and a power of ten, and nothing here ever rounds.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// Longest text that is read as a number, in characters.
pub const NUMBER_CHARS_MAX: usize = 64;
/// Most significant digits of a number.
pub const SIGNIFICANT_DIGITS_MAX: usize = 36;
/// Largest and, negated, smallest power of ten.
pub const EXPONENT_MAX: i32 = 400;

/// `mantissa * 10^exponent`, without trailing zeros in the mantissa, at most 37 digits of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    mantissa: i128,
    exponent: i32,
}

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalFault {
    /// Not a decimal number, NaN and infinity included.
    #[error("this is not a decimal number")]
    NotANumber,
    /// More digits or a larger power of ten than can be compared exactly.
    #[error("the number has too many digits")]
    OutOfRange,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0 };

    /// Reads `1.5`, `1,5`, `.5`, `-3`, `1e3`, `1 000,5` and the Unicode minus. A single comma is a decimal sign, since
    /// half the world writes it so and no rule can tell `1,000` from `1,000`.
    pub fn parse(text: &str) -> Result<Self, DecimalFault> {
        let text = text.trim();
        if text.chars().count() > NUMBER_CHARS_MAX {
            return Err(DecimalFault::OutOfRange);
        }
        let plain = without_grouping(text)?;
        let (number, exponent) = match plain.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, parse_exponent(exponent)?),
            None => (plain.as_str(), 0),
        };
        let (negative, number) = split_sign(number);
        let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, ""));
        let digits: String = [whole, part].concat();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DecimalFault::NotANumber);
        }
        let significant = digits.trim_start_matches('0').trim_end_matches('0');
        if significant.len() > SIGNIFICANT_DIGITS_MAX {
            return Err(DecimalFault::OutOfRange);
        }
        let dropped = digits.len() - digits.trim_end_matches('0').len();
        // Both lengths are below the 64 characters checked above.
        let exponent = exponent - part.len() as i32 + dropped as i32;
        let magnitude: i128 = significant.parse().unwrap_or(0);
        Self::new(if negative { -magnitude } else { magnitude }, exponent)
    }

    /// The sum, or nothing where it needs more digits than can be kept exactly.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.mantissa == 0 {
            return Some(other);
        }
        if other.mantissa == 0 {
            return Some(self);
        }
        let exponent = self.exponent.min(other.exponent);
        let sum = self.aligned(exponent)?.checked_add(other.aligned(exponent)?)?;
        Self::new(sum, exponent).ok()
    }

    /// The number with the other sign.
    pub fn negated(self) -> Self {
        Self { mantissa: -self.mantissa, exponent: self.exponent }
    }

    /// Whether it lies below zero.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    fn new(mut mantissa: i128, mut exponent: i32) -> Result<Self, DecimalFault> {
        if mantissa == 0 {
            return Ok(Self::ZERO);
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        if digit_count(mantissa) > SIGNIFICANT_DIGITS_MAX as i32 + 1 || exponent.abs() > EXPONENT_MAX {
            return Err(DecimalFault::OutOfRange);
        }
        Ok(Self { mantissa, exponent })
    }

    /// The mantissa that goes with a smaller exponent.
    fn aligned(self, exponent: i32) -> Option<i128> {
        let shift = u32::try_from(self.exponent - exponent).ok()?;
        self.mantissa.checked_mul(10i128.checked_pow(shift)?)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.mantissa.signum().cmp(&other.mantissa.signum());
        if signs != Ordering::Equal || self.mantissa == 0 {
            return signs;
        }
        let size = |d: &Self| digit_count(d.mantissa) + d.exponent;
        let sizes = size(self).cmp(&size(other));
        if sizes != Ordering::Equal {
            return if self.is_negative() { sizes.reverse() } else { sizes };
        }
        // Equally large numbers differ in exponent by no more than a mantissa is long, so alignment fits.
        let exponent = self.exponent.min(other.exponent);
        self.aligned(exponent).cmp(&other.aligned(exponent))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    /// Plain notation where it stays readable, scientific beyond that; `parse` reads both back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        match self.exponent {
            0 => write!(f, "{sign}{digits}"),
            1..=12 => write!(f, "{sign}{digits}{}", "0".repeat(self.exponent as usize)),
            -20..=-1 => {
                let places = self.exponent.unsigned_abs() as usize;
                let padded = format!("{digits:0>width$}", width = places + 1);
                let (whole, part) = padded.split_at(padded.len() - places);
                write!(f, "{sign}{whole}.{part}")
            }
            exponent => write!(f, "{sign}{digits}e{exponent}"),
        }
    }
}

impl TryFrom<String> for Decimal {
    type Error = DecimalFault;

    fn try_from(text: String) -> Result<Self, DecimalFault> {
        Self::parse(&text)
    }
}

impl From<Decimal> for String {
    fn from(number: Decimal) -> Self {
        number.to_string()
    }
}

/// Takes out spaces that set off groups of three digits and writes every minus as ASCII. Any other space inside keeps
/// the text from being a number: whoever typed `3 4` did not mean 34.
fn without_grouping(text: &str) -> Result<String, DecimalFault> {
    let chars: Vec<char> = text.chars().collect();
    let mut plain = String::with_capacity(text.len());
    for (at, &c) in chars.iter().enumerate() {
        match c {
            '\u{2212}' => plain.push('-'),
            c if c.is_whitespace() => {
                if !(plain.ends_with(|c: char| c.is_ascii_digit()) && is_group(&chars[at + 1..])) {
                    return Err(DecimalFault::NotANumber);
                }
            }
            c => plain.push(c),
        }
    }
    Ok(plain)
}

/// Whether three digits, and no fourth, stand first.
fn is_group(chars: &[char]) -> bool {
    let digits = chars.iter().take_while(|c| c.is_ascii_digit());
    digits.take(4).count() == 3
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn parse_exponent(text: &str) -> Result<i32, DecimalFault> {
    let (negative, digits) = split_sign(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DecimalFault::NotANumber);
    }
    let magnitude: i32 = digits.parse().map_err(|_| DecimalFault::OutOfRange)?;
    if magnitude > EXPONENT_MAX {
        return Err(DecimalFault::OutOfRange);
    }
    Ok(if negative { -magnitude } else { magnitude })
}

fn digit_count(mantissa: i128) -> i32 {
    mantissa.unsigned_abs().checked_ilog10().map_or(0, |log| log as i32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, canonical) in [
            ("1.5", "1.5"),
            ("1,5", "1.5"),
            (" 1e3 ", "1000"),
            ("1E-3", "0.001"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+7", "7"),
            ("-0", "0"),
            ("000", "0"),
            ("1 000,50", "1000.5"),
            ("1\u{202f}000", "1000"),
            ("\u{2212}3", "-3"),
            ("1e300", "1e300"),
        ] {
            assert_eq!(number(text).to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "", "-", ".", "NaN", "inf", "1e", "e3", "1.2.3", "1,2.3", "0x10", "1 - 2", "five", "3 4", "1 0000",
            "1  000", "1e1e1", "--1", "1.-5", "٣",
        ] {
            assert_eq!(Decimal::parse(text), Err(DecimalFault::NotANumber), "{text}");
        }
        for text in ["1e999", "1e99999999999", &"1".repeat(60), &"1".repeat(65)] {
            assert_eq!(Decimal::parse(text), Err(DecimalFault::OutOfRange), "{text}");
        }
    }

    #[test]
    fn a_tenth_and_two_tenths_are_three_tenths() {
        assert_eq!(number("0.1").checked_add(number("0.2")), Some(number("0.30")));
    }

    #[test]
    fn numbers_far_apart_compare_without_overflow() {
        assert!(number("1e400") > number("1e-400"));
        assert!(number("-1e400") < number("-1e-400"));
        assert!(number("-1") < number("0"));
        assert_eq!(number("1e400").checked_add(number("1")), None);
    }

    proptest! {
        #[test]
        fn display_reads_back(mantissa in -10i128.pow(30)..10i128.pow(30), exponent in -60i32..60) {
            let written = number(&format!("{mantissa}e{exponent}"));
            prop_assert_eq!(number(&written.to_string()), written);
        }

        #[test]
        fn order_is_that_of_the_scaled_integers(a in any::<i32>(), b in any::<i32>(), p in 0u32..9, q in 0u32..9) {
            let scaled = |n: i32, places: u32| i128::from(n) * 10i128.pow(9 - places);
            let written = |n: i32, places: u32| number(&format!("{n}e-{places}"));
            prop_assert_eq!(written(a, p).cmp(&written(b, q)), scaled(a, p).cmp(&scaled(b, q)));
            let sum = written(a, p).checked_add(written(b, q)).unwrap();
            prop_assert_eq!(sum, number(&format!("{}e-9", scaled(a, p) + scaled(b, q))));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,70}") {
            let _ = Decimal::parse(&text);
        }
    }
}

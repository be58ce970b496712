//! Percent weights: `%50%`, `%-33.33333%`.

use super::super::marks::Fraction;

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
    let magnitude = after.starts_with('%').then(|| Fraction::parse_percent(digits)).flatten();
    match magnitude {
        Some(Fraction(magnitude)) => {
            let fraction = Fraction(if negative { -magnitude } else { magnitude });
            Weight::Percent(fraction, answer.len() - after.len() + 1)
        }
        None => Weight::Malformed,
    }
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

//! The number of an order's receipt: short enough to be read out, and the order's alone.

use crate::id::OrderId;

/// Crockford's alphabet, in which no two characters look alike.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DIGITS: usize = 16;
const GROUP: usize = 4;

/// The number, such as `0DEP-5N47-8F2Q-9K0T`: 30 bits of the order's seconds, so that numbers follow the time, and 50 of
/// its random bits.
pub fn receipt_number(order: OrderId) -> String {
    let (high, low) = order.0.as_u64_pair();
    let seconds = (high >> 16) / 1_000;
    let number = u128::from(seconds & ((1 << 30) - 1)) << 50 | u128::from(low & ((1 << 50) - 1));
    let mut text = String::with_capacity(DIGITS + DIGITS / GROUP);
    for place in 0..DIGITS {
        if place > 0 && place % GROUP == 0 {
            text.push('-');
        }
        let digit = number >> (5 * (DIGITS - 1 - place)) & 31;
        text.push(char::from(ALPHABET[usize::try_from(digit).unwrap_or(0)]));
    }
    text
}

/// A number as somebody typed it, in the form that it was given in; nothing when it is none.
pub fn read_receipt_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(corrected).collect();
    if digits.len() != DIGITS || !digits.bytes().all(|digit| ALPHABET.contains(&digit)) {
        return None;
    }
    let groups: Vec<&str> = (0..DIGITS).step_by(GROUP).map(|at| &digits[at..at + GROUP]).collect();
    Some(groups.join("-"))
}

/// What Crockford lets people write for what.
fn corrected(c: char) -> char {
    match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn order(ms: u128, low: u128) -> OrderId {
        OrderId(Uuid::from_u128(ms << 80 | 7 << 76 | 2 << 62 | low))
    }

    #[test]
    fn numbers_follow_the_seconds_and_hold_the_random_bits() {
        let at = |ms, low| receipt_number(order(ms, low));
        assert_eq!(at(0, 0), "0000-0000-0000-0000");
        assert_eq!(at(1_000, 1), "0000-0100-0000-0001");
        assert_eq!(at(0, (1 << 50) - 1), "0000-00ZZ-ZZZZ-ZZZZ");
        assert!(at(1_764_000_000_000, 9) < at(1_764_000_001_000, 0));
    }

    #[test]
    fn what_people_type_is_read() {
        let number = receipt_number(order(1_764_000_000_123, 0x1_2345_6789));
        assert_eq!(read_receipt_number(&number.to_lowercase()), Some(number.clone()));
        assert_eq!(read_receipt_number(&number.replace('-', " ").replace('0', "o").replace('1', "l")), Some(number));
        for text in ["", "0000-0000-0000-000", "0000-0000-0000-00000", "0000-0000-0000-000U", "é000-0000-0000-0000"] {
            assert_eq!(read_receipt_number(text), None, "{text}");
        }
    }
}

//! Codes for who lost their authenticator app: made once, written down on paper, good for one sign-in each.

use sha2::{Digest, Sha256};
use std::fmt;

/// So many are made at once.
pub const CODES: usize = 10;
/// Random bytes of one: 80 bits cannot be tried out, so that a plain digest protects them where they are stored.
pub const RANDOM_BYTES: usize = 10;
const CHARACTERS: usize = 16;
const GROUP: usize = 4;
/// Without letters that are read for digits or for each other.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PURPOSE: &[u8] = b"examhall.recovery.v1\0";

/// One code in its normal form: sixteen characters. Debug output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

/// Why a text is no recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a recovery code has {CHARACTERS} letters and digits")]
pub struct RecoveryCodeFault;

impl RecoveryCode {
    /// The code of these random bytes, five bits for each character.
    pub fn new(random: [u8; RANDOM_BYTES]) -> Self {
        let bits = random.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        let character = |place: usize| char::from(ALPHABET[((bits >> (5 * place)) & 31) as usize]);
        Self((0..CHARACTERS).rev().map(character).collect())
    }

    /// Reads what somebody typed from paper: case, gaps and hyphens do not matter, and what looks like another character
    /// is that one.
    ///
    /// # Errors
    /// When it is not sixteen of our characters.
    pub fn parse(text: &str) -> Result<Self, RecoveryCodeFault> {
        let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(CHARACTERS + 1);
        let code: String = typed.map(|c| read_as(c.to_ascii_uppercase())).collect();
        let is_ours = |byte: u8| ALPHABET.contains(&byte);
        if code.len() == CHARACTERS && code.bytes().all(is_ours) { Ok(Self(code)) } else { Err(RecoveryCodeFault) }
    }

    /// The code in groups of four, for its owner only.
    pub fn expose(&self) -> String {
        let groups: Vec<&str> = (0..CHARACTERS).step_by(GROUP).map(|at| &self.0[at..at + GROUP]).collect();
        groups.join("-")
    }

    /// What is stored of it.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::new().chain_update(PURPOSE).chain_update(&self.0).finalize().into()
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

const fn read_as(character: char) -> char {
    match character {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_shown_in_groups_and_every_bit_counts() {
        assert_eq!(RecoveryCode::new([0; 10]).expose(), "0000-0000-0000-0000");
        assert_eq!(RecoveryCode::new([255; 10]).expose(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(RecoveryCode::new([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).expose(), "0000-0000-0000-0001");
        assert_eq!(RecoveryCode::new([128, 0, 0, 0, 0, 0, 0, 0, 0, 0]).expose(), "G000-0000-0000-0000");
    }

    #[test]
    fn what_is_typed_from_paper_is_understood() {
        let code = RecoveryCode::parse("0123-4567-89AB-CDEF").unwrap();
        for text in ["0123456789abcdef", " o123 4567 89ab cdef ", "Oi23-4567-89AB-CDEF", "OL23 4567-89ab CDEF"] {
            assert_eq!(RecoveryCode::parse(text).as_ref(), Ok(&code), "{text}");
        }
        for text in ["", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEF0", "U123-4567-89AB-CDEF", "é123-4567-89AB-CDE"] {
            assert_eq!(RecoveryCode::parse(text), Err(RecoveryCodeFault), "{text}");
        }
    }

    #[test]
    fn debug_output_shows_no_code() {
        assert_eq!(format!("{:?}", RecoveryCode::new([7; 10])), "RecoveryCode(..)");
    }

    proptest! {
        #[test]
        fn every_code_is_read_back_and_has_a_digest_of_its_own(one: [u8; 10], other: [u8; 10]) {
            let code = RecoveryCode::new(one);
            prop_assert_eq!(RecoveryCode::parse(&code.expose()), Ok(code.clone()));
            prop_assert_eq!(code.digest() == RecoveryCode::new(other).digest(), one == other);
        }
    }
}

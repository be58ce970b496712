//! One-time codes that an authenticator app shows (TOTP, RFC 6238, over HOTP, RFC 4226): HMAC-SHA-1, six digits, thirty
//! seconds, which is what every app takes.
//!
//! A code counts once: whoever accepts one stores its step, and what is not newer is refused from then on.

use crate::time::Timestamp;
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::fmt;

/// Digits of a code.
pub const DIGITS: usize = 6;
/// Seconds that one code is shown for.
pub const STEP_S: i64 = 30;
/// How many steps a device's clock may be off, either way.
const STEPS_OFF: i64 = 1;
const SECRET_BYTES: usize = 20;
const MODULUS: u32 = 1_000_000;

/// What the app and the server share: 160 bits, as RFC 4226 recommends. Debug output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

/// Half minutes since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step(pub i64);

/// Six digits. Debug output hides them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code(u32);

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has {DIGITS} digits")]
pub struct CodeFault;

impl Secret {
    /// How many random bytes a new one takes.
    pub const BYTES: usize = SECRET_BYTES;

    /// A secret of these bytes, which nobody can guess.
    pub const fn new(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes, for sealing only.
    pub const fn expose(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// The text that people type into an app (RFC 4648, base 32), for its owner only.
    pub fn to_base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The address that apps read from a picture: `otpauth://totp/<issuer>:<account>?…`.
    pub fn to_uri(&self, issuer: &str, account: &str) -> String {
        let (issuer, account, secret) = (escaped(issuer), escaped(account), self.to_base32());
        format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
    }

    /// The step that a code belongs to, if it is shown about now and is newer than the last that was accepted. Every step
    /// is computed and compared whatever the others gave, so that the time tells nothing.
    pub fn accepts(&self, code: Code, last: Option<Step>, now: Timestamp) -> Option<Step> {
        let present = Step::at(now).0;
        (present - STEPS_OFF..=present + STEPS_OFF).map(Step).fold(None, |found, step| {
            let is_fresh = last.is_none_or(|last| last < step);
            // Two integers are compared in one instruction, whatever they hold.
            let is_same = self.code_at(step) == code;
            if is_same & is_fresh { Some(step) } else { found }
        })
    }

    /// The code of a step.
    pub fn code_at(&self, step: Step) -> Code {
        let Ok(mac) = Hmac::<Sha1>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes a key of any length");
        };
        let mac = mac.chain_update(step.0.to_be_bytes()).finalize().into_bytes();
        // RFC 4226, section 5.3: the last four bits say where 31 bits are taken from.
        let at = usize::from(mac[mac.len() - 1] & 0xf);
        let taken = u32::from_be_bytes([mac[at], mac[at + 1], mac[at + 2], mac[at + 3]]);
        Code((taken & 0x7fff_ffff) % MODULUS)
    }
}

impl Step {
    /// The step of an instant.
    pub fn at(now: Timestamp) -> Self {
        Self(now.0.div_euclid(STEP_S * 1_000_000))
    }
}

impl Code {
    /// Reads what somebody typed; apps show a gap in the middle, so spaces do not matter.
    ///
    /// # Errors
    /// When it is not six digits.
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).take(DIGITS + 1).collect();
        if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CodeFault);
        }
        digits.parse().map(Self).map_err(|_| CodeFault)
    }

    /// The six digits, for the person only.
    pub fn expose(self) -> String {
        format!("{:0DIGITS$}", self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// Whatever is not unreserved in an address (RFC 3986, section 2.3) as its bytes in hexadecimal.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use proptest::prelude::*;

    fn secret() -> Secret {
        Secret::new(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp(0) + Span::from_secs(seconds)
    }

    fn code(text: &str) -> Code {
        Code::parse(text).unwrap()
    }

    #[test]
    fn the_values_of_rfc_4226_appendix_d_come_out() {
        let expected =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (count, expected) in (0..).zip(expected) {
            assert_eq!(secret().code_at(Step(count)).expose(), expected, "{count}");
        }
    }

    #[test]
    fn the_values_of_rfc_6238_appendix_b_come_out() {
        // The standard prints eight digits; six are their last ones.
        let table = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, expected) in table {
            assert_eq!(secret().code_at(Step::at(at(seconds))).expose(), expected, "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step_and_no_more() {
        let shown = secret().code_at(Step(1000));
        for (step, accepted) in [(998, false), (999, true), (1000, true), (1001, true), (1002, false)] {
            let found = secret().accepts(shown, None, at(step * STEP_S));
            assert_eq!(found, accepted.then_some(Step(1000)), "{step}");
        }
        assert!(secret().accepts(shown, None, at(1002 * STEP_S) - Span(1)).is_some());
    }

    #[test]
    fn a_code_counts_once_and_so_does_nothing_older() {
        let now = at(1000 * STEP_S);
        let codes = [999, 1000, 1001].map(|step| secret().code_at(Step(step)));
        let accepted = |last: i64| codes.map(|code| secret().accepts(code, Some(Step(last)), now).is_some());
        assert_eq!(accepted(998), [true, true, true]);
        assert_eq!(accepted(999), [false, true, true]);
        assert_eq!(accepted(1000), [false, false, true]);
        assert_eq!(accepted(1001), [false, false, false]);
    }

    #[test]
    fn codes_are_read_as_apps_show_them() {
        assert_eq!(code(" 050 471\n").expose(), "050471");
        for text in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "-12345", "123 4567"] {
            assert_eq!(Code::parse(text), Err(CodeFault), "{text:?}");
        }
    }

    #[test]
    fn apps_get_an_address_that_they_can_read() {
        let uri = secret().to_uri("Exam Hall", "o'hara+exam@example.org");
        let account = "Exam%20Hall:o%27hara%2Bexam%40example.org";
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(uri, format!("otpauth://totp/{account}?secret={secret}&issuer=Exam%20Hall"));
    }

    #[test]
    fn debug_output_shows_neither_secret_nor_code() {
        let shown = format!("{:?} {:?}", secret(), code("050471"));
        assert_eq!(shown, "Secret(..) Code(..)");
    }

    proptest! {
        #[test]
        fn every_code_is_read_back(bytes: [u8; 20], step in 0_i64..1 << 32) {
            let shown = Secret::new(bytes).code_at(Step(step));
            prop_assert_eq!(Code::parse(&shown.expose()), Ok(shown));
            prop_assert!(Secret::new(bytes).accepts(shown, None, at(step * STEP_S)).is_some());
        }
    }
}

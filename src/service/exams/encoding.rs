//! From the bytes of a teacher's file to text.
//!
//! Files come from many editors. What is certain (a byte order mark, valid UTF-8) is taken; anything else has to be named,
//! since a guess that is wrong puts wrong letters into an exam. It knows nothing of what the text says.

use crate::service::problem::{ProblemType, Refusal};
use encoding_rs::{DecoderResult, Encoding, UTF_8, WINDOWS_1252};

/// What old Windows editors write in Western Europe, and therefore the best thing to try when a file is not UTF-8.
const LIKELY: &Encoding = WINDOWS_1252;
/// A file without a byte order mark in which every other byte is zero.
const LIKELY_WITH_ZEROS: &str = "UTF-16LE";

/// Reads a whole file. A byte order mark wins over `label`, a name of the WHATWG Encoding Standard; without either the
/// file has to be UTF-8.
///
/// # Errors
/// `validation-failed` for a label nobody knows; `encoding-unknown` with the first line that is not text in the encoding
/// (`line`, from 1) and one to try (`suggestion`).
pub fn decode(bytes: &[u8], label: Option<&str>) -> Result<String, Refusal> {
    let (encoding, mark_bytes) = match (Encoding::for_bom(bytes), label) {
        (Some(marked), _) => marked,
        (None, Some(label)) => (named(label)?, 0),
        (None, None) => (UTF_8, 0),
    };
    let text = decode_strictly(&bytes[mark_bytes..], encoding)?;
    match text.find('\0') {
        Some(at) => Err(unknown(line_of(&text.as_bytes()[..at]), LIKELY_WITH_ZEROS)),
        None => Ok(text),
    }
}

fn named(label: &str) -> Result<&'static Encoding, Refusal> {
    let known = Encoding::for_label_no_replacement(label.as_bytes());
    known.ok_or_else(|| Refusal::new(ProblemType::ValidationFailed).field("/encoding", "not_allowed"))
}

fn decode_strictly(bytes: &[u8], encoding: &'static Encoding) -> Result<String, Refusal> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or(bytes.len()));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::Malformed(..), _) => Err(unknown(line_of(text.as_bytes()), LIKELY.name())),
        (DecoderResult::OutputFull, _) => unreachable!("the text was given the room that the decoder asked for"),
    }
}

fn unknown(line: usize, suggestion: &str) -> Refusal {
    Refusal::new(ProblemType::EncodingUnknown)
        .arg("line", line)
        .arg("suggestion", suggestion)
        .extra("line", line.into())
        .extra("suggestion", suggestion.into())
}

/// The line on which the text after `before` stands; line ends are LF, CR LF or CR.
fn line_of(before: &[u8]) -> usize {
    let mut lines = 1;
    let mut previous = 0;
    for byte in before {
        match (previous, byte) {
            (b'\r', b'\n') => {}
            (_, b'\n' | b'\r') => lines += 1,
            _ => {}
        }
        previous = *byte;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, unit: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn what_is_certain_is_taken() {
        let little = [&[0xff, 0xfe][..], &utf16("é {T}", u16::to_le_bytes)].concat();
        let big = [&[0xfe, 0xff][..], &utf16("é {T}", u16::to_be_bytes)].concat();
        for bytes in ["é {T}".as_bytes(), "\u{feff}é {T}".as_bytes(), &little, &big] {
            assert_eq!(decode(bytes, None).unwrap(), "é {T}");
            assert_eq!(decode(bytes, Some("utf-8")).unwrap(), "é {T}");
        }
    }

    #[test]
    fn another_encoding_is_taken_when_it_is_named() {
        assert_eq!(decode(b"\xe9 \x80", Some("windows-1252")).unwrap(), "é €");
        assert_eq!(decode(b"\xe9", Some("latin1")).unwrap(), "é");
        assert_eq!(decode(b"\x83\x65", Some("Shift_JIS")).unwrap(), "テ");
        assert_eq!(decode(&utf16("é", u16::to_le_bytes), Some("utf-16le")).unwrap(), "é");
    }

    #[test]
    fn the_first_bad_line_is_named_whatever_ends_a_line() {
        for bytes in [&b"a\r\nb\r\nc\xe9"[..], b"a\nb\n\xe9", b"a\rb\rc\xe9\r"] {
            let refusal = decode(bytes, None).unwrap_err();
            assert_eq!(refusal.problem, ProblemType::EncodingUnknown);
            assert_eq!(refusal.extras["line"], 3);
            assert_eq!(refusal.extras["suggestion"], "windows-1252");
        }
    }

    #[test]
    fn text_with_zeros_is_another_encoding() {
        let refusal = decode(&utf16("ab\ncd", u16::to_le_bytes), None).unwrap_err();
        assert_eq!(refusal.extras["suggestion"], "UTF-16LE");
    }

    #[test]
    fn a_label_that_nobody_knows_is_a_wrong_field() {
        let refusal = decode(b"a", Some("klingon")).unwrap_err();
        assert_eq!(refusal.fields[0].pointer, "/encoding");
    }
}

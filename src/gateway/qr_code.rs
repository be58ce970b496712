//! QR codes (ISO/IEC 18004) as their squares; drawing is the page's matter.

use qrcode::{Color, EcLevel, QrCode};

/// A code without its quiet zone.
pub struct Squares {
    /// Squares of one side.
    pub side: usize,
    /// SVG path data that covers the dark squares, one unit each.
    pub path: String,
}

/// The code of a text; nothing for more than a code can hold, which is some two thousand letters.
pub fn squares(text: &str) -> Option<Squares> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % side, at / side)).collect();
    Some(Squares { side, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_squares_with_a_finder_in_its_corner() {
        let squares = squares("otpauth://totp/a?secret=b").unwrap();
        assert_eq!(squares.side, 25);
        assert!(squares.path.starts_with("M0 0h1v1h-1zM1 0h1v1h-1z"));
        assert!(!squares.path.contains("M1 1h"), "the finder has a light ring");
    }

    #[test]
    fn too_long_a_text_has_no_code() {
        assert!(super::squares(&"x".repeat(3000)).is_none());
    }
}

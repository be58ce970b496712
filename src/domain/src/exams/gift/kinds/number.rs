//! Numerical answers: `3`, `3:0.5`, `1..5`, `*`.

use super::super::super::decimal::Decimal;
use super::super::super::question::NumericalRange;
use super::super::answers::Marker;
use super::super::fault::GiftFaultCode;
use super::super::lexer::{Piece, plain_text};
use super::super::trouble::Trouble;

/// Reads the numbers of an answer. After `~`, no number at all stands for all that were missed.
pub(super) fn range(answer: Piece<'_>, marker: Marker) -> Result<NumericalRange, Trouble> {
    let text = plain_text(answer.text);
    if text == "*" || (text.is_empty() && marker == Marker::Wrong) {
        return Ok(NumericalRange::Any {});
    }
    let number = |text: &str| {
        let trouble = || Trouble::at(GiftFaultCode::NotANumber, answer.at).showing(text);
        Decimal::parse(text).map_err(|_| trouble())
    };
    if let Some((from, to)) = text.split_once("..") {
        return Ok(NumericalRange::Between { from: number(from)?, to: number(to)? });
    }
    if let Some((value, tolerance)) = text.split_once(':') {
        let (value, tolerance) = (number(value)?, number(tolerance)?);
        return Ok(if tolerance == Decimal::ZERO {
            NumericalRange::Exact { value }
        } else {
            NumericalRange::Tolerance { value, tolerance }
        });
    }
    Ok(NumericalRange::Exact { value: number(&text)? })
}

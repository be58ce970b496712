//! What admins type, refused field by field.

use crate::service::problem::{FieldFault, ProblemType, Refusal};
use examhall_domain::payments::PriceFault;
use examhall_domain::payments::price::PRICE_MINOR_MAX;
use examhall_domain::text::TextFault;

/// A text that is too short or too long, or that nobody could have typed.
pub(super) fn text_fault(pointer: &str, fault: TextFault) -> Refusal {
    let (code, args) = match fault {
        TextFault::TooShort { length: 0, .. } => ("required", Vec::new()),
        TextFault::TooShort { min, .. } => ("too_short", vec![("min", min.to_string())]),
        TextFault::TooLong { max, .. } => ("too_long", vec![("max", max.to_string())]),
        TextFault::ControlCharacter => ("control_characters", Vec::new()),
    };
    refused(FieldFault { pointer: pointer.to_owned(), code, args })
}

/// An amount that cannot be asked for.
pub(super) fn money_fault(pointer: &str, fault: PriceFault) -> Refusal {
    let (code, args) = match fault {
        PriceFault::LastPlace => ("invalid", Vec::new()),
        PriceFault::OutOfRange | PriceFault::Days => {
            ("out_of_range", vec![("min", "1".to_owned()), ("max", PRICE_MINOR_MAX.to_string())])
        }
    };
    refused(FieldFault { pointer: pointer.to_owned(), code, args })
}

fn refused(fault: FieldFault) -> Refusal {
    let mut refusal = Refusal::new(ProblemType::ValidationFailed);
    refusal.fields.push(fault);
    refusal
}

//! What people type into the forms of accounts, checked field by field, and what is wrong with it.

use crate::gateway::zones;
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use examhall_domain::accounts::email::EMAIL_BYTES_MAX;
use examhall_domain::accounts::password::{PASSWORD_BYTES_MAX, PASSWORD_BYTES_MIN};
use examhall_domain::accounts::{
    DisplayName, EmailAddress, EmailFault, NameFault, OfferedPassword, PasswordFault, PasswordText,
};
use examhall_domain::text::TextFault;

/// Faults found so far, so that a form hears all of them at once.
#[derive(Default)]
pub(super) struct Faults(Vec<FieldFault>);

impl Faults {
    /// The value, or nothing and one fault more.
    pub(super) fn note<T>(&mut self, read: Result<T, FieldFault>) -> Option<T> {
        read.map_err(|fault| self.0.push(fault)).ok()
    }

    /// The refusal that names them all.
    pub(super) fn refusal(self) -> Refusal {
        Refusal { fields: self.0, ..Refusal::new(ProblemType::ValidationFailed) }
    }
}

/// `/email`.
pub(super) fn email(text: &str) -> Result<EmailAddress, FieldFault> {
    EmailAddress::parse(text).map_err(|fault| match fault {
        EmailFault::TooLong => bounded("/email", "too_long", "max", EMAIL_BYTES_MAX),
        EmailFault::Malformed => plain("/email", "invalid"),
    })
}

/// `/name`.
pub(super) fn name(text: &str) -> Result<DisplayName, FieldFault> {
    DisplayName::parse(text).map_err(|fault| match fault {
        NameFault::Text(TextFault::TooShort { length: 0, .. }) => plain("/name", "required"),
        NameFault::Text(TextFault::TooShort { min, .. }) => bounded("/name", "too_short", "min", min),
        NameFault::Text(TextFault::TooLong { max, .. }) => bounded("/name", "too_long", "max", max),
        NameFault::Text(TextFault::ControlCharacter) | NameFault::SeveralLines => plain("/name", "control_characters"),
    })
}

/// `/time_zone`; as its database writes it.
pub(super) fn time_zone(text: &str) -> Result<String, FieldFault> {
    zones::name(text).ok_or_else(|| plain("/time_zone", "time_zone_unknown"))
}

/// A new password, of the account with this address.
pub(super) fn new_password(pointer: &str, text: &str, email: &EmailAddress) -> Result<PasswordText, FieldFault> {
    PasswordText::parse(text, email).map_err(|fault| password_fault(pointer, fault))
}

/// The password of a sign-in, or the one that is to be changed.
pub(super) fn offered_password(pointer: &str, text: &str) -> Result<OfferedPassword, FieldFault> {
    OfferedPassword::parse(text).map_err(|fault| password_fault(pointer, fault))
}

fn password_fault(pointer: &str, fault: PasswordFault) -> FieldFault {
    match fault {
        PasswordFault::TooShort => bounded(pointer, "too_short", "min", PASSWORD_BYTES_MIN),
        PasswordFault::TooLong => bounded(pointer, "too_long", "max", PASSWORD_BYTES_MAX),
        PasswordFault::Blank => plain(pointer, "not_allowed"),
        PasswordFault::SameAsEmail => plain(pointer, "same_as_email"),
    }
}

pub(super) fn plain(pointer: &str, code: &'static str) -> FieldFault {
    FieldFault { pointer: pointer.to_owned(), code, args: Vec::new() }
}

fn bounded(pointer: &str, code: &'static str, name: &'static str, bound: usize) -> FieldFault {
    FieldFault { pointer: pointer.to_owned(), code, args: vec![(name, bound.to_string())] }
}

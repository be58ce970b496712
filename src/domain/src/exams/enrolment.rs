//! On which terms people sit, and the lists of people that teachers bring.
//!
//! It knows nobody: whether an address has an account is for others to find out.

mod columns;
mod list;

pub use list::{EnrolmentList, Entry, Line, LineFault, ListFault};

use crate::text::BoundedText;
use crate::time::Span;

/// A group's name; empty for none.
pub type GroupLabel = BoundedText<0, 80>;

/// The most extra time: a day.
pub const EXTRA_TIME_MAX: Span = Span::from_secs(24 * 3600);

/// What is agreed with somebody who may sit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Time beside the limit, for attempts that are opened afterwards.
    pub extra_time: Span,
    /// Empty for no group.
    pub group: GroupLabel,
}

/// A change of terms; what it does not name stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermsChange {
    /// From nothing to [`EXTRA_TIME_MAX`].
    pub extra_time: Option<Span>,
    /// Empty for no group.
    pub group: Option<GroupLabel>,
}

impl TermsChange {
    /// The terms after the change.
    pub fn applied_to(&self, terms: &Terms) -> Terms {
        Terms {
            extra_time: self.extra_time.unwrap_or(terms.extra_time),
            group: self.group.as_ref().unwrap_or(&terms.group).clone(),
        }
    }
}

/// Whether somebody may be given so much.
pub fn is_extra_time(span: Span) -> bool {
    (Span::ZERO..=EXTRA_TIME_MAX).contains(&span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_change_does_not_name_stays() {
        let group = |label| GroupLabel::parse(label).unwrap();
        let agreed = Terms { extra_time: Span::from_secs(60), group: group("A") };
        assert_eq!(TermsChange::default().applied_to(&agreed), agreed);
        let moved = TermsChange { group: Some(group("B")), ..TermsChange::default() };
        assert_eq!(moved.applied_to(&agreed), Terms { group: group("B"), ..agreed.clone() });
        let nothing = TermsChange { extra_time: Some(Span::ZERO), group: Some(group("")) };
        assert_eq!(nothing.applied_to(&agreed), Terms::default());
    }
}

//! Exams: the catalogue, question banks, imports, papers, sittings and who takes part in them. One file per table.

pub mod bank;
pub mod enrolment;
pub mod exam;
pub mod exam_picture;
pub mod import;
pub mod named;
pub mod paper;
pub mod question;
pub mod question_key;
mod question_tag;
pub mod question_version;
pub mod rubric;
pub mod sitting;
pub mod staff;

use examhall_domain::id::AccountId;
use sea_orm::{ColumnTrait, Condition};

/// Whose exams a query may see; part of the query, so that nobody else's rows are ever loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnedBy {
    /// Only this person's.
    Account(AccountId),
    /// Everybody's, which is for admins.
    Anyone,
}

impl OwnedBy {
    fn condition<T: ColumnTrait>(self, owner: T) -> Condition {
        match self {
            Self::Account(account) => Condition::all().add(owner.eq(account.0)),
            Self::Anyone => Condition::all(),
        }
    }
}

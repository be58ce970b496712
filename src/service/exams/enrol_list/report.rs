//! What a list of people comes to, line by line.

use crate::service::accounts::api::Found;
use examhall_domain::accounts::{Action, Decision, EmailAddress, Scope, Tie, permits};
use examhall_domain::exams::enrolment::{Entry, Line};
use examhall_domain::exams::{EnrolmentList, LineFault, Terms};
use examhall_domain::id::AccountId;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// What happens, or happened, with the people of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EnrolmentReport {
    /// Whether it was done.
    pub done: bool,
    /// In the order of the list.
    pub lines: Vec<LineReport>,
}

/// What a line comes to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LineReport {
    /// Counted from 1.
    pub line: usize,
    /// As it was typed.
    pub address: String,
    /// As it was typed; empty where the list names nobody.
    pub name: String,
    pub outcome: Outcome,
    /// Why a line is faulty.
    pub fault: Option<Fault>,
    /// What was agreed before, with those who are enrolled.
    pub before: Option<TermsView>,
    /// What is agreed afterwards.
    pub terms: Option<TermsView>,
    /// Whether the address was shown to be the person's own; only of those who are or will be enrolled.
    pub email_verified: Option<bool>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Enrolled.
    Enrol,
    /// Enrolled before; the terms change.
    Change,
    /// Enrolled before on the same terms.
    Same,
    /// Nobody has this address.
    NoAccount,
    /// The account is nobody's who sits exams.
    CannotSit,
    /// The line cannot be followed.
    Faulty,
}

/// Why a line cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    #[schema(examples("address_missing", "address_malformed", "repeated", "extra_time", "group"))]
    pub code: &'static str,
    /// On which line the address came first, where it is repeated.
    pub first: Option<usize>,
}

/// Terms as the wire shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TermsView {
    pub extra_time_s: i64,
    /// Empty for no group.
    pub group: String,
}

/// The report, and what there is to write.
pub struct Plan {
    pub report: EnrolmentReport,
    pub writes: Vec<(AccountId, Terms)>,
}

impl Plan {
    /// Compares the list with who has an account and what is `known` of those who are enrolled.
    pub fn of(list: EnrolmentList, people: &HashMap<EmailAddress, Found>, known: &HashMap<AccountId, Terms>) -> Self {
        let mut writes = Vec::new();
        let lines = list.lines.into_iter().map(|Line { number, address, name, entry }| {
            let line = LineReport {
                line: number,
                address,
                name,
                outcome: Outcome::NoAccount,
                fault: None,
                before: None,
                terms: None,
                email_verified: None,
            };
            match entry {
                Err(fault) => LineReport { outcome: Outcome::Faulty, fault: Some(Fault::of(fault)), ..line },
                Ok(entry) => settle(line, &entry, people, known, &mut writes),
            }
        });
        let lines = lines.collect();
        Self { report: EnrolmentReport { done: false, lines }, writes }
    }
}

fn settle(
    line: LineReport,
    entry: &Entry,
    people: &HashMap<EmailAddress, Found>,
    known: &HashMap<AccountId, Terms>,
    writes: &mut Vec<(AccountId, Terms)>,
) -> LineReport {
    let Some(person) = people.get(&entry.email) else { return line };
    if permits(person.roles, Action::SitExam, Scope::NONE.with(Tie::Enrolled)) != Decision::Allowed {
        return LineReport { outcome: Outcome::CannotSit, ..line };
    }
    let before = known.get(&person.account);
    let terms = entry.terms.applied_to(before.unwrap_or(&Terms::default()));
    let outcome = match before {
        None => Outcome::Enrol,
        Some(before) if *before == terms => Outcome::Same,
        Some(_) => Outcome::Change,
    };
    let line = LineReport {
        outcome,
        before: before.map(TermsView::of),
        terms: Some(TermsView::of(&terms)),
        email_verified: Some(person.email_verified),
        ..line
    };
    if outcome != Outcome::Same {
        writes.push((person.account, terms));
    }
    line
}

impl Fault {
    fn of(fault: LineFault) -> Self {
        let first = match fault {
            LineFault::Repeated { first } => Some(first),
            LineFault::AddressMissing | LineFault::AddressMalformed | LineFault::ExtraTime | LineFault::Group => None,
        };
        Self { code: fault.code(), first }
    }
}

impl TermsView {
    fn of(terms: &Terms) -> Self {
        Self { extra_time_s: terms.extra_time.as_secs(), group: terms.group.as_str().to_owned() }
    }
}

//! Enrolling the people of a list: first what would happen line by line, then the same for good.
//!
//! Whoever has an account is enrolled or gets the terms that the list names; the other lines are told and left out. The
//! same list again changes nothing.

mod report;

pub use report::{EnrolmentReport, Fault, LineReport, Outcome, TermsView};

use super::api::Arrival;
use super::encoding;
use super::scope;
use crate::bus::Signal;
use crate::service::accounts::api::{Caller, Found, accounts_by_email};
use crate::service::audit::{self, Object};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::exams::{enrolment, exam, sitting};
use crate::store::{Priority, StoreError};
use examhall_domain::accounts::{Action, EmailAddress};
use examhall_domain::exams::{EnrolmentList, ListFault, Terms};
use examhall_domain::id::{AccessId, AccountId, ExamId, SittingId};
use report::Plan;
use std::collections::HashMap;

/// A list and what to do with it.
#[derive(Clone, Debug)]
pub struct EnrolList {
    pub file: Vec<u8>,
    /// A name of the WHATWG Encoding Standard, where neither UTF-8 nor a byte order mark tells.
    pub encoding: Option<String>,
    pub mode: EnrolMode,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolMode {
    /// Report only.
    Check,
    /// Enrol.
    Enrol,
}

/// Reads the list and says what it comes to; does it when that is asked for.
///
/// # Errors
/// `forbidden`, `not-found`, `sitting-over`, `payload-too-large`, `encoding-unknown`, `validation-failed` for a list that
/// cannot be read as a whole, and those of the store.
pub async fn enrol_list(
    cx: &Context,
    caller: &Caller,
    sitting: SittingId,
    command: EnrolList,
) -> Answer<EnrolmentReport> {
    let row = scope::sitting(cx, caller, Action::AdjustEnrolment, sitting).await?;
    let room = cx.rooms.standings(&cx.store, &[sitting]).await?.remove(&sitting);
    if row.cancelled_at_us.is_some() || room.is_none_or(|room| room.is_over(cx.clock.now())) {
        return Err(ProblemType::SittingOver.into());
    }
    let list = read(cx, &command)?;
    let people = accounts_by_email(cx, &addresses(&list)).await?;
    match command.mode {
        EnrolMode::Check => {
            let known = known(enrolment::find_among(cx.store.read(), sitting, &ids(&people)).await?)?;
            Ok(Plan::of(list, &people, &known).report)
        }
        EnrolMode::Enrol => enrol(cx, caller, &row, list, &people).await,
    }
}

async fn enrol(
    cx: &Context,
    caller: &Caller,
    row: &sitting::Model,
    list: EnrolmentList,
    people: &HashMap<EmailAddress, Found>,
) -> Answer<EnrolmentReport> {
    let (sitting, exam) = (SittingId(row.id), ExamId(row.exam_id));
    let is_free = exam::find(cx.store.read(), exam).await?.is_some_and(|exam| exam.price_minor.is_none());
    let transaction = cx.store.begin(Priority::Rest).await?;
    let known = known(enrolment::hold_among(&transaction, sitting, &ids(people)).await?)?;
    let mut plan = Plan::of(list, people, &known);
    enrolment::put_many(&transaction, sitting, &plan.writes, cx.clock.now()).await?;
    if is_free {
        cx.admission.let_in(&transaction, &arrivals(cx, exam, &plan)).await?;
    }
    if !plan.writes.is_empty() {
        let accounts: Vec<AccountId> = plan.writes.iter().map(|(account, _)| *account).collect();
        let object = Object { kind: "sitting", id: &sitting };
        let detail = serde_json::json!({ "accounts": accounts });
        audit::record(cx, &transaction, Some(caller.account), "exams.list_enrolled", object, detail).await?;
    }
    transaction.commit().await?;
    cx.hub.announce(&Signal::RoomChanged(sitting)).await;
    plan.report.done = true;
    Ok(plan.report)
}

/// Who keeps access, should the exam get a price.
fn arrivals(cx: &Context, exam: ExamId, plan: &Plan) -> Vec<Arrival> {
    let at = cx.clock.now();
    let arrival = |account: AccountId| Arrival { account, exam, access: AccessId(cx.ids.uuid()), at };
    plan.writes.iter().map(|(account, _)| arrival(*account)).collect()
}

fn read(cx: &Context, command: &EnrolList) -> Result<EnrolmentList, Refusal> {
    let settings = &cx.settings.exams;
    if command.file.len() > settings.enrolment_bytes_max {
        return Err(Refusal::new(ProblemType::PayloadTooLarge).arg("max", settings.enrolment_bytes_max));
    }
    let text = encoding::decode(&command.file, command.encoding.as_deref())?;
    let refused = |code| Refusal::new(ProblemType::ValidationFailed).field("/list", code);
    EnrolmentList::read(&text, settings.enrolment_rows_max).map_err(|fault| match fault {
        ListFault::Empty => refused("list_empty"),
        ListFault::NoAddresses => refused("list_without_addresses"),
        ListFault::TooLong { max } => {
            let mut refusal = refused("list_too_long");
            refusal.fields[0].args.push(("max", max.to_string()));
            refusal
        }
    })
}

fn addresses(list: &EnrolmentList) -> Vec<EmailAddress> {
    list.lines.iter().filter_map(|line| line.entry.as_ref().ok()).map(|entry| entry.email.clone()).collect()
}

fn ids(people: &HashMap<EmailAddress, Found>) -> Vec<AccountId> {
    people.values().map(|found| found.account).collect()
}

fn known(rows: Vec<enrolment::Model>) -> Result<HashMap<AccountId, Terms>, StoreError> {
    rows.iter().map(|row| Ok((AccountId(row.account_id), row.terms()?))).collect()
}

//! The roster of a sitting as a table for spreadsheets, which can be brought back as a list.

use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::csv::{self, Cell, line};
use crate::service::texts::text;
use crate::service::{Answer, Context};
use crate::store::exams::enrolment::{self, Member};
use examhall_domain::accounts::{Action, Locale};
use examhall_domain::id::SittingId;
use examhall_domain::time::Span;

/// The columns by the keys of their headings; a list that is brought knows them all.
const COLUMNS: [&str; 4] = ["email", "name", "extra_minutes", "group"];

/// A table with its name.
pub struct Roster {
    pub file_name: String,
    pub table: String,
}

/// Everybody who is enrolled.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn export_enrolments(cx: &Context, caller: &Caller, id: SittingId, locale: Locale) -> Answer<Roster> {
    let sitting = scope::sitting(cx, caller, Action::AdjustEnrolment, id).await?;
    let mut table = headings(locale);
    for member in enrolment::roster(cx.store.read(), id).await? {
        table.push_str(&row(member));
    }
    Ok(Roster { file_name: format!("enrolled-{}.csv", sitting.code), table })
}

fn headings(locale: Locale) -> String {
    let heading = |key: &str| Cell::Text(text(locale, &format!("page.enrolments.csv_{key}"), &[]));
    format!("{}{}", csv::BYTE_ORDER_MARK, line(COLUMNS.into_iter().map(heading)))
}

fn row(member: Member) -> String {
    // Whole minutes as lists have them: a started one would be more than was agreed.
    let minutes = Span(member.extra_time_us).as_secs() / 60;
    let cells = [Cell::Text(member.email), Cell::Text(member.name), Cell::Plain(minutes.to_string())];
    line(cells.into_iter().chain([Cell::Text(member.group_label)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use examhall_domain::exams::EnrolmentList;

    #[test]
    fn what_was_taken_away_can_be_brought_back_in_every_language() {
        for locale in Locale::ALL {
            let member = Member {
                account_id: uuid::Uuid::nil(),
                name: "=Ada, \"the first\"".to_owned(),
                email: "+ada@example.org".to_owned(),
                email_verified_at_us: None,
                group_label: "@Row; 1".to_owned(),
                extra_time_us: 15 * 60 * 1_000_000,
                enrolled_at_us: 0,
            };
            let table = format!("{}{}", headings(locale), row(member));
            let mut lines = EnrolmentList::read(&table, 10).unwrap().lines;
            let line = lines.remove(0);
            let entry = line.entry.unwrap();
            assert_eq!((line.name.as_str(), entry.email.as_str()), ("=Ada, \"the first\"", "+ada@example.org"));
            assert_eq!(entry.terms.extra_time, Some(Span::from_secs(15 * 60)));
            assert_eq!(entry.terms.group.unwrap().as_str(), "@Row; 1");
        }
    }
}

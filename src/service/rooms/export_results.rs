//! The results of a sitting as a table for spreadsheets, made part by part while it is sent.

mod points;

use crate::service::accounts::api::Caller;
use crate::service::csv::{self, Cell, line};
use crate::service::instant::Instant;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::{open_room, scope};
use crate::service::texts::text;
use crate::service::{Answer, Context};
use crate::store::rooms::result_row::{self, ResultRow};
use crate::store::{StoreError, json};
use examhall_domain::accounts::{Action, Locale};
use examhall_domain::exams::{AttemptResult, Marks};
use examhall_domain::id::{QuestionId, SittingId};
use examhall_domain::time::Timestamp;
use points::points;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Columns before the questions, by the keys of their headings.
const BEFORE: [&str; 9] = ["name", "email", "group", "attempt", "opened_at", "closed_at", "closed_by", "points", "max"];

/// A table that is under way.
pub struct Export {
    cx: Context,
    room: Arc<RoomFile>,
    questions: Vec<QuestionId>,
    locale: Locale,
    at: Place,
}

/// How far the table is.
enum Place {
    Beginning,
    After(Box<ResultRow>),
    End,
}

/// Begins the table; each [`Export::next`] is a part of it.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn export_results(cx: &Context, caller: &Caller, sitting: SittingId, locale: Locale) -> Answer<Export> {
    let room = open_room::open(cx, sitting).await?;
    scope::demand(cx, caller, Action::ViewResults, &room).await?;
    let questions = room.sitting.paper.definition().questions().into_iter().map(|(question, ..)| question).collect();
    Ok(Export { cx: cx.clone(), room, questions, locale, at: Place::Beginning })
}

impl Export {
    /// The name of the file.
    pub fn file_name(&self) -> String {
        format!("results-{}.csv", self.room.sitting.code)
    }

    /// The next lines, the first time with the headings; nothing at the end.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn next(&mut self) -> Answer<Option<String>> {
        let (mut part, after) = match &self.at {
            Place::Beginning => (self.headings(), None),
            Place::After(row) => (String::new(), Some(&**row)),
            Place::End => return Ok(None),
        };
        let limit = self.cx.settings.rooms.export_rows;
        let mut rows = result_row::list_after(self.cx.store.read(), self.room.sitting.id, after, limit).await?;
        for row in &rows {
            part.push_str(&self.row(row)?);
        }
        self.at = match rows.pop() {
            Some(last) if rows.len() + 1 == limit as usize => Place::After(Box::new(last)),
            _ => Place::End,
        };
        Ok(Some(part))
    }

    fn headings(&self) -> String {
        let heading = |key: &str| Cell::Text(text(self.locale, &format!("page.results.csv_{key}"), &[]));
        let paper = &self.room.sitting.paper;
        let asked = paper.definition().questions().into_iter();
        let names = asked.map(|(_, version, _)| {
            let question = paper.questions().get(&version);
            Cell::Text(question.map(|question| question.name.clone()).unwrap_or_default())
        });
        let cells = BEFORE.into_iter().map(heading).chain(names).chain([heading("provisional")]);
        format!("{}{}", csv::BYTE_ORDER_MARK, line(cells))
    }

    fn row(&self, row: &ResultRow) -> Result<String, StoreError> {
        let read = |detail: &String| json::decode::<AttemptResult>("attempt_results.detail", detail);
        let result = row.detail.as_ref().map(read).transpose()?;
        let awarded: BTreeMap<QuestionId, Option<Marks>> = result
            .iter()
            .flat_map(|result| &result.questions)
            .map(|question| (question.question, question.mark.awarded))
            .collect();
        let instant =
            |at_us: Option<i64>| at_us.map_or(Cell::Empty, |at| Cell::Plain(Instant(Timestamp(at)).to_string()));
        let marks = |marks: Option<Marks>| marks.map_or(Cell::Empty, |marks| Cell::Plain(points(marks)));
        let word = |key: &str| Cell::Text(text(self.locale, key, &[]));
        let before = [
            Cell::Text(row.name.clone()),
            Cell::Text(row.email.clone()),
            Cell::Text(row.group_label.clone()),
            if row.number == 0 { Cell::Empty } else { Cell::Plain(row.number.to_string()) },
            instant(row.opened_at_us),
            instant(row.closed_at_us),
            row.closed_by.as_ref().map_or(Cell::Empty, |reason| word(&format!("page.results.csv_closed_{reason}"))),
            marks(result.as_ref().map(|result| result.score)),
            marks(result.as_ref().map(|result| result.max)),
        ];
        let questions = self.questions.iter().map(|question| marks(awarded.get(question).copied().flatten()));
        let provisional = result.as_ref().map_or(Cell::Empty, |result| {
            word(if result.provisional { "page.results.csv_yes" } else { "page.results.csv_no" })
        });
        Ok(line(before.into_iter().chain(questions).chain([provisional])))
    }
}

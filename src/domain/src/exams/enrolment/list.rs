//! Reading a list of people: values separated by tabs, semicolons or commas (RFC 4180 and what spreadsheets make of it),
//! with or without headings. It never stops at the first fault.

use super::columns::{Columns, First, first};
use super::{GroupLabel, TermsChange, is_extra_time};
use crate::accounts::EmailAddress;
use crate::accounts::email::EMAIL_BYTES_MAX;
use crate::spreadsheet;
use crate::time::Span;
use std::collections::BTreeMap;

/// Names longer than this are cut: they are shown, never kept.
const NAME_CHARS_MAX: usize = 200;

/// A list as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentList {
    /// One for each record, in their order; headings and empty lines are left out.
    pub lines: Vec<Line>,
}

/// Somebody on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where the record begins, counted from 1.
    pub number: usize,
    /// As it was typed, at most as long as an address may be.
    pub address: String,
    /// As it was typed; empty where the list names nobody.
    pub name: String,
    /// What is wanted, or why it cannot be.
    pub entry: Result<Entry, LineFault>,
}

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Who.
    pub email: EmailAddress,
    /// An empty cell, like a missing column, changes nothing.
    pub terms: TermsChange,
}

/// Why a line cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// There is no address on it.
    AddressMissing,
    /// No mail could be sent there.
    AddressMalformed,
    /// The address stood on an earlier line, which counts.
    Repeated {
        /// That line.
        first: usize,
    },
    /// Not whole minutes from 0 to a day.
    ExtraTime,
    /// Longer than a group's name may be, or with characters that nobody types.
    Group,
}

/// Why a list cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFault {
    /// Nobody is on it.
    Empty,
    /// There are headings, and none of them says where the addresses are.
    NoAddresses,
    /// More lines than are taken at once.
    TooLong {
        /// How many are.
        max: usize,
    },
}

impl LineFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AddressMissing => "address_missing",
            Self::AddressMalformed => "address_malformed",
            Self::Repeated { .. } => "repeated",
            Self::ExtraTime => "extra_time",
            Self::Group => "group",
        }
    }
}

impl EnrolmentList {
    /// Reads a list of at most `lines_max` people.
    ///
    /// # Errors
    /// When it cannot be read as a whole; what is wrong with a line stands in the line.
    pub fn read(text: &str, lines_max: usize) -> Result<Self, ListFault> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let mut reading = Reading { columns: Columns::BY_PLACE, lines: Vec::new(), seen: BTreeMap::new() };
        for (place, (number, cells)) in records(&text).enumerate() {
            if place == 0 {
                match first(cells.iter().map(String::as_str)) {
                    First::Headings(columns) => {
                        reading.columns = columns;
                        continue;
                    }
                    First::WithoutAddresses => return Err(ListFault::NoAddresses),
                    First::Somebody => {}
                }
            }
            if reading.lines.len() == lines_max {
                return Err(ListFault::TooLong { max: lines_max });
            }
            reading.take(number, &cells);
        }
        if reading.lines.is_empty() { Err(ListFault::Empty) } else { Ok(Self { lines: reading.lines }) }
    }
}

struct Reading {
    columns: Columns,
    lines: Vec<Line>,
    /// On which line an address came first.
    seen: BTreeMap<EmailAddress, usize>,
}

impl Reading {
    fn take(&mut self, number: usize, cells: &[String]) {
        let cell = |column: Option<usize>| column.and_then(|at| cells.get(at)).map_or("", String::as_str);
        let (named, address) = mailbox(cell(Some(self.columns.email)));
        let name = Some(cell(self.columns.name)).filter(|name| !name.is_empty()).unwrap_or(named);
        let entry = self.entry(number, address, cell(self.columns.extra_time), cell(self.columns.group));
        self.lines.push(Line {
            number,
            address: address.chars().take(EMAIL_BYTES_MAX).collect(),
            name: name.chars().take(NAME_CHARS_MAX).collect(),
            entry,
        });
    }

    fn entry(&mut self, number: usize, address: &str, minutes: &str, group: &str) -> Result<Entry, LineFault> {
        if address.is_empty() {
            return Err(LineFault::AddressMissing);
        }
        let email = EmailAddress::parse(address).map_err(|_| LineFault::AddressMalformed)?;
        if let Some(first) = self.seen.get(&email) {
            return Err(LineFault::Repeated { first: *first });
        }
        self.seen.insert(email.clone(), number);
        let extra_time = said(minutes).map(extra_time).transpose()?;
        let group = said(group).map(|text| GroupLabel::parse(text).map_err(|_| LineFault::Group)).transpose()?;
        Ok(Entry { email, terms: TermsChange { extra_time, group } })
    }
}

/// Records that are not empty, each with the line on which it begins. Line ends are line feeds.
fn records(text: &str) -> impl Iterator<Item = (usize, Vec<String>)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    std::iter::from_fn(move || {
        loop {
            let begins = reader.position().clone();
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(why) => unreachable!("text in memory is records of some length: {why}"),
            }
            let cells: Vec<String> = record.iter().map(|cell| spreadsheet::original(cell).to_owned()).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Some((line_of(text, &begins), cells));
            }
        }
    })
}

/// The reader passes over empty lines before a record, so that the record begins after them.
fn line_of(text: &str, begins: &csv::Position) -> usize {
    let rest = usize::try_from(begins.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
    let passed = rest.len() - rest.trim_start_matches('\n').len();
    usize::try_from(begins.line()).unwrap_or(usize::MAX).saturating_add(passed)
}

/// The one that stands on the first line outside of quotes. Tabs and semicolons are looked for first: where they separate,
/// a comma may stand in a name or a number, and hardly the other way round.
fn separator(text: &str) -> u8 {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let bare: String = line.split('"').step_by(2).collect();
    [b'\t', b';'].into_iter().find(|separator| bare.as_bytes().contains(separator)).unwrap_or(b',')
}

/// The name and the address of `Ada Lovelace <ada@example.org>`, as mail programs write it; else no name and the whole.
fn mailbox(cell: &str) -> (&str, &str) {
    match cell.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
        Some((name, address)) => (name.trim(), address.trim()),
        None => ("", cell),
    }
}

fn said(cell: &str) -> Option<&str> {
    Some(cell).filter(|cell| !cell.is_empty())
}

fn extra_time(minutes: &str) -> Result<Span, LineFault> {
    let minutes: i64 = minutes.parse().map_err(|_| LineFault::ExtraTime)?;
    Some(Span::from_secs(minutes.saturating_mul(60))).filter(|span| is_extra_time(*span)).ok_or(LineFault::ExtraTime)
}

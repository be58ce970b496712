//! What authors type, checked field by field, so that a form hears of everything that is wrong at once.

use crate::service::problem::{FieldFault, ProblemType, Refusal};
use examhall_domain::exams::bank::{CategoryFault, CategoryPath, TAGS_MAX, Tag};
use examhall_domain::exams::enrolment::{EXTRA_TIME_MAX, is_extra_time};
use examhall_domain::id::AccountId;
use examhall_domain::text::{BoundedText, TextFault};
use examhall_domain::time::Span;

/// Longest tag that a file brings, in characters.
const TAG_CHARS_MAX: usize = 100;

/// Faults found so far.
#[derive(Default)]
pub(super) struct Faults(Vec<FieldFault>);

impl Faults {
    /// The text, or nothing and one fault more.
    pub(super) fn text<const MIN: usize, const MAX: usize>(
        &mut self,
        pointer: &str,
        text: &str,
    ) -> Option<BoundedText<MIN, MAX>> {
        let parsed = BoundedText::parse(text);
        parsed.map_err(|fault| self.0.push(text_fault(pointer, fault))).ok()
    }

    /// The path of a category, or nothing and one fault more.
    pub(super) fn category(&mut self, pointer: &str, text: &str) -> Option<CategoryPath> {
        let parsed = CategoryPath::parse(text);
        parsed.map_err(|fault| self.0.push(category_fault(pointer, fault))).ok()
    }

    /// A tag as questions bear it, which a file may have written in another way than people type it.
    pub(super) fn borne_tag(&mut self, pointer: &str, tag: Option<String>) -> Option<String> {
        Some(self.searched(pointer, tag, TAG_CHARS_MAX)).filter(|tag| !tag.is_empty())
    }

    /// A text that is looked for, empty for none; one fault more where none like it can be stored.
    pub(super) fn searched(&mut self, pointer: &str, text: Option<String>, max: usize) -> String {
        let text = text.unwrap_or_default();
        if text.chars().count() > max {
            self.add_with(pointer, "too_long", vec![("max", max.to_string())]);
        }
        if text.chars().any(char::is_control) {
            self.add(pointer, "control_characters");
        }
        text
    }

    /// The tags, as far as they are some; one fault more for each other.
    pub(super) fn tags(&mut self, pointer: &str, tags: &[String]) -> Vec<Tag> {
        if tags.len() > TAGS_MAX {
            self.add_with(pointer, "too_many", vec![("max", TAGS_MAX.to_string())]);
            return Vec::new();
        }
        let mut read = Vec::with_capacity(tags.len());
        for (at, text) in tags.iter().enumerate() {
            match Tag::parse(text) {
                Ok(tag) => read.push(tag),
                Err(fault) => self.0.push(text_fault(&format!("{pointer}/{at}"), fault)),
            }
        }
        read
    }

    /// Time beside the limit, or nothing and one fault more.
    pub(super) fn extra_time(&mut self, pointer: &str, seconds: i64) -> Option<Span> {
        let span = Span::from_secs(seconds);
        if is_extra_time(span) {
            return Some(span);
        }
        let range = vec![("min", "0".to_owned()), ("max", EXTRA_TIME_MAX.as_secs().to_string())];
        self.add_with(pointer, "out_of_range", range);
        None
    }

    /// One fault more unless somebody is named and not more than `max` are.
    pub(super) fn people(&mut self, pointer: &str, accounts: &[AccountId], max: usize) {
        if accounts.is_empty() {
            self.add(pointer, "required");
        } else if accounts.len() > max {
            self.add_with(pointer, "too_many", vec![("max", max.to_string())]);
        }
    }

    /// One fault more.
    pub(super) fn add(&mut self, pointer: impl Into<String>, code: &'static str) {
        self.add_with(pointer, code, Vec::new());
    }

    /// One fault more, with what its sentence names.
    pub(super) fn add_with(
        &mut self,
        pointer: impl Into<String>,
        code: &'static str,
        args: Vec<(&'static str, String)>,
    ) {
        self.0.push(FieldFault { pointer: pointer.into(), code, args });
    }

    /// What is wrong so far.
    pub(super) fn found(&self) -> &[FieldFault] {
        &self.0
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The refusal that names them all.
    pub(super) fn refusal(self) -> Refusal {
        Refusal { fields: self.0, ..Refusal::new(ProblemType::ValidationFailed) }
    }
}

fn category_fault(pointer: &str, fault: CategoryFault) -> FieldFault {
    let (code, args) = match fault {
        CategoryFault::NameEmpty => ("category_name_empty", Vec::new()),
        CategoryFault::NameTooLong { max } => ("too_long", vec![("max", max.to_string())]),
        CategoryFault::TooDeep { max } => ("too_deep", vec![("max", max.to_string())]),
        CategoryFault::ControlCharacter => ("control_characters", Vec::new()),
    };
    FieldFault { pointer: pointer.to_owned(), code, args }
}

fn text_fault(pointer: &str, fault: TextFault) -> FieldFault {
    let (code, args) = match fault {
        TextFault::TooShort { length: 0, .. } => ("required", Vec::new()),
        TextFault::TooShort { min, .. } => ("too_short", vec![("min", min.to_string())]),
        TextFault::TooLong { max, .. } => ("too_long", vec![("max", max.to_string())]),
        TextFault::ControlCharacter => ("control_characters", Vec::new()),
    };
    FieldFault { pointer: pointer.to_owned(), code, args }
}

//! A paper as its author writes it: questions and draws by name, before it is known which versions they come to.
//!
//! What is published can be read back in this form, so that an author goes on from it.

pub(super) mod resolve;

use examhall_domain::exams::{DrawSource, Item, Marks, PaperDefinition, Section, ShufflePolicy};
use examhall_domain::id::QuestionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A paper that its author wants to be asked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefinePaper {
    /// The version that it was made from, 0 where there was none. When another one is published meanwhile, this one is
    /// refused; without it, it comes after whatever is published.
    #[serde(default)]
    pub base_version: Option<i64>,
    pub sections: Vec<WrittenSection>,
    /// Whether the options of choice questions are put in another order for each attempt.
    #[serde(default = "shuffled")]
    #[schema(value_type = String, examples("fixed", "shuffled"))]
    pub shuffle_options: ShufflePolicy,
}

/// A part of it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenSection {
    /// At most 200 characters; may be empty.
    #[serde(default)]
    pub title: String,
    /// Whether its questions are put in another order for each attempt.
    #[serde(default = "fixed")]
    #[schema(value_type = String, examples("fixed", "shuffled"))]
    pub shuffle: ShufflePolicy,
    pub items: Vec<WrittenItem>,
}

/// One entry: a question for everybody, or questions drawn for each attempt.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum WrittenItem {
    Question(FixedItem),
    Draw(DrawItem),
}

/// A question that everybody gets.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FixedItem {
    #[schema(value_type = Uuid)]
    pub question: QuestionId,
    /// In 10⁻⁵ of a point.
    #[schema(value_type = i64, examples(100_000))]
    pub points: Marks,
}

/// Questions drawn for each attempt.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawItem {
    /// `null` in a paper that was published before this was kept; it has to be chosen before the next one.
    pub draw: Option<DrawFrom>,
    pub count: usize,
    /// For each, in 10⁻⁵ of a point.
    #[schema(value_type = i64, examples(100_000))]
    pub points: Marks,
}

/// What is drawn from.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawFrom {
    /// A category with those beneath it; empty for the whole bank.
    pub category: String,
    /// A tag that each question bears, as the bank names it; all of the category without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

impl WrittenItem {
    fn of(item: &Item) -> Self {
        match item {
            Item::Fixed { question, points, .. } => Self::Question(FixedItem { question: *question, points: *points }),
            Item::Draw { from, count, points, .. } => {
                let draw = from.clone().map(|DrawSource { category, tag }| DrawFrom { category, tag });
                Self::Draw(DrawItem { draw, count: *count, points: *points })
            }
        }
    }
}

/// The sections of a definition as their author wrote them.
pub(super) fn written(definition: &PaperDefinition) -> Vec<WrittenSection> {
    let section = |section: &Section| WrittenSection {
        title: section.title.as_str().to_owned(),
        shuffle: section.shuffle,
        items: section.items.iter().map(WrittenItem::of).collect(),
    };
    definition.sections.iter().map(section).collect()
}

fn fixed() -> ShufflePolicy {
    ShufflePolicy::Fixed
}

fn shuffled() -> ShufflePolicy {
    ShufflePolicy::Shuffled
}

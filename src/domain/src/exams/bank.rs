//! A bank as its authors work in it: categories, tags, what a search looks in, and what differs between two versions.
//!
//! It knows neither who works nor where the questions lie.

pub mod category;
pub mod diff;
mod difference;
mod search;
mod tag;

pub use category::{CategoryFault, CategoryNode, CategoryPath};
pub use diff::differences;
pub use difference::{DiffField, Difference, Piece, PieceKind};
pub use search::{SEARCH_CHARS_MAX, search_words, searchable};
pub use tag::{TAGS_MAX, Tag, TooManyTags, retag};

use serde::{Deserialize, Serialize};

/// Which part of a bank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    /// What new papers can be made of.
    #[default]
    Active,
    /// What was put away; papers that ask it go on asking it.
    Archive,
}

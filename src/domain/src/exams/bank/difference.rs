//! What a comparison of two versions of a question tells.

use serde::Serialize;

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which.
    pub field: DiffField,
    /// For an entry of a list its place, from 1: in the newer version, or in the older where it was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
    /// The older value is what is kept and removed, the newer what is kept and added, in this order.
    pub pieces: Vec<Piece>,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// In which of the versions it is.
    pub kind: PieceKind,
    /// What it says.
    pub text: String,
}

/// In which versions a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// In both.
    Kept,
    /// In the older one only.
    Removed,
    /// In the newer one only.
    Added,
}

/// The fields of a question. The values of `Kind`, `Correct` and `Case` are words of the stored form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffField {
    /// The author's name for it.
    Name,
    /// The kind.
    Kind,
    /// What it is worth, in points.
    Points,
    /// What is asked.
    Text,
    /// Said to everybody.
    GeneralFeedback,
    /// Whether a statement is true.
    Correct,
    /// Said to those who chose true.
    FeedbackTrue,
    /// Said to those who chose false.
    FeedbackFalse,
    /// Whether capitals matter.
    Case,
    /// What can be chosen.
    Option,
    /// A pattern or a range of an answer.
    Answer,
    /// What is to be matched, and with what.
    Pair,
    /// A match that is wrong everywhere.
    Distractor,
    /// What an option or an answer is worth, in percent.
    Weight,
    /// What is said to those who chose or wrote it.
    Feedback,
}

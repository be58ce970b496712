//! States as one word in a column, and the same word on the wire.

use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::str::FromStr;

/// A word that says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this word says nothing here")]
pub struct UnknownWord;

/// An enum whose variants are words.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$says:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$says])* $variant,)+
        }

        impl $name {
            /// The word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::books::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(crate::books::UnknownWord),
                }
            }
        }
    };
}

pub(super) use words;

/// Reads a column that holds a word.
pub(super) fn read<T: FromStr<Err = UnknownWord>>(row: &SqliteRow, column: &str) -> sqlx::Result<T> {
    let word: String = row.try_get(column)?;
    word.parse().map_err(|_| sqlx::Error::Decode(format!("{column} holds '{word}', which says nothing").into()))
}

/// Reads a column that holds JSON.
pub(super) fn json(row: &SqliteRow, column: &str) -> sqlx::Result<Value> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))
}

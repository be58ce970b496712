//! JSON columns: the exact text that was written is kept, and what cannot be read back is a fault, never a default.

use super::error::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The text of a value for a JSON column.
///
/// Errors: [`StoreError::Corrupt`] when the value has no JSON form (a map with keys that are no text).
pub fn encode<T: Serialize>(column: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|why| StoreError::corrupt(column, &why))
}

/// The value behind a JSON column's text.
///
/// Errors: [`StoreError::Corrupt`] naming the column; the text itself stays out of the error.
pub fn decode<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|why| StoreError::corrupt(column, &why))
}

/// A value as JSON for an answer.
///
/// Errors: as [`encode`].
pub fn value<T: Serialize>(column: &'static str, value: &T) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(|why| StoreError::corrupt(column, &why))
}

/// The bare word of a value whose JSON form is a string, for columns that queries compare.
///
/// Errors: [`StoreError::Corrupt`] when the JSON form is something else.
pub fn word<T: Serialize>(column: &'static str, value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(StoreError::corrupt(column, &format_args!("{other} is no word"))),
        Err(why) => Err(StoreError::corrupt(column, &why)),
    }
}

/// The value behind a bare word.
///
/// Errors: [`StoreError::Corrupt`] naming the column.
pub fn from_word<T: DeserializeOwned>(column: &'static str, word: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|why| StoreError::corrupt(column, &why))
}

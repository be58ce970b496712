//! JSON columns: the exact text that was written is kept, and what cannot be read back is a fault, never a default.

use super::error::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The text of a value for a JSON column.
///
/// Errors: [`StoreError::Corrupt`] when the value has no JSON form (a map with keys that are no text).
pub fn encode<T: Serialize>(column: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Corrupt { column, reason: source.to_string() })
}

/// The value behind a JSON column's text.
///
/// Errors: [`StoreError::Corrupt`] naming the column; the text itself stays out of the error.
pub fn decode<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::Corrupt { column, reason: source.to_string() })
}

//! What accounts asks every later slice for when somebody wants to see, or to lose, what is kept about them.

use crate::service::accounts::api::Caller;
use crate::service::{Answer, Context};
use crate::store::{StoreError, Transaction, json};
use examhall_domain::id::AccountId;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everybody who keeps something about people, beside accounts.
pub type Records = Arc<[Arc<dyn PersonalRecords>]>;

/// Keeps something about people.
pub trait PersonalRecords: Send + Sync + 'static {
    /// Writes everything that is kept about the caller into their file.
    ///
    /// # Errors
    /// Those of the store.
    fn export<'a>(
        &'a self,
        cx: &'a Context,
        caller: &'a Caller,
        file: &'a mut PersonalFile,
    ) -> BoxFuture<'a, Answer<()>>;

    /// Takes away what need not be kept, in the transaction that erases the account. What has to be kept stays under the
    /// account's id, which nobody can tell from then on.
    ///
    /// # Errors
    /// Those of the store.
    fn erase<'a>(&'a self, transaction: &'a Transaction, account: AccountId) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// Everything about a person, by the name of what it is.
#[derive(Serialize)]
pub struct PersonalFile {
    #[serde(flatten)]
    members: BTreeMap<&'static str, Box<RawValue>>,
    /// What had more rows than the file takes; the latest are in it.
    cut_short: Vec<&'static str>,
    #[serde(skip)]
    rows_max: u64,
}

impl PersonalFile {
    /// An empty one that takes so many rows of each kind.
    pub fn new(rows_max: u64) -> Self {
        Self { members: BTreeMap::new(), cut_short: Vec::new(), rows_max }
    }

    /// How many rows of a kind to look for: one more than the file takes, by which it sees that there are more.
    pub fn looked_for(&self) -> u64 {
        self.rows_max.saturating_add(1)
    }

    /// Writes down rows of a kind, the latest first.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn tell<T: Serialize>(&mut self, kind: &'static str, mut rows: Vec<T>) -> Result<(), StoreError> {
        let taken = usize::try_from(self.rows_max).unwrap_or(usize::MAX);
        if rows.len() > taken {
            rows.truncate(taken);
            self.cut_short.push(kind);
        }
        self.write(kind, &rows)
    }

    /// Writes down something that there is one of.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn write(&mut self, name: &'static str, value: &impl Serialize) -> Result<(), StoreError> {
        let value = to_raw_value(value).map_err(|why| StoreError::corrupt("a personal file", &why))?;
        self.members.insert(name, value);
        Ok(())
    }

    /// The file as it is downloaded.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn finish(&self) -> Result<String, StoreError> {
        json::encode("a personal file", self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_it_left_out() {
        let mut file = PersonalFile::new(2);
        assert_eq!(file.looked_for(), 3);
        file.tell("mails", vec![1, 2]).unwrap();
        file.tell("deeds", vec![1, 2, 3]).unwrap();
        file.write("account", &"ada").unwrap();
        let expected = r#"{"account":"ada","deeds":[1,2],"mails":[1,2],"cut_short":["deeds"]}"#;
        assert_eq!(file.finish().unwrap(), expected);
    }
}

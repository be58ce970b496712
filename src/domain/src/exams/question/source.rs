//! Where rules find the question that a paper names.

use super::Question;
use crate::id::QuestionVersionId;
use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};

/// Question versions in memory; implemented by maps of questions, owned, borrowed or shared.
pub trait QuestionSource {
    /// The question of this version, if it was loaded.
    fn question(&self, version: QuestionVersionId) -> Option<&Question>;
}

impl<Q: Borrow<Question>> QuestionSource for BTreeMap<QuestionVersionId, Q> {
    fn question(&self, version: QuestionVersionId) -> Option<&Question> {
        self.get(&version).map(Borrow::borrow)
    }
}

impl<Q: Borrow<Question>> QuestionSource for HashMap<QuestionVersionId, Q> {
    fn question(&self, version: QuestionVersionId) -> Option<&Question> {
        self.get(&version).map(Borrow::borrow)
    }
}

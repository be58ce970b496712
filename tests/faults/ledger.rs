//! A student's own book of what was sent and what was acknowledged, which the server's log is held against.

use super::tasks::{self, Task};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One save as it is sent, however often.
#[derive(Clone, Debug)]
pub struct Save {
    pub question: Uuid,
    pub revision: i64,
    pub save_id: Uuid,
    pub response: Value,
    /// What the response earns, in 10⁻⁵ of a point.
    pub worth: i64,
}

/// What the server says of a durable save.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ack {
    pub question: Uuid,
    pub revision: i64,
    pub seq: i64,
    pub saved_at: String,
    pub late: bool,
    pub chain: String,
}

/// The book.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Acknowledged saves by their names.
    pub acked: BTreeMap<Uuid, (Save, Ack)>,
    /// Sent and neither acknowledged nor refused: it may be in the log or not.
    pub waiting: Option<Save>,
    /// Refused for good: they must not be in the log.
    pub refused: Vec<Save>,
    revisions: BTreeMap<Uuid, i64>,
}

impl Ledger {
    /// What is to be sent next: the save whose fate is unknown, or a new one.
    pub fn next(&mut self, tasks: &[Task], rng: &mut ChaCha8Rng) -> Save {
        if let Some(waiting) = &self.waiting {
            return waiting.clone();
        }
        let task = &tasks[rng.random_range(0..tasks.len())];
        let (response, worth) = tasks::answer(task, rng);
        let revision = self.revisions.entry(task.id).or_default();
        *revision += 1;
        let save_id = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
        let save = Save { question: task.id, revision: *revision, save_id, response, worth };
        self.waiting = Some(save.clone());
        save
    }

    /// Books an acknowledgement; one that was given before has to be the same.
    pub fn acknowledge(&mut self, save_id: Uuid, ack: Ack) -> Result<(), String> {
        if let Some((_, before)) = self.acked.get(&save_id) {
            return if *before == ack { Ok(()) } else { Err(format!("a repeat got {ack:?} after {before:?}")) };
        }
        let Some(save) = self.waiting.take_if(|save| save.save_id == save_id) else {
            return Err(format!("an acknowledgement of a save that is not waiting: {ack:?}"));
        };
        if (save.question, save.revision) != (ack.question, ack.revision) {
            return Err(format!("{save:?} was acknowledged as {ack:?}"));
        }
        self.acked.insert(save_id, (save, ack));
        Ok(())
    }

    /// Books that a save was refused for good.
    pub fn refuse(&mut self, save_id: Uuid) -> Result<(), String> {
        if self.acked.contains_key(&save_id) {
            return Err(format!("save {save_id} was refused after it had been acknowledged"));
        }
        self.refused.extend(self.waiting.take_if(|save| save.save_id == save_id));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_counts_once_and_never_changes() {
        let (question, save_id) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let save = Save { question, revision: 1, save_id, response: Value::Null, worth: 0 };
        let ack = Ack { question, revision: 1, seq: 2, saved_at: String::new(), late: false, chain: String::new() };
        let mut ledger = Ledger { waiting: Some(save), ..Ledger::default() };
        assert!(ledger.acknowledge(Uuid::from_u128(3), ack.clone()).is_err());
        assert!(ledger.acknowledge(save_id, ack.clone()).is_ok());
        assert!(ledger.acknowledge(save_id, ack.clone()).is_ok());
        assert!(ledger.acknowledge(save_id, Ack { seq: 3, ..ack }).is_err());
        assert!(ledger.refuse(save_id).is_err());
        assert_eq!((ledger.acked.len(), ledger.refused.len()), (1, 0));
    }
}

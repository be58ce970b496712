//! Holds what the server kept against what a student was told.

use super::api::Api;
use super::instant::instant_us;
use super::ledger::{Ack, Save};
use super::records::{Attempt, JournalRow};
use super::student::Student;
use super::tasks;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use examhall_domain::rooms::attempt_log::SavedAnswer;
use examhall_domain::rooms::{Head, LogKind, LogRow, Receipt};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An attempt closes this late at most, in microseconds; a program that was not optimised takes its time.
const CLOSED_WITHIN_US: i64 = if cfg!(debug_assertions) { 3_000_000 } else { 1_000_000 };

/// What every student's records are held against.
pub struct Truth {
    pub journal: Vec<JournalRow>,
    pub grace_us: i64,
    /// How often anybody may have been sent to another instance.
    pub drains: usize,
    /// The last version that a proctor was told of: everybody has to have heard up to there.
    pub confirmed: i64,
    pub receipt_key: VerifyingKey,
}

/// Everything that is wrong with one student's records.
pub async fn faults(student: &Student, attempt: &Attempt, truth: &Truth, anonymous: &Api) -> Vec<String> {
    let mut faults = student.faults.clone();
    faults.extend(student.room.faults.iter().cloned());
    let head = attempt.verify().unwrap_or_else(|fault| {
        faults.push(fault);
        Head([0; 32])
    });
    if student.sent_away > truth.drains {
        faults.push(format!("sent away {} times in {} drains", student.sent_away, truth.drains));
    }
    let answers = final_answers(student, attempt, &mut faults);
    check_log_shape(student, attempt, &mut faults);
    check_events(student, truth, &mut faults);
    check_closing(student, attempt, truth, &mut faults);
    let api = anonymous.with_token(&student.person.token);
    check_state(&api, attempt, head, &answers, &mut faults).await;
    check_result(&api, attempt, &answers, &mut faults).await;
    check_receipt(&api, attempt, head, truth, &mut faults).await;
    faults.into_iter().map(|fault| format!("{}: {fault}", student.person.email)).collect()
}

/// Everything that is wrong with the journal in the light of what the proctor was told.
pub fn journal_faults(
    journal: &[JournalRow],
    confirmed: &[(i64, &'static str, Value)],
    unknown: &[String],
) -> Vec<String> {
    let mut faults = Vec::new();
    if journal.iter().zip(1..).any(|(row, seq)| row.seq != seq) {
        faults.push("the journal has a hole".to_owned());
    }
    let says =
        |row: &JournalRow, said: &Value| said.is_null() || row.body["text"] == *said || row.body["by_us"] == *said;
    for (version, kind, said) in confirmed {
        let same = |row: &&JournalRow| row.kind == *kind && says(row, said);
        // What others did meanwhile may be in the version that a command was answered with.
        if !journal.iter().filter(same).any(|row| row.seq <= *version) {
            faults.push(format!("{kind} {said} was confirmed as {version} and is not there"));
        }
        let made = journal.iter().filter(same).count();
        let told = confirmed.iter().filter(|(_, other, words)| (other, words) == (kind, said)).count();
        if made < told || (*kind == "room.announced" && made != told) {
            faults.push(format!("{kind} {said} was confirmed {told} times and is there {made} times"));
        }
    }
    for text in unknown {
        let times = journal.iter().filter(|row| row.body["text"] == text.as_str()).count();
        if times > 1 {
            faults.push(format!("{text} was made {times} times"));
        }
    }
    faults
}

/// The receipts' key that the server publishes.
pub async fn receipt_key(anonymous: &Api) -> VerifyingKey {
    let keys = anonymous.get("/api/receipts/keys").await;
    let bytes = BASE64_STANDARD.decode(keys["keys"][0]["public_key"].as_str().unwrap()).unwrap();
    VerifyingKey::from_bytes(&bytes.try_into().unwrap()).unwrap()
}

/// The saves that count, by question, after each acknowledged one was found in the log as it was acknowledged.
fn final_answers<'s>(student: &'s Student, attempt: &Attempt, faults: &mut Vec<String>) -> BTreeMap<Uuid, &'s Save> {
    let by_seq: BTreeMap<i64, &LogRow> = attempt.log.iter().map(|row| (row.seq, row)).collect();
    let mut counted: BTreeMap<Uuid, &Save> = BTreeMap::new();
    let mut count = |save: &'s Save| {
        let before = counted.entry(save.question).or_insert(save);
        if before.revision < save.revision {
            *before = save;
        }
    };
    for (save, ack) in student.ledger.acked.values() {
        match by_seq.get(&ack.seq) {
            Some(row) => faults.extend(differs(row, save, Some(ack))),
            None => faults.push(format!("an acknowledged answer is lost: {ack:?}")),
        }
        count(save);
    }
    if let Some(save) = &student.ledger.waiting
        && let Some(row) = attempt.log.iter().find(|row| row.save_id.map(|id| id.0) == Some(save.save_id))
    {
        faults.extend(differs(row, save, None));
        count(save);
    }
    counted
}

fn differs(row: &LogRow, save: &Save, ack: Option<&Ack>) -> Option<String> {
    let body = SavedAnswer::parse(row.content.body().unwrap_or_default()).ok()?;
    let response: Value = serde_json::from_str(body.response.get()).unwrap();
    let same = row.kind == LogKind::Saved
        && row.save_id.map(|id| id.0) == Some(save.save_id)
        && row.question.map(|id| id.0) == Some(save.question)
        && row.revision == Some(save.revision)
        && response == save.response
        && ack.is_none_or(|ack| {
            let saved_at = instant_us(&Value::from(ack.saved_at.as_str()));
            (row.late, row.chain.to_string(), Some(row.at.0)) == (ack.late, ack.chain.clone(), saved_at)
        });
    (!same).then(|| format!("{save:?} acknowledged as {ack:?} is stored as {row:?}"))
}

/// One opening, one closing at the end, and between them nothing that was not sent, and nothing twice.
fn check_log_shape(student: &Student, attempt: &Attempt, faults: &mut Vec<String>) {
    let kinds: Vec<LogKind> = attempt.log.iter().map(|row| row.kind).collect();
    let inner = kinds.get(1..kinds.len().saturating_sub(1)).unwrap_or_default();
    if kinds.first() != Some(&LogKind::Opened)
        || kinds.last() != Some(&LogKind::Closed)
        || inner.iter().any(|kind| *kind != LogKind::Saved)
    {
        faults.push(format!("the log is {kinds:?}"));
    }
    let saved: Vec<Uuid> = attempt.log.iter().filter_map(|row| Some(row.save_id?.0)).collect();
    let ledger = &student.ledger;
    let is_known = |id: &Uuid| {
        ledger.acked.contains_key(id) || ledger.waiting.as_ref().is_some_and(|waiting| waiting.save_id == *id)
    };
    let strange: Vec<&Uuid> = saved.iter().filter(|id| !is_known(id)).collect();
    if !strange.is_empty() {
        faults.push(format!("stored although it was refused or never sent: {strange:?}"));
    }
    let mut once = saved.clone();
    once.sort_unstable();
    once.dedup();
    if once.len() != saved.len() {
        faults.push("a save is stored twice".to_owned());
    }
}

fn check_events(student: &Student, truth: &Truth, faults: &mut Vec<String>) {
    let joined_at = student.room.joined_at.unwrap_or_default();
    for (event, seq) in student.room.events.iter().zip(joined_at + 1..) {
        let row = truth.journal.iter().find(|row| row.seq == seq);
        let same = row.is_some_and(|row| {
            let said = ["text", "by_us", "shift_us"].iter().all(|field| row.body[*field] == event.data[*field]);
            event.offset == seq && row.kind == event.kind && said
        });
        if !same {
            faults.push(format!("{event:?} was heard where the journal has {row:?}"));
        }
    }
    let heard = student.room.events.last().map_or(joined_at, |event| event.offset);
    if heard < truth.confirmed {
        faults.push(format!("heard events up to {heard}, but {} was confirmed to the proctor", truth.confirmed));
    }
}

fn check_closing(student: &Student, attempt: &Attempt, truth: &Truth, faults: &mut Vec<String>) {
    let (Some((closed_at, by)), Some(deadline)) = (&student.closed, student.room.own_deadline_us()) else {
        faults.push("the attempt never had a deadline or was never closed".to_owned());
        return;
    };
    let late_us = closed_at - (deadline + truth.grace_us);
    if !(0..=CLOSED_WITHIN_US).contains(&late_us) {
        faults.push(format!("closed {late_us} µs after its instant"));
    }
    if by != "deadline" || attempt.row.phase != "closed" {
        faults.push(format!("closed by {by}, the row says {}", attempt.row.phase));
    }
    if attempt.log.last().map(|row| row.at.0) != Some(*closed_at) {
        faults.push("the log was closed at another time than the student was told".to_owned());
    }
}

async fn check_state(
    api: &Api,
    attempt: &Attempt,
    head: Head,
    answers: &BTreeMap<Uuid, &Save>,
    faults: &mut Vec<String>,
) {
    let state = api.get(&format!("/api/attempts/{}", attempt.row.id)).await;
    let last_seq = attempt.log.len() as i64;
    if (&state["phase"], &state["last_seq"], &state["head"], attempt.row.last_seq)
        != (&"closed".into(), &last_seq.into(), &head.to_string().into(), last_seq)
    {
        faults.push(format!("after {last_seq} rows with head {head} the attempt is shown as {state}"));
    }
    let shown = state["answers"].as_array().cloned().unwrap_or_default();
    let same = |shown: &Value| {
        let question: Uuid = shown["question"].as_str().unwrap().parse().unwrap();
        answers.get(&question).is_some_and(|save| {
            shown["revision"] == save.revision
                && shown["save_id"] == save.save_id.to_string()
                && shown["response"] == save.response
        })
    };
    if shown.len() != answers.len() || !shown.iter().all(same) {
        faults.push(format!("the answers are {shown:?}, not {answers:?}"));
    }
}

async fn check_result(api: &Api, attempt: &Attempt, answers: &BTreeMap<Uuid, &Save>, faults: &mut Vec<String>) {
    let result = api.get(&format!("/api/attempts/{}/result", attempt.row.id)).await;
    let expected: i64 = answers.values().map(|save| save.worth).sum();
    if result["score"] != expected || result["max"] != tasks::POINT * tasks::count() as i64 {
        faults.push(format!("the score is {} of {}, not {expected}", result["score"], result["max"]));
    }
    for question in result["questions"].as_array().into_iter().flatten() {
        let id: Uuid = question["id"].as_str().unwrap().parse().unwrap();
        let worth = answers.get(&id).map_or(0, |save| save.worth);
        if question["awarded"] != worth {
            faults.push(format!("question {id} got {}, not {worth}", question["awarded"]));
        }
    }
}

async fn check_receipt(api: &Api, attempt: &Attempt, head: Head, truth: &Truth, faults: &mut Vec<String>) {
    let mut signed = api.get(&format!("/api/attempts/{}/receipt", attempt.row.id)).await;
    let fields = signed.as_object_mut().unwrap();
    fields.remove("closed_at");
    let signature = fields.remove("signature").and_then(|text| BASE64_STANDARD.decode(text.as_str()?).ok());
    let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
    let receipt: Receipt = match serde_json::from_value(signed.clone()) {
        Ok(receipt) => receipt,
        Err(error) => return faults.push(format!("the receipt cannot be read: {error}: {signed}")),
    };
    let is_signed = signature
        .is_some_and(|signature| truth.receipt_key.verify_strict(&receipt.canonical_bytes(), &signature).is_ok());
    if !is_signed || receipt.head != head || receipt.last_seq != attempt.log.len() as i64 {
        faults.push(format!("signed: {is_signed}; the receipt is {receipt:?}, the log's head {head}"));
    }
}

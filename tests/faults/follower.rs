//! A student's view of the room: its events without hole and in order, and the own deadline that follows from them.

use super::instant::{between, instant_us};
use serde_json::Value;
use std::time::Duration;

/// An event of the room's journal as it was heard.
#[derive(Clone, Debug)]
pub struct RoomEvent {
    pub offset: i64,
    pub kind: String,
    pub data: Value,
    /// When it arrived, live or with a join.
    pub arrived_us: i64,
}

/// What was heard so far, and everything that was wrong with it.
#[derive(Debug, Default)]
pub struct Follower {
    /// Where the first join stood; every later event has to be heard.
    pub joined_at: Option<i64>,
    pub events: Vec<RoomEvent>,
    pub faults: Vec<String>,
    pub is_paused: bool,
    epoch: Option<String>,
    offset: i64,
    /// A deadline and the room's version that it holds for.
    deadline: Option<(i64, i64)>,
    /// One that was told before the event that it holds from.
    ahead: Option<(i64, i64)>,
    /// How far each event moved open deadlines, in microseconds.
    moves: Vec<(i64, i64)>,
}

impl Follower {
    /// What to say when coming back; nothing at the first time.
    pub fn since(&self) -> Option<Value> {
        let epoch = self.epoch.as_ref()?;
        Some(serde_json::json!({ "epoch": epoch, "offset": self.offset }))
    }

    /// Takes the answer of a join: the missed events if this was a return.
    pub fn joined(&mut self, answer: &Value, arrived_us: i64) {
        let (epoch, offset) = (answer["epoch"].as_str().map(str::to_owned), answer["offset"].as_i64());
        let offset = offset.unwrap_or_else(|| panic!("a join without offset: {answer}"));
        if self.epoch.is_none() {
            (self.joined_at, self.offset, self.epoch) = (Some(offset), offset, epoch);
        } else {
            if self.epoch != epoch || answer["recovered"] != true {
                self.faults.push(format!("not recovered after {:?} {}: {answer}", self.epoch, self.offset));
            }
            for event in answer["events"].as_array().into_iter().flatten() {
                self.next(event, arrived_us);
            }
            if self.offset != offset {
                self.faults.push(format!("events up to {} came with a join at {offset}", self.offset));
            }
        }
        self.is_paused = answer["state"]["room"]["phase"] == "paused";
    }

    /// Takes a live event of the room and returns how long it was under way.
    pub fn hear(&mut self, event: &Value, arrived_us: i64) -> Option<Duration> {
        self.next(event, arrived_us);
        instant_us(&event["at"]).map(|at_us| between(at_us, arrived_us))
    }

    /// Takes an attempt as the server shows it: its deadline has to be the one that the events make of the known one.
    pub fn note_attempt(&mut self, attempt: &Value) {
        let (Some(closes_at), Some(version)) = (instant_us(&attempt["closes_at"]), attempt["room_version"].as_i64())
        else {
            return;
        };
        if version > self.offset {
            self.ahead = Some((closes_at, version));
            return;
        }
        self.check_deadline(closes_at, version);
    }

    fn check_deadline(&mut self, closes_at: i64, version: i64) {
        match self.deadline_us(version) {
            Some(expected) if expected != closes_at => {
                self.faults.push(format!("at version {version} the deadline is {closes_at}, not {expected}"));
            }
            Some(_) | None => self.deadline = Some((closes_at, version)),
        }
    }

    /// The own deadline after everything that was heard; nothing before the paper was opened.
    pub fn own_deadline_us(&self) -> Option<i64> {
        self.deadline_us(self.offset)
    }

    fn deadline_us(&self, version: i64) -> Option<i64> {
        let (closes_at, known_at) = self.deadline?;
        let moves = self.moves.iter().filter(|(offset, _)| (known_at + 1..=version).contains(offset));
        Some(closes_at + moves.map(|(_, by)| by).sum::<i64>())
    }

    fn next(&mut self, event: &Value, arrived_us: i64) {
        let offset = event["offset"].as_i64().unwrap_or_else(|| panic!("a room event without offset: {event}"));
        if offset != self.offset + 1 || event["epoch"].as_str() != self.epoch.as_deref() {
            self.faults.push(format!("after {:?} {} came {event}", self.epoch, self.offset));
        }
        self.offset = offset;
        let kind = event["event"].as_str().unwrap_or_default().to_owned();
        let data = &event["data"];
        match kind.as_str() {
            "room.extended" => self.moves.push((offset, micros(data, "by_us"))),
            "room.resumed" => self.moves.push((offset, micros(data, "shift_us"))),
            _ => {}
        }
        self.is_paused = kind == "room.paused" || (self.is_paused && kind != "room.resumed");
        self.events.push(RoomEvent { offset, kind, data: data.clone(), arrived_us });
        if let Some((closes_at, version)) = self.ahead.take_if(|(_, version)| *version <= offset) {
            self.check_deadline(closes_at, version);
        }
    }
}

fn micros(data: &Value, field: &str) -> i64 {
    data[field].as_i64().unwrap_or_else(|| panic!("no {field} in {data}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(offset: i64, kind: &str, data: Value) -> Value {
        json!({ "epoch": "k1", "offset": offset, "event": kind, "at": "2030-01-01T00:00:00Z", "data": data })
    }

    fn joined_at(offset: i64) -> Follower {
        let mut follower = Follower::default();
        follower.joined(&json!({ "epoch": "k1", "offset": offset, "recovered": false, "state": {} }), 0);
        follower
    }

    #[test]
    fn holes_repeats_and_unrecovered_returns_are_faults() {
        for offset in [5, 6, 8] {
            let mut follower = joined_at(6);
            follower.hear(&event(offset, "room.announced", json!({ "text": "x" })), 0);
            assert_eq!(follower.faults.len(), 1, "{offset}");
        }
        let mut follower = joined_at(6);
        follower.joined(
            &json!({ "epoch": "k1", "offset": 7, "recovered": true, "state": {},
            "events": [event(7, "room.announced", json!({ "text": "x" }))] }),
            0,
        );
        assert_eq!(follower.faults, [""; 0]);
        follower.joined(&json!({ "epoch": "k1", "offset": 9, "recovered": false, "state": {} }), 0);
        assert_eq!(follower.faults.len(), 2);
    }

    #[test]
    fn a_deadline_that_does_not_follow_from_the_events_is_a_fault() {
        let attempt = |at: &str, version: i64| json!({ "closes_at": at, "room_version": version });
        let mut follower = joined_at(1);
        follower.note_attempt(&attempt("2030-01-01T01:00:00Z", 1));
        follower.hear(&event(2, "room.extended", json!({ "by_us": 60_000_000 })), 0);
        follower.note_attempt(&attempt("2030-01-01T01:01:00Z", 2));
        assert_eq!(follower.faults, [""; 0]);
        assert_eq!(follower.own_deadline_us(), instant_us(&json!("2030-01-01T01:01:00Z")));
        follower.note_attempt(&attempt("2030-01-01T01:01:01Z", 2));
        assert_eq!(follower.faults.len(), 1);
    }
}

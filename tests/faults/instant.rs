//! Instants of the wire and of this machine, both in microseconds since the Unix epoch.

use serde_json::Value;
use std::time::{Duration, SystemTime};

/// Now, by the clock that the server's is anchored to.
pub fn now_us() -> i64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_micros() as i64
}

/// An instant on the wire; nothing for `null`.
pub fn instant_us(value: &Value) -> Option<i64> {
    let text = value.as_str()?;
    let read: jiff::Timestamp = text.parse().unwrap_or_else(|error| panic!("{text} is no instant: {error}"));
    Some(read.as_microsecond())
}

/// The instant so far from now, as the wire has it.
pub fn from_now(duration: Duration) -> String {
    jiff::Timestamp::from_microsecond(now_us() + duration.as_micros() as i64).unwrap().to_string()
}

/// The time from an instant of the wire to now; none if it lies ahead.
pub fn since(at_us: i64) -> Duration {
    between(at_us, now_us())
}

/// The time from one instant to a later one; none if they come the other way round.
pub fn between(from_us: i64, to_us: i64) -> Duration {
    Duration::from_micros((to_us - from_us).max(0) as u64)
}

//! Instants as the wire shows them: RFC 3339, UTC, microseconds.

use examhall_domain::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant on a JSON wire, such as `2026-01-31T09:30:00.000000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-01-31T09:30:00.000000Z"))]
pub struct Instant(pub Timestamp);

impl From<Timestamp> for Instant {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0.0) {
            Ok(at) => write!(f, "{at:.6}"),
            // Outside the years -9999 to 9999 there is no such text; the nearest representable instant stands for it.
            Err(_) if self.0.0 < 0 => write!(f, "{:.6}", jiff::Timestamp::MIN),
            Err(_) => write!(f, "{:.6}", jiff::Timestamp::MAX),
        }
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let at = jiff::Timestamp::deserialize(deserializer)?;
        Ok(Self(Timestamp(at.as_microsecond())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_goes_to_text_and_back() {
        let text = "\"2026-01-31T09:30:00.000250Z\"";
        let instant: Instant = serde_json::from_str(text).unwrap();
        assert_eq!(instant.0.0 % 1_000_000, 250);
        assert_eq!(serde_json::to_string(&instant).unwrap(), text);
        let elsewhere: Instant = serde_json::from_str("\"2026-01-31T15:00:00.00025+05:30\"").unwrap();
        assert_eq!(elsewhere, instant);
        assert!(serde_json::from_str::<Instant>("\"yesterday\"").is_err());
    }

    #[test]
    fn instants_beyond_the_calendar_stay_readable() {
        assert!(Instant(Timestamp(i64::MAX)).to_string().starts_with("9999-12-30"));
    }
}

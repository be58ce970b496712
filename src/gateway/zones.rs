//! Time zones by their IANA names, from the database that is compiled in: what the machine has installed, if anything,
//! must not decide which names a person may choose.

use examhall_domain::time::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::sync::LazyLock;

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The name as it is written, for a zone that exists; names are read without regard to case.
pub fn name(text: &str) -> Option<String> {
    DATABASE.get(text).ok()?.iana_name().map(str::to_owned)
}

/// An instant to the minute with the name of its zone, in a form that every language reads; UTC without a zone, and for
/// one that is not known any more.
pub fn minute(at: Timestamp, zone: Option<&str>) -> String {
    let zone = zone.and_then(|name| DATABASE.get(name).ok()).unwrap_or(TimeZone::UTC);
    let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::MAX);
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    format!("{} {name}", at.to_zoned(zone).strftime("%Y-%m-%d %H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp(1_764_000_059_999_999);

    #[test]
    fn only_zones_that_exist_have_a_name() {
        for (text, expected) in [
            ("Africa/Douala", Some("Africa/Douala")),
            ("africa/douala", Some("Africa/Douala")),
            ("Asia/Calcutta", Some("Asia/Calcutta")),
            ("UTC", Some("UTC")),
            ("Africa/Nowhere", None),
            ("../etc/passwd", None),
            ("+01:00", None),
            ("", None),
        ] {
            assert_eq!(name(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_time_is_told_to_the_minute_with_its_zone() {
        for (zone, told) in [
            (None, "2025-11-24 16:00 UTC"),
            (Some("Africa/Douala"), "2025-11-24 17:00 Africa/Douala"),
            (Some("Asia/Kolkata"), "2025-11-24 21:30 Asia/Kolkata"),
            (Some("Gone/Away"), "2025-11-24 16:00 UTC"),
        ] {
            assert_eq!(minute(AT, zone), told);
        }
    }
}

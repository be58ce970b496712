//! What one of several instances may be told to do.

use super::refusal::refuse;
use crate::settings::store::StoreSettings;
use crate::settings::{InstanceSettings, Mode, Role, SettingsError, SocketSettings};
use secrecy::ExposeSecret;

/// So many beats may get lost and the instance still counts as alive.
const BEATS_LOST_MAX: u64 = 2;

pub(super) fn each_has_a_role(instance: &InstanceSettings) -> Result<(), SettingsError> {
    let is_twice = Role::ALL.iter().any(|role| instance.roles.iter().filter(|other| *other == role).count() > 1);
    if instance.roles.is_empty() || is_twice {
        return refuse("instance.roles must name at least one of web, worker and webhook, and each once.");
    }
    if instance.mode == Mode::Embedded && instance.roles.len() < Role::ALL.len() {
        return refuse("An embedded instance is alone, so instance.roles must name web, worker and webhook.");
    }
    let gone_ms = u64::try_from(instance.gone_s).unwrap_or(0).saturating_mul(1_000);
    if instance.beat_ms < 100 || gone_ms <= instance.beat_ms.saturating_mul(BEATS_LOST_MAX) {
        return refuse(format!(
            "instance.beat_ms must be at least 100, and instance.gone_s longer than {BEATS_LOST_MAX} beats take."
        ));
    }
    if instance.forgotten_s < instance.gone_s {
        return refuse("instance.forgotten_s must be at least instance.gone_s.");
    }
    Ok(())
}

/// Only PostgreSQL has replicas.
pub(super) fn replicas_can_follow(store: &StoreSettings) -> Result<(), SettingsError> {
    let (url, read_url) = (store.url.expose_secret(), store.read_url.expose_secret());
    let are_postgres = [url, read_url].iter().all(|url| url.starts_with("postgres:"));
    if !read_url.is_empty() && !are_postgres {
        return refuse("DATABASE_READ_URL (store.read_url) needs a primary in DATABASE_URL, both of them postgres://.");
    }
    if store.replica_behind_ms_max < 0 {
        return refuse("store.replica_behind_ms_max must be at least 0.");
    }
    Ok(())
}

/// Transactions of several statements have connections of their own beside those of one statement.
pub(super) fn connections_are_shared_out(store: &StoreSettings) -> Result<(), SettingsError> {
    if store.single_connections_max == 0 || store.single_connections_max >= store.write_connections_max {
        return refuse("store.single_connections_max must be at least 1 and less than store.write_connections_max.");
    }
    Ok(())
}

pub(super) fn people_are_let_in(socket: &SocketSettings) -> Result<(), SettingsError> {
    if socket.admissions_per_s == 0 || socket.admissions_burst == 0 {
        return refuse("socket.admissions_per_s and socket.admissions_burst must be at least 1, or nobody comes in.");
    }
    Ok(())
}

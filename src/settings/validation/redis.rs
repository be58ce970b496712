//! What settings of Redis may not say: addresses that name nothing, waits without an end, silence that nobody notices.

use super::refusal::refuse;
use crate::settings::{BusSettings, RedisMode, RedisSettings, SettingsError};

/// A lease has to outlast a few tellings, which come each second.
const PRESENCE_S_MIN: u64 = 5;

pub(super) fn it_can_be_reached(redis: &RedisSettings) -> Result<(), SettingsError> {
    if redis.is_set() {
        the_url_names_hosts(redis)?;
    }
    if redis.sentinel_master.is_empty() {
        return refuse("redis.sentinel_master must be the name that the Sentinels give the server, such as mymaster.");
    }
    if redis.key_prefix.contains(['{', '}']) {
        return refuse("redis.key_prefix must have no braces: a cluster would read them as its own.");
    }
    if redis.connect_ms == 0 || redis.answer_ms == 0 {
        return refuse("redis.connect_ms and redis.answer_ms must be at least 1.");
    }
    if redis.retry_ms == 0 || redis.retry_ms > redis.retry_ms_max {
        return refuse("redis.retry_ms must be at least 1 and at most redis.retry_ms_max.");
    }
    if redis.probe_ms == 0 || redis.probe_ms.saturating_mul(2) > redis.silent_ms {
        return refuse(
            "redis.silent_ms must be at least twice redis.probe_ms, and that at least 1, or one late word counts as silence.",
        );
    }
    if redis.doorbells_batch_max == 0 || redis.doorbells_batch_max > redis.doorbells_waiting_max {
        return refuse("redis.doorbells_batch_max must be at least 1 and at most redis.doorbells_waiting_max.");
    }
    if redis.presence_s < PRESENCE_S_MIN {
        return refuse(format!("redis.presence_s must be at least {PRESENCE_S_MIN}."));
    }
    Ok(())
}

pub(super) fn nothing_is_missed_for_long(bus: &BusSettings) -> Result<(), SettingsError> {
    if [bus.look_ms, bus.recheck_ms, bus.missed_ms, bus.idle_look_ms].contains(&0) {
        return refuse("bus.look_ms, bus.recheck_ms, bus.missed_ms and bus.idle_look_ms must be at least 1.");
    }
    Ok(())
}

fn the_url_names_hosts(redis: &RedisSettings) -> Result<(), SettingsError> {
    let hosts = match redis.hosts() {
        Ok(hosts) => hosts,
        Err(fault) => return refuse(format!("REDIS_URL (redis.url) cannot be used: {fault}.")),
    };
    match redis.mode {
        RedisMode::Single if hosts.len() > 1 => refuse(
            "redis.mode is \"single\", but REDIS_URL (redis.url) names several hosts: say whether they are Sentinels \
             (\"sentinel\") or nodes of a cluster (\"cluster\").",
        ),
        RedisMode::Cluster if hosts.iter().any(|host| host.redis_settings().db() != 0) => {
            refuse("REDIS_URL (redis.url) names a database, but a cluster has number 0 only.")
        }
        RedisMode::Single | RedisMode::Sentinel | RedisMode::Cluster => Ok(()),
    }
}

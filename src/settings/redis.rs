//! How to reach Redis, and how long to wait for it.

use redis::{ConnectionInfo, IntoConnectionInfo};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// `[redis]` of the settings. Times are milliseconds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedisSettings {
    pub url: SecretString,
    pub mode: RedisMode,
    pub sentinel_master: String,
    pub sentinel_password: SecretString,
    pub key_prefix: String,
    pub connect_ms: u64,
    pub answer_ms: u64,
    pub retry_ms: u64,
    pub retry_ms_max: u64,
    pub probe_ms: u64,
    pub silent_ms: u64,
    pub doorbells_waiting_max: usize,
    pub doorbells_batch_max: usize,
    pub presence_s: u64,
}

/// What the hosts of the URL are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedisMode {
    /// One server.
    Single,
    /// Sentinels, which know the server that is the master at present.
    Sentinel,
    /// Nodes of one cluster.
    Cluster,
}

impl RedisSettings {
    /// Whether there is a Redis at all.
    pub fn is_set(&self) -> bool {
        !self.url.expose_secret().is_empty()
    }

    /// One address for each host that the URL names, with what it says of all of them.
    ///
    /// # Errors
    /// What is wrong with the URL, without any of its text: it may hold a password.
    pub fn hosts(&self) -> Result<Vec<ConnectionInfo>, &'static str> {
        let (scheme, rest) = self.url.expose_secret().split_once("://").ok_or("it has no scheme")?;
        if !matches!(scheme, "redis" | "rediss") {
            return Err("its scheme is neither redis nor rediss");
        }
        let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
        let (credentials, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        let at = if credentials.is_empty() { "" } else { "@" };
        let host = |host: &str| {
            if host.is_empty() {
                return Err("a host is missing");
            }
            format!("{scheme}://{credentials}{at}{host}/{path}").into_connection_info().map_err(|_| {
                "it does not look like redis://user:password@host:6379/0, with what is special in a password percent-encoded"
            })
        };
        hosts.split(',').map(host).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::settings;

    /// Where a host is, its database, and its password.
    type Host = (String, i64, Option<String>);

    fn hosts(url: &str) -> Result<Vec<Host>, &'static str> {
        let mut redis = settings::defaults().redis;
        redis.url = url.into();
        let shown = |info: redis::ConnectionInfo| {
            let redis = info.redis_settings();
            (info.addr().to_string(), redis.db(), redis.password().map(str::to_owned))
        };
        Ok(redis.hosts()?.into_iter().map(shown).collect())
    }

    #[test]
    fn every_host_of_a_url_has_what_the_url_says_of_all() {
        let plain = |host: &str| (host.to_owned(), 0, None);
        assert_eq!(hosts("redis://cache"), Ok(vec![plain("cache:6379")]));
        assert_eq!(hosts("rediss://cache:7000"), Ok(vec![plain("cache:7000")]));
        let secret = |host: &str| (host.to_owned(), 2, Some("p@ss".to_owned()));
        assert_eq!(hosts("redis://:p%40ss@a:1,b:2/2"), Ok(vec![secret("a:1"), secret("b:2")]));
    }

    #[test]
    fn a_wrong_url_is_refused_without_its_text() {
        for wrong in ["cache:6379", "http://cache", "redis://", "redis://a,,b", "redis://a:port", "redis://a/first"] {
            assert!(hosts(wrong).is_err(), "{wrong}");
        }
    }
}

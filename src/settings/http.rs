//! The listener and the bounds of every request.

use super::NetworkRange;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};

/// `[http]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    pub bind: IpAddr,
    pub port: u16,
    pub public_url: String,
    pub workers: usize,
    pub backlog: u32,
    pub connections_max: usize,
    pub keep_alive_s: u64,
    pub head_timeout_s: u64,
    pub body_timeout_s: u64,
    pub json_bytes_max: usize,
    pub upload_bytes_max: usize,
    pub page_rows: u32,
    pub page_rows_max: u32,
    pub trusted_proxies: Vec<NetworkRange>,
    pub metrics_allow: Vec<NetworkRange>,
}

impl HttpSettings {
    /// Where the listener binds.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.bind, self.port)
    }

    /// The origin that browsers use, without a trailing slash.
    pub fn origin(&self) -> String {
        if self.public_url.is_empty() {
            format!("http://{}", self.address())
        } else {
            self.public_url.trim_end_matches('/').to_owned()
        }
    }

    /// Worker threads, at least one.
    pub fn worker_threads(&self) -> usize {
        if self.workers > 0 {
            return self.workers;
        }
        std::thread::available_parallelism().map_or(1, usize::from)
    }
}

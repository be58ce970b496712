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

    /// Whether a browser at this origin shows our own pages. The embedded profile is also reached as `localhost`.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        let local = self.public_url.is_empty() && self.bind.is_loopback();
        origin == self.origin() || (local && origin == format!("http://localhost:{}", self.port))
    }

    /// Whether browsers reach us over TLS, so that cookies can be kept to it.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Worker threads, at least one.
    pub fn worker_threads(&self) -> usize {
        if self.workers > 0 {
            return self.workers;
        }
        std::thread::available_parallelism().map_or(1, usize::from)
    }
}

//! How mails leave: the server or the folder that takes them, and what sending one may cost.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use std::str::FromStr;

/// `[mail]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    #[serde(deserialize_with = "server")]
    pub url: Option<SmtpServer>,
    pub tls: MailTls,
    pub user: String,
    pub password: SecretString,
    pub from: String,
    pub from_name: String,
    pub timeout_ms: u64,
    pub batch: u32,
    pub lease_s: i64,
    pub retry_ms: i64,
    pub retry_ms_max: i64,
    pub tries_max: i64,
    pub sweep_ms: u64,
    pub waiting_max: u32,
    pub kept_days: i64,
}

/// Where a server takes mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpServer {
    pub host: String,
    pub port: u16,
}

/// How a server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// In the clear.
    None,
    /// In the clear until both have agreed to encrypt; without that, not at all.
    Starttls,
    /// Encrypted from the first byte.
    Tls,
}

impl FromStr for SmtpServer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let place = text.strip_prefix("smtp://").map(|rest| rest.trim_end_matches('/'));
        let parts = place.and_then(|place| place.rsplit_once(':'));
        let server = parts.and_then(|(host, port)| Some((host, port.parse().ok().filter(|port| *port > 0)?)));
        match server {
            Some((host, port)) if is_host(host) => Ok(Self { host: host.to_owned(), port }),
            // The text is not shown: somebody may have written a password into it.
            _ => Err("it has to read smtp://<host>:<port>; user and password have keys of their own".to_owned()),
        }
    }
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

fn server<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SmtpServer>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_host_and_a_port() {
        let read = |text: &str| text.parse::<SmtpServer>().ok().map(|server| (server.host, server.port));
        assert_eq!(read("smtp://mail.example.org:587"), Some(("mail.example.org".to_owned(), 587)));
        assert_eq!(read("smtp://127.0.0.1:2525/"), Some(("127.0.0.1".to_owned(), 2525)));
        for text in [
            "mail.example.org:25",
            "smtp://mail.example.org",
            "smtp://mail.example.org:0",
            "smtp://mail.example.org:65536",
            "smtp://:25",
            "smtp://user:secret@mail.example.org:25",
            "https://mail.example.org:25",
        ] {
            let refused = text.parse::<SmtpServer>().unwrap_err();
            assert!(!refused.contains("secret"), "{text}");
        }
    }
}

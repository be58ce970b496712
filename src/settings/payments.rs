//! How money comes in: whether gateways are simulated, and how each real one is reached.

use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::priority::Threshold;
use examhall_domain::payments::{QueuePriority, Thresholds, Waits};
use examhall_domain::time::Span;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de};
use std::str::FromStr;

/// `[payments]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentSettings {
    pub simulated: bool,
    pub at_once: u32,
    pub batch: u32,
    pub lease_ms: i64,
    pub tries_max: i64,
    pub retry_ms: i64,
    pub sweep_ms: u64,
    pub thresholds: Vec<AmountThreshold>,
    pub order_s: i64,
    pub place_ms: u64,
    pub verify_ms: u64,
    pub unsure_ms: Vec<i64>,
    pub open_look_ms: i64,
    pub late_look_ms: Vec<i64>,
    pub reconcile_after_s: i64,
    pub reconcile_every_s: i64,
    pub reconcile_max: u64,
    pub key_in_flight_s: i64,
    pub webhook_bytes_max: usize,
    pub webhooks_batch_max: usize,
    pub webhooks_waiting_max: usize,
}

/// From which amounts on payments of a currency go before others: `XAF 5000 10000` is medium from 5,000 and high above
/// 10,000, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountThreshold {
    pub currency: Currency,
    pub threshold: Threshold,
}

/// `[razorpay]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RazorpaySettings {
    pub base_url: GatewayUrl,
    pub key_id: String,
    pub key_secret: SecretString,
    pub webhook_secret: SecretString,
    pub webhook_secret_previous: SecretString,
    pub connections_max: usize,
    pub connect_ms: u64,
    pub request_ms: u64,
    pub answer_bytes_max: usize,
    pub tries_max: u32,
    pub retry_ms: u64,
    pub retry_ms_max: u64,
}

/// What calls to a gateway may cost; every gateway's section has these keys.
#[derive(Clone, Debug)]
pub struct CallSettings {
    pub connections_max: usize,
    pub connect_ms: u64,
    pub request_ms: u64,
    pub answer_bytes_max: usize,
    pub tries_max: u32,
    pub retry_ms: u64,
    pub retry_ms_max: u64,
}

/// Where a gateway is reached, without a slash at the end: over TLS, or in the clear on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayUrl {
    text: String,
    is_here: bool,
}

impl PaymentSettings {
    /// For how long an order is held that somebody brings on, unless they go on holding it.
    pub fn lease(&self) -> Span {
        Span(self.lease_ms.saturating_mul(1_000))
    }

    /// How long to wait before a gateway is asked again.
    pub fn waits(&self) -> Waits {
        let span = |milliseconds: i64| Span(milliseconds.saturating_mul(1_000));
        Waits {
            unsure: self.unsure_ms.iter().copied().map(span).collect(),
            open: span(self.open_look_ms),
            late: self.late_look_ms.iter().copied().map(span).collect(),
        }
    }

    /// Which amounts go first.
    pub fn priority(&self, money: Money) -> QueuePriority {
        let mut thresholds = Thresholds::default();
        self.thresholds.iter().for_each(|known| thresholds.set(known.currency, known.threshold));
        thresholds.of(money)
    }
}

impl FromStr for AmountThreshold {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "it has to read <currency> <medium from> <high above>, in minor units";
        let mut words = text.split_whitespace();
        let currency = words.next().and_then(|code| Currency::parse(code).ok()).ok_or(FORM)?;
        let mut amount = || words.next().and_then(|digits| digits.parse().ok()).filter(|amount| *amount > 0);
        let (medium_from, high_above) = amount().zip(amount()).ok_or(FORM)?;
        if words.next().is_some() || medium_from > high_above {
            return Err(FORM);
        }
        Ok(Self { currency, threshold: Threshold { high_above, medium_from } })
    }
}

impl<'de> Deserialize<'de> for AmountThreshold {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl RazorpaySettings {
    /// Whether an account with the gateway is named; without one nothing can be sold through it.
    pub fn is_set(&self) -> bool {
        !self.key_id.is_empty()
    }

    /// What calls may cost.
    pub fn calls(&self) -> CallSettings {
        CallSettings {
            connections_max: self.connections_max,
            connect_ms: self.connect_ms,
            request_ms: self.request_ms,
            answer_bytes_max: self.answer_bytes_max,
            tries_max: self.tries_max,
            retry_ms: self.retry_ms,
            retry_ms_max: self.retry_ms_max,
        }
    }
}

impl GatewayUrl {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the gateway is on this machine, which real ones never are.
    pub fn is_here(&self) -> bool {
        self.is_here
    }
}

impl FromStr for GatewayUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (is_clear, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (false, rest),
            (_, Some(rest)) => (true, rest),
            _ => return Err("it has to read https://<host>/<path>".to_owned()),
        };
        let place = rest.split('/').next().unwrap_or_default();
        let is_here = is_loopback(host(place));
        if host(place).is_empty() || !rest.bytes().all(is_plain) {
            // The text is not shown: somebody may have written a password into it.
            Err("it has to read https://<host>/<path>; keys have settings of their own".to_owned())
        } else if is_clear && !is_here {
            Err("keys are sent in the clear over http:// to another machine: use https://".to_owned())
        } else {
            Ok(Self { text: text.trim_end_matches('/').to_owned(), is_here })
        }
    }
}

impl<'de> Deserialize<'de> for GatewayUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The host of `host:port`; an IPv6 address stands in brackets.
fn host(place: &str) -> &str {
    match place.split_once(']') {
        Some((address, _)) => address.trim_start_matches('['),
        None => place.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Neither `@`, before which a password would stand, nor a query or fragment.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/:[]".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_is_reached_over_tls_or_on_this_machine() {
        let read = |text: &str| text.parse::<GatewayUrl>().map(|url| (url.as_str().to_owned(), url.is_here()));
        assert_eq!(read("https://api.razorpay.com/v1"), Ok(("https://api.razorpay.com/v1".to_owned(), false)));
        assert_eq!(read("http://127.0.0.1:4000/razorpay/"), Ok(("http://127.0.0.1:4000/razorpay".to_owned(), true)));
        assert_eq!(read("http://[::1]:4000"), Ok(("http://[::1]:4000".to_owned(), true)));
        assert_eq!(read("https://localhost"), Ok(("https://localhost".to_owned(), true)));
        for text in [
            "",
            "api.razorpay.com",
            "https://",
            "https:///v1",
            "http://api.razorpay.com/v1",
            "http://127.0.0.1.example.org/v1",
            "http://localhost.example.org/v1",
            "https://key:secret@api.razorpay.com/v1",
            "https://api.razorpay.com/v1?key=secret",
            "ftp://api.razorpay.com",
        ] {
            assert!(!read(text).unwrap_err().contains("secret"), "{text}");
        }
    }
}

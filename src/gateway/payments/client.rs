//! Asks gateways over HTTP: a bounded number at once over kept connections, each exchange within its time, answers up to
//! a size, and repeats of what may be repeated.
//!
//! It knows no gateway: which answer means what, its gateway reads.

use super::backoff::Backoff;
use super::call::{Answer, Body, Call, Effect};
use super::error::GatewayError;
use super::tls;
use crate::settings::{CallSettings, GatewayUrl};
use crate::telemetry::metric;
use examhall_domain::time::Span;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, redirect, retry};
use rustls::ClientConfig;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{sleep, timeout};

/// Balancers close idle connections after a minute; whoever closes first spares a request that is lost on the way.
const IDLE: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("examhall/", env!("CARGO_PKG_VERSION"));

/// A client of one gateway.
pub(super) struct GatewayClient {
    gateway: &'static str,
    base_url: String,
    http: Client,
    places: Semaphore,
    connect: Duration,
    answer_bytes_max: usize,
    tries_max: u32,
    backoff: Backoff,
}

impl GatewayClient {
    /// A client that sends these headers with every question; the gateway is not asked yet.
    ///
    /// # Errors
    /// A sentence when the machine cannot make connections over TLS.
    pub(super) fn new(
        gateway: &'static str,
        base_url: &GatewayUrl,
        headers: HeaderMap,
        settings: &CallSettings,
    ) -> Result<Self, String> {
        let is_clear = base_url.as_str().starts_with("http://");
        let tls = if is_clear { tls::trusting_nobody()? } else { tls::trusting_this_machine()? };
        Self::over(tls, gateway, base_url, headers, settings)
    }

    /// A client that trusts whom this says.
    pub(super) fn over(
        tls: ClientConfig,
        gateway: &'static str,
        base_url: &GatewayUrl,
        headers: HeaderMap,
        settings: &CallSettings,
    ) -> Result<Self, String> {
        let connect = Duration::from_millis(settings.connect_ms);
        let builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .connect_timeout(connect)
            .timeout(Duration::from_millis(settings.request_ms))
            .pool_max_idle_per_host(settings.connections_max)
            .pool_idle_timeout(IDLE)
            // A question goes where it was sent or nowhere, and who repeats it is decided here.
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never());
        // No proxy stands between a machine and itself.
        let builder = if base_url.is_here() { builder.no_proxy() } else { builder.https_only(true) };
        Ok(Self {
            gateway,
            base_url: base_url.as_str().to_owned(),
            http: builder.build().map_err(|error| error.to_string())?,
            places: Semaphore::new(settings.connections_max),
            connect,
            answer_bytes_max: settings.answer_bytes_max,
            tries_max: settings.tries_max,
            backoff: Backoff {
                first: Duration::from_millis(settings.retry_ms),
                longest: Duration::from_millis(settings.retry_ms_max),
            },
        })
    }

    /// Where the gateway is.
    pub(super) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Asks until there is an answer, a refusal or no more patience. `read` says what an answer means.
    pub(super) async fn ask<T>(
        &self,
        call: &Call,
        read: impl Fn(&Answer) -> Result<T, GatewayError>,
    ) -> Result<T, GatewayError> {
        let mut lost: Option<GatewayError> = None;
        let mut tries = 0;
        loop {
            tries += 1;
            let started = Instant::now();
            let (result, wanted) = match self.exchange(call).await {
                Ok(answer) => (read(&answer), answer.retry_after),
                Err(error) => (Err(error), None),
            };
            self.observe(call.operation, result.as_ref().err(), started);
            let error = match result {
                Ok(found) => return Ok(found),
                Err(error) => error,
            };
            if matches!(error, GatewayError::Unknown(_)) && call.effect == Effect::Once {
                lost.get_or_insert_with(|| error.clone());
            }
            let Some(wait) = self.wait(&error, tries, wanted) else {
                // What an earlier try did stays unknown, whatever became of the last one.
                return Err(lost.unwrap_or(error));
            };
            tracing::info!(
                gateway = self.gateway,
                operation = call.operation,
                tries,
                wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                %error,
                "a gateway is asked again"
            );
            sleep(wait).await;
        }
    }

    /// How long to wait before the next try; nothing when there is none.
    fn wait(&self, error: &GatewayError, tries: u32, wanted: Option<Duration>) -> Option<Duration> {
        match error {
            GatewayError::Refused(_) | GatewayError::Misconfigured(_) => None,
            GatewayError::NotDone { .. } | GatewayError::Unknown(_) if tries >= self.tries_max => None,
            GatewayError::NotDone { .. } | GatewayError::Unknown(_) => self.backoff.after(tries, wanted),
        }
    }

    async fn exchange(&self, call: &Call) -> Result<Answer, GatewayError> {
        let _place = self.place().await?;
        let mut request = self.http.request(call.method.clone(), format!("{}{}", self.base_url, call.path));
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        if let Some(Body { content_type, bytes }) = &call.body {
            request = request.header(CONTENT_TYPE, *content_type).body(bytes.clone());
        }
        let mut response = request.send().await.map_err(|error| fault(&error))?;
        let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
        let body = self.body(&mut response).await?;
        Ok(Answer { status, retry_after, body })
    }

    async fn place(&self) -> Result<SemaphorePermit<'_>, GatewayError> {
        match timeout(self.connect, self.places.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(GatewayError::not_done("too many questions are under way")),
        }
    }

    async fn body(&self, response: &mut Response) -> Result<Vec<u8>, GatewayError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
            if body.len() + chunk.len() > self.answer_bytes_max {
                return Err(GatewayError::unknown("its answer is too long"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn observe(&self, operation: &'static str, error: Option<&GatewayError>, started: Instant) {
        let outcome = error.map_or("done", GatewayError::outcome);
        let labels = [("gateway", self.gateway), ("operation", operation), ("outcome", outcome)];
        metrics::counter!(metric::GATEWAY_REQUESTS_TOTAL, &labels).increment(1);
        metrics::histogram!(metric::GATEWAY_REQUEST_DURATION_SECONDS, &labels).record(started.elapsed().as_secs_f64());
    }
}

/// What an exchange that broke off means. Its text is not passed on: it names addresses.
fn fault(error: &reqwest::Error) -> GatewayError {
    if error.is_connect() {
        GatewayError::not_done(if error.is_timeout() { "no connection in time" } else { "no connection" })
    } else if error.is_builder() {
        GatewayError::Misconfigured("its address cannot be asked".to_owned())
    } else if error.is_timeout() {
        GatewayError::unknown("no answer in time")
    } else {
        GatewayError::unknown("the connection broke")
    }
}

/// Seconds or a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    Duration::try_from(jiff::Timestamp::now().until(&date).ok()?).ok()
}

/// A wait as the domain writes it.
pub(super) fn span(wait: Duration) -> Span {
    Span(i64::try_from(wait.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    #[test]
    fn a_break_is_told_in_seconds_or_as_a_date() {
        let wanted = |text: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
            retry_after(&headers)
        };
        assert_eq!(wanted("7"), Some(Duration::from_secs(7)));
        assert_eq!(wanted("Wed, 21 Oct 2015 07:28:00 GMT"), None, "a date that is over is no break");
        assert!(wanted("Thu, 21 Oct 2399 07:28:00 GMT").is_some_and(|wait| wait > Duration::from_secs(1_000_000)));
        assert_eq!(wanted("soon"), None);
        assert_eq!(wanted("-1"), None);
    }
}

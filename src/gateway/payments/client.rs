//! Asks gateways over HTTP: a bounded number at once over kept connections, each exchange within its time, answers up to
//! a size, and repeats of what may be repeated.
//!
//! It knows no gateway: which answer means what, its gateway reads.

use super::backoff::Backoff;
use super::call::{Answer, Call, Effect};
use super::connector::{Clear, Connector};
use super::error::GatewayError;
use super::tls;
use crate::settings::{CallSettings, GatewayUrl};
use crate::telemetry::metric;
use examhall_domain::time::Span;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{sleep, timeout};

/// Balancers close idle connections after a minute; whoever closes first spares a request that is lost on the way.
const IDLE: Duration = Duration::from_secs(30);
const OUR_NAME: HeaderValue = HeaderValue::from_static(concat!("examhall/", env!("CARGO_PKG_VERSION")));

/// A client of one gateway.
pub(super) struct GatewayClient {
    gateway: &'static str,
    base_url: String,
    headers: HeaderMap,
    http: Client<Connector, Full<Bytes>>,
    places: Semaphore,
    connect: Duration,
    exchange: Duration,
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
        Ok(Self::over(tls, gateway, base_url, headers, settings))
    }

    /// A client that trusts whom this says.
    pub(super) fn over(
        tls: ClientConfig,
        gateway: &'static str,
        base_url: &GatewayUrl,
        mut headers: HeaderMap,
        settings: &CallSettings,
    ) -> Self {
        let connect = Duration::from_millis(settings.connect_ms);
        let clear = if base_url.is_here() { Clear::Allowed } else { Clear::Refused };
        let http = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(settings.connections_max)
            .build(Connector::new(tls, clear, connect));
        headers.insert(USER_AGENT, OUR_NAME);
        Self {
            gateway,
            base_url: base_url.as_str().to_owned(),
            headers,
            http,
            places: Semaphore::new(settings.connections_max),
            connect,
            exchange: Duration::from_millis(settings.request_ms),
            answer_bytes_max: settings.answer_bytes_max,
            tries_max: settings.tries_max,
            backoff: Backoff {
                first: Duration::from_millis(settings.retry_ms),
                longest: Duration::from_millis(settings.retry_ms_max),
            },
        }
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
        let request = self.request(call)?;
        let exchange = async {
            let response = self.http.request(request).await.map_err(|error| fault(&error))?;
            self.answer(response).await
        };
        timeout(self.exchange, exchange).await.unwrap_or_else(|_| Err(GatewayError::unknown("no answer in time")))
    }

    /// Waits for its turn; a place that does not come free is like a connection that does not come about.
    async fn place(&self) -> Result<SemaphorePermit<'_>, GatewayError> {
        match timeout(self.connect, self.places.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(GatewayError::not_done("too many questions are under way")),
        }
    }

    fn request(&self, call: &Call) -> Result<Request<Full<Bytes>>, GatewayError> {
        let bytes = call.body.as_ref().map_or_else(Bytes::new, |body| body.bytes.clone());
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(format!("{}{}", self.base_url, call.path))
            .body(Full::new(bytes))
            .map_err(|_| GatewayError::Misconfigured("its address cannot be asked".to_owned()))?;
        let headers = request.headers_mut();
        headers.clone_from(&self.headers);
        headers.extend(call.headers.iter().cloned());
        if let Some(body) = &call.body {
            headers.insert(CONTENT_TYPE, body.content_type.clone());
        }
        Ok(request)
    }

    async fn answer(&self, response: Response<Incoming>) -> Result<Answer, GatewayError> {
        let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
        match Limited::new(response.into_body(), self.answer_bytes_max).collect().await {
            Ok(body) => Ok(Answer { status, retry_after, body: body.to_bytes() }),
            Err(error) if error.is::<LengthLimitError>() => Err(GatewayError::unknown("its answer is too long")),
            Err(_) => Err(GatewayError::unknown("the connection broke")),
        }
    }

    fn observe(&self, operation: &'static str, error: Option<&GatewayError>, started: Instant) {
        let outcome = error.map_or("done", GatewayError::outcome);
        let labels = [("gateway", self.gateway), ("operation", operation), ("outcome", outcome)];
        metrics::counter!(metric::GATEWAY_REQUESTS_TOTAL, &labels).increment(1);
        metrics::histogram!(metric::GATEWAY_REQUEST_DURATION_SECONDS, &labels).record(started.elapsed().as_secs_f64());
    }
}

/// What an exchange that broke off means. Its text is not passed on: it names addresses.
fn fault(error: &hyper_util::client::legacy::Error) -> GatewayError {
    if error.is_connect() {
        GatewayError::not_done("no connection")
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

//! The HTTP interface as a program sees it.

use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;

const ANSWERED_WITHIN: Duration = Duration::from_secs(20);

/// Somebody, or nobody, who sends requests.
#[derive(Clone)]
pub struct Api {
    client: Client,
    base: String,
    token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Of a problem; empty otherwise.
    pub slug: String,
    /// `null` when the body was empty or no JSON.
    pub body: Value,
    /// The session that the answer's cookie carries.
    pub session: Option<String>,
    /// What the state that was answered is called.
    pub tag: Option<String>,
    /// Where a browser is sent on to.
    pub location: Option<String>,
}

impl Api {
    /// Nobody in particular.
    pub fn anonymous(address: SocketAddr) -> Self {
        let client = Client::builder().timeout(ANSWERED_WITHIN).redirect(Policy::none()).build().unwrap();
        Self { client, base: format!("http://{address}"), token: None }
    }

    /// The owner of this token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The session's token.
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("somebody who is signed in")
    }

    /// Sends JSON, or nothing.
    ///
    /// # Errors
    /// When the connection broke, so that nobody knows whether the request was carried out.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer, reqwest::Error> {
        match body {
            Some(body) => self.send_bytes(method, path, "application/json", body.to_string().into_bytes()).await,
            None => carry_out(self.request(method, path)).await,
        }
    }

    /// Sends any bytes as this media type.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> Result<Answer, reqwest::Error> {
        let request = self.request(method, path).header("content-type", media_type).body(body);
        carry_out(request).await
    }

    /// What a path holds; it has to be there.
    pub async fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, None).await.unwrap().success(path)
    }

    /// Posts JSON, which has to succeed.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.send(Method::POST, path, Some(body)).await.unwrap().success(path)
    }

    /// A request that has only its method, its path and whom it is from.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
}

impl Answer {
    /// Whether the same request may be answered otherwise in a moment.
    pub fn is_for_now(&self) -> bool {
        self.status >= 500 || self.status == 429 || self.slug == "idempotency-key-in-flight"
    }

    fn success(self, path: &str) -> Value {
        assert!((200..300).contains(&self.status), "{path}: {} {}", self.status, self.body);
        self.body
    }
}

/// Sends a request.
///
/// # Errors
/// When the connection broke, so that nobody knows whether the request was carried out.
pub async fn carry_out(request: RequestBuilder) -> Result<Answer, reqwest::Error> {
    read(request.send().await?).await
}

async fn read(response: Response) -> Result<Answer, reqwest::Error> {
    let status = response.status().as_u16();
    let cookies = response.headers().get_all("set-cookie");
    let session = cookies.iter().find_map(|cookie| cookie.to_str().ok()?.strip_prefix("examhall=")?.split(';').next());
    let session = session.map(str::to_owned);
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (tag, location) = (text("etag"), text("location"));
    let body: Value = serde_json::from_slice(&response.bytes().await?).unwrap_or_default();
    let slug = body["type"].as_str().and_then(|kind| kind.strip_prefix("/problems/")).unwrap_or_default().to_owned();
    Ok(Answer { status, slug, body, session, tag, location })
}

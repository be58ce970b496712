//! The real server over a database of the test's own, with clients that behave like browsers or programs.

use crate::store::engine::TestDatabase;
use crate::support::{NO_IDLE_CONNECTIONS, TestServer};
use examhall::boot::context;
use examhall::service::Context;
use examhall::settings::{self, Environment};
use examhall::store::Store;
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::sync::Arc;

/// What the tests sign tokens with when they need sessions of their own making.
pub(crate) const JWT_SECRET: &str = "a secret for tests only, not for anybody";
/// 32 bytes in base64 that sign receipts.
const RECEIPT_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
/// Cheap hashes, an address that a client may claim, and a cache that outlives every test: what is revoked has to be seen
/// because it was revoked, not because it was forgotten.
const OVERRIDES: [(&str, &str); 6] = [
    ("EXAMHALL__ACCOUNTS__SESSION_CACHE_MS", "600000"),
    ("EXAMHALL__ACCOUNTS__HASH_MEMORY_KIB", "8"),
    ("EXAMHALL__ACCOUNTS__HASH_PASSES", "1"),
    ("EXAMHALL__HTTP__TRUSTED_PROXIES", "[\"127.0.0.1\"]"),
    ("JWT_SECRET", JWT_SECRET),
    ("RECEIPT_KEY", RECEIPT_KEY),
];

/// Runs each test once per engine against a server of its own.
macro_rules! served_by_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($house:ident: &House) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn check($house: &House) $body

            #[actix_web::test]
            async fn sqlite() {
                let house = House::open(crate::store::engine::TestDatabase::sqlite().await, &[]).await;
                check(&house).await;
                house.close().await;
            }

            #[actix_web::test]
            async fn postgres() {
                let house = House::open(crate::store::engine::TestDatabase::postgres().await, &[]).await;
                check(&house).await;
                house.close().await;
            }
        }
    )+};
}
pub(crate) use served_by_both_engines;

/// A started server, its database, and a connection of the test's own to it.
pub(crate) struct House {
    pub(crate) server: TestServer,
    pub(crate) store: Store,
    database: TestDatabase,
}

impl House {
    pub(crate) async fn open(database: TestDatabase, overrides: &[(&str, &str)]) -> Self {
        let url = database.settings.url.expose_secret().to_owned();
        let all: Vec<_> = OVERRIDES.iter().chain(overrides).copied().chain([("DATABASE_URL", url.as_str())]).collect();
        let server = TestServer::start(&all).await;
        let store = Store::connect(&database.settings).await.unwrap();
        Self { server, store, database }
    }

    /// A further instance on the same database.
    pub(crate) async fn instance(&self, overrides: &[(&str, &str)]) -> TestServer {
        let url = self.database.settings.url.expose_secret().to_owned();
        let all: Vec<_> = OVERRIDES.iter().chain(overrides).copied().chain([("DATABASE_URL", url.as_str())]).collect();
        TestServer::start(&all).await
    }

    /// What use cases reach for, on the same database but beside the server.
    pub(crate) async fn context(&self) -> Context {
        let url = self.database.settings.url.expose_secret().to_owned();
        let own = [("DATABASE_URL", url.as_str()), ("JWT_SECRET", JWT_SECRET), ("RECEIPT_KEY", RECEIPT_KEY)];
        let environment = own.into_iter().chain([NO_IDLE_CONNECTIONS]);
        let environment: Environment = environment.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        context::build(&Arc::new(settings::load(None, &environment).unwrap())).await.unwrap()
    }

    pub(crate) async fn close(self) {
        self.store.close().await.unwrap();
        self.database.remove().await;
    }

    /// A browser that shows our pages.
    pub(crate) fn browser(&self) -> Client {
        let client = reqwest::Client::builder().cookie_store(true).user_agent("Browser/1").build().unwrap();
        Client { client, base: self.server.url(""), headers: vec![("origin", self.server.url(""))] }
    }

    /// A program without cookies.
    pub(crate) fn program(&self) -> Client {
        Client { client: reqwest::Client::new(), base: self.server.url(""), headers: Vec::new() }
    }

    /// A browser in which `name` has just registered, as `name@example.org` with [`PASSWORD`].
    pub(crate) async fn registered(&self, name: &str) -> Client {
        let browser = self.browser();
        let answer = browser.post("/api/auth/register", registration(name)).await;
        assert_eq!(answer.status(), 201);
        browser
    }
}

/// The password of everybody in the tests.
pub(crate) const PASSWORD: &str = "correct horse";

/// What `name` registers with.
pub(crate) fn registration(name: &str) -> Value {
    serde_json::json!({ "email": format!("{name}@example.org"), "password": PASSWORD, "name": name })
}

/// What `name` signs in with.
pub(crate) fn credentials(name: &str, password: &str) -> Value {
    serde_json::json!({ "email": format!("{name}@example.org"), "password": password })
}

/// Somebody who sends requests.
#[derive(Clone)]
pub(crate) struct Client {
    client: reqwest::Client,
    base: String,
    headers: Vec<(&'static str, String)>,
}

impl Client {
    /// A program that talks to the server at this address.
    pub(crate) fn at(base: String) -> Self {
        Self { client: reqwest::Client::new(), base, headers: Vec::new() }
    }

    /// A program that is not led on by an answer's `Location`.
    pub(crate) fn standing(&self) -> Self {
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, ..self.clone() }
    }

    /// The same with a header, in the place of one of that name.
    pub(crate) fn with(&self, name: &'static str, value: impl Into<String>) -> Self {
        let mut changed = self.without(name);
        changed.headers.push((name, value.into()));
        changed
    }

    /// The same without a header.
    pub(crate) fn without(&self, name: &str) -> Self {
        let headers = self.headers.iter().filter(|(known, _)| *known != name).cloned().collect();
        Self { headers, ..self.clone() }
    }

    /// The same as if from another address.
    pub(crate) fn from(&self, address: &str) -> Self {
        self.with("x-forwarded-for", address)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.request("POST", path).json(&body).send().await.unwrap()
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Response {
        self.request("PUT", path).json(&body).send().await.unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        self.request("DELETE", path).send().await.unwrap()
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let request =
            self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.base));
        self.headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
    }
}

/// The slug of a refusal, after checking that it has the shape of one.
pub(crate) async fn slug(answer: Response) -> String {
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{status}");
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["status"], status);
    problem["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned()
}

/// The JSON of an answer that succeeded.
pub(crate) async fn json(answer: Response) -> Value {
    assert!(answer.status().is_success(), "{}: {}", answer.status(), answer.text().await.unwrap());
    answer.json().await.unwrap()
}

//! What a walk prepares without a browser: people, exams and sittings, through the same API that the pages use.

use super::server::Server;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// The password of everybody whom a walk adds.
pub const PASSWORD: &str = "a password for walking";

/// A signed-in person.
pub struct Api {
    client: reqwest::Client,
    origin: String,
    token: String,
}

/// Adds a person with `role` from the command line and signs in; the mail address is `<name>@example.org`.
pub async fn person(server: &Server, name: &str, role: &str) -> Api {
    person_who_reads(server, name, role, "en").await
}

/// The same, with the language of their account.
pub async fn person_who_reads(server: &Server, name: &str, role: &str, language: &str) -> Api {
    let email = email(name);
    let arguments = ["user", "create", "--email", &email, "--name", name, "--role", role, "--locale", language];
    server.command(&[&arguments[..], &["--password-stdin"]].concat(), PASSWORD);
    Api::sign_in(server, &email, PASSWORD).await
}

/// The mail address of a person of a walk.
pub fn email(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase().replace(' ', "."))
}

impl Api {
    /// Somebody who has not signed in.
    pub fn anonymous(server: &Server) -> Self {
        Self { client: reqwest::Client::new(), origin: server.url(""), token: String::new() }
    }

    /// Signs in.
    pub async fn sign_in(server: &Server, email: &str, password: &str) -> Self {
        let mut api = Self::anonymous(server);
        let answer = api.post("/api/auth/login", &json!({ "email": email, "password": password })).await;
        answer["token"].as_str().unwrap().clone_into(&mut api.token);
        api
    }

    pub async fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.send(Method::POST, path, Some(("application/json", body.to_string()))).await
    }

    /// Posts what must not happen twice, under a key of its own.
    pub async fn post_once(&self, path: &str, body: &Value) -> Value {
        let request = self.request(Method::POST, path, Some(("application/json", body.to_string())));
        told(request.header("idempotency-key", uuid::Uuid::now_v7().to_string()), path).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Value {
        self.send(Method::PUT, path, Some(("application/json", body.to_string()))).await
    }

    /// What signs this person in elsewhere.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Posts a file.
    pub async fn post_text(&self, path: &str, body: &str) -> Value {
        self.send(Method::POST, path, Some(("text/plain; charset=utf-8", body.to_owned()))).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<(&str, String)>) -> Value {
        told(self.request(method, path, body), path).await
    }

    fn request(&self, method: Method, path: &str, body: Option<(&str, String)>) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}{path}", self.origin));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        request
    }
}

async fn told(request: RequestBuilder, path: &str) -> Value {
    let answer: Response = request.send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{path}: {status} {text}");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
}

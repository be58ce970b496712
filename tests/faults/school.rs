//! People, an exam and a sitting, made the way that people make them.

use super::api::Api;
use super::instant::from_now;
use super::process::Server;
use super::tasks;
use futures_util::{StreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use uuid::Uuid;

/// Everybody's.
pub const PASSWORD: &str = "correct horse battery";
/// So many requests at once while people register.
const AT_ONCE: usize = 16;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    pub account: Uuid,
    pub email: String,
    pub token: String,
}

/// An exam with its author and a proctor.
#[derive(Clone)]
pub struct School {
    pub anonymous: Api,
    pub author: Api,
    pub proctor: Api,
    pub exam: Uuid,
}

impl School {
    /// An exam of the tasks, published.
    pub async fn found(server: &Server) -> Self {
        Self::found_behind(server, server.address()).await
    }

    /// The same, of which everybody is at another address than the server, such as that of a proxy.
    pub async fn found_behind(server: &Server, address: SocketAddr) -> Self {
        let anonymous = Api::anonymous(address);
        let author = staff(server, &anonymous, "author").await;
        let proctor = staff(server, &anonymous, "proctor").await;
        let exam = publish(&author).await;
        Self { anonymous, author, proctor, exam }
    }

    /// The same people with another exam.
    pub async fn with_another_exam(&self) -> Self {
        Self { exam: publish(&self.author).await, ..self.clone() }
    }

    /// Registers so many students.
    pub async fn register(&self, count: usize) -> Vec<Person> {
        let people =
            stream::iter(0..count).map(|number| Self::register_at(&self.anonymous, number)).buffer_unordered(AT_ONCE);
        people.collect().await
    }

    /// Registers one student.
    pub async fn register_at(anonymous: &Api, number: usize) -> Person {
        let email = format!("student-{number}-{}@example.org", Uuid::now_v7().simple());
        let body = json!({ "email": email, "password": PASSWORD, "name": format!("Student {number}") });
        let answer = anonymous.send(Method::POST, "/api/auth/register", Some(&body)).await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.body);
        Person { account: id(&answer.body), email, token: answer.session.unwrap() }
    }

    /// Plans a sitting that opens now and that the proctor starts, and enrols everybody; its room has the same id.
    pub async fn schedule(&self, window: Duration, grace_s: u64, students: &[Person]) -> Uuid {
        self.plan("proctor", Duration::ZERO, window, grace_s, students).await
    }

    /// Plans a sitting that opens and begins by the clock after a while.
    pub async fn schedule_by_clock(
        &self,
        opens_in: Duration,
        window: Duration,
        grace_s: u64,
        students: &[Person],
    ) -> Uuid {
        self.plan("clock", opens_in, opens_in + window, grace_s, students).await
    }

    async fn plan(
        &self,
        start: &str,
        opens_in: Duration,
        closes_in: Duration,
        grace_s: u64,
        students: &[Person],
    ) -> Uuid {
        let plan = json!({
            "title": "Night shift", "window_opens_at": from_now(opens_in), "window_closes_at": from_now(closes_in),
            "time_limit_s": 3_600 * 24, "grace_s": grace_s, "start": start, "attempts_allowed": 1,
            "release": "on_close",
            "review": { "show_score": "shown", "show_answers": "shown", "show_correct": "shown", "show_feedback": "shown" },
        });
        let card = self.author.post(&format!("/api/exams/{}/sittings", self.exam), &plan).await;
        let sitting = id(&card);
        let proctor = json!({ "email": email_of(&self.proctor).await });
        self.author.post(&format!("/api/sittings/{sitting}/staff"), &proctor).await;
        let enrolments = stream::iter(students).map(|student| async move {
            let api = self.anonymous.with_token(&student.token);
            api.post(&format!("/api/sittings/{sitting}/enrol"), &json!({})).await;
        });
        enrolments.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
        sitting
    }
}

/// An exam with the paper of these tests.
async fn publish(author: &Api) -> Uuid {
    let exam = json!({ "title": "Endurance", "summary": "", "description": "", "language": "en" });
    let exam = id(&author.post("/api/exams", &exam).await);
    let import = format!("/api/exams/{exam}/import?format=gift&encoding=utf-8&mode=publish&points=1");
    let report = author.send_bytes(Method::POST, &import, "text/plain", tasks::gift().into_bytes()).await.unwrap();
    assert_eq!(report.body["accepted"], tasks::count(), "{}", report.body);
    author.post(&format!("/api/exams/{exam}/publish"), &json!({})).await;
    exam
}

/// The identifier in an answer.
pub fn id(value: &Value) -> Uuid {
    value["id"].as_str().unwrap_or_else(|| panic!("no id in {value}")).parse().unwrap()
}

/// Somebody with a role, signed in.
pub async fn staff(server: &Server, anonymous: &Api, role: &str) -> Api {
    let email = format!("{role}@example.org");
    let arguments = ["user", "create", "--email", &email, "--name", role, "--role", role, "--password-stdin"];
    server.command(&arguments, PASSWORD);
    let me = anonymous.post("/api/auth/login", &json!({ "email": email, "password": PASSWORD })).await;
    anonymous.with_token(me["token"].as_str().unwrap())
}

async fn email_of(api: &Api) -> String {
    api.get("/api/auth/me").await["email"].as_str().unwrap().to_owned()
}

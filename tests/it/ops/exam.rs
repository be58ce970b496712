//! A whole exam over HTTP, as its author and its student do it.

use crate::accounts::house::{Client, PASSWORD, credentials, json, registration};
use crate::exams::desk::{in_hours, published};
use reqwest::Response;
use serde_json::{Value, json as value};
use uuid::Uuid;

/// What the student answers; no log may hold it.
pub(crate) const ANSWER: &str = "photosynthesis";
const BANK: &str = "::light::What makes sugar out of light? {=photosynthesis}\n\n::sum::Two and two is four. {T}\n";

/// An open attempt and who has to do with it.
pub(crate) struct Exam {
    pub(crate) author: Client,
    pub(crate) student: Client,
    pub(crate) student_token: String,
    pub(crate) sitting: String,
    pub(crate) attempt: String,
    pub(crate) questions: Vec<String>,
    pub(crate) device: Uuid,
}

/// Registers a student and starts an exam of this author for them.
pub(crate) async fn begin(anybody: &Client, author: Client) -> Exam {
    let exam = published(&author, "Botany", BANK).await;
    let plan = value!({
        "title": "Morning", "window_opens_at": in_hours(0),
        "window_closes_at": in_hours(2), "time_limit_s": 3600, "start": "proctor",
        "attempts_allowed": 1, "release": "on_close",
    });
    let planned = json(author.post(&format!("/api/exams/{exam}/sittings"), plan).await).await;
    let sitting = planned["id"].as_str().unwrap().to_owned();
    json(anybody.post("/api/auth/register", registration("student")).await).await;
    let (student, student_token) = signed_in(anybody, "student").await;
    json(student.post(&format!("/api/sittings/{sitting}/enrol"), value!({})).await).await;
    let device = Uuid::now_v7();
    let entered = json(student.post("/api/attempts", value!({ "sitting": sitting, "device": device })).await).await;
    let attempt = entered["id"].as_str().unwrap().to_owned();
    json(author.post(&format!("/api/rooms/{sitting}/start"), value!({})).await).await;
    let questions = asked(&author, &exam).await;
    Exam { author, student, student_token, sitting, attempt, questions, device }
}

/// Somebody's program and token.
pub(crate) async fn signed_in(anybody: &Client, name: &str) -> (Client, String) {
    let command = credentials(name, PASSWORD);
    let me = json(anybody.post("/api/auth/login", command).await).await;
    let token = me["token"].as_str().unwrap().to_owned();
    (anybody.with("authorization", format!("Bearer {token}")), token)
}

/// The questions by name, the one that is answered in words first.
async fn asked(author: &Client, exam: &str) -> Vec<String> {
    let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
    let mut found: Vec<&Value> = page["items"].as_array().unwrap().iter().collect();
    found.sort_by_key(|question| question["name"].as_str().unwrap().to_owned());
    found.into_iter().map(|question| question["id"].as_str().unwrap().to_owned()).collect()
}

impl Exam {
    pub(crate) async fn save(&self, question: usize, revision: i64, response: Value) -> Response {
        let path = format!("/api/attempts/{}/answers/{}", self.attempt, self.questions[question]);
        let save = value!({
            "device": self.device, "revision": revision, "save_id": Uuid::now_v7(), "response": response,
        });
        self.student.request("PUT", &path).json(&save).send().await.unwrap()
    }

    /// Answers everything, hands in and waits for the marks.
    pub(crate) async fn finish(&self) -> Value {
        json(self.save(0, 11, value!({ "text": "wrong at first" })).await).await;
        json(self.save(0, 12, value!({ "text": ANSWER })).await).await;
        json(self.save(1, 1, value!({ "choice": "true" })).await).await;
        let submit = format!("/api/attempts/{}/submit", self.attempt);
        json(self.student.post(&submit, value!({ "device": self.device })).await).await;
        let mut looks = tokio::time::interval(std::time::Duration::from_millis(20));
        for _ in 0..1_500 {
            let answer = self.student.get(&format!("/api/attempts/{}/result", self.attempt)).await;
            if answer.status() == 200 {
                return json(answer).await;
            }
            looks.tick().await;
        }
        panic!("nobody marked the attempt");
    }
}

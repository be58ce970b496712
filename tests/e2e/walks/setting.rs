//! What has to be there before an exam can be sat: an author, a proctor, and a sitting that the proctor starts.

use super::paper::{Answer, Key};
use crate::api::{Api, PASSWORD, email, person};
use crate::browser::Browser;
use crate::server::Server;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

pub const EXAM: &str = "Physics I";
pub const AUTHOR: &str = "Ada Author";
pub const PROCTOR: &str = "Paul Proctor";

/// The smallest picture there is; its bytes are characters.
pub const DOT: &str = "GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
/// The questions of the exam; every one is worth a point, the last waits for a person.
pub const QUESTIONS: &str = "
::Sun::The Sun is a star. {T}

::Light::What carries light? {=Photons ~Neutrons ~Phonons}

::Units::Which of these are units of energy? {~%50%joule ~%50%electronvolt ~%-50%newton ~%-50%watt}

::Constant::Whose constant relates energy and frequency? {=Planck =Planck's =Max Planck}

::Fall::How fast does a stone fall on Earth after one second, in m/s? {#9.81:0.05}

::Quantities::Match each quantity with its unit. {=Force -> newton =Power -> watt =Charge -> coulomb}

::Essay::Why is the sky blue? {}
";

/// The right answers; with them the score is six of seven, provisionally.
pub const KEY: Key = &[
    ("The Sun is a star", Answer::Choose(&["True"])),
    ("What carries light", Answer::Choose(&["Photons"])),
    ("units of energy", Answer::Choose(&["joule", "electronvolt"])),
    ("Whose constant", Answer::Write("Planck")),
    ("How fast", Answer::Write("9.81")),
    ("Match each quantity", Answer::Match(&[("Force", "newton"), ("Power", "watt"), ("Charge", "coulomb")])),
    ("Why is the sky blue", Answer::Write("Rayleigh scattering.\nShort waves scatter more.")),
];

/// An exam that is published, its author, and its proctor.
pub struct Setting {
    author: Api,
    exam: String,
}

impl Setting {
    /// Adds the people and publishes the exam.
    pub async fn new(server: &Server) -> Self {
        Self::of(server, QUESTIONS).await
    }

    /// The same with other questions.
    pub async fn of(server: &Server, questions: &str) -> Self {
        let author = person(server, AUTHOR, "author").await;
        person(server, PROCTOR, "proctor").await;
        let exam = json!({ "title": EXAM, "summary": "Light, force and time.", "description": "", "language": "en" });
        let exam = author.post("/api/exams", &exam).await["id"].as_str().unwrap().to_owned();
        author.post_text(&format!("/api/exams/{exam}/import?format=gift&mode=publish"), questions).await;
        author.post(&format!("/api/exams/{exam}/publish"), &Value::Null).await;
        Self { author, exam }
    }

    /// The exam's id.
    pub fn exam(&self) -> &str {
        &self.exam
    }

    /// Puts every question of the bank into the paper of the next sitting.
    pub async fn asks_everything(&self) {
        let bank = self.author.get(&format!("/api/exams/{}/questions", self.exam)).await;
        let items: Vec<Value> = bank["items"].as_array().unwrap().iter().map(asked).collect();
        let paper = json!({ "sections": [{ "items": items }] });
        self.author.put(&format!("/api/exams/{}/paper", self.exam), &paper).await;
    }

    /// Gives somebody who is enrolled a group.
    pub async fn puts_into_group(&self, sitting: &str, account: &str, group: &str) {
        let terms = json!({ "extra_time_s": 0, "group": group });
        self.author.put(&format!("/api/sittings/{sitting}/enrolments/{account}"), &terms).await;
    }

    /// Plans a sitting that the proctor starts and that closes after so many seconds; answers its id.
    pub async fn sitting(&self, closes_s: i64) -> String {
        let now = Timestamp::now();
        let sitting = json!({
            "title": "Morning",
            "window_opens_at": (now - 1.minute()).to_string(),
            "window_closes_at": (now + closes_s.seconds()).to_string(),
            "time_limit_s": 1200,
            "grace_s": 1,
            "start": "proctor",
            "attempts_allowed": 1,
            "release": "on_close",
        });
        let sitting = self.author.post(&format!("/api/exams/{}/sittings", self.exam), &sitting).await;
        let id = sitting["id"].as_str().unwrap();
        self.author.post(&format!("/api/sittings/{id}/staff"), &json!({ "email": email(PROCTOR) })).await;
        id.to_owned()
    }
}

fn asked(question: &Value) -> Value {
    json!({ "question": question["id"], "points": question["points"] })
}

/// Two hours of exam.
pub async fn a_sitting(server: &Server) -> String {
    Setting::new(server).await.sitting(2 * 3600).await
}

/// Starts a sitting as its proctor.
pub async fn start(server: &Server, sitting: &str) {
    let proctor = Api::sign_in(server, &email(PROCTOR), PASSWORD).await;
    proctor.post(&format!("/api/rooms/{sitting}/start"), &json!({})).await;
}

/// Enrols, gives responses to questions by their ids and hands in, without a page; answers the attempt's id.
pub async fn writes(student: &Api, sitting: &str, answers: &[(String, Value)]) -> String {
    let device = uuid::Uuid::now_v7();
    student.post(&format!("/api/sittings/{sitting}/enrol"), &json!({})).await;
    let attempt = student.post("/api/attempts", &json!({ "sitting": sitting, "device": device })).await;
    let attempt = attempt["id"].as_str().unwrap().to_owned();
    student.post(&format!("/api/attempts/{attempt}/start"), &json!({ "device": device })).await;
    for (question, response) in answers {
        let id = uuid::Uuid::now_v7();
        let answer = json!({ "device": device, "revision": 1, "save_id": id, "response": response });
        student.put(&format!("/api/attempts/{attempt}/answers/{question}"), &answer).await;
    }
    student.post(&format!("/api/attempts/{attempt}/submit"), &json!({ "device": device })).await;
    attempt
}

/// Registers somebody in a browser, who is then signed in.
pub async fn register(browser: &Browser, name: &str) {
    browser.go("/register").await;
    browser.writes("field-name", name).await;
    browser.writes("field-email", &email(name)).await;
    browser.writes("field-password", PASSWORD).await;
    browser.presses("register-submit").await;
    browser.reads("who", name).await;
}

/// Goes from the catalogue into the lobby.
pub async fn enter_lobby(browser: &Browser) {
    browser.go("/").await;
    browser.presses(&format!("//a[@data-testid='exam-link'][normalize-space(.)='{EXAM}']")).await;
    browser.presses("enrol").await;
    browser.presses("enter-room").await;
    browser.sees("lobby").await;
}

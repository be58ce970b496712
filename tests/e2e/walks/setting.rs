//! What has to be there before an exam can be sat: an author, a proctor, and a sitting that the proctor starts.

use super::paper::{Answer, Key};
use crate::api::{Api, email, person};
use crate::server::Server;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

pub const EXAM: &str = "Physics I";
pub const AUTHOR: &str = "Ada Author";
pub const PROCTOR: &str = "Paul Proctor";

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

/// Makes the exam with a sitting that the proctor starts, and answers the sitting.
pub async fn a_sitting(server: &Server) -> Value {
    let author = person(server, AUTHOR, "author").await;
    let exam = an_exam(&author).await;
    let now = Timestamp::now();
    let sitting = json!({
        "title": "Morning", "window_opens_at": (now - 1.minute()).to_string(), "window_closes_at": (now + 2.hours()).to_string(),
        "time_limit_s": 1200, "start": "proctor", "attempts_allowed": 1, "release": "on_close",
    });
    let sitting = author.post(&format!("/api/exams/{exam}/sittings"), &sitting).await;
    person(server, PROCTOR, "proctor").await;
    let staff = format!("/api/sittings/{}/staff", sitting["id"].as_str().unwrap());
    author.post(&staff, &json!({ "email": email(PROCTOR) })).await;
    sitting
}

async fn an_exam(author: &Api) -> String {
    let exam = json!({ "title": EXAM, "summary": "Light, force and time.", "description": "", "language": "en" });
    let exam = author.post("/api/exams", &exam).await["id"].as_str().unwrap().to_owned();
    author.post_text(&format!("/api/exams/{exam}/import?format=gift&mode=publish"), QUESTIONS).await;
    author.post(&format!("/api/exams/{exam}/publish"), &Value::Null).await;
    exam
}

//! Far away on a poor line: what is shown as saved is in the log, at every moment.

use super::paper::{answer_all, answer_shown, go_to};
use super::setting::{KEY, a_sitting, enter_lobby, register, start};
use crate::api::{Api, PASSWORD, email};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use serde_json::Value;

const STUDENT: &str = "Sami Slow";
const ALL_SAVED: &str = "[data-testid=saved-total][data-state=saved]";
const SAVED: &str = "[data-testid=answer-state][data-state=saved]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_shown_as_saved_that_is_not_in_the_log() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::slow(server.address()).await;
    let student = Browser::open(&driver, &server, "slow", "en", Some(&network)).await;
    register(&student, STUDENT).await;
    enter_lobby(&student).await;
    start(&server, &sitting).await;
    student.sees("writing").await;
    student.script(WATCH, Vec::new()).await;
    answer_all(&student, KEY).await;
    // Changed again without waiting, through a line that breaks in between.
    for position in [1, 2, 4, 5, 7] {
        go_to(&student, position, KEY.len()).await;
        if position == 4 {
            network.cut();
            network.restore();
        }
        answer_shown(&student, KEY).await;
    }
    go_to(&student, 5, KEY.len()).await;
    student.writes("answer-text", "9.80").await;
    student.sees(SAVED).await;
    student.sees(ALL_SAVED).await;
    let shown = student.script("return window.shownAsSaved", Vec::new()).await;
    student.presses("hand-in").await;
    student.presses("hand-in-dialog-confirm").await;
    student.sees("to-result").await;
    let attempt = attempt_of(&server, &sitting).await;
    is_in_the_log(&shown, &attempt).await;
}

/// The log and the questions of the attempt, read past the slow network.
struct Attempt {
    log: Value,
    questions: Vec<Value>,
}

async fn attempt_of(server: &Server, sitting: &str) -> Attempt {
    let student = Api::sign_in(server, &email(STUDENT), PASSWORD).await;
    let exams = student.get("/api/my/exams").await;
    let own = exams["items"].as_array().unwrap().iter().find(|one| one["sitting"]["id"] == sitting).unwrap();
    let id = own["sitting"]["my_attempts"][0]["id"].as_str().unwrap().to_owned();
    let result = student.get(&format!("/api/attempts/{id}/result")).await;
    let log = student.get(&format!("/api/attempts/{id}/log")).await;
    Attempt { log, questions: result["questions"].as_array().unwrap().clone() }
}

/// Each moment is the question's number, the number under which it was said to be saved, and when.
async fn is_in_the_log(shown: &Value, attempt: &Attempt) {
    let moments = shown.as_array().unwrap();
    assert!(moments.len() >= KEY.len(), "{shown}");
    for moment in moments {
        let [position, seq, at_ms] = [0, 1, 2].map(|field| moment[field].as_i64().unwrap());
        let question = &attempt.questions[usize::try_from(position).unwrap() - 1];
        let row = &attempt.log["rows"][usize::try_from(seq).unwrap() - 1];
        let body: Value = serde_json::from_str(row["body"].as_str().unwrap()).unwrap();
        assert_eq!((&row["seq"], &row["kind"]), (&seq.into(), &2.into()), "{moment}");
        assert_eq!(body["question"], question["id"], "{moment}");
        // Both clocks are this machine's.
        assert!(row["at_us"].as_i64().unwrap() <= at_ms * 1000 + 1000, "{moment} was shown before {row}");
    }
}

/// Writes down every time at which the page says that the question that it shows is saved.
const WATCH: &str = "
    window.shownAsSaved = [];
    const look = () => {
        const state = document.querySelector('[data-testid=answer-state]');
        const heading = document.querySelector('[data-testid=question-heading]');
        if (state?.dataset.state !== 'saved') return;
        const position = Number(heading.textContent.match(/\\d+/)[0]);
        const seq = Number(state.textContent.match(/#(\\d+)/)[1]);
        const last = window.shownAsSaved.at(-1);
        if (last?.[0] !== position || last?.[1] !== seq) window.shownAsSaved.push([position, seq, Date.now()]);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });";

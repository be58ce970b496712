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

impl Attempt {
    /// The row of an answer, or the one that opens the paper.
    fn row(&self, seq: u64) -> &Value {
        let row = &self.log["rows"][usize::try_from(seq).unwrap() - 1];
        assert_eq!(row["seq"], seq);
        row
    }

    fn question(&self, position: &Value) -> &Value {
        &self.questions[usize::try_from(position.as_u64().unwrap()).unwrap() - 1]
    }
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

/// What the page claimed at each moment was stored by then, with the very response that it showed.
async fn is_in_the_log(shown: &Value, attempt: &Attempt) {
    let moments = shown.as_array().unwrap();
    let saved = moments.iter().filter(|moment| !moment["answer"].is_null()).count();
    assert!(saved >= KEY.len(), "{shown}");
    for moment in moments {
        if let Some(claim) = moment["answer"].as_object() {
            let row = attempt.row(claim["seq"].as_u64().unwrap());
            let answer: Value = serde_json::from_str(row["body"].as_str().unwrap()).unwrap();
            assert_eq!(answer["question"], attempt.question(&claim["position"])["id"], "{moment}");
            assert_eq!(in_order(&answer["response"]), in_order(&claim["response"]), "{moment}");
            assert!(is_stored_by(row, moment), "{moment} was shown before {row}");
        }
        if let Some(seq) = moment["all"].as_u64() {
            assert!(is_stored_by(attempt.row(seq), moment), "{moment} was shown before {seq}");
        }
        for position in moment["answered"].as_array().unwrap() {
            let question = attempt.question(position)["id"].as_str().unwrap();
            let is_stored = |row: &Value| row["body"].as_str().unwrap().contains(question) && is_stored_by(row, moment);
            assert!(attempt.log["rows"].as_array().unwrap().iter().any(is_stored), "{position} is not there: {moment}");
        }
    }
}

/// Both clocks are this machine's; the page's counts in milliseconds.
fn is_stored_by(row: &Value, moment: &Value) -> bool {
    row["at_us"].as_i64().unwrap() <= (moment["at_ms"].as_i64().unwrap() + 1) * 1000
}

/// A response in which options stand in one order and numbers are written in one way.
fn in_order(response: &Value) -> Value {
    let mut response = response.clone();
    if let Some(options) = response["choices"].as_array_mut() {
        options.sort_by_key(ToString::to_string);
    }
    if let Some(number) = response["number"].as_str() {
        response["number"] = number.parse::<f64>().unwrap().into();
    }
    response
}

/// Writes down, at each change and at each frame, what the page claims to be saved: the answer that it shows with its number
/// and its response, all answers together, and each on the map.
const WATCH: &str = "
    const find = (id) => document.querySelector(`[data-testid=${id}]`);
    const inputs = (selector) => [...document.querySelectorAll(`eh-question ${selector}`)];
    const given = () => {
        const checked = inputs('input:checked').map(({ value }) => value);
        if (inputs('[type=radio]').length > 0) return { choice: checked[0] };
        if (inputs('[type=checkbox]').length > 0) return { choices: checked };
        const pairs = inputs('select').map(({ id, value }) => [id.slice('stem-'.length), value]);
        if (pairs.length > 0) return { pairs: Object.fromEntries(pairs.filter(([, match]) => match !== '')) };
        const [input] = inputs('[data-testid=answer-text]');
        return input.matches('.answer-number') ? { number: input.value } : { text: input.value };
    };
    const number = (element) => Number(element.textContent.match(/#?(\\d+)/)[1]);
    const claims = () => {
        const [answer, all] = [find('answer-state'), find('saved-total')];
        const shown = () => ({ position: number(find('question-heading')), seq: number(answer), response: given() });
        return {
            answer: answer?.dataset.state === 'saved' ? shown() : null,
            all: all?.dataset.state === 'saved' ? number(all) : null,
            answered: [...document.querySelectorAll('.map-button.answered')].map(number),
        };
    };
    window.shownAsSaved = [];
    let last = '';
    const look = () => {
        const present = claims();
        const words = JSON.stringify(present);
        if (words !== last) window.shownAsSaved.push({ ...present, at_ms: Date.now() });
        last = words;
    };
    const follow = () => {
        look();
        requestAnimationFrame(follow);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
    follow();";

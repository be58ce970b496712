//! What students do: come, write, lose the network, change the device, hand in, read.

use super::author::signs_in;
use super::person::Person;
use super::words::Words;
use crate::api::{PASSWORD, email};
use crate::browser::Browser;
use crate::network::Network;

const CONNECTED: &str = "[data-testid=connection][data-state=socket]";
const OFFLINE: &str = "[data-testid=connection][data-state=offline]";
const SAVED: &str = "[data-testid=answer-state][data-state=saved]";
const ALL_SAVED: &str = "[data-testid=saved-total][data-state=saved]";

/// Finds the exam, registers on the way, enrols and waits in the lobby.
pub async fn comes(student: &Person, words: &Words, name: &str) {
    student.browser.go("/").await;
    student.writes("page.catalogue.search", words.exam.split(' ').next().unwrap()).await;
    student.presses("page.catalogue.find").await;
    student.follows_words(words.exam).await;
    student.presses("page.exam.sign_in_to_enrol").await;
    student.follows("page.register.title").await;
    registers(student, name).await;
    student.presses("page.exam.enrol").await;
    student.follows("part.sitting.enter").await;
    student.browser.reads("lobby", words.exam).await;
    student.reads("lobby-wait", "room.lobby.proctor_starts").await;
    // Whatever the device needs is ready before anything begins.
    for check in ["connection", "clock", "paper", "storage", "reload"] {
        student.browser.sees(&format!("[data-check={check}][data-state=good]")).await;
    }
    student.inspects("lobby").await;
}

/// A short password is refused in words, where the focus then is; everything else that was typed stays.
async fn registers(student: &Person, name: &str) {
    student.writes("page.account.name", name).await;
    student.writes("page.account.email", &email(name)).await;
    student.writes("page.account.password", "court").await;
    student.presses("page.register.button").await;
    student.reads("error-summary", "page.account.password").await;
    student.writes("page.account.password", PASSWORD).await;
    student.presses("page.register.button").await;
    student.browser.arrives("/exam").await;
}

/// Answers the question at this place, and goes on unless it is the last.
pub async fn answers(student: &Person, words: &Words, position: usize) {
    reads_question(student, words, position).await;
    student.answers(words.key).await;
    student.browser.sees(SAVED).await;
    goes_on(student, words, position).await;
}

async fn goes_on(student: &Person, words: &Words, position: usize) {
    if position < words.key.len() {
        student.presses("room.next").await;
    }
}

async fn reads_question(student: &Person, words: &Words, position: usize) {
    let heading = student.text("room.question_of").replace("{position}", &position.to_string());
    student.browser.reads("question-heading", &heading.replace("{count}", &words.key.len().to_string())).await;
}

/// Steers the paper by its keys, where there are some: F flags, the arrows turn the page, ? tells them all. The second
/// question is shown.
pub async fn uses_the_keys(student: &Person, words: &Words) {
    if student.has_a_mouse() {
        return;
    }
    reads_question(student, words, 2).await;
    student.browser.types("f").await;
    student.browser.sees("[data-testid=flag][aria-pressed=true]").await;
    student.browser.types(Browser::ARROW_LEFT).await;
    reads_question(student, words, 1).await;
    student.browser.types(Browser::ARROW_RIGHT).await;
    reads_question(student, words, 2).await;
    student.browser.types("?").await;
    student.reads("keys-dialog", "room.keys.choose").await;
    student.inspects("keys").await;
    student.browser.types(Browser::ESCAPE).await;
    student.browser.misses("keys-dialog").await;
}

/// Asks the staff something and raises the hand.
pub async fn asks(student: &Person, words: &Words) {
    student.presses("room.talk.open").await;
    student.writes("part.chat.write", words.question).await;
    student.presses("part.chat.send").await;
    student.browser.reads("[data-testid=chat-message][data-state=said]", words.question).await;
    student.presses("room.talk.close").await;
    student.presses("room.hand.raise").await;
    student.browser.sees("[data-testid=hand][data-state=up]").await;
}

/// Reads what the staff answered.
pub async fn reads_the_reply(student: &Person, words: &Words) {
    student.browser.sees("[data-testid=hand][data-state=down]").await;
    student.presses_words(&student.text("room.talk.unread.one").replace("{count}", "1")).await;
    student.browser.reads("chat-list", words.reply).await;
    student.inspects("talk").await;
    student.presses("room.talk.close").await;
}

/// Writes on without a network.
pub async fn writes_offline(student: &Person, words: &Words, network: &Network, positions: [usize; 2]) {
    network.cut();
    student.browser.sees(OFFLINE).await;
    for position in positions {
        reads_question(student, words, position).await;
        student.answers(words.key).await;
        student.reads("answer-state", "part.answer.kept").await;
        if position == positions[1] {
            student.inspects("offline").await;
        }
        goes_on(student, words, position).await;
    }
    student.browser.reads("saved-total", &student.text("part.answers.unsaved.other").replace("{count}", "2")).await;
}

/// Has the network again, and everything on the server.
pub async fn comes_back(student: &Person, network: &Network) {
    network.restore();
    student.browser.sees(CONNECTED).await;
    student.browser.sees(ALL_SAVED).await;
}

/// Continues on another device with what the first one saved.
pub async fn takes_over(second: &Person, words: &Words, name: &str) {
    second.browser.go("/my").await;
    signs_in(second, name).await;
    second.follows("part.sitting.enter").await;
    second.reads("#main", "problem.device-busy.title").await;
    second.inspects("busy").await;
    second.presses("room.take_over").await;
    second.browser.sees(ALL_SAVED).await;
    reads_question(second, words, 1).await;
    second.presses("room.next").await;
}

/// Hands everything in.
pub async fn hands_in(student: &Person, words: &Words) {
    if student.has_a_drawer() {
        let count = words.key.len().to_string();
        let drawer = student.text("room.drawer").replace("{position}", &count).replace("{count}", &count);
        student.presses_words(&drawer).await;
    }
    student.presses("room.hand_in").await;
    student.browser.reads("hand-in-summary", &words.key.len().to_string()).await;
    student.inspects("hand-in").await;
    student.presses("room.hand_in").await;
    student.reads("closed", "room.closed.submit").await;
    student.browser.sees("closed-seq").await;
}

/// Reads the released result: everything right, and what the marker said.
pub async fn reads_the_result(student: &Person, words: &Words) {
    student.browser.go("/my").await;
    student.follows_words(&student.text("part.sitting.result").replace("{number}", "1")).await;
    let count = words.key.len().to_string();
    let score = student.text("page.result.score.other").replace("{score}", &count).replace("{max}", &count);
    student.browser.reads("score", &score).await;
    student.browser.reads("comment", words.comment).await;
    student.browser.until_count("[data-testid^=review-]", words.key.len()).await;
    student.browser.sees("receipt").await;
    student.inspects("result").await;
}

//! A day of exams: a student who has never been here, and the proctor who looks after the room. In the middle the student's
//! network fails while both go on.

use super::paper::{answer_shown, go_to};
use super::setting::{EXAM, KEY, PROCTOR, a_sitting};
use crate::api::{PASSWORD, email};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;

const STUDENT: &str = "Stella Student";
/// Minutes.
const DAY: i64 = 24 * 60;
const OFFLINE: &str = "[data-testid=connection][data-state=offline]";
const CONNECTED: &str = "[data-testid=connection][data-state=socket]";
const SAVED: &str = "[data-testid=answer-state][data-state=saved]";
const ALL_SAVED: &str = "[data-testid=saved-total][data-state=saved]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_from_registering_to_the_result_through_a_lost_network() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let student = Browser::open(&driver, &server, "student", "en", Some(&network)).await;
    let proctor = Browser::open(&driver, &server, "proctor", "en", None).await;
    registers_and_enters(&student).await;
    opens_the_desk(&proctor).await;
    starts(&proctor, &student).await;
    writes_and_is_told(&proctor, &student).await;
    pauses_and_resumes(&proctor, &student).await;
    loses_the_network(&proctor, &student, &network).await;
    falls_silent(&student, &network).await;
    hands_in(&student).await;
    ends(&proctor).await;
    reads_the_result(&student).await;
    student.is_calm(&["/api/auth/me", "/ws' failed", "net::ERR_"]).await;
    proctor.is_calm(&["/api/auth/me"]).await;
    assert!(!server.log().contains('@'), "the log names people:\n{}", server.log());
    assert!(!server.log().contains("\"ERROR\""), "{}", server.log());
}

async fn registers_and_enters(student: &Browser) {
    student.go("/").await;
    student.presses(&format!("//a[@data-testid='exam-link'][normalize-space(.)='{EXAM}']")).await;
    student.presses("sign-in-to-enrol").await;
    student.presses("to-register").await;
    student.writes("field-name", STUDENT).await;
    student.writes("field-email", &email(STUDENT)).await;
    student.writes("field-password", PASSWORD).await;
    student.presses("register-submit").await;
    student.presses("enrol").await;
    student.presses("enter-room").await;
    student.reads("lobby", EXAM).await;
    student.reads("lobby-wait", &text("en", "room.lobby.proctor_starts")).await;
    // Whatever the device needs is ready before anything begins.
    for check in ["connection", "clock", "paper", "storage", "reload"] {
        student.sees(&format!("[data-check={check}][data-state=good]")).await;
    }
    student.inspects("lobby").await;
}

async fn opens_the_desk(proctor: &Browser) {
    proctor.go("/proctor").await;
    proctor.arrives("/sign-in").await;
    proctor.writes("field-email", &email(PROCTOR)).await;
    proctor.writes("field-password", PASSWORD).await;
    proctor.presses("sign-in-submit").await;
    proctor.presses("room-link").await;
    proctor.reads("[data-testid=roster-tile][data-state=in]", STUDENT).await;
    proctor.inspects("desk-lobby").await;
}

async fn starts(proctor: &Browser, student: &Browser) {
    proctor.presses("start").await;
    proctor.inspects("desk-start").await;
    proctor.presses("start-dialog-confirm").await;
    proctor.reads("phase", &text("en", "part.phase.running")).await;
    student.sees("writing").await;
    student.reads("question-heading", "Question 1 of 7").await;
    student.inspects("first-question").await;
    proctor.sees("[data-testid=roster-tile][data-state=writing]").await;
}

async fn writes_and_is_told(proctor: &Browser, student: &Browser) {
    answers(student, 1).await;
    // The opening of the paper is the first row of its log.
    student.reads("answer-state", "saved #2").await;
    answers(student, 2).await;
    student.reads(ALL_SAVED, "#3").await;
    student.presses("flag").await;
    student.sees("[data-testid=flag][aria-pressed=true]").await;
    proctor.reads("roster-tile", "2 of 7").await;
    announces(proctor, "The windows stay open.").await;
    student.reads("notices", "The windows stay open.").await;
    let before = end_of(student).await;
    extends(proctor, 5, "The paper came late.").await;
    student.reads("notices", "Everybody gets 5 minutes more. Reason: The paper came late.").await;
    student.until_true("the end is five minutes later", async || end_of(student).await == (before + 5) % DAY).await;
    student.inspects("told").await;
}

async fn pauses_and_resumes(proctor: &Browser, student: &Browser) {
    proctor.presses("[data-testid=command-pause] summary").await;
    proctor.writes("pause-reason", "Fire alarm.").await;
    proctor.presses("pause-submit").await;
    student.reads("notices", "Fire alarm.").await;
    student.reads("time-end", &text("en", "part.clock.paused")).await;
    student.sees("eh-question fieldset:disabled").await;
    student.inspects("paused").await;
    proctor.presses("resume").await;
    student.sees("eh-question fieldset:enabled").await;
    student.misses(".standstill .banner").await;
}

/// Everything that happens while the student is away reaches them afterwards, and everything that they wrote reaches us.
async fn loses_the_network(proctor: &Browser, student: &Browser, network: &Network) {
    let before = end_of(student).await;
    network.cut();
    student.sees(OFFLINE).await;
    for position in [3, 4, 5] {
        answers(student, position).await;
        student.reads("answer-state", &text("en", "part.answer.kept")).await;
    }
    student.reads("saved-total", "3 answers not saved yet").await;
    student.look(Device::Telephone, Theme::Dark).await;
    student.inspects("offline").await;
    student.look(Device::Desk, Theme::Light).await;
    proctor.reads("[data-testid=roster-tile][data-state=offline]", "2 of 7").await;
    proctor.inspects("desk-offline").await;
    announces(proctor, "Ten minutes of fresh air.").await;
    extends(proctor, 10, "Fresh air.").await;
    network.restore();
    student.sees(CONNECTED).await;
    student.reads(ALL_SAVED, "#6").await;
    student.until_true("the end is ten minutes later", async || end_of(student).await == (before + 10) % DAY).await;
    student.presses("[data-testid=earlier] summary").await;
    student.reads("earlier", "Ten minutes of fresh air.").await;
    student.reads("earlier", "Everybody gets 10 minutes more. Reason: Fresh air.").await;
    student.inspects("returned").await;
    proctor.reads("[data-testid=roster-tile][data-state=writing]", "5 of 7").await;
}

/// A network that says nothing is noticed by the answer that is never acknowledged; a reload afterwards finds everything.
async fn falls_silent(student: &Browser, network: &Network) {
    network.fall_silent();
    answers(student, 6).await;
    student.sees(OFFLINE).await;
    student.reads("answer-state", &text("en", "part.answer.kept")).await;
    // The list of messages was opened above and covers the button.
    student.presses("[data-testid=earlier] summary").await;
    student.presses("hand-in").await;
    student.reads("hand-in-summary", "1 answer not saved").await;
    network.restore();
    // The summary follows: who waits is told when nothing is missing any more.
    student.reads("hand-in-summary", "0 answers not saved").await;
    student.presses("hand-in-dialog-cancel").await;
    student.sees(CONNECTED).await;
    student.sees(ALL_SAVED).await;
    student.reload().await;
    student.sees(CONNECTED).await;
    answers(student, 7).await;
    student.sees(SAVED).await;
    student.sees(ALL_SAVED).await;
    student.inspects("last-question").await;
}

async fn hands_in(student: &Browser) {
    student.presses("hand-in").await;
    let summary = student.reads("hand-in-summary", "7 questions answered").await;
    assert!(summary.contains("1 question flagged"), "{summary}");
    student.inspects("hand-in").await;
    student.presses("hand-in-dialog-confirm").await;
    student.reads("closed", &text("en", "room.closed.submit")).await;
    student.sees("closed-seq").await;
    student.inspects("closed").await;
}

async fn ends(proctor: &Browser) {
    proctor.reads("[data-testid=roster-tile][data-state=handed_in]", "7 of 7").await;
    proctor.presses("[data-testid=command-end] summary").await;
    proctor.writes("end-reason", "Everybody has handed in.").await;
    proctor.presses("end-submit").await;
    proctor.presses("end-dialog-confirm").await;
    proctor.reads("phase", &text("en", "part.phase.ended")).await;
    let log = proctor.reads("log", "Everybody has handed in.").await;
    for told in ["Fire alarm.", "The windows stay open.", "Fresh air.", "Started"] {
        assert!(log.contains(told), "{told} is not in the log:\n{log}");
    }
    proctor.inspects("desk-ended").await;
    proctor.look(Device::Telephone, Theme::Dark).await;
    proctor.inspects("desk-telephone").await;
}

async fn reads_the_result(student: &Browser) {
    student.presses("to-result").await;
    student.reads("exam", EXAM).await;
    student.reads("score", "6 of 7").await;
    student.reads("#main", &text("en", "page.result.provisional")).await;
    student.reads("receipt", "Signature").await;
    student.inspects("result").await;
    student.look(Device::Telephone, Theme::Light).await;
    student.inspects("result-telephone").await;
}

async fn answers(student: &Browser, position: usize) {
    go_to(student, position, KEY.len()).await;
    answer_shown(student, KEY).await;
}

async fn announces(proctor: &Browser, words: &str) {
    opens(proctor, "announce").await;
    proctor.writes("announce-text", words).await;
    proctor.presses("announce-submit").await;
    proctor.reads("log", words).await;
}

async fn extends(proctor: &Browser, minutes: i64, reason: &str) {
    opens(proctor, "extend").await;
    proctor.writes("extend-minutes", &minutes.to_string()).await;
    proctor.writes("extend-reason", reason).await;
    proctor.presses("extend-submit").await;
    proctor.reads("log", reason).await;
}

/// Opens the block of a command unless it is open.
async fn opens(proctor: &Browser, command: &str) {
    let block = format!("[data-testid=command-{command}]");
    proctor.sees(&block).await;
    if proctor.count(&format!("{block}[open]")).await == 0 {
        proctor.presses(&format!("{block} summary")).await;
    }
}

/// The minute of the day at which the paper ends, as the student reads it.
async fn end_of(student: &Browser) -> i64 {
    let end = student.sees("time-end").await;
    let digits: Vec<i64> =
        end.split(|letter: char| !letter.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let [hour, minute] = digits[..] else { panic!("\"{end}\" is no time") };
    let afternoon = if end.contains("PM") { 12 } else { 0 };
    (hour % 12 + afternoon) * 60 + minute
}

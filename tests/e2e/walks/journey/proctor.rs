//! What the proctor does while the exam is held.

use super::author::signs_in;
use super::person::Person;
use super::words::Words;
use crate::walks::setting::PROCTOR;

/// Opens the room where the students wait, and starts.
pub async fn starts(proctor: &Person, words: &Words, students: usize) {
    proctor.browser.go("/proctor").await;
    signs_in(proctor, PROCTOR).await;
    proctor.follows_words(&format!("{} · {}", words.exam, words.sitting)).await;
    proctor.browser.until_count("[data-testid=roster-tile][data-state=in]", students).await;
    proctor.presses("proctor.start.button").await;
    proctor.inspects("start").await;
    proctor.presses("proctor.start.button").await;
    proctor.reads("phase", "part.phase.running").await;
}

/// Says something to all.
pub async fn announces(proctor: &Person, words: &Words) {
    proctor.unfolds("proctor.announce.button").await;
    proctor.writes("proctor.announce.text", words.announcement).await;
    proctor.presses("proctor.announce.button").await;
    proctor.browser.reads("log", words.announcement).await;
}

/// Gives all five minutes.
pub async fn extends(proctor: &Person, words: &Words) {
    proctor.unfolds("proctor.extend.button").await;
    proctor.writes("proctor.reason", words.reason).await;
    proctor.presses("proctor.extend.button").await;
    proctor.browser.reads("log", words.reason).await;
    // Reasons are asked for elsewhere, too.
    proctor.unfolds("proctor.extend.button").await;
}

/// Answers who asked, and lowers the hand.
pub async fn answers(proctor: &Person, words: &Words, name: &str) {
    proctor.browser.reads("[data-testid=roster-tile][data-need=hand]", name).await;
    proctor.opens_student(name).await;
    proctor.browser.reads("chat-list", words.question).await;
    proctor.writes("part.chat.write", words.reply).await;
    proctor.presses("part.chat.send").await;
    proctor.browser.reads("chat-list", words.reply).await;
    proctor.presses("proctor.student.lower").await;
    proctor.inspects("student").await;
    proctor.presses("proctor.student.close").await;
    proctor.browser.misses("student").await;
}

/// Stops the paper for all.
pub async fn pauses(proctor: &Person, words: &Words) {
    proctor.unfolds("proctor.pause.button").await;
    proctor.writes("proctor.reason", words.alarm).await;
    proctor.presses("proctor.pause.button").await;
    proctor.reads("phase", "part.phase.paused").await;
}

/// Lets all go on.
pub async fn resumes(proctor: &Person) {
    proctor.presses("proctor.resume").await;
    proctor.reads("phase", "part.phase.running").await;
    proctor.unfolds("proctor.pause.button").await;
}

/// Ends when all have handed in; the log tells what was done.
pub async fn ends(proctor: &Person, words: &Words, students: usize) {
    proctor.browser.until_count("[data-testid=roster-tile][data-state=handed_in]", students).await;
    proctor.unfolds("proctor.end.button").await;
    proctor.writes("proctor.reason", words.over).await;
    proctor.presses("proctor.end.button").await;
    proctor.presses("proctor.end.button").await;
    proctor.reads("phase", "part.phase.ended").await;
    let log = proctor.browser.reads("log", words.over).await;
    for told in [words.alarm, words.announcement, words.reason] {
        assert!(log.contains(told), "{told} is not in the log:\n{log}");
    }
    proctor.inspects("ended").await;
}

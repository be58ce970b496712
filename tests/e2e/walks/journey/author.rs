//! What the author does before and after: the exam from a file and by hand, its sitting, the marks, the release.

use super::person::Person;
use super::words::Words;
use crate::api::{PASSWORD, email};
use crate::folder::Folder;
use crate::walks::setting::{AUTHOR, PROCTOR};
use jiff::{Timestamp, ToSpan};

/// Signs in on the page that asked for it.
pub async fn signs_in(person: &Person, name: &str) {
    person.browser.arrives("/sign-in").await;
    person.writes("page.account.email", &email(name)).await;
    person.writes("page.account.password", PASSWORD).await;
    person.presses("page.sign_in.button").await;
    person.browser.reads("who", name).await;
}

/// From nothing to a sitting with a proctor.
pub async fn prepares(author: &Person, words: &Words) {
    author.browser.go("/author").await;
    signs_in(author, AUTHOR).await;
    creates(author, words).await;
    imports(author, words).await;
    adds_by_hand(author, words).await;
    asks_it_too(author, words).await;
    author.browser.reloads_after(async || author.presses("page.author.publish").await).await;
    author.inspects("exam").await;
    schedules(author, words).await;
    puts_in_charge(author).await;
    author.inspects("sitting").await;
}

async fn creates(author: &Person, words: &Words) {
    author.reads("#main", "page.author.empty").await;
    author.writes("page.author.exam_title", words.exam).await;
    author.writes("page.author.summary", words.summary).await;
    author.presses("page.author.create").await;
    author.browser.reads("main h1", words.exam).await;
}

/// A file with a fault is explained with its line; the right one is imported on the author's word.
async fn imports(author: &Person, words: &Words) {
    let folder = Folder::new("questions");
    let (broken, whole) = (folder.path().join("broken.gift"), folder.path().join("physics.gift"));
    std::fs::write(&broken, words.broken).unwrap();
    std::fs::write(&whole, words.questions).unwrap();
    author.follows("page.import.title").await;
    author.hands_over("page.import.file", &broken).await;
    author.presses("page.import.button").await;
    author.browser.reads("[data-testid=import-report] .banner.bad", "1 ").await;
    author.browser.reads("[data-testid=import-report] table", "3").await;
    author.inspects("broken-import").await;
    author.hands_over("page.import.file", &whole).await;
    author.presses("page.import.button").await;
    author.presses_words(&author.text("page.import.confirm.other").replace("{count}", "4")).await;
    let imported = author.text("page.import.published.other").replace("{count}", "4");
    author.browser.reads("[data-testid=import-report] .banner.good", &imported).await;
    author.follows("page.bank.back").await;
}

async fn adds_by_hand(author: &Person, words: &Words) {
    let [name, text, number, tolerance] = words.by_hand;
    author.follows("page.bank.title").await;
    author.follows("page.question.new").await;
    author.picks("page.question.kind", "page.kind.numerical").await;
    author.writes("page.question.name", name).await;
    author.writes("page.question.text", text).await;
    author.writes("page.question.value", number).await;
    author.writes("page.question.tolerance", tolerance).await;
    author.presses("page.question.create").await;
    author.browser.reads("version", "1").await;
    author.follows("page.bank.title").await;
    author.browser.until_count("question", words.key.len()).await;
    author.inspects("bank").await;
    author.follows("page.bank.back").await;
}

/// The question by hand comes into the paper, which is published anew.
async fn asks_it_too(author: &Person, words: &Words) {
    author.follows("page.steps.edit_paper").await;
    author.presses("page.paper.add_questions").await;
    author.presses("page.paper.pick_all").await;
    author.presses_words(&author.text("page.paper.pick_add.one").replace("{count}", "1")).await;
    author.inspects("paper").await;
    author.presses_words(&author.text("page.paper.publish").replace("{version}", "2")).await;
    author.browser.reads("paper-done", &author.text("page.paper.published").replace("{version}", "2")).await;
    author.follows_words(words.exam).await;
}

async fn schedules(author: &Person, words: &Words) {
    let now = Timestamp::now();
    author.follows("page.schedule.title").await;
    author.writes("page.schedule.name", words.sitting).await;
    author.sets("page.schedule.opens", now - 1.minute()).await;
    author.sets("page.schedule.closes", now + 2.hours()).await;
    author.writes("page.schedule.minutes", "45").await;
    author.picks("page.schedule.start", "page.schedule.start_proctor").await;
    author.picks("page.schedule.release", "page.schedule.release_manual").await;
    author.presses("page.schedule.button").await;
    author.browser.reads("main h1", words.sitting).await;
    author.browser.reads("#main", "45 minutes").await;
}

async fn puts_in_charge(author: &Person) {
    author.writes("page.schedule.staff", &email(PROCTOR)).await;
    author.presses("page.schedule.staff_button").await;
    author.browser.reads("staff-list", PROCTOR).await;
}

/// Marks every essay and releases the results of so many papers.
pub async fn marks(author: &Person, words: &Words, papers: usize) {
    author.follows("page.marking.title").await;
    author.follows("page.marking.start").await;
    for marked in 0..papers {
        let progress = author.text("page.marking.progress");
        let progress = progress.replace("{marked}", &marked.to_string()).replace("{total}", &papers.to_string());
        author.browser.reads("progress", &progress).await;
        author.writes_into(&author.text("page.marking.points").replace("{max}", "1"), "1").await;
        author.writes("page.marking.comment", words.comment).await;
        author.presses("page.marking.save").await;
    }
    author.reads("nothing-left", "page.marking.all_marked").await;
    author.follows("page.marking.back").await;
    author.follows("page.results.title").await;
    author.browser.sees("spread").await;
    author.inspects("results").await;
    author.presses("page.schedule.release_now").await;
    author.reads("release-state", "page.schedule.released").await;
}

//! A teacher who comes with a file of five hundred questions and leaves with a published paper that draws from them.

use super::setting::{AUTHOR, EXAM};
use crate::api::{Api, PASSWORD, email, person};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::folder::Folder;
use crate::server::Server;
use serde_json::json;
use std::cell::Cell;
use std::path::Path;
use std::time::Instant;

const QUESTIONS: usize = 500;
const CATEGORIES: [&str; 4] = ["Mechanics", "Optics", "Waves", "Heat"];
/// Questions that are wrong, each with what stands in place of its answers and a part of what the teacher is told.
const WRONG: [(usize, &str, &str); 7] = [
    (3, "{=a ~b", "never closed"),
    (70, "{~a ~b}", "No answer is right"),
    (71, "{#many}", "is not a number"),
    (200, "{=a -> b =c}", "has no arrow"),
    (333, "{~%50%a ~%40%b}", "earns only 90 percent"),
    (499, "{#5..1}", "ends before it starts"),
    (500, "{T} or {F}", "second pair of braces"),
];

/// A file in four categories, and the lines on which its questions start.
fn gift(wrong: &[(usize, &str, &str)]) -> (String, Vec<usize>) {
    let (mut file, mut lines) = (String::new(), Vec::new());
    for number in 1..=QUESTIONS {
        let part = (number - 1) * CATEGORIES.len() / QUESTIONS;
        if (number - 1) % (QUESTIONS / CATEGORIES.len()) == 0 {
            file.push_str(&format!("$CATEGORY: Physics/{}\n\n", CATEGORIES[part]));
        }
        lines.push(file.lines().count() + 1);
        let spoilt = wrong.iter().find(|(at, ..)| *at == number).map_or("{=right ~wrong ~other}", |(_, text, _)| text);
        file.push_str(&format!("::Question {number}::Is {number} a number of {}? {spoilt}\n\n", CATEGORIES[part]));
    }
    (file, lines)
}

/// A teacher's hands: everything that they do is counted.
struct Teacher {
    browser: Browser,
    acts: Cell<usize>,
}

impl Teacher {
    fn act(&self) {
        self.acts.set(self.acts.get() + 1);
    }

    async fn presses(&self, what: &str) {
        self.act();
        self.browser.presses(what).await;
    }

    async fn writes(&self, what: &str, words: &str) {
        self.act();
        self.browser.writes(what, words).await;
    }

    async fn picks(&self, what: &str, words: &str) {
        self.act();
        self.browser.picks(what, words).await;
    }

    async fn hands_over(&self, file: &Path) {
        self.act();
        self.browser.hands_over("field-file", file).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_five_hundred_questions_to_a_paper_that_draws_from_them() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let author = person(&server, AUTHOR, "author").await;
    let exam = author.post("/api/exams", &json!({ "title": EXAM, "language": "en" })).await;
    let exam = exam["id"].as_str().unwrap().to_owned();
    let driver = Driver::start();
    let browser = Browser::open(&driver, &server, "teacher", "en", None).await;
    browser.go(&format!("/author?exam={exam}")).await;
    browser.writes("field-email", &email(AUTHOR)).await;
    browser.writes("field-password", PASSWORD).await;
    browser.presses("sign-in-submit").await;
    let teacher = Teacher { browser, acts: Cell::new(0) };
    teacher.browser.reads("step-questions", "0 questions").await;
    let begun = Instant::now();
    imports(&teacher, &author, &exam).await;
    let imported = (teacher.acts.get(), begun.elapsed());
    puts_together(&teacher, &author, &exam).await;
    println!(
        "{QUESTIONS} questions imported after {} acts in {:.1?}, the paper published after {} acts in {:.1?}",
        imported.0,
        imported.1,
        teacher.acts.get(),
        begun.elapsed()
    );
    teacher.browser.is_calm(&["/api/auth/me"]).await;
}

/// Seven questions are wrong and each is explained; once they are mended, the file comes in on a word of the teacher.
async fn imports(teacher: &Teacher, author: &Api, exam: &str) {
    let folder = Folder::new("five-hundred");
    let (spoilt, mended) = (folder.path().join("physics.gift"), folder.path().join("physics-mended.gift"));
    let (file, lines) = gift(&WRONG);
    std::fs::write(&spoilt, file).unwrap();
    std::fs::write(&mended, gift(&[]).0).unwrap();
    teacher.presses("to-import").await;
    teacher.hands_over(&spoilt).await;
    teacher.presses("import-submit").await;
    let report = teacher.browser.reads("import-report", "7 places need correcting").await;
    for (number, _, why) in WRONG {
        let line = format!("{} ", lines[number - 1]);
        assert!(report.lines().any(|row| row.starts_with(&line) && row.contains(why)), "{line}{why}: {report}");
    }
    teacher.browser.inspects("rejected").await;
    assert_eq!(author.get(&format!("/api/my/authored/{exam}")).await["bank_questions"], 0, "a check stores nothing");

    teacher.hands_over(&mended).await;
    teacher.presses("import-submit").await;
    teacher.browser.reads("import-report", "500 questions can be imported").await;
    teacher.browser.reads("import-counts", "Physics/Waves 125").await;
    teacher.browser.inspects("checked").await;
    assert_eq!(author.get(&format!("/api/my/authored/{exam}")).await["bank_questions"], 0, "nor does a clean one");
    teacher.presses("import-confirm").await;
    teacher.browser.reads("import-report", "500 questions were imported").await;
    teacher.browser.inspects("imported").await;
}

/// Twenty of a category at random, and eleven that everybody gets, worth two points each.
async fn puts_together(teacher: &Teacher, author: &Api, exam: &str) {
    let browser = &teacher.browser;
    teacher.presses("to-paper").await;
    browser.reads("paper-totals", "500 questions · 500 points").await;
    teacher.presses("remove-section").await;
    browser.reads("paper-totals", "0 questions").await;

    teacher.presses("add-section").await;
    teacher.writes("field-title", "Warm up").await;
    teacher.presses("add-draw").await;
    teacher.writes("draw-count", "20").await;
    teacher.picks("draw-category", "\u{a0}\u{a0}\u{a0}Optics (125)").await;
    browser.reads("item-told", "125 questions to draw from").await;

    teacher.presses("add-section").await;
    let second = |what: &str| format!("section:nth-of-type(2) [data-testid={what}]");
    teacher.presses(&second("add-questions")).await;
    teacher.writes(&second("field-query"), "heat question 49").await;
    teacher.presses("pick-search-submit").await;
    browser.reads("picker", "11 entries shown").await;
    teacher.presses("pick-all").await;
    teacher.presses("pick-add").await;
    browser.reads("paper-totals", "31 questions · 31 points").await;
    browser.inspects("picker").await;
    teacher.presses("pick-close").await;
    teacher.presses(&second("choose-all")).await;
    teacher.writes(&second("chosen-points"), "2").await;
    teacher.presses(&second("set_points")).await;
    browser.reads("paper-totals", "31 questions · 42 points").await;

    teacher.presses("preview-paper").await;
    browser.until_count("[data-testid=sample-question]", 31).await;
    browser.inspects("preview").await;
    teacher.presses("publish-paper").await;
    browser.reads("paper-done", "Version 2 is published").await;
    let paper = author.get(&format!("/api/exams/{exam}/paper")).await;
    assert_eq!(paper["sections"][0]["items"][0]["draw"], json!({ "category": "Physics/Optics" }));
    assert_eq!((&paper["questions"], &paper["points"]), (&json!(31), &json!(4_200_000)));
    browser.look(Device::Telephone, Theme::Dark).await;
    browser.inspects("paper-telephone").await;
    browser.presses("to-sitting").await;
    browser.reads("step-paper", "Version 2 · 31 questions · 42 points").await;
    browser.inspects("steps-telephone").await;
    browser.look(Device::Desk, Theme::Light).await;
    browser.inspects("steps").await;
}

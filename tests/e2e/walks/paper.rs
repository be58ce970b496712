//! Writing a paper in the exam room, whatever the order of its questions and options.

use crate::browser::Browser;
use crate::texts::text;

/// An answer as a person gives it.
pub enum Answer<'a> {
    /// The options with these words.
    Choose(&'a [&'a str]),
    /// Typed words or a number.
    Write(&'a str),
    /// What belongs to what.
    Match(&'a [(&'a str, &'a str)]),
}

/// Answers to questions, each found by words of its text.
pub type Key<'a> = &'a [(&'a str, Answer<'a>)];

/// Answers the question that is shown now, and answers the words it was found by.
pub async fn answer_shown<'a>(browser: &Browser, key: Key<'a>) -> &'a str {
    let question = browser.sees(".question-text").await;
    let (words, answer) = key
        .iter()
        .find(|(words, _)| question.contains(words))
        .unwrap_or_else(|| panic!("nobody knows the answer to \"{question}\""));
    match answer {
        Answer::Choose(options) => {
            for option in *options {
                browser.presses(&choice(option)).await;
            }
        }
        Answer::Write(words) => browser.writes("answer-text", words).await,
        Answer::Match(pairs) => {
            for (stem, end) in *pairs {
                let list = format!("//div[@class='match-row'][label[normalize-space(.)='{stem}']]//select");
                browser.picks(&list, end).await;
            }
        }
    }
    words
}

/// Answers every question in the paper's order, and waits for each until the server has it.
pub async fn answer_all(browser: &Browser, key: Key<'_>) {
    for position in 1..=key.len() {
        go_to(browser, position, key.len()).await;
        answer_shown(browser, key).await;
        browser.sees("[data-testid=answer-state][data-state=saved]").await;
    }
}

/// Shows the question with this number, through the map.
pub async fn go_to(browser: &Browser, position: usize, of: usize) {
    browser.presses(&format!("map-{position}")).await;
    let heading = text("en", "room.question_of");
    let heading = heading.replace("{position}", &position.to_string()).replace("{count}", &of.to_string());
    browser.reads("question-heading", &heading).await;
}

/// The option with exactly these words.
pub fn choice(words: &str) -> String {
    format!("//label[@class='choice'][span[not(@class)][normalize-space(.)='{words}']]")
}

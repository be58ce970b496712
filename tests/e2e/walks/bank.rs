//! An author who writes questions by hand: one of each kind, tried before it is saved, changed, compared and found again.

use super::setting::{AUTHOR, EXAM};
use crate::api::{Api, PASSWORD, email, person};
use crate::browser::named::kind;
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;
use serde_json::{Value, json};

/// The kinds with what is typed into their entries: a selector and a text each.
const KINDS: [(&str, &[(&str, &str)]); 7] = [
    ("single_choice", &[("options-1 field-text", "Photons"), ("options-2 field-text", "Phonons")]),
    ("multiple_choice", &[("options-1 field-text", "joule"), ("options-2 field-text", "watt")]),
    ("true_false", &[]),
    ("short_text", &[("answers-1 field-pattern", "Planck*")]),
    ("numerical", &[("ranges-1 field-value", "9.81"), ("ranges-1 field-tolerance", "0.05")]),
    (
        "matching",
        &[
            ("pairs-1 field-stem", "Force"),
            ("pairs-1 field-answer", "newton"),
            ("pairs-2 field-stem", "Power"),
            ("pairs-2 field-answer", "watt"),
        ],
    ),
    ("essay", &[]),
];

/// Two test ids, one inside of the other.
fn inside(place: &str) -> String {
    place.split(' ').map(|id| format!("[data-testid={id}]")).collect::<Vec<_>>().join(" ")
}

/// An author with an exam, and its address on the desk.
async fn desk(server: &Server) -> (Api, String) {
    let author = person(server, AUTHOR, "author").await;
    let exam = author.post("/api/exams", &json!({ "title": EXAM, "language": "en" })).await;
    (author, exam["id"].as_str().unwrap().to_owned())
}

async fn sign_in(author: &Browser, address: &str) {
    author.go(address).await;
    author.arrives("/sign-in").await;
    author.writes("field-email", &email(AUTHOR)).await;
    author.writes("field-password", PASSWORD).await;
    author.presses("sign-in-submit").await;
    author.arrives("/author").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_each_kind_by_hand() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let (_, exam) = desk(&server).await;
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "writer", "en", None).await;
    sign_in(&author, &format!("/author?exam={exam}")).await;
    author.presses("to-bank").await;
    author.sees(".empty-state").await;
    author.inspects("empty-bank").await;
    for (kind, entries) in KINDS {
        author.presses("new-question").await;
        author.picks("field-kind", &text("en", &format!("page.kind.{kind}"))).await;
        author.writes("field-name", kind).await;
        author.writes("[data-testid=field-text]", &format!("Asked as {kind}")).await;
        for (place, typed) in entries {
            author.writes(&inside(place), typed).await;
        }
        author.writes("field-tags", "Optics, light").await;
        author.writes("field-category", "Physics/Waves").await;
        author.inspects(&format!("new-{kind}")).await;
        author.presses("question-submit").await;
        author.reads("version", "Version 1").await;
        author.reads("tags", "optics").await;
        author.presses("to-bank").await;
        author.reads("main table", kind).await;
    }
    author.is_calm(&["/api/auth/me"]).await;
    finds(&author).await;
    author.look(Device::Telephone, Theme::Dark).await;
    author.inspects("bank-telephone").await;
    author.presses("//a[.='matching']").await;
    author.sees("version").await;
    author.inspects("editor-telephone").await;
    author.is_calm(&["/api/auth/me"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn formulas_are_drawn_and_code_keeps_its_spaces() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let (_, exam) = desk(&server).await;
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "mathematician", "en", None).await;
    sign_in(&author, &format!("/author?exam={exam}&question=new")).await;
    author.writes("field-name", "Roots").await;
    author
        .writes(
            "[data-testid=field-text]",
            "Solve \\(x^2 = 2\\) and \\[\\frac{a*b*c}{2}\\] in\n\n    if x:\n        \\(y\\)",
        )
        .await;
    author.writes("[data-testid=options-1] [data-testid=field-text]", "\\(\\sqrt{2}\\)").await;
    author.writes("[data-testid=options-2] [data-testid=field-text]", "\\(\\oops{2}\\) and \\unfinished").await;
    author.presses("show-preview").await;
    author.until_count("[data-testid=preview] math", 3).await;
    author.sees("[data-testid=preview] .display mfrac").await;
    author.sees("[data-testid=preview] label msqrt").await;
    author.reads("[data-testid=preview] .choices", "\\(\\oops{2}\\) and \\unfinished").await;
    let code = author.reads("[data-testid=preview] pre", "if x:").await;
    assert_eq!(code, "if x:\n    \\(y\\)");
    author.named(kind::FIELD, "\\sqrt{2}").await;
    author.inspects("formulas").await;
    author.is_calm(&["/api/auth/me"]).await;
}

async fn finds(author: &Browser) {
    author.writes("field-query", "ASKED numerical").await;
    author.presses("bank-search-submit").await;
    author.until_count("question", 1).await;
    author.writes("field-query", "").await;
    author.picks("field-category", "Physics (7)").await;
    author.picks("field-kind", &text("en", "page.kind.essay")).await;
    author.presses("bank-search-submit").await;
    author.reads("main table", "Physics/Waves").await;
    author.until_count("question", 1).await;
    author.picks("field-kind", &text("en", "page.bank.all")).await;
    author.presses("bank-search-submit").await;
    author.until_count("question", 7).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_tried_changed_compared_and_brought_back() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let (api, exam) = desk(&server).await;
    let path = format!("/api/exams/{exam}/questions");
    let (right, wrong) = (plain("Photons"), plain("Phonons"));
    let options =
        json!([{ "text": right, "percent": "100", "feedback": plain("Well done") }, { "text": wrong, "percent": "0" }]);
    let question = json!({ "name": "Light", "kind": "single_choice", "points": 200_000, "text": plain("What carries light?"), "options": options });
    let made = api.post(&path, &json!({ "question": question })).await;
    let id = made["id"].as_str().unwrap();
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "editor", "en", None).await;
    sign_in(&author, &format!("/author?exam={exam}&question={id}")).await;
    tries(&author).await;
    corrects(&author).await;
    collides(&author, &api, &format!("{path}/{id}"), &question).await;
    compares(&author).await;
    sorts(&author).await;
    author.is_calm(&["/api/auth/me", "/preview", "/questions/"]).await;
}

fn plain(source: &str) -> Value {
    json!({ "format": "plain", "source": source })
}

async fn tries(author: &Browser) {
    author.presses("show-preview").await;
    author.reads("preview", "What carries light?").await;
    author.presses("try").await;
    author.reads("mark", &text("en", "page.preview.nothing")).await;
    author.presses("choice-1").await;
    author.presses("try").await;
    author.reads("mark", "Well done").await;
    author.reads("mark", "2 of 2").await;
    author.inspects("preview").await;
    author.writes("[data-testid=options-1] [data-testid=field-percent]", "half").await;
    author.presses("show-preview").await;
    author.reads("options-1", &text("en", "field.not_a_percent")).await;
    author.inspects("faults").await;
    author.writes("[data-testid=options-1] [data-testid=field-percent]", "100").await;
}

async fn corrects(author: &Browser) {
    author.writes("[data-testid=field-text]", "What carries the light?").await;
    author.presses("add-options").await;
    author.writes("[data-testid=options-3] [data-testid=field-text]", "Neutrons").await;
    author.presses("question-submit").await;
    author.reads("question", "Saved as version 2").await;
    author.presses("question-submit").await;
    author.reads("question", &text("en", "page.question.unchanged")).await;
}

/// Another author saves in between: both versions are shown, and this one is kept.
async fn collides(author: &Browser, api: &Api, path: &str, question: &Value) {
    let mut theirs = question.clone();
    theirs["text"] = plain("What is light made of?");
    api.put(path, &json!({ "base_version": 2, "question": theirs })).await;
    author.writes("field-name", "Carrier").await;
    author.presses("question-submit").await;
    author.reads("[data-testid=difference-name] del", "Light").await;
    author.reads("[data-testid=difference-name] ins", "Carrier").await;
    author.inspects("conflict").await;
    author.presses("keep-mine").await;
    author.reads("question", "Saved as version 4").await;
}

async fn compares(author: &Browser) {
    author.presses("to-history").await;
    author.presses("[data-testid=version-2] [data-testid=changes]").await;
    author.reads("[data-testid=difference-text] ins", "the").await;
    author.reads("[data-testid=difference-option] ins", "Neutrons").await;
    author.inspects("history").await;
    author.writes("field-from", "1").await;
    author.presses("compare-submit").await;
    author.reads("[data-testid=difference-name] ins", "Carrier").await;
    author.presses("[data-testid=version-1] [data-testid=restore]").await;
    author.reads("version", "Version 5").await;
}

async fn sorts(author: &Browser) {
    author.writes("[data-testid=tag] input", "  Easy ONE ").await;
    author.presses("tag-submit").await;
    author.reads("tags", "easy one").await;
    author.presses("remove-tag").await;
    author.reads("tags", &text("en", "page.question.no_tags")).await;
    author.writes("[data-testid=category] input", "Optics / Light").await;
    author.presses("category-submit").await;
    author.reads("category", &text("en", "page.question.moved")).await;
    author.presses("archive").await;
    author.reads("#main", &text("en", "page.question.is_archived")).await;
    author.presses("archive").await;
    author.reads("archive", &text("en", "page.question.archive")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_in_french_without_a_mouse() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let (_, exam) = desk(&server).await;
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "clavier", "fr", None).await;
    sign_in(&author, &format!("/author?exam={exam}&view=bank")).await;
    author.sees(".empty-state").await;
    author.tabs_to("language").await;
    author.types(Browser::ARROW_RIGHT).await;
    author.reads("main h1", &text("fr", "page.bank.title")).await;
    author.sees(".empty-state").await;
    author.enters("new-question").await;
    author.tabs_to("field-kind").await;
    // One choice stands first, a number four places on.
    author.types(&Browser::ARROW_RIGHT.repeat(4)).await;
    author.tabs_to("field-name").await;
    author.types("Chute").await;
    author.tabs_to("field-text").await;
    author.types("Quelle vitesse ?").await;
    author.tabs_to("field-value").await;
    author.types("9,81").await;
    author.tabs_to("field-tolerance").await;
    author.types("0,05").await;
    author.enters("show-preview").await;
    author.reads("preview", "Quelle vitesse").await;
    author.tabs_to("answer-text").await;
    author.types("9,8").await;
    author.enters("try").await;
    author.reads("mark", &text("fr", "page.preview.correct")).await;
    author.inspects("apercu").await;
    author.reload().await;
    author.tabs_to("field-name").await;
    author.types("Texte").await;
    author.tabs_to("field-text").await;
    author.types("Pourquoi ?").await;
    author.enters("question-submit").await;
    author.reads("error-summary", &text("fr", "page.form.incomplete")).await;
    author.inspects("oubli").await;
    for (place, typed) in [("options-1", "Oui"), ("options-2", "Non")] {
        author.tabs_to(&format!("[data-testid={place}] [data-testid=field-text]")).await;
        author.types(typed).await;
    }
    author.enters("question-submit").await;
    author.reads("version", "Version 1").await;
    author.tabs_to("field-name").await;
    author.types("Textes").await;
    author.enters("question-submit").await;
    author.reads("version", "Version 2").await;
    author.enters("to-history").await;
    author.enters("changes").await;
    author.reads("[data-testid=difference-name] ins", "Textes").await;
    author.inspects("historique").await;
    author.is_calm(&["/api/auth/me"]).await;
}

//! Papers: what an author puts together, what a sitting keeps, and what a student gets of it.

use super::desk::{exam, import, published, sitting, with_role};
use crate::accounts::house::{Client, House, json, served_by_both_engines};
use examhall::service::exams::api::{Papers, Sitting};
use examhall::settings;
use examhall_domain::accounts::Role;
use examhall_domain::exams::AttemptPaper;
use examhall_domain::id::{QuestionId, SittingId};
use examhall_domain::seed::Seed;
use reqwest::Response;
use serde_json::{Value, json as value};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) const BANK: &str = "$CATEGORY: easy\n\n::a::A {T}\n\n::b::B {T}\n\n$CATEGORY: easy/first\n\n::c::C {T}\n\n\
                    $CATEGORY: hard\n\n::d::Choose {=right#well done ~wrong}";

pub(super) async fn define(author: &Client, exam: &str, paper: Value) -> Response {
    author.request("PUT", &format!("/api/exams/{exam}/paper")).json(&paper).send().await.unwrap()
}

pub(super) async fn questions(author: &Client, exam: &str) -> Vec<Value> {
    let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
    page["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
}

pub(super) async fn pointers(refused: Response) -> Vec<(String, String)> {
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.json().await.unwrap();
    let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    problem["errors"].as_array().unwrap().iter().map(|error| (text(error, "pointer"), text(error, "code"))).collect()
}

async fn load(house: &House, papers: &Papers, card: &Value) -> Sitting {
    let id: SittingId = card["id"].as_str().unwrap().parse().unwrap();
    papers.sitting(&house.store, id).await.unwrap().unwrap()
}

fn asked(paper: &AttemptPaper) -> BTreeSet<QuestionId> {
    paper.positions().map(|(_, entry)| entry.question).collect()
}

served_by_both_engines! {
    async fn draws_take_from_a_category_and_those_beneath_it(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Drawn", BANK).await;
        let ids = questions(&author, &exam).await;
        let paper = value!({ "sections": [
            { "title": "Warm up", "items": [{ "draw": { "category": "easy" }, "count": 2, "points": 100_000 }] },
            { "shuffle": "shuffled", "items": [{ "question": ids[3], "points": 300_000 }] },
        ], "shuffle_options": "fixed" });
        let card = json(define(&author, &exam, paper).await).await;
        assert_eq!((&card["version"], &card["questions"], &card["points"]), (&value!(2), &value!(3), &value!(500_000)));

        let papers = Papers::new(&settings::defaults().exams);
        let sitting = load(house, &papers, &sitting(&author, &exam).await).await;
        let hard: QuestionId = ids[3].as_str().unwrap().parse().unwrap();
        let mut drawn = BTreeSet::new();
        for seed in 0..40 {
            let paper = sitting.paper.materialise(Seed([seed; 32])).unwrap();
            let asked = asked(&paper);
            assert_eq!(asked.len(), 3);
            assert!(asked.contains(&hard));
            drawn.extend(asked);
        }
        assert_eq!(drawn.len(), 4, "each easy question is drawn at some time");
    }

    async fn what_cannot_be_asked_is_pointed_at(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let own = published(&author, "Own", BANK).await;
        let other = published(&author, "Other", "::z::Z {T}").await;
        let (ids, foreign) = (questions(&author, &own).await, questions(&author, &other).await);
        let refused = async |items: Value| {
            pointers(define(&author, &own, value!({ "sections": [{ "items": items }] })).await).await
        };
        let at = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        let foreign = value!([{ "question": ids[0], "points": 1 }, { "question": foreign[0], "points": 1 }]);
        assert_eq!(refused(foreign).await, at("/sections/0/items/1/question", "not_found"));
        let twice = value!([{ "question": ids[0], "points": 1 }, { "question": ids[0], "points": 1 }]);
        assert_eq!(refused(twice).await, at("/sections/0/items/1/question", "question_repeated"));
        let many = value!([{ "draw": { "category": "easy" }, "count": 4, "points": 1 }]);
        assert_eq!(refused(many).await, at("/sections/0/items/0/count", "draw_too_large"));
        let nothing = value!([{ "question": ids[0], "points": 0 }]);
        assert_eq!(refused(nothing).await, at("/sections/0/items/0/points", "points_out_of_range"));
        assert_eq!(refused(value!([])).await, at("/sections", "no_questions"));
        assert_eq!(refused(value!([{ "question": ids[0] }])).await, at("/sections/0/items/0", "invalid"));
        let unnamed = value!([{ "draw": null, "count": 1, "points": 1 }]);
        assert_eq!(refused(unnamed).await, at("/sections/0/items/0/draw", "required"));
        for (part, word) in [("category", "a//b"), ("category", "a\u{0}"), ("tag", "a\u{0}")] {
            let mut from = value!({ "category": "easy" });
            from[part] = value!(word);
            let faults = refused(value!([{ "draw": from, "count": 1, "points": 1 }])).await;
            assert_eq!(faults[0].0, format!("/sections/0/items/0/draw/{part}"));
        }
    }

    async fn a_sitting_keeps_the_paper_that_it_was_planned_with(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Kept", "::a::Before {T}").await;
        let planned = sitting(&author, &exam).await;
        json(import(&author, &exam, "mode=publish", b"::a::After {T}").await).await;
        let ids = questions(&author, &exam).await;
        let paper = value!({ "sections": [{ "items": [{ "question": ids[0], "points": 100_000 }] }] });
        json(define(&author, &exam, paper).await).await;
        let later = sitting(&author, &exam).await;
        let papers = Papers::new(&settings::defaults().exams);
        for (card, text) in [(planned, "Before"), (later, "After")] {
            let sitting = load(house, &papers, &card).await;
            let attempt = sitting.paper.materialise(Seed([1; 32])).unwrap();
            let shown = sitting.paper.show(&attempt).unwrap();
            assert_eq!(shown.sections[0].questions[0].text, text);
        }
    }

    async fn students_get_html_and_no_keys(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Shown").await;
        let file = "::secret name::[html]<b>Pick</b><script>x</script> {=[markdown]*right*#secret praise ~wrong####secret}";
        json(import(&author, &exam, "mode=publish", file.as_bytes()).await).await;
        let papers = Papers::new(&settings::defaults().exams);
        let sitting = load(house, &papers, &sitting(&author, &exam).await).await;
        let shown = sitting.paper.show(&sitting.paper.materialise(Seed([2; 32])).unwrap()).unwrap();
        let wire = serde_json::to_string(&shown).unwrap();
        assert!(wire.contains("<b>Pick</b>") && wire.contains("<em>right</em>"), "{wire}");
        assert!(!wire.contains("secret") && !wire.contains("script"), "{wire}");
    }

    async fn hundreds_who_come_at_once_share_one_loaded_paper(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Crowded", BANK).await;
        let card = sitting(&author, &exam).await;
        let papers = Papers::new(&settings::defaults().exams);
        let all = futures_util::future::join_all((0..300).map(|_| load(house, &papers, &card))).await;
        assert!(all.iter().all(|sitting| Arc::ptr_eq(&sitting.paper, &all[0].paper)));
        let code = all[0].code.to_ascii_lowercase();
        let by_code = papers.sitting_by_code(&house.store, &format!(" {code} ")).await.unwrap().unwrap();
        assert_eq!(by_code.id, all[0].id);
        assert!(papers.sitting_by_code(&house.store, "AAAAAAAA").await.unwrap().is_none());
    }
}

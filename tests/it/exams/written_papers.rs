//! Papers while their authors write them: going on from what is published, looking before publishing, and two authors at
//! once.

use super::desk::{exam, import, published, with_role};
use super::papers::{define, pointers, questions};
use crate::accounts::house::{Client, House, json, served_by_both_engines, slug};
use examhall::store::Store;
use examhall_domain::accounts::Role;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json as value};
use std::collections::BTreeSet;

const BANK: &str = "$CATEGORY: easy\n\n// [tag:light]\n::a::A {T}\n\n// [tag:light] [tag:sound]\n::b::B {T}\n\n\
                    $CATEGORY: easy/first\n\n// [tag:sound]\n::c::C {T}\n\n$CATEGORY: hard\n\n\
                    // [tag:light]\n::d::Choose {=right#SECRET ~wrong ~worse ~worst}";
/// Where an import or a paper would leave something.
const TABLES: [&str; 9] = [
    "questions",
    "question_versions",
    "question_tags",
    "question_keys",
    "imports",
    "papers",
    "paper_questions",
    "audit_log",
    "jobs",
];

/// How many rows each table has.
pub(super) async fn rows(store: &Store) -> Vec<i64> {
    let mut counts = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        let count = format!("SELECT COUNT(*) AS rows_now FROM {table}");
        let count = Statement::from_string(store.read().get_database_backend(), count);
        let row = store.read().query_one_raw(count).await.unwrap().unwrap();
        counts.push(row.try_get("", "rows_now").unwrap());
    }
    counts
}

fn draw(category: &str, tag: Option<&str>, count: usize) -> Value {
    let mut draw = value!({ "category": category });
    if let Some(tag) = tag {
        draw["tag"] = value!(tag);
    }
    value!({ "draw": draw, "count": count, "points": 100_000 })
}

fn fixed(question: &Value) -> Value {
    value!({ "question": question, "points": 200_000 })
}

fn paper(items: Value) -> Value {
    value!({ "sections": [{ "items": items }] })
}

async fn preview(author: &Client, exam: &str, paper: &Value, samples: &[u32]) -> Value {
    let command = value!({ "paper": paper, "samples": samples });
    json(author.post(&format!("/api/exams/{exam}/paper/preview"), command).await).await
}

async fn read(author: &Client, exam: &str) -> Value {
    json(author.get(&format!("/api/exams/{exam}/paper")).await).await
}

fn told(preview: &Value) -> Vec<(String, String)> {
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap().to_owned();
    preview["faults"].as_array().unwrap().iter().map(|fault| (text(fault, "pointer"), text(fault, "code"))).collect()
}

fn at(pointer: &str, code: &str) -> (String, String) {
    (pointer.to_owned(), code.to_owned())
}

/// The texts of a sample's questions.
fn asked(sample: &Value) -> Vec<&str> {
    let sections = sample["paper"]["sections"].as_array().unwrap();
    let questions = sections.iter().flat_map(|section| section["questions"].as_array().unwrap());
    questions.map(|question| question["text"].as_str().unwrap()).collect()
}

served_by_both_engines! {
    async fn what_is_published_is_read_back_as_it_was_written(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Read back").await;
        let nothing = read(&author, &exam).await;
        assert_eq!((&nothing["version"], &nothing["sections"]), (&value!(0), &value!([])));
        assert_eq!(nothing["published_at"], Value::Null);

        json(import(&author, &exam, "mode=publish", BANK.as_bytes()).await).await;
        let ids = questions(&author, &exam).await;
        let sections = value!([
            { "title": "Warm up", "shuffle": "shuffled", "items": [draw("easy", Some("sound"), 1), draw("", None, 1)] },
            { "title": "", "shuffle": "fixed", "items": [fixed(&ids[3])] },
        ]);
        let written = value!({ "base_version": 1, "sections": sections, "shuffle_options": "fixed" });
        json(define(&author, &exam, written).await).await;
        let stored = read(&author, &exam).await;
        assert_eq!((&stored["sections"], &stored["shuffle_options"]), (&sections, &value!("fixed")));
        assert_eq!((&stored["version"], &stored["questions"], &stored["points"]), (&value!(2), &value!(3), &value!(400_000)));

        let desk = json(author.get(&format!("/api/my/authored/{exam}")).await).await;
        assert_eq!((&desk["bank_questions"], &desk["paper"]["version"]), (&value!(4), &value!(2)));
    }

    async fn a_paper_made_from_another_version_does_not_replace_the_published_one(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Overtaken", BANK).await;
        let ids = questions(&author, &exam).await;
        let from = |base: i64, items: Value| value!({ "base_version": base, "sections": [{ "items": items }] });
        json(define(&author, &exam, from(1, value!([fixed(&ids[0])]))).await).await;
        let before = rows(&house.store).await;
        for base in [0, 1, 3, -1, i64::MAX] {
            let refused = define(&author, &exam, from(base, value!([fixed(&ids[1])]))).await;
            assert_eq!(refused.status(), 409, "{base}");
            let problem: Value = refused.json().await.unwrap();
            assert_eq!(problem["stored"]["version"], 2);
            assert_eq!(problem["stored"]["sections"][0]["items"][0], fixed(&ids[0]));
        }
        assert_eq!(rows(&house.store).await, before);

        let both = futures_util::future::join_all((0..2).map(|n| define(&author, &exam, from(2, value!([fixed(&ids[n])]))))).await;
        let mut statuses: Vec<u16> = both.iter().map(|answer| answer.status().as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(read(&author, &exam).await["version"], 3);
    }

    async fn a_preview_says_what_it_adds_up_to_and_what_is_left(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Adds up", BANK).await;
        let ids = questions(&author, &exam).await;
        let sections = value!([
            { "items": [fixed(&ids[0]), draw("easy", None, 1)] },
            { "items": [draw("", Some("light"), 1)] },
        ]);
        let shown = preview(&author, &exam, &value!({ "sections": sections }), &[]).await;
        assert_eq!((&shown["faults"], &shown["samples"]), (&value!([]), &value!([])));
        assert_eq!((&shown["questions"], &shown["points"]), (&value!(3), &value!(400_000)));
        assert_eq!(shown["published_version"], 1);
        assert_eq!((&shown["sections"][0]["questions"], &shown["sections"][0]["points"]), (&value!(2), &value!(300_000)));
        let card = &shown["sections"][0]["items"][0]["question"];
        assert_eq!((&card["name"], &card["kind"], &card["category"]), (&value!("a"), &value!("true_false"), &value!("easy")));
        // One of the three stands in the paper; of the tagged three the fixed one and, at worst, the one drawn before.
        assert_eq!(shown["sections"][0]["items"][1]["draw"], value!({ "pool": 3, "available": 2 }));
        assert_eq!(shown["sections"][1]["items"][0]["draw"], value!({ "pool": 3, "available": 1 }));
    }

    async fn a_preview_points_at_what_cannot_be_asked(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Pointed at", BANK).await;
        let ids = questions(&author, &exam).await;
        let away = format!("/api/exams/{exam}/questions/{}/archive", ids[2].as_str().unwrap());
        assert_eq!(author.post(&away, value!({})).await.status(), 204);
        let items = value!([
            fixed(&ids[2]), fixed(&ids[0]), fixed(&ids[0]), draw("easy", None, 2), draw("nowhere", None, 1),
            fixed(&value!("01890000-0000-7000-8000-000000000000")), { "draw": null, "count": 1, "points": 0 },
        ]);
        let shown = preview(&author, &exam, &paper(items.clone()), &[1, 2]).await;
        let expected = [
            at("/sections/0/items/6/draw", "required"),
            at("/sections/0/items/0/question", "question_archived"),
            at("/sections/0/items/5/question", "not_found"),
            at("/sections/0/items/2/question", "question_repeated"),
            at("/sections/0/items/3/count", "draw_too_large"),
            at("/sections/0/items/4/count", "draw_too_large"),
        ];
        assert_eq!(told(&shown), expected);
        assert_eq!(shown["samples"], value!([]));
        assert_eq!(shown["sections"][0]["items"][5], value!({ "question": null }));
        assert!(shown["sections"][0]["items"][0]["question"]["archived_at"].is_string());
        assert!(shown["faults"][4]["detail"].as_str().unwrap().contains('1'), "it says how many are left");

        let french = preview(&author.with("accept-language", "fr"), &exam, &paper(items.clone()), &[]).await;
        assert_eq!(told(&french), expected);
        assert_ne!(french["faults"][0]["detail"], shown["faults"][0]["detail"]);
        assert_eq!(pointers(define(&author, &exam, paper(items)).await).await, expected, "publishing says the same");

        let many: Vec<Value> = (0..501).map(|_| fixed(&ids[0])).collect();
        let shown = preview(&author, &exam, &paper(value!(many)), &[1]).await;
        assert_eq!((told(&shown), &shown["sections"]), (vec![at("/sections", "too_many_questions")], &value!([])));
    }

    async fn samples_are_what_students_get_and_leave_no_trace(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Sampled", BANK).await;
        let items = value!([draw("easy", None, 2), draw("hard", None, 1)]);
        let paper = value!({ "sections": [{ "title": "All", "shuffle": "shuffled", "items": items }] });
        let before = rows(&house.store).await;
        let shown = preview(&author, &exam, &paper, &[1, 2, 3, 4, 5]).await;
        let samples = shown["samples"].as_array().unwrap();
        assert_eq!(samples.iter().map(|sample| sample["number"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert!(samples.iter().all(|sample| asked(sample).len() == 3 && asked(sample).contains(&"Choose")));
        let distinct: BTreeSet<Vec<&str>> = samples.iter().map(asked).collect();
        assert!(distinct.len() > 1, "students get different papers: {distinct:?}");
        assert!(!shown.to_string().contains("SECRET"), "a sample has no key");
        let again = preview(&author, &exam, &paper, &[3]).await;
        assert_eq!(again["samples"][0], samples[2], "a student's number draws the same again");
        assert_eq!(rows(&house.store).await, before, "looking stores nothing");

        let command = value!({ "paper": paper, "samples": [1, 2, 3, 4, 5, 6] });
        let refused = author.post(&format!("/api/exams/{exam}/paper/preview"), command).await;
        assert_eq!(pointers(refused).await, [at("/samples", "too_many")]);
        let unknown = author.post(&format!("/api/exams/{exam}/paper/preview"), value!({ "paper": paper, "seed": 1 })).await;
        assert_eq!(slug(unknown).await, "validation-failed");
    }

    async fn a_draw_by_tag_takes_only_what_bears_it(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Tagged", BANK).await;
        let paper = paper(value!([draw("easy", Some("light"), 1)]));
        json(define(&author, &exam, paper.clone()).await).await;
        let mut drawn = BTreeSet::new();
        for first in [1, 6, 11, 16] {
            let shown = preview(&author, &exam, &paper, &[first, first + 1, first + 2, first + 3, first + 4]).await;
            drawn.extend(shown["samples"].as_array().unwrap().iter().map(|sample| asked(sample)[0].to_owned()));
        }
        assert_eq!(drawn, BTreeSet::from(["A".to_owned(), "B".to_owned()]));
        let unheard = self::paper(value!([draw("easy", Some("Light"), 1)]));
        let refused = pointers(define(&author, &exam, unheard).await).await;
        assert_eq!(refused, [at("/sections/0/items/0/count", "draw_too_large")]);
    }
}

//! Questions written by hand: each kind, what is wrong with them, how they are found, and what an answer would earn.

use super::desk::{exam, import, published, with_role};
use crate::accounts::house::{Client, House, json, served_by_both_engines};
use examhall_domain::accounts::Role;
use reqwest::Response;
use serde_json::{Value, json as value};

pub(super) fn plain(source: &str) -> Value {
    value!({ "format": "plain", "source": source })
}

pub(super) fn essay(name: &str) -> Value {
    value!({ "name": name, "kind": "essay", "points": 100_000, "text": plain("Why?") })
}

pub(super) async fn create(author: &Client, exam: &str, command: Value) -> Response {
    author.post(&format!("/api/exams/{exam}/questions"), command).await
}

/// One of each kind, with everything that the kind has.
fn every_kind() -> [Value; 7] {
    let option = |text: &str, percent: &str| value!({ "text": plain(text), "percent": percent });
    let base = |kind: &str| value!({ "name": kind, "kind": kind, "points": 250_000, "text": plain("Well?") });
    let with = |mut base: Value, more: Value| {
        base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        base
    };
    let praised = value!({ "text": plain("a"), "percent": "100", "feedback": plain("well done") });
    [
        with(base("single_choice"), value!({ "options": [praised, option("b", "-33.33333")] })),
        with(
            base("multiple_choice"),
            value!({ "options": [option("a", "50"), option("b", "50"), option("c", "-100")] }),
        ),
        with(base("true_false"), value!({ "correct": "false", "feedback_true": plain("no") })),
        with(
            base("short_text"),
            value!({ "case": "sensitive", "answers": [{ "pattern": "Planck*", "percent": "100" }] }),
        ),
        with(
            base("numerical"),
            value!({ "ranges": [
                { "sort": "tolerance", "value": "9.81", "tolerance": "0.05", "percent": "100" },
                { "sort": "between", "from": "9", "to": "10", "percent": "50", "feedback": plain("nearly") },
                { "sort": "any", "percent": "0" },
            ] }),
        ),
        with(
            base("matching"),
            value!({ "pairs": [
                { "stem": plain("force"), "answer": plain("newton") },
                { "stem": plain("weight"), "answer": plain("newton") },
                { "stem": plain("power"), "answer": plain("watt") },
            ], "distractors": [plain("volt")] }),
        ),
        with(base("essay"), value!({ "general_feedback": { "format": "markdown", "source": "See *above*." } })),
    ]
}

/// Pointer and code of each fault, all of them with a sentence.
pub(super) async fn faults(refused: Response) -> Vec<(String, String)> {
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.json().await.unwrap();
    let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    let told = problem["errors"].as_array().unwrap().iter().map(|error| {
        assert!(!text(error, "detail").starts_with("field."), "{error}");
        assert!(!text(error, "detail").contains('{'), "{error}");
        (text(error, "pointer"), text(error, "code"))
    });
    told.collect()
}

fn at(pointer: &str, code: &str) -> (String, String) {
    (pointer.to_owned(), code.to_owned())
}

async fn found(author: &Client, exam: &str, query: &str) -> Vec<String> {
    let page = json(author.get(&format!("/api/exams/{exam}/questions?{query}")).await).await;
    page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

async fn earns(author: &Client, exam: &str, question: &Value, answer: impl Fn(&Value) -> Value) -> Value {
    let path = format!("/api/exams/{exam}/preview");
    let shown = json(author.post(&path, value!({ "question": question })).await).await;
    assert_eq!(shown["mark"], Value::Null);
    let response = answer(&shown["shown"]);
    json(author.post(&path, value!({ "question": question, "response": response })).await).await["mark"].clone()
}

served_by_both_engines! {
    async fn each_kind_is_created_read_back_and_the_same(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "By hand").await;
        for question in every_kind() {
            let command = value!({ "category": " a / b ", "tags": ["Hard ", "hard"], "question": question });
            let answer = create(&author, &exam, command).await;
            assert_eq!(answer.status(), 201, "{question}");
            let made: Value = answer.json().await.unwrap();
            assert_eq!((&made["version"], &made["category"], &made["tags"]), (&value!(1), &value!("a/b"), &value!(["hard"])));
            let path = format!("/api/exams/{exam}/questions/{}", made["id"].as_str().unwrap());
            let read = json(author.get(&path).await).await;
            assert_eq!(read, made);
            assert_eq!(read["question"], question);
        }
        let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
        let card = &page["items"][0];
        assert_eq!((&card["points"], &card["papers"], &card["tags"]), (&value!(250_000), &value!(0), &value!(["hard"])));
        assert_eq!(card["archived_at"], Value::Null);
    }

    async fn every_fault_stands_beside_its_field(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Faulty").await;
        let refused = async |question: Value| faults(create(&author, &exam, value!({ "question": question })).await).await;
        let [single, _, truth, short, number, matching, essay] = every_kind();
        let changed = |base: &Value, pointer: &str, to: Value| {
            let mut changed = base.clone();
            *changed.pointer_mut(pointer).unwrap() = to;
            changed
        };
        let with = |base: &Value, name: &str, to: Value| {
            let mut changed = base.clone();
            changed[name] = to;
            changed
        };
        let long = value!({ "format": "html", "source": "x".repeat(64 * 1024 + 1) });
        let option = value!({ "text": plain("a"), "percent": "100" });
        for (question, pointer, code) in [
            (changed(&essay, "/name", value!(" ")), "/question/name", "required"),
            (changed(&essay, "/name", value!("x".repeat(256))), "/question/name", "too_long"),
            (changed(&essay, "/name", value!("a\u{0}b")), "/question/name", "control_characters"),
            (changed(&essay, "/text/source", value!("\n")), "/question/text", "required"),
            (changed(&essay, "/general_feedback", long.clone()), "/question/general_feedback", "markup_too_long"),
            (changed(&essay, "/points", value!(0)), "/question/points", "points_out_of_range"),
            (changed(&essay, "/points", value!(100_000_001)), "/question/points", "points_out_of_range"),
            (changed(&essay, "/kind", value!("poem")), "/question/kind", "invalid"),
            (changed(&essay, "/text/format", value!("latex")), "/question/text/format", "invalid"),
            (with(&essay, "options", value!([option])), "/question/options", "not_of_this_kind"),
            (with(&essay, "key", value!(1)), "/question/key", "unknown_field"),
            (changed(&single, "/options/1/text/source", value!("")), "/question/options/1/text", "required"),
            (changed(&single, "/options/1/percent", value!("half")), "/question/options/1/percent", "not_a_percent"),
            (changed(&single, "/options/1/percent", value!("")), "/question/options/1/percent", "required"),
            (changed(&single, "/options/1/percent", value!("-101")), "/question/options/1/percent", "weight_out_of_range"),
            (changed(&single, "/options/0/percent", value!("99")), "/question/options", "no_full_credit"),
            (changed(&single, "/options/0/percent", value!("0")), "/question/options", "no_correct_answer"),
            (changed(&single, "/options", value!([option])), "/question/options", "too_few_options"),
            (changed(&single, "/options", value!(vec![option.clone(); 65])), "/question/options", "too_many"),
            (changed(&single, "/options/0/feedback", long), "/question/options/0/feedback", "markup_too_long"),
            (changed(&truth, "/correct", Value::Null), "/question/correct", "required"),
            (changed(&short, "/answers/0/pattern", value!(" ")), "/question/answers/0/pattern", "required"),
            (changed(&short, "/answers/0/pattern", value!("x".repeat(1025))), "/question/answers/0/pattern", "too_long"),
            (changed(&number, "/ranges/0/value", value!("ten")), "/question/ranges/0/value", "not_a_number"),
            (changed(&number, "/ranges/0/value", value!("1e999")), "/question/ranges/0/value", "number_out_of_range"),
            (changed(&number, "/ranges/0/tolerance", value!("")), "/question/ranges/0/tolerance", "required"),
            (changed(&number, "/ranges/0/tolerance", value!("-1")), "/question/ranges/0/tolerance", "tolerance_negative"),
            (changed(&number, "/ranges/0/tolerance", value!("1e-300")), "/question/ranges/0/value", "number_too_precise"),
            (changed(&number, "/ranges/1/to", value!("8")), "/question/ranges/1/to", "range_reversed"),
            (changed(&matching, "/pairs/1/stem/source", value!("")), "/question/pairs/1/stem", "required"),
            (changed(&matching, "/distractors/0/source", value!("")), "/question/distractors/0", "required"),
            (changed(&matching, "/distractors/0/source", value!("watt ")), "/question/distractors/0", "match_repeated"),
            (changed(&matching, "/pairs/1/answer/format", value!("html")), "/question/pairs/1/answer", "match_repeated"),
        ] {
            assert_eq!(refused(question).await, [at(pointer, code)], "{pointer} {code}");
        }
        let two = changed(&changed(&single, "/name", value!("")), "/options/0/text/source", value!(""));
        assert_eq!(refused(two).await, [at("/question/name", "required"), at("/question/options/0/text", "required")]);
        let beside = value!({ "category": "a//b", "tags": ["x".repeat(41)], "question": essay });
        let told = faults(create(&author, &exam, beside).await).await;
        assert_eq!(told, [at("/category", "category_name_empty"), at("/tags/0", "too_long")]);
        let many: Vec<String> = (0..33).map(|n| format!("t{n}")).collect();
        let told = faults(create(&author, &exam, value!({ "tags": many, "question": essay })).await).await;
        assert_eq!(told, [at("/tags", "too_many")]);
        let many: Vec<String> = (0..32).map(|n| format!("t{n}")).collect();
        assert_eq!(create(&author, &exam, value!({ "tags": many, "question": essay })).await.status(), 201);
        assert_eq!(found(&author, &exam, "").await.len(), 1, "what is refused is not stored");
    }

    async fn a_bank_is_searched_filtered_and_counted(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let gift = "// [tag:Easy]\n::Sun::The SUN is a star. {T}\n\n$CATEGORY: a/b\n\n::Été::Chaud? {=oui ~non}\n\n\
                    $CATEGORY: a\n\n// [tag:Easy]\n::Moon::The moon {F}";
        let exam = published(&author, "Searched", gift).await;
        for (query, expected) in [
            ("query=sun", vec!["Sun"]),
            ("query=the%20STAR", vec!["Sun"]),
            ("query=%C3%89T%C3%89", vec!["Été"]),
            ("category=a", vec!["Été", "Moon"]),
            ("category=a/b", vec!["Été"]),
            ("tag=Easy", vec!["Sun", "Moon"]),
            ("tag=Easy&category=a", vec!["Moon"]),
            ("kind=true_false&query=moon", vec!["Moon"]),
            ("query=mars", vec![]),
            ("shelf=archive", vec![]),
        ] {
            assert_eq!(found(&author, &exam, query).await, expected, "{query}");
        }
        let survey = json(author.get(&format!("/api/exams/{exam}/bank")).await).await;
        let category = |path: &str, name: &str, level: usize, questions: u64| {
            value!({ "path": path, "name": name, "level": level, "questions": questions })
        };
        assert_eq!(survey["categories"], value!([category("a", "a", 1, 2), category("a/b", "b", 2, 1)]));
        assert_eq!(survey["tags"], value!([{ "tag": "Easy", "questions": 2 }]));
        let page = json(author.get(&format!("/api/exams/{exam}/questions?limit=2")).await).await;
        let next = format!("limit=2&cursor={}", page["next_cursor"].as_str().unwrap());
        assert_eq!(found(&author, &exam, &next).await, ["Moon"]);
        assert_eq!(page["items"][0]["papers"], 1, "the import put a paper together");

        let refused = async |query: &str| faults(author.get(&format!("/api/exams/{exam}/questions?{query}")).await).await;
        assert_eq!(refused(&format!("query={}", "x".repeat(201))).await, [at("/query", "too_long")]);
        assert_eq!(found(&author, &exam, &format!("query={}", "x".repeat(200))).await, [""; 0]);
        assert_eq!(refused(&format!("query={}", "a%20".repeat(17))).await, [at("/query", "too_many")]);
        assert_eq!(refused("query=%00").await, [at("/query", "control_characters")]);
        assert_eq!(refused("category=a//b").await, [at("/category", "category_name_empty")]);
        assert_eq!(refused(&format!("tag={}", "x".repeat(101))).await, [at("/tag", "too_long")]);
        assert_eq!(refused("kind=poem").await, [at("", "invalid")]);
        assert_eq!(refused("shelf=top").await, [at("", "invalid")]);
    }

    async fn tags_and_categories_change_without_a_new_version(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Sorted", "// [tag:Old Word]\n::a::A {T}").await;
        let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
        let path = format!("/api/exams/{exam}/questions/{}", page["items"][0]["id"].as_str().unwrap());
        let tag = async |command: Value| author.post(&format!("{path}/tags"), command).await;
        let change = value!({ "add": ["New", " new "], "remove": ["old word"] });
        assert_eq!(json(tag(change.clone()).await).await["tags"], value!(["new"]));
        assert_eq!(json(tag(change).await).await["tags"], value!(["new"]), "again is the same");
        let many: Vec<String> = (0..32).map(|n| format!("t{n}")).collect();
        assert_eq!(faults(tag(value!({ "add": many })).await).await, [at("/add", "too_many")]);
        assert_eq!(faults(tag(value!({ "add": [" "], "remove": ["\u{7}"] })).await).await,
            [at("/add/0", "required"), at("/remove/0", "control_characters")]);

        let place = async |category: &str| {
            author.request("PUT", &format!("{path}/category")).json(&value!({ "category": category })).send().await.unwrap()
        };
        assert_eq!(json(place(" x / y ").await).await["category"], "x/y");
        assert_eq!(found(&author, &exam, "category=x").await, ["a"]);
        assert_eq!(faults(place(&"a/".repeat(20)).await).await, [at("/category", "too_deep")]);
        assert_eq!(json(place("").await).await["category"], "");
        assert_eq!(json(author.get(&path).await).await["version"], 1);
    }

    async fn an_archived_question_stays_in_its_papers_and_out_of_new_ones(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Archived", "::a::A {T}\n\n::b::B {T}").await;
        let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
        let id = page["items"][0]["id"].as_str().unwrap();
        let path = format!("/api/exams/{exam}/questions/{id}");
        for _ in 0..2 {
            assert_eq!(author.post(&format!("{path}/archive"), value!({})).await.status(), 204);
        }
        assert_eq!(found(&author, &exam, "").await, ["b"]);
        assert_eq!(found(&author, &exam, "shelf=archive").await, ["a"]);
        let survey = json(author.get(&format!("/api/exams/{exam}/bank?shelf=archive")).await).await;
        assert_eq!(survey["categories"], value!([]));
        let define = value!({ "sections": [{ "items": [{ "question": id, "points": 100_000 }] }] });
        let define = async || author.request("PUT", &format!("/api/exams/{exam}/paper")).json(&define).send().await.unwrap();
        assert_eq!(faults(define().await).await, [at("/sections/0/items/0/question", "question_archived")]);
        let read = json(author.get(&path).await).await;
        assert_eq!(read["papers"], 1);
        assert!(read["archived_at"].is_string());
        for _ in 0..2 {
            assert_eq!(author.post(&format!("{path}/unarchive"), value!({})).await.status(), 204);
        }
        assert_eq!(define().await.status(), 200);
        assert_eq!(json(author.get(&path).await).await["papers"], 2);
    }

    async fn a_preview_shows_what_students_see_and_marks_what_they_would_write(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Tried").await;
        let [single, multiple, truth, short, number, matching, essay] = every_kind();
        let choose = |at: usize| move |shown: &Value| value!({ "choice": shown["options"][at]["id"] });
        let right = earns(&author, &exam, &single, choose(0)).await;
        let all = value!({ "awarded": 250_000, "max": 250_000, "correct": "correct", "feedback": ["well done"] });
        assert_eq!(right, all);
        assert_eq!(earns(&author, &exam, &single, choose(1)).await["correct"], "wrong");
        let half = earns(&author, &exam, &multiple, |shown| value!({ "choices": [shown["options"][0]["id"]] })).await;
        assert_eq!((&half["awarded"], &half["correct"]), (&value!(125_000), &value!("partial")));
        assert_eq!(earns(&author, &exam, &truth, |_| value!({ "choice": "true" })).await["feedback"], value!(["no"]));
        assert_eq!(earns(&author, &exam, &short, |_| value!({ "text": "Planck's" })).await["correct"], "correct");
        assert_eq!(earns(&author, &exam, &short, |_| value!({ "text": "planck" })).await["correct"], "wrong");
        let near = earns(&author, &exam, &number, |_| value!({ "number": "9,5" })).await;
        assert_eq!((&near["awarded"], &near["feedback"]), (&value!(125_000), &value!(["nearly"])));
        let pair = |shown: &Value| {
            assert_eq!(shown["matches"].as_array().unwrap().len(), 3, "pairs with the same answer share it");
            value!({ "pairs": { (shown["stems"][1]["id"].as_str().unwrap()): shown["matches"][0]["id"] } })
        };
        assert_eq!(earns(&author, &exam, &matching, pair).await["awarded"], 83_333);
        let waits = earns(&author, &exam, &essay, |_| value!({ "text": "Because." })).await;
        assert_eq!((&waits["awarded"], &waits["correct"]), (&Value::Null, &value!("pending")));
        assert!(waits["feedback"][0].as_str().unwrap().contains("<em>above</em>"));
        assert_eq!(earns(&author, &exam, &essay, |_| Value::Null).await, Value::Null, "null is no answer");
    }

    async fn previews_are_safe_and_say_what_they_cannot_show(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Safe").await;
        let preview = async |command: Value| author.post(&format!("/api/exams/{exam}/preview"), command).await;
        let mut attack = essay("attack");
        attack["text"] = value!({ "format": "html", "source": "<b>a</b><img src=x onerror=alert(1)><script>x</script>" });
        let shown = json(preview(value!({ "question": attack })).await).await;
        assert_eq!(shown["shown"]["text"], "<b>a</b><img>");
        let mut spaced = essay("code");
        spaced["text"] = value!({ "format": "markdown", "source": "```\nif x:\n    y\n```" });
        let shown = json(preview(value!({ "question": spaced })).await).await;
        assert_eq!(shown["shown"]["text"], "<pre><code>if x:\n    y\n</code></pre>\n");

        let made = json(create(&author, &exam, value!({ "question": essay("saved") })).await).await;
        let saved = value!({ "id": made["id"], "version": 1 });
        let shown = json(preview(value!({ "saved": saved, "response": { "text": "x" } })).await).await;
        assert_eq!(shown["mark"]["correct"], "pending");
        assert_eq!(preview(value!({ "saved": { "id": made["id"], "version": 2 } })).await.status(), 404);
        assert_eq!(faults(preview(value!({})).await).await, [at("/question", "one_of_two")]);
        let both = value!({ "saved": saved, "question": essay("x") });
        assert_eq!(faults(preview(both).await).await, [at("/question", "one_of_two")]);
        let wrong = value!({ "question": essay("x"), "response": { "choice": "x" } });
        assert_eq!(faults(preview(wrong).await).await, [at("/response/choice", "unknown_field")]);
        assert_eq!(faults(preview(value!({ "question": essay("") })).await).await, [at("/question/name", "required")]);
        assert_eq!(found(&author, &exam, "").await, ["saved"], "previews store nothing");
    }

    async fn one_exams_author_does_not_reach_into_another_exam(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let (mine, other) = (exam(&author, "Mine").await, exam(&author, "Other").await);
        let made = json(create(&author, &mine, value!({ "question": essay("mine") })).await).await;
        let id = made["id"].as_str().unwrap();
        for path in ["", "/versions", "/diff?from=1&to=1"] {
            assert_eq!(author.get(&format!("/api/exams/{other}/questions/{id}{path}")).await.status(), 404, "{path}");
        }
        let saved = value!({ "saved": { "id": id, "version": 1 } });
        assert_eq!(author.post(&format!("/api/exams/{other}/preview"), saved).await.status(), 404);
        assert_eq!(author.get(&format!("/api/exams/{mine}/questions/none")).await.status(), 404);
    }

    async fn an_imported_bank_knows_what_its_questions_are_worth(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Worth").await;
        json(import(&author, &exam, "mode=publish&points=2.5", b"::a::A {T}").await).await;
        json(import(&author, &exam, "mode=publish", b"::a::Changed {T}\n\n::b::B {T}").await).await;
        let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
        assert_eq!((&page["items"][0]["points"], &page["items"][0]["version"]), (&value!(250_000), &value!(2)));
        assert_eq!(page["items"][1]["points"], 100_000);
        assert_eq!(found(&author, &exam, "query=changed").await, ["a"]);
    }
}

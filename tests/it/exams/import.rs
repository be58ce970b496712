//! Files that come in whole, files that do not come in at all, and files that come in again.

use super::desk::{COMPLETE, DIRTY, bank, exam, import, with_role};
use super::written_papers::rows;
use crate::accounts::house::{House, json, served_by_both_engines, slug};
use examhall_domain::accounts::Role;
use serde_json::{Value, json as value};
use std::collections::BTreeSet;

fn column<'r>(report: &'r Value, list: &str, name: &str) -> Vec<&'r str> {
    report[list].as_array().unwrap().iter().map(|row| row[name].as_str().unwrap()).collect()
}

/// Five hundred questions of which seven are wrong, each in its own way: a number, what takes the place of its answers, and
/// the code of its fault.
const WRONG: [(usize, &str, &str); 7] = [
    (3, "{=a ~b", "unclosed_brace"),
    (70, "{~a ~b}", "no_correct_answer"),
    (71, "{#many}", "not_a_number"),
    (200, "{=a -> b =c}", "pair_without_arrow"),
    (333, "{~%50%a ~%40%b}", "no_full_credit"),
    (499, "{#5..1}", "range_reversed"),
    (500, "{T} or {F}", "several_answer_blocks"),
];

fn five_hundred(wrong: &[(usize, &str, &str)]) -> String {
    let question = |number: usize| {
        let spoilt = wrong.iter().find(|(at, ..)| *at == number).map_or("{=right ~wrong}", |(_, answers, _)| answers);
        format!("::Q{number}::Is {number} a number? {spoilt}\n\n")
    };
    (1..=500).map(question).collect()
}

served_by_both_engines! {
    async fn all_faults_of_a_large_file_are_explained_and_a_check_leaves_no_trace(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Large").await;
        let before = rows(&house.store).await;
        for mode in ["check", "publish"] {
            let answer = import(&author, &exam, &format!("mode={mode}"), five_hundred(&WRONG).as_bytes()).await;
            let answer: Value = answer.json().await.unwrap();
            let report = if mode == "check" { &answer } else { &answer["report"] };
            assert_eq!((&report["accepted"], &report["rejected"]), (&value!(493), &value!(7)), "{mode}");
            let told = report["faults"].as_array().unwrap().iter().map(|fault| {
                assert!(fault["excerpt"].as_str().is_some_and(|text| text.starts_with("::Q")), "{fault}");
                assert!(fault["detail"].as_str().is_some_and(|text| text.contains(' ')), "{fault}");
                (fault["line"].as_u64().unwrap(), fault["code"].as_str().unwrap())
            });
            // A question takes two lines with the empty one after it.
            let expected: Vec<(u64, &str)> = WRONG.iter().map(|(number, _, code)| (2 * *number as u64 - 1, *code)).collect();
            assert_eq!(told.collect::<Vec<_>>(), expected);
            assert_eq!(rows(&house.store).await, before, "{mode}");
        }
        let clean = five_hundred(&[]);
        let checked = json(import(&author, &exam, "mode=check", clean.as_bytes()).await).await;
        assert_eq!((&checked["accepted"], &checked["faults"]), (&value!(500), &value!([])));
        assert_eq!(rows(&house.store).await, before);
    }

    async fn a_file_with_every_construct_comes_in_whole(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Geography").await;
        let checked = json(import(&author, &exam, "format=gift&mode=check", COMPLETE.as_bytes()).await).await;
        assert_eq!((&checked["faults"], &checked["published"], &checked["id"]), (&value!([]), &value!(false), &Value::Null));
        assert_eq!(bank(&author, &exam).await, 0, "a check stores nothing");

        let report = json(import(&author, &exam, "mode=publish&points=2.5", COMPLETE.as_bytes()).await).await;
        let count = report["accepted"].as_u64().unwrap();
        assert_eq!(report["published"], true);
        assert_eq!(bank(&author, &exam).await as u64, count);
        let kinds: BTreeSet<&str> = column(&report, "questions", "kind").into_iter().collect();
        let every = ["essay", "matching", "multiple_choice", "numerical", "short_text", "single_choice", "true_false"];
        assert_eq!(kinds, BTreeSet::from(every));
        assert!(column(&report, "notes", "code").contains(&"description_skipped"));

        let desk = json(author.get("/api/my/authored").await).await;
        let paper = &desk["items"][0]["paper"];
        assert_eq!((&paper["version"], &paper["questions"]), (&value!(1), &value!(count)));
        assert_eq!(paper["points"], value!(count * 250_000));
    }

    async fn a_file_that_comes_again_does_not_double_the_bank(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Small").await;
        let before = "// [id:1]\n::a::One {=x ~y}\n\n::b::Two {T}\n\n::c::Three {#3}";
        let after = "// [id:1]\n::renamed::One {=x ~z}\n\n::b::Two {T}\n\n::c::Three and a half {#3.5}\n\n::d::Four {F}";
        let changes = async |file: &str| {
            let report = json(import(&author, &exam, "mode=publish", file.as_bytes()).await).await;
            column(&report, "questions", "change").into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(changes(before).await, ["added"; 3]);
        assert_eq!(changes(before).await, ["unchanged"; 3]);
        assert_eq!(changes(after).await, ["revised", "unchanged", "revised", "added"]);
        assert_eq!(changes(after).await, ["unchanged"; 4]);
        let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
        let listed: Vec<(&str, u64)> = page["items"].as_array().unwrap().iter()
            .map(|row| (row["name"].as_str().unwrap(), row["version"].as_u64().unwrap())).collect();
        assert_eq!(listed, [("renamed", 2), ("b", 1), ("c", 2), ("d", 1)]);
        assert_eq!(page["items"][2]["text"], "Three and a half");
        let desk = json(author.get("/api/my/authored").await).await;
        assert_eq!(desk["items"][0]["paper"]["version"], 1, "a paper changes when its author publishes it");
    }

    async fn a_file_with_faults_changes_nothing_and_says_where_they_are(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Dirty").await;
        let refused = import(&author, &exam, "mode=publish", DIRTY.as_bytes()).await;
        assert_eq!(refused.status(), 422);
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["type"], "/problems/import-rejected");
        let report = &problem["report"];
        assert_eq!((&report["published"], &report["id"]), (&value!(false), &Value::Null));
        let faults = column(report, "faults", "code");
        assert!(faults.contains(&"unclosed_brace") && faults.contains(&"no_correct_answer"), "{faults:?}");
        assert!(report["faults"].as_array().unwrap().iter().all(|fault| fault["line"].as_u64() > Some(0)));
        assert_eq!(bank(&author, &exam).await, 0);

        let french = author.with("accept-language", "fr");
        let checked = json(import(&french, &exam, "mode=check", DIRTY.as_bytes()).await).await;
        assert_eq!(column(&checked, "faults", "code"), faults);
        for (one, other) in column(&checked, "faults", "detail").iter().zip(column(report, "faults", "detail")) {
            assert_ne!(*one, other, "the report speaks the author's language");
        }
        let empty = import(&author, &exam, "mode=publish", b"// nothing but a comment").await;
        let problem: Value = empty.json().await.unwrap();
        assert_eq!(column(&problem["report"], "faults", "code"), ["no_questions"]);
    }

    async fn encodings_are_read_when_they_are_certain_or_named(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Encodings").await;
        let windows = b"::a::One {T}\n\n::Caf\xe9::Two {T}".as_slice();
        let refused: Value = import(&author, &exam, "mode=check", windows).await.json().await.unwrap();
        assert_eq!(refused["type"], "/problems/encoding-unknown");
        assert_eq!((&refused["line"], &refused["suggestion"]), (&value!(3), &value!("windows-1252")));
        assert!(refused["detail"].as_str().unwrap().contains("Line 3"));
        let text = "::a::One {T}\n\n::Café::Two {T}";
        let marked: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let bom = format!("\u{feff}{text}");
        for (parameters, file) in [
            ("mode=check&encoding=windows-1252", windows),
            ("mode=check", text.as_bytes()),
            ("mode=check", bom.as_bytes()),
            ("mode=check&encoding=utf-8", &marked),
        ] {
            let report = json(import(&author, &exam, parameters, file).await).await;
            assert_eq!(column(&report, "questions", "name"), ["a", "Café"], "{parameters}");
        }
    }

    async fn what_is_no_import_is_refused_at_the_door(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Door").await;
        for wrong in ["", "mode=guess", "mode=check&format=xml", "mode=check&points=0", "mode=check&points=many",
            "mode=check&points=1001", "mode=check&encoding=klingon", "mode=check&more=1"] {
            let refused = import(&author, &exam, wrong, b"::a::One {T}").await;
            assert_eq!(slug(refused).await, "validation-failed", "{wrong}");
        }
        let as_json = author.post(&format!("/api/exams/{exam}/import?mode=check"), value!({})).await;
        assert_eq!(slug(as_json).await, "unsupported-media-type");
        let large = vec![b' '; 4 * 1024 * 1024 + 1];
        assert_eq!(slug(import(&author, &exam, "mode=check", &large).await).await, "payload-too-large");
        let stranger = with_role(house, "stranger", Role::Author).await;
        assert_eq!(slug(import(&stranger, &exam, "mode=check", b"").await).await, "not-found");
    }
}

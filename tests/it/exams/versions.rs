//! Versions of a question: edits that follow each other, edits that collide, what differs, and the way back.

use super::bank::{create, essay, faults, plain};
use super::desk::{exam, import, published, with_role};
use crate::accounts::house::{Client, House, json, served_by_both_engines};
use examhall_domain::accounts::Role;
use reqwest::Response;
use serde_json::{Value, json as value};

async fn revise(author: &Client, path: &str, base: i64, question: &Value) -> Response {
    let command = value!({ "base_version": base, "question": question });
    author.request("PUT", path).json(&command).send().await.unwrap()
}

fn asking(text: &str) -> Value {
    let mut question = essay("Named");
    question["text"] = plain(text);
    question
}

/// The address of a new question.
async fn question(author: &Client, exam: &str, question: &Value) -> String {
    let made = json(create(author, exam, value!({ "question": question })).await).await;
    format!("/api/exams/{exam}/questions/{}", made["id"].as_str().unwrap())
}

async fn history(author: &Client, path: &str) -> Vec<(i64, String)> {
    let page = json(author.get(&format!("{path}/versions")).await).await;
    let line = |row: &Value| (row["version"].as_i64().unwrap(), row["author"].as_str().unwrap().to_owned());
    page["items"].as_array().unwrap().iter().map(line).collect()
}

fn pieces(difference: &Value) -> String {
    let piece = |piece: &Value| format!("{}:{}", piece["kind"].as_str().unwrap(), piece["text"].as_str().unwrap());
    difference["pieces"].as_array().unwrap().iter().map(piece).collect::<Vec<_>>().join("|")
}

served_by_both_engines! {
    async fn an_edit_makes_the_next_version_and_a_repeat_none(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Edited").await;
        let path = question(&author, &exam, &asking("The cat sat.")).await;
        let second = asking("The dog sat.");
        for _ in 0..2 {
            let read = json(revise(&author, &path, 1, &second).await).await;
            assert_eq!((&read["version"], &read["question"]), (&value!(2), &second));
        }
        assert_eq!(history(&author, &path).await, [(2, "author".to_owned()), (1, "author".to_owned())]);
        let told = json(author.get(&format!("{path}/diff?from=1&to=2")).await).await;
        assert_eq!((&told["from"], &told["to"]), (&value!(1), &value!(2)));
        let [only] = told["differences"].as_array().unwrap().as_slice() else { panic!("{told}") };
        assert_eq!(only["field"], "text");
        assert_eq!(pieces(only), "kept:The |removed:cat|added:dog|kept: sat.");
        assert_eq!(json(author.get(&format!("{path}/diff?from=2&to=2")).await).await["differences"], value!([]));
        assert_eq!(author.get(&format!("{path}/diff?from=1&to=3")).await.status(), 404);
        assert_eq!(author.get(&format!("{path}/diff?from=one&to=2")).await.status(), 422);
        let page = json(author.get(&format!("{path}/versions?limit=1")).await).await;
        let next = format!("{path}/versions?limit=1&cursor={}", page["next_cursor"].as_str().unwrap());
        assert_eq!(json(author.get(&next).await).await["items"][0]["version"], 1);
        let mut blank = second.clone();
        blank["name"] = value!("");
        assert_eq!(faults(revise(&author, &path, 2, &blank).await).await[0].0, "/question/name");
    }

    async fn who_saves_from_an_outdated_version_sees_both(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let admin = with_role(house, "admin", Role::Admin).await;
        let exam = exam(&author, "Shared").await;
        let path = question(&author, &exam, &asking("One.")).await;
        json(revise(&admin, &path, 1, &asking("Two.")).await).await;
        let refused = revise(&author, &path, 1, &asking("Three.")).await;
        assert_eq!(refused.status(), 409);
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["stored"]["version"], 2);
        assert_eq!(problem["stored"]["question"]["text"], plain("Two."));
        assert_eq!(pieces(&problem["differences"][0]), "removed:Two|added:Three|kept:.");
        assert_eq!(revise(&author, &path, 9, &asking("Nine.")).await.status(), 409, "nobody has seen that version");
        let read = json(revise(&author, &path, 2, &asking("Three.")).await).await;
        assert_eq!(read["version"], 3);
        let authors = ["author", "admin", "author"].map(str::to_owned);
        assert_eq!(history(&author, &path).await.into_iter().map(|(_, by)| by).collect::<Vec<_>>(), authors);
    }

    async fn of_many_who_save_at_once_one_wins(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Crowded").await;
        let path = question(&author, &exam, &asking("Start")).await;
        let texts: Vec<Value> = (0..8).map(|n| asking(&format!("Edit {n}"))).collect();
        let answers = futures_util::future::join_all(texts.iter().map(|text| revise(&author, &path, 1, text))).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409]);
        assert_eq!(history(&author, &path).await.len(), 2);
    }

    async fn an_old_version_comes_back_as_a_new_one(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Restored", "::a::Before {=x ~y}").await;
        let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
        let path = format!("/api/exams/{exam}/questions/{}", page["items"][0]["id"].as_str().unwrap());
        json(import(&author, &exam, "mode=publish", b"::a::After {=x ~z}").await).await;
        let restore = async |version: i64, base: i64| {
            author.post(&format!("{path}/versions/{version}/restore"), value!({ "base_version": base })).await
        };
        assert_eq!(restore(1, 1).await.status(), 409);
        assert_eq!(restore(7, 2).await.status(), 404);
        for _ in 0..2 {
            let read = json(restore(1, 2).await).await;
            assert_eq!((&read["version"], &read["question"]["text"]["source"]), (&value!(3), &value!("Before")));
        }
        assert_eq!(json(author.get(&format!("{path}/diff?from=1&to=3")).await).await["differences"], value!([]));
        let changed = json(author.get(&format!("{path}/diff?from=2&to=3")).await).await;
        assert_eq!(changed["differences"].as_array().unwrap().len(), 2);
        let report = json(import(&author, &exam, "mode=publish", b"::a::Later {=x ~z}").await).await;
        assert_eq!(report["questions"][0]["change"], "revised", "an import goes on from what was restored");
        assert_eq!(history(&author, &path).await.len(), 4);
    }
}

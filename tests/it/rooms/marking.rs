//! Marking by hand: who gets which answer, what a mark does to a result, and what is refused.

use super::school::{Pupil, School, save, taught_in_both_engines};
use super::socket::{Socket, within};
use crate::accounts::house::{Client, House, json as answered, slug as refusal};
use crate::exams::desk;
use examhall::gateway::clock::Clock;
use examhall::gateway::signer::ReceiptKeys;
use examhall::service::accounts::api::Caller;
use examhall::service::rooms::take_answer::{TakeAnswer, WantedAnswers, take_answer};
use examhall::service::rooms::verify_answers::verify_answers;
use examhall_domain::accounts::Role;
use examhall_domain::id::{QuestionId, SessionId};
use examhall_domain::time::{Span, Timestamp};
use reqwest::Response;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// A clock that the test turns.
struct TurnedClock(AtomicI64);

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// A sitting whose essay so many pupils have handed in, and the essay's question.
struct Marked<'a> {
    school: School<'a>,
    question: String,
    pupils: Vec<(Pupil, Socket, Value)>,
}

impl<'a> Marked<'a> {
    async fn after(house: &'a House, pupils: usize) -> Self {
        let school = School::open(house, json!({ "release": "manual" })).await;
        school.command("start", json!({})).await;
        let mut written = Vec::new();
        for number in 0..pupils {
            let pupil = school.pupil(&format!("pupil{number}")).await;
            let (mut socket, attempt) = pupil.writing().await;
            let essay = pupil.questions(&attempt).await["essay"].clone();
            let text = format!("First line {number}\n<b>second</b> line");
            socket.must("answer.save", save(&essay, 1, json!({ "text": text }))).await;
            socket.must("attempt.submit", json!({})).await;
            written.push((pupil, socket, attempt));
        }
        let path = format!("/api/sittings/{}/marking", school.room);
        let waits = async || answered(school.author.get(&path).await).await["unmarked"] != json!(pupils);
        within(async { while waits().await {} }).await;
        let question =
            answered(school.author.get(&path).await).await["questions"][0]["id"].as_str().unwrap().to_owned();
        Self { school, question, pupils: written }
    }

    async fn overview(&self) -> Value {
        answered(self.school.author.get(&format!("/api/sittings/{}/marking", self.school.room)).await).await
    }

    async fn take(&self, marker: &Client, command: Value) -> Value {
        let path = format!("/api/sittings/{}/marking/{}/next", self.school.room, self.question);
        answered(marker.post(&path, command).await).await
    }

    async fn release(&self, command: Value) -> Response {
        self.school.author.post(&format!("/api/sittings/{}/release", self.school.room), command).await
    }

    async fn result(&self, pupil: usize) -> Value {
        let (pupil, _, attempt) = &self.pupils[pupil];
        let path = format!("/api/attempts/{}/result", attempt["id"].as_str().unwrap());
        let result = answered(pupil.client.get(&path).await).await;
        result["questions"].as_array().unwrap().iter().find(|question| question["kind"] == "essay").unwrap().clone()
    }

    async fn define(&self, version: i64, criteria: Value) -> Response {
        let path = format!("/api/exams/{}/questions/{}/rubric", self.school.exam, self.question);
        put(&self.school.author, &path, json!({ "version": version, "criteria": criteria })).await
    }
}

async fn put(client: &Client, path: &str, body: Value) -> Response {
    client.request("PUT", path).json(&body).send().await.unwrap()
}

async fn give(marker: &Client, answer: &Value, body: Value) -> Response {
    put(marker, &format!("/api/marking/{}", answer["id"].as_str().unwrap()), body).await
}

/// Which pupil wrote it, by its first line.
fn writer(answer: &Value) -> usize {
    let line = answer["text"].as_str().unwrap().lines().next().unwrap();
    line.trim_start_matches("First line ").parse().unwrap()
}

/// Another author, who is assigned to the sitting.
async fn marker(school: &School<'_>) -> Client {
    let marker = desk::with_role(school.house, "marker", Role::Author).await;
    let staff = json!({ "email": "marker@example.org" });
    assert_eq!(school.author.post(&format!("/api/sittings/{}/staff", school.room), staff).await.status(), 204);
    marker
}

/// Two criteria whose best levels sum up to three points.
fn criteria() -> Value {
    json!([
        { "title": "Style", "levels": [{ "points": 0, "words": "Dull" }, { "points": 100_000, "words": "Vivid" }] },
        { "title": "Depth", "description": "How far it goes", "levels": [
            { "points": 0, "words": "None" }, { "points": 100_000, "words": "Some" }, { "points": 200_000, "words": "Much" },
        ] },
    ])
}

async fn faults(refused: Response) -> Vec<String> {
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.json().await.unwrap();
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
}

taught_in_both_engines! { []
    async fn essays_are_marked_without_names_released_and_read(house: &House) {
        let mut marked = Marked::after(house, 2).await;
        let author = marked.school.author.clone();
        let refused = marked.release(json!({})).await;
        let problem: Value = refused.json().await.unwrap();
        assert_eq!((&problem["type"], &problem["unmarked"]), (&json!("/problems/results-unmarked"), &json!(2)));
        assert!(problem["detail"].as_str().unwrap().starts_with("2 answers"));
        let taken = marked.take(&author, json!({})).await;
        let answer = &taken["answer"];
        assert_eq!((&taken["marked"], &taken["total"], &answer["version"]), (&json!(0), &json!(2), &json!(0)));
        let first = writer(answer);
        assert_eq!(answer["text"], format!("First line {first}\n<b>second</b> line"));
        for (pupil, _, attempt) in &marked.pupils {
            for secret in [&pupil.account, attempt["id"].as_str().unwrap()] {
                assert!(!taken.to_string().contains(secret), "{taken}");
            }
        }
        assert!(!taken.to_string().contains("pupil"), "{taken}");
        let mark = json!({ "version": 0, "points": 75_000, "comment": " Well done.\nRead on. " });
        let saved = answered(give(&author, answer, mark.clone()).await).await;
        assert_eq!(saved, json!({ "version": 1, "awarded": 75_000, "marked": 1, "total": 2 }));
        assert_eq!(answered(give(&author, answer, mark).await).await, saved, "a repeat is answered as before");
        let problem: Value = marked.release(json!({ "unmarked": "refuse" })).await.json().await.unwrap();
        assert_eq!(problem["unmarked"], 1);
        assert!(!marked.pupils[first].1.unread().contains(&"result.ready"));
        answered(marked.release(json!({ "unmarked": "release" })).await).await;
        for (_, socket, _) in &mut marked.pupils {
            socket.event("result.ready").await;
        }
        let essay = marked.result(first).await;
        assert_eq!((&essay["awarded"], &essay["correct"]), (&json!(75_000), &json!("partial")));
        assert_eq!((&essay["comment"], essay.get("criteria")), (&json!("Well done.\nRead on."), None));
        let second = 1 - first;
        assert_eq!(marked.result(second).await["correct"], "pending");
        let last = marked.take(&author, json!({ "after": answer["id"] })).await;
        assert_eq!(writer(&last["answer"]), second);
        answered(give(&author, &last["answer"], json!({ "version": 0, "points": 0 })).await).await;
        // A result that was released provisionally is told once more when it is final.
        marked.pupils[second].1.event("result.ready").await;
        assert_eq!(marked.result(second).await["awarded"], 0);
        assert_eq!(marked.take(&author, json!({})).await, json!({ "answer": null, "marked": 2, "total": 2 }));
        let results = answered(author.get(&format!("/api/sittings/{}/results", marked.school.room)).await).await;
        let provisional = results["items"].as_array().unwrap().iter().map(|row| row["attempt"]["provisional"].clone());
        assert_eq!(provisional.collect::<Vec<_>>(), [false, false]);
    }

    async fn two_markers_at_once_never_get_the_same_answer(house: &House) {
        let marked = Marked::after(house, 4).await;
        let (author, marker) = (marked.school.author.clone(), marker(&marked.school).await);
        let mut seen = Vec::new();
        for _ in 0..2 {
            let (one, other) = tokio::join!(marked.take(&author, json!({})), marked.take(&marker, json!({})));
            for (client, taken) in [(&author, one), (&marker, other)] {
                seen.push(writer(&taken["answer"]));
                answered(give(client, &taken["answer"], json!({ "version": 0, "points": 1 })).await).await;
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 3]);
        assert_eq!(marked.overview().await["unmarked"], 0);
        let mine = answered(marker.get("/api/my/marking").await).await;
        assert_eq!((mine["items"].as_array().unwrap().len(), &mine["items"][0]["sitting"]), (1, &json!(marked.school.room)));
        assert_eq!(answered(marker.get("/api/my/rooms").await).await["items"], json!([]), "who marks sees no room");
    }

    async fn who_looks_through_all_answers_gets_each_once_and_in_the_same_order(house: &House) {
        let marked = Marked::after(house, 3).await;
        let author = &marked.school.author;
        let mut rounds = Vec::new();
        for _ in 0..2 {
            let (mut round, mut after) = (Vec::new(), Value::Null);
            loop {
                let taken = marked.take(author, json!({ "wanted": "all", "after": after })).await;
                if taken["answer"].is_null() {
                    break;
                }
                after = taken["answer"]["id"].clone();
                round.push((taken["answer"]["number"].as_i64().unwrap(), writer(&taken["answer"])));
            }
            rounds.push(round);
        }
        assert_eq!((rounds[0].len(), &rounds[0]), (3, &rounds[1]));
        assert!(rounds[0].is_sorted_by_key(|(number, _)| *number));
    }

    async fn an_outdated_mark_is_refused_and_the_stored_one_shown(house: &House) {
        let marked = Marked::after(house, 1).await;
        let (author, marker) = (marked.school.author.clone(), marker(&marked.school).await);
        let mine = marked.take(&author, json!({})).await["answer"].clone();
        assert_eq!(marked.take(&marker, json!({})).await["answer"], Value::Null, "it is held");
        let held = give(&marker, &mine, json!({ "version": 0, "points": 1 })).await;
        let problem: Value = held.json().await.unwrap();
        assert_eq!((&problem["type"], problem.get("stored")), (&json!("/problems/conflict"), None));
        // Whoever marks lets go.
        answered(give(&author, &mine, json!({ "version": 0, "points": 5, "comment": "Mine" })).await).await;
        let refused = give(&marker, &mine, json!({ "version": 0, "points": 9, "comment": "Theirs" })).await;
        let problem: Value = refused.json().await.unwrap();
        let stored = &problem["stored"];
        assert_eq!((&problem["status"], &stored["version"]), (&json!(409), &json!(1)));
        assert_eq!((&stored["points"], &stored["comment"], &stored["levels"]), (&json!(5), &json!("Mine"), &Value::Null));
        let seen = marked.take(&marker, json!({ "wanted": "all" })).await["answer"].clone();
        assert_eq!((&seen["version"], &seen["mark"]["comment"]), (&json!(1), &json!("Mine")));
        answered(give(&marker, &seen, json!({ "version": 1, "points": 9 })).await).await;
        let results = answered(author.get(&format!("/api/sittings/{}/results", marked.school.room)).await).await;
        assert_eq!(results["items"][0]["attempt"]["score"], 9, "the last mark counts");
        for version in [-1, 0, 1, 3, i64::MAX] {
            let refused = give(&author, &mine, json!({ "version": version, "points": 1 })).await;
            assert_eq!(refusal(refused).await, "conflict", "{version}");
        }
    }

    async fn an_answer_is_free_again_when_its_time_is_over(house: &House) {
        let marked = Marked::after(house, 1).await;
        let clock = Arc::new(TurnedClock(AtomicI64::new(4_000_000_000_000_000)));
        let mut cx = house.context().await;
        cx.clock = clock.clone();
        let caller = async |name: &str| Caller {
            account: desk::account_of(house, name).await,
            session: SessionId(Uuid::nil()),
            roles: Role::Admin.into(),
        };
        let (one, other) = (caller("author").await, caller("proctor").await);
        let question: QuestionId = marked.question.parse().unwrap();
        let command = TakeAnswer { wanted: WantedAnswers::Unmarked, after: None };
        let take = async |caller: &Caller| {
            take_answer(&cx, caller, marked.school.sitting(), question, command).await.unwrap().answer.map(|sheet| sheet.id)
        };
        let lease = Span::from_secs(cx.settings.rooms.mark_lease_s);
        let task = take(&one).await;
        assert!(task.is_some());
        clock.0.fetch_add(lease.0 - 1, Ordering::Relaxed);
        assert_eq!(take(&other).await, None);
        clock.0.fetch_add(1, Ordering::Relaxed);
        assert_eq!(take(&other).await, task);
        assert_eq!(take(&one).await, None);
        cx.store.close().await.unwrap();
    }

    async fn a_rubric_has_versions_and_marks_keep_theirs(house: &House) {
        let marked = Marked::after(house, 2).await;
        let author = &marked.school.author;
        let rubric = answered(marked.define(0, criteria()).await).await;
        assert_eq!((&rubric["version"], rubric["criteria"].as_array().unwrap().len()), (&json!(1), 2));
        for version in [-1, 0, 2] {
            assert_eq!(refusal(marked.define(version, criteria()).await).await, "conflict", "{version}");
        }
        assert_eq!(marked.overview().await["questions"][0]["rubric"]["id"], rubric["id"]);
        let first = marked.take(author, json!({})).await["answer"].clone();
        let by = |rubric: &Value, levels: Value| json!({ "version": 0, "rubric": rubric["id"], "levels": levels });
        let saved = answered(give(author, &first, by(&rubric, json!([0, 2]))).await).await;
        assert_eq!(saved["awarded"], 66_667, "two of three, of a question worth one point");
        let easier = json!([{ "title": "All", "levels": [{ "points": 0, "words": "No" }, { "points": 1, "words": "Yes" }] }]);
        let second = answered(marked.define(1, easier).await).await;
        let other = marked.take(author, json!({})).await["answer"].clone();
        assert_eq!(refusal(give(author, &other, by(&rubric, json!([1, 2]))).await).await, "conflict");
        assert_eq!(refusal(give(author, &other, json!({ "version": 0, "points": 1 })).await).await, "conflict");
        answered(give(author, &other, by(&second, json!([1]))).await).await;
        answered(marked.release(json!({})).await).await;
        let essay = marked.result(writer(&first)).await;
        assert_eq!((&essay["awarded"], &essay["criteria"][0]["level"]), (&json!(66_667), &json!("Dull")));
        assert_eq!(marked.result(writer(&other)).await["awarded"], 100_000);
        let cx = house.context().await;
        let summary = verify_answers(&cx, None, &ReceiptKeys::of(&cx.signer), |_| {}).await.unwrap();
        assert_eq!((summary.results, summary.faults), (2, 0));
        cx.store.close().await.unwrap();
    }

    async fn what_cannot_be_a_rubric_or_a_mark_is_refused(house: &House) {
        let marked = Marked::after(house, 1).await;
        let author = &marked.school.author;
        let level = json!({ "points": 1, "words": "So" });
        let criterion = |levels: Value| json!({ "title": "T", "levels": levels });
        let table = [
            (json!([]), "/criteria out_of_range"),
            (Value::Array(vec![criterion(json!([level, level])); 11]), "/criteria too_many"),
            (json!([criterion(json!([level]))]), "/criteria/0/levels out_of_range"),
            (json!([criterion(Value::Array(vec![level.clone(); 7]))]), "/criteria/0/levels out_of_range"),
            (json!([criterion(json!([{ "points": -1, "words": "a" }, level]))]), "/criteria/0/levels/0/points points_out_of_range"),
            (json!([criterion(json!([{ "points": 0, "words": "a" }, { "points": 0, "words": "b" }]))]), "/criteria/0/levels nothing_to_earn"),
            (json!([{ "title": " ", "levels": [level, level] }]), "/criteria/0/title required"),
            (json!([criterion(json!([{ "points": 1, "words": "x".repeat(401) }, level]))]), "/criteria/0/levels/0/words too_long"),
        ];
        for (criteria, fault) in table {
            assert_eq!(faults(marked.define(0, criteria).await).await, [fault]);
        }
        let (pupil, _, attempt) = &marked.pupils[0];
        let choice = pupil.questions(attempt).await["single_choice"]["id"].as_str().unwrap().to_owned();
        let path = |question: &str| format!("/api/exams/{}/questions/{question}/rubric", marked.school.exam);
        let body = json!({ "version": 0, "criteria": criteria() });
        assert_eq!(faults(put(author, &path(&choice), body.clone()).await).await, [" not_allowed"]);
        assert_eq!(refusal(put(author, &path(&Uuid::now_v7().to_string()), body.clone()).await).await, "not-found");
        let answer = marked.take(author, json!({})).await["answer"].clone();
        for (mark, fault) in [
            (json!({ "version": 0 }), "/points required"),
            (json!({ "version": 0, "points": -1 }), "/points mark_out_of_range"),
            (json!({ "version": 0, "points": 100_001 }), "/points mark_out_of_range"),
            (json!({ "version": 0, "points": 1, "comment": "x".repeat(4_001) }), "/comment too_long"),
            (json!({ "version": 0, "points": 1, "grade": 1 }), "/grade unknown_field"),
        ] {
            assert_eq!(faults(give(author, &answer, mark).await).await, [fault]);
        }
        let rubric = answered(put(author, &path(&marked.question), body).await).await;
        for (levels, fault) in [(Value::Null, "required"), (json!([0]), "level_missing"), (json!([0, 3]), "level_missing")] {
            let mark = json!({ "version": 0, "rubric": rubric["id"], "levels": levels });
            assert_eq!(faults(give(author, &answer, mark).await).await, [format!("/levels {fault}")]);
        }
        let mark = json!({ "version": 0, "rubric": rubric["id"], "levels": [1, 2], "comment": "x".repeat(4_000) });
        assert_eq!(answered(give(author, &answer, mark).await).await["awarded"], 100_000);
        let nobody = json!({ "id": Uuid::now_v7() });
        assert_eq!(refusal(give(author, &nobody, json!({ "version": 0, "points": 1 })).await).await, "not-found");
        let path = format!("/api/sittings/{}/marking/{choice}/next", marked.school.room);
        assert_eq!(refusal(author.post(&path, json!({ "after": answer["id"] })).await).await, "not-found");
        assert_eq!(answered(author.post(&path, json!({})).await).await["answer"], Value::Null);
    }
}

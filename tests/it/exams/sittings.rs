//! Sittings as their authors plan them.

use super::desk::{self, account_of, in_hours, plan, published, sitting, student, with_role};
use crate::accounts::house::{Client, House, json, served_by_both_engines, slug};
use examhall::store::exams::{enrolment, staff};
use examhall::store::rooms::room;
use examhall::store::{Priority, jobs};
use examhall_domain::accounts::Role;
use examhall_domain::id::SittingId;
use examhall_domain::time::Timestamp;
use reqwest::Response;
use serde_json::{Value, json as value};

async fn schedule(author: &Client, exam: &str, changes: Value) -> Response {
    let mut plan = plan();
    for (name, change) in changes.as_object().unwrap() {
        plan[name] = change.clone();
    }
    author.post(&format!("/api/exams/{exam}/sittings"), plan).await
}

async fn faults(refused: Response) -> Vec<String> {
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.json().await.unwrap();
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
}

fn id(card: &Value) -> SittingId {
    card["id"].as_str().unwrap().parse().unwrap()
}

async fn put(author: &Client, path: &str, body: Value) -> Response {
    author.request("PUT", path).json(&body).send().await.unwrap()
}

served_by_both_engines! {
    async fn a_planned_sitting_has_its_room_its_code_and_its_start(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Algebra", "::a::A {T}").await;
        let card = sitting(&author, &exam).await;
        assert_eq!((&card["phase"], &card["start"], &card["attempts_allowed"]), (&value!("lobby"), &value!("clock"), &value!(2)));
        let code = card["code"].as_str().unwrap();
        assert!(code.len() == 8 && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()), "{code}");
        assert_eq!(room::find(house.store.read(), id(&card)).await.unwrap().unwrap().version, 0);
        let by_proctor = json(schedule(&author, &exam, value!({ "start": "proctor" })).await).await;
        assert_ne!(by_proctor["code"], card["code"]);

        let lease = jobs::Lease { owner: "test", until: Timestamp(i64::MAX) };
        let transaction = house.store.begin(Priority::Jobs).await.unwrap();
        let due = jobs::claim(&transaction, &["room_start"], Timestamp(i64::MAX - 1), lease, 10).await.unwrap();
        transaction.rollback().await.unwrap();
        let starts: Vec<Value> = due.iter().filter(|job| job.kind == "room_start")
            .map(|job| serde_json::from_str(&job.payload).unwrap()).collect();
        assert_eq!(starts, [value!({ "sitting": card["id"] })], "the proctor starts the other one");
    }

    async fn a_plan_is_checked_field_by_field(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Algebra", "::a::A {T}").await;
        for (changes, expected) in [
            (value!({ "title": " " }), "/title required"),
            (value!({ "window_closes_at": in_hours(-1), "window_opens_at": in_hours(-2) }), "/window_closes_at in_the_past"),
            (value!({ "window_opens_at": in_hours(24 * 8) }), "/window_closes_at end_before_start"),
            (value!({ "window_closes_at": in_hours(24 * 400) }), "/window_closes_at window_too_long"),
            (value!({ "time_limit_s": 59 }), "/time_limit_s out_of_range"),
            (value!({ "grace_s": 601 }), "/grace_s out_of_range"),
            (value!({ "attempts_allowed": 0 }), "/attempts_allowed out_of_range"),
            (value!({ "start": "whenever" }), "/start invalid"),
            (value!({ "colour": "red" }), "/colour unknown_field"),
        ] {
            assert_eq!(faults(schedule(&author, &exam, changes).await).await, [expected]);
        }
        let both = value!({ "title": "", "grace_s": -1 });
        assert_eq!(faults(schedule(&author, &exam, both).await).await, ["/title required", "/grace_s out_of_range"]);
        let without_paper = desk::exam(&author, "Empty").await;
        assert_eq!(slug(schedule(&author, &without_paper, value!({})).await).await, "exam-not-published");
    }

    async fn proctors_are_assigned_by_their_address(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        with_role(house, "proctor", Role::Proctor).await;
        student(house, "student").await;
        let exam = published(&author, "Algebra", "::a::A {T}").await;
        let card = sitting(&author, &exam).await;
        let address = format!("/api/sittings/{}/staff", id(&card));
        for _ in 0..2 {
            let done = author.post(&address, value!({ "email": "Proctor@example.org" })).await;
            assert_eq!(done.status(), 204);
        }
        let proctor = account_of(house, "proctor").await;
        assert!(staff::is_assigned(house.store.read(), id(&card), proctor).await.unwrap());
        for nobody in ["student@example.org", "unknown@example.org", "no address"] {
            let refused = author.post(&address, value!({ "email": nobody })).await;
            assert_eq!(faults(refused).await, ["/email not_found"], "{nobody}");
        }
    }

    async fn one_persons_terms_are_agreed_on(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let student = student(house, "student").await;
        let exam = published(&author, "Algebra", "::a::A {T}").await;
        let card = sitting(&author, &exam).await;
        let account = account_of(house, "student").await;
        let address = format!("/api/sittings/{}/enrolments/{account}", id(&card));
        let terms = value!({ "extra_time_s": 900, "group": "B" });
        assert_eq!(slug(put(&author, &address, terms.clone()).await).await, "not-found", "not enrolled");
        json(student.post(&format!("/api/sittings/{}/enrol", id(&card)), value!({})).await).await;
        assert_eq!(put(&author, &address, terms).await.status(), 204);
        let row = enrolment::find(house.store.read(), id(&card), account).await.unwrap().unwrap();
        assert_eq!((row.extra_time_us, row.group_label.as_str()), (900_000_000, "B"));
        json(student.post(&format!("/api/sittings/{}/enrol", id(&card)), value!({})).await).await;
        let row = enrolment::find(house.store.read(), id(&card), account).await.unwrap().unwrap();
        assert_eq!(row.extra_time_us, 900_000_000, "enrolling again keeps what was agreed");
        for wrong in [value!({ "extra_time_s": -1, "group": "" }), value!({ "extra_time_s": 86_401, "group": "" })] {
            assert_eq!(faults(put(&author, &address, wrong).await).await, ["/extra_time_s out_of_range"]);
        }
    }

    async fn results_list_who_came_and_who_did_not_and_are_released_once(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Algebra", "::a::A {T}").await;
        let card = sitting(&author, &exam).await;
        for name in ["bea", "abe"] {
            let student = student(house, name).await;
            json(student.post(&format!("/api/sittings/{}/enrol", id(&card)), value!({})).await).await;
        }
        let results = json(author.get(&format!("/api/sittings/{}/results", id(&card))).await).await;
        let rows: Vec<(&str, &Value)> = results["items"].as_array().unwrap().iter()
            .map(|row| (row["name"].as_str().unwrap(), &row["attempt"])).collect();
        assert_eq!(rows, [("abe", &Value::Null), ("bea", &Value::Null)]);
        let address = format!("/api/sittings/{}/release", id(&card));
        let first = json(author.post(&address, value!({})).await).await;
        assert_eq!(json(author.post(&address, value!({})).await).await, first);
    }

    async fn other_authors_find_nothing_and_students_may_not(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let other = with_role(house, "other", Role::Author).await;
        let student = student(house, "student").await;
        let exam = published(&author, "Algebra", "::a::A {T}").await;
        let card = sitting(&author, &exam).await;
        let results = format!("/api/sittings/{}/results", id(&card));
        assert_eq!(slug(other.get(&results).await).await, "not-found");
        assert_eq!(slug(student.get(&results).await).await, "forbidden");
        assert_eq!(slug(schedule(&other, &exam, value!({})).await).await, "not-found");
        assert_eq!(slug(schedule(&student, &exam, value!({})).await).await, "forbidden");
        assert_eq!(slug(student.post("/api/exams", value!({ "title": "Mine", "language": "en" })).await).await, "forbidden");
    }
}

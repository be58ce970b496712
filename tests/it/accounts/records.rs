//! What is kept about people: told to themselves, and erased with their accounts.

use super::house::{Client, House, PASSWORD, credentials, json, registration, served_by_both_engines, slug};
use super::profile::{png, upload};
use super::second_factor::turned_on;
use crate::exams::desk::{account_of, with_role};
use crate::mail::letters::letters;
use crate::ops::exam::{ANSWER, Exam, begin};
use crate::store::engine::TestDatabase;
use examhall::boot::context::records;
use examhall::gateway::signer::ReceiptKeys;
use examhall::service::accounts::erase_accounts::erase_accounts;
use examhall::service::rooms::verify_answers::verify_answers;
use examhall::store::accounts::{account, picture, second_factor, session};
use examhall::store::{Priority, audit, mail};
use examhall_domain::accounts::Role;
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json as value};
use uuid::Uuid;

const EXPORT: &str = "/api/auth/export";
const ERASURE: &str = "/api/auth/erasure";

fn proof() -> Value {
    value!({ "password": PASSWORD })
}

async fn exported(client: &Client) -> Value {
    let answer = client.post(EXPORT, proof()).await;
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"my-data.json\"");
    json(answer).await
}

/// A student in the middle of an exam, who asked the proctors for something.
async fn writing(house: &House) -> Exam {
    let author = with_role(house, "author", Role::Author).await;
    let exam = begin(&house.program(), author).await;
    let said = value!({ "text": "I feel sick", "message_id": Uuid::now_v7() });
    json(exam.student.post(&format!("/api/attempts/{}/messages", exam.attempt), said).await).await;
    exam
}

/// Moves the day on which an account is to be erased into the past.
async fn the_day_comes(house: &House) {
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    let past = "UPDATE accounts SET erased_from_us = 1 WHERE erased_from_us IS NOT NULL";
    transaction.execute_unprepared(past).await.unwrap();
    transaction.commit().await.unwrap();
}

/// What the program does now and then.
async fn erase(house: &House) -> u64 {
    erase_accounts(&house.context().await, &records()).await.unwrap()
}

async fn row(house: &House, id: AccountId) -> account::Model {
    account::find(house.store.read(), id).await.unwrap().unwrap()
}

served_by_both_engines! {
    async fn a_student_gets_everything_that_is_kept_about_them(house: &House) {
        let exam = writing(house).await;
        let before = exported(&exam.student).await;
        assert_eq!(before["attempts"][0]["result"], Value::Null, "it is not there yet");
        exam.finish().await;
        let file = exported(&exam.student).await;
        assert_eq!(file["account"]["email"], "student@example.org");
        assert_eq!(file["account"]["roles"], value!(["student"]));
        assert_eq!(file["sessions"].as_array().unwrap().len(), 2);
        assert_eq!(file["mails"][0]["kind"], "verify_email");
        assert_eq!(file["enrolments"][0]["exam"], "Botany");
        let attempt = &file["attempts"][0];
        assert_eq!(attempt["id"], exam.attempt.as_str());
        let answers = attempt["answers"].as_array().unwrap();
        assert!(answers.iter().any(|answer| answer["response"]["text"] == ANSWER), "{attempt}");
        assert_eq!(attempt["result"]["score"], 200_000);
        assert_eq!(attempt["receipt"]["person"], file["account"]["id"]);
        assert_eq!(attempt["log"]["rows"].as_array().unwrap().len(), 5);
        assert_eq!(attempt["messages"][0]["text"], "I feel sick");
        assert_eq!(file["cut_short"], value!([]));
        let deeds: Vec<&Value> = file["deeds"].as_array().unwrap().iter().map(|deed| &deed["action"]).collect();
        assert!(deeds.contains(&&value!("accounts.data_exported")) && deeds.contains(&&value!("accounts.registered")));
        let whole = file.to_string();
        for secret in ["argon2", "password_hash", "author@example.org", "sealed"] {
            assert!(!whole.contains(secret), "{secret}");
        }
        // Somebody else's file knows nothing of it.
        let author = exported(&exam.author).await;
        assert_eq!((&author["attempts"], &author["exams"][0]["title"]), (&value!([]), &value!("Botany")));
        assert!(!author.to_string().contains("student@example.org"));
    }

    async fn neither_is_given_for_an_open_session_alone(house: &House) {
        let ada = house.registered("ada").await;
        for path in [EXPORT, ERASURE] {
            let wrong = ada.post(path, value!({ "password": "incorrect horse" })).await;
            assert_eq!(slug(wrong).await, "validation-failed");
        }
        let app = turned_on(&ada).await;
        for path in [EXPORT, ERASURE] {
            let answer = ada.post(path, proof()).await;
            let problem: Value = answer.json().await.unwrap();
            assert_eq!(problem["errors"][0]["pointer"], "/code");
        }
        let both = |code: &str| value!({ "password": PASSWORD, "code": code });
        assert_eq!(ada.post(EXPORT, both(&app.recovery_codes[0])).await.status(), 200);
        assert_eq!(ada.post(ERASURE, both(&app.recovery_codes[0])).await.status(), 422, "it was used");
        assert_eq!(ada.post(ERASURE, both(&app.recovery_codes[1])).await.status(), 200);
    }

    async fn what_is_erased_is_gone_and_what_was_acknowledged_still_verifies(house: &House) {
        let exam = writing(house).await;
        exam.finish().await;
        let student = house.browser();
        json(student.post("/api/auth/login", credentials("student", PASSWORD)).await).await;
        assert_eq!(upload(&student, "image/png", png(9, 9)).await.status(), 204);
        turned_on(&student).await;
        let id = account_of(house, "student").await;
        let receipt = json(student.get(&format!("/api/attempts/{}/receipt", exam.attempt)).await).await;
        let wrong = student.post(ERASURE, proof()).await;
        assert_eq!(slug(wrong).await, "validation-failed", "a code is missing");
        let cx = house.context().await;
        examhall::service::accounts::second_factor::reset::reset(&cx, "student@example.org").await.unwrap();
        assert_eq!(student.post(ERASURE, proof()).await.status(), 200);
        assert_eq!(slug(student.get("/api/auth/me").await).await, "not-signed-in", "the cookie is gone, too");
        assert_eq!(slug(exam.student.get("/api/auth/me").await).await, "session-ended");
        assert_eq!(letters(house, "student").await.pop().unwrap().subject(), "Your account will be erased");
        assert_eq!(erase(house).await, 0, "not before its day");
        the_day_comes(house).await;
        assert_eq!((erase(house).await, erase(house).await), (1, 0));
        let (store, left) = (house.store.read(), row(house, id).await);
        assert!(left.email.ends_with("@erased.invalid") && left.name.starts_with('#') && left.password_hash.is_empty());
        assert!(left.disabled_at_us.is_some() && left.erased_from_us.is_none());
        assert_eq!(session::list(store, id, 10).await.unwrap(), []);
        assert_eq!(mail::list_of_account(store, id, 10).await.unwrap(), []);
        assert_eq!(picture::find(store, id).await.unwrap(), None);
        assert_eq!(second_factor::find(store, id).await.unwrap(), None);
        let again = house.program().post("/api/auth/login", credentials("student", PASSWORD)).await;
        assert_eq!(slug(again).await, "wrong-credentials");
        // Answers, marks and receipts are what they were, under a name that tells nothing.
        let mut faults = Vec::new();
        let summary = verify_answers(&cx, None, &ReceiptKeys::of(&cx.signer), |told| faults.push(told)).await.unwrap();
        assert_eq!((summary.attempts, summary.receipts, summary.results, summary.faults), (1, 1, 1, 0), "{faults:?}");
        assert_eq!(receipt["person"], id.to_string());
        let results = json(exam.author.get(&format!("/api/sittings/{}/results", exam.sitting)).await).await;
        assert!(results.to_string().contains(&left.name) && !results.to_string().contains("student@example.org"));
        let messages = format!("/api/rooms/{}/attempts/{}/messages", exam.sitting, exam.attempt);
        let messages = exam.author.get(&messages).await;
        assert!(!messages.text().await.unwrap().contains("sick"));
        // The address is free again, and whoever registers with it is somebody else.
        let anew = json(house.program().post("/api/auth/register", registration("student")).await).await;
        assert_ne!(anew["id"], id.to_string());
    }

    async fn signing_in_before_calls_it_off(house: &House) {
        let ada = house.registered("ada").await;
        let asked = json(ada.post(ERASURE, proof()).await).await;
        assert!(asked["erased_from"].is_string());
        json(house.browser().post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
        let id = account_of(house, "ada").await;
        assert_eq!(row(house, id).await.erased_from_us, None);
        the_day_comes(house).await;
        assert_eq!(erase(house).await, 0);
        let subjects: Vec<_> = letters(house, "ada").await.iter().map(|letter| letter.subject()).collect();
        assert_eq!(subjects[1..], ["Your account will be erased", "Your account stays"]);
        let deeds = audit::list_since(house.store.read(), Timestamp(0), 100).await.unwrap();
        let of_erasure: Vec<_> = deeds.iter().map(|deed| &deed.action).filter(|action| action.contains("erasure")).collect();
        assert_eq!(of_erasure, ["accounts.erasure_asked", "accounts.erasure_called_off"]);
    }

    async fn nobody_leaves_in_the_middle_of_an_exam(house: &House) {
        let exam = writing(house).await;
        assert_eq!(slug(exam.student.post(ERASURE, proof()).await).await, "exam-under-way");
        assert_eq!(exam.student.get("/api/auth/me").await.status(), 200);
        exam.finish().await;
        assert_eq!(exam.student.post(ERASURE, proof()).await.status(), 200);
    }

    async fn the_last_admin_stays(house: &House) {
        let (one, other) = (with_role(house, "one", Role::Admin).await, with_role(house, "other", Role::Admin).await);
        let (first, second) = tokio::join!(one.post(ERASURE, proof()), other.post(ERASURE, proof()));
        let mut statuses = [first.status().as_u16(), second.status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let (stays, leaves) = if first.status() == 409 { (first, "other") } else { (second, "one") };
        assert_eq!(slug(stays).await, "last-admin");
        the_day_comes(house).await;
        let leaving = account_of(house, leaves).await;
        assert_eq!(erase(house).await, 1);
        assert!(row(house, leaving).await.email.ends_with("@erased.invalid"));
    }
}

#[actix_web::test]
async fn a_file_takes_as_many_rows_as_the_settings_say() {
    let house = House::open(TestDatabase::sqlite().await, &[("EXAMHALL__ACCOUNTS__EXPORT_ROWS_MAX", "2")]).await;
    let ada = house.registered("ada").await;
    let file = exported(&ada).await;
    assert_eq!((file["sessions"].as_array().unwrap().len(), &file["cut_short"]), (1, &value!(["deeds"])));
    json(house.browser().post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
    assert_eq!(exported(&ada).await["cut_short"], value!(["deeds"]), "two are not too many");
    json(house.browser().post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
    let file = exported(&ada).await;
    assert_eq!((file["sessions"].as_array().unwrap().len(), &file["cut_short"]), (2, &value!(["sessions", "deeds"])));
    house.close().await;
}

//! Changing a password by the old one, and getting a new one by mail.

use super::house::{Client, House, PASSWORD, credentials, json, served_by_both_engines, slug};
use crate::mail::letters::letters;
use examhall::store::{Priority, audit, jobs};
use examhall_domain::time::Timestamp;
use futures_util::future::join_all;
use reqwest::Response;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json as value};

const CHANGE: &str = "/api/auth/password";
const ASK: &str = "/api/auth/password/ask";
const RESET: &str = "/api/auth/password/reset";
const NEW: &str = "battery staple";

async fn change(client: &Client, old: &str, new: &str) -> Response {
    client.put(CHANGE, value!({ "old_password": old, "new_password": new })).await
}

async fn ask(house: &House, email: &str) -> Response {
    house.program().post(ASK, value!({ "email": email })).await
}

async fn reset(house: &House, token: &str, password: &str) -> Response {
    house.program().post(RESET, value!({ "token": token, "password": password })).await
}

async fn login(house: &House, password: &str) -> u16 {
    house.browser().post("/api/auth/login", credentials("ada", password)).await.status().as_u16()
}

/// The token of the latest mail with a link that sets a password.
async fn reset_token(house: &House) -> String {
    let sent = letters(house, "ada").await;
    let last = sent.iter().rfind(|letter| letter.body.contains("/reset?token=")).unwrap();
    last.token()
}

async fn subjects(house: &House) -> Vec<String> {
    letters(house, "ada").await.iter().map(|letter| letter.subject()).collect()
}

async fn deeds(house: &House, action: &str) -> usize {
    let deeds = audit::list_since(house.store.read(), Timestamp(0), 100).await.unwrap();
    deeds.iter().filter(|deed| deed.action == action).count()
}

async fn execute(house: &House, sql: &str) {
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    transaction.execute_unprepared(sql).await.unwrap();
    transaction.commit().await.unwrap();
}

served_by_both_engines! {
    async fn the_old_password_gives_a_new_one_and_ends_every_other_session(house: &House) {
        let ada = house.registered("ada").await;
        let elsewhere = house.browser();
        assert_eq!(elsewhere.post("/api/auth/login", credentials("ada", PASSWORD)).await.status(), 200);
        assert_eq!(elsewhere.get("/api/auth/me").await.status(), 200);
        assert_eq!(change(&ada, PASSWORD, NEW).await.status(), 204);
        assert_eq!(ada.get("/api/auth/me").await.status(), 200);
        assert_eq!(slug(elsewhere.get("/api/auth/me").await).await, "session-ended");
        assert_eq!((login(house, PASSWORD).await, login(house, NEW).await), (401, 200));
        assert_eq!(subjects(house).await, ["Confirm your e-mail address", "Your password was changed"]);
        assert_eq!((deeds(house, "accounts.password_changed").await, deeds(house, "accounts.session_ended").await), (1, 1));
    }

    async fn both_passwords_are_checked(house: &House) {
        let ada = house.registered("ada").await;
        let long = "x".repeat(129);
        let table = [
            ("incorrect horse", NEW, "/old_password", "wrong_password"),
            (long.as_str(), NEW, "/old_password", "too_long"),
            (PASSWORD, "short", "/new_password", "too_short"),
            (PASSWORD, long.as_str(), "/new_password", "too_long"),
            (PASSWORD, "            ", "/new_password", "not_allowed"),
            (PASSWORD, "ada@example.org", "/new_password", "same_as_email"),
        ];
        for (old, new, pointer, code) in table {
            let answer = change(&ada, old, new).await;
            assert_eq!(answer.status(), 422);
            let problem: Value = answer.json().await.unwrap();
            assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&value!(pointer), &value!(code)));
            assert!(problem["errors"][0]["detail"].as_str().unwrap().ends_with('.'), "{problem}");
        }
        assert_eq!(login(house, PASSWORD).await, 200);
        assert_eq!(letters(house, "ada").await.len(), 1);
    }

    async fn who_sits_at_an_open_session_does_not_find_the_password_out_by_trying(house: &House) {
        let ada = house.registered("ada").await.from("192.0.2.7");
        let tries = (0..8).map(|_| change(&ada, "incorrect horse", NEW));
        let mut statuses: Vec<_> = join_all(tries).await.iter().map(|answer| answer.status().as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429, 429]);
        let right = change(&ada, PASSWORD, NEW).await;
        assert!(right.headers().contains_key("retry-after"));
        assert_eq!(slug(right).await, "locked-out");
        assert_eq!(change(&ada.from("198.51.100.1"), PASSWORD, NEW).await.status(), 204);
    }

    async fn of_two_changes_at_once_one_is_made(house: &House) {
        let ada = house.registered("ada").await;
        let (one, other) = tokio::join!(change(&ada, PASSWORD, NEW), change(&ada, PASSWORD, "another password"));
        let mut statuses = [one.status().as_u16(), other.status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 422]);
        assert_eq!(deeds(house, "accounts.password_changed").await, 1);
    }

    async fn a_forgotten_password_is_replaced_by_mail(house: &House) {
        let ada = house.registered("ada").await;
        let stranger = house.program().from("192.0.2.7");
        for _ in 0..5 {
            assert_eq!(stranger.post("/api/auth/login", credentials("ada", "incorrect horse")).await.status(), 401);
        }
        assert_eq!(ask(house, " ADA@example.org").await.status(), 202);
        let token = reset_token(house).await;
        let refused = reset(house, &token, "short").await;
        assert_eq!(slug(refused).await, "validation-failed", "the link is still good");
        let answer = reset(house, &token, NEW).await;
        assert_eq!((answer.status().as_u16(), answer.headers().contains_key("set-cookie")), (204, false));
        assert_eq!(slug(ada.get("/api/auth/me").await).await, "session-ended");
        let back = stranger.post("/api/auth/login", credentials("ada", NEW)).await;
        assert_eq!(back.status(), 200, "who forgot a password has tried often");
        assert_eq!(json(back).await["email_verified"], true, "who got the mail has the address");
        assert_eq!(login(house, PASSWORD).await, 401);
        let expected = ["Confirm your e-mail address", "Set a new password", "Your password was changed"];
        assert_eq!(subjects(house).await, expected);
        assert_eq!(deeds(house, "accounts.password_reset").await, 1);
        assert_eq!(slug(reset(house, &token, "one more password").await).await, "link-invalid");
    }

    async fn a_link_sets_one_password_whoever_uses_it_at_once(house: &House) {
        house.registered("ada").await;
        ask(house, "ada@example.org").await;
        let token = reset_token(house).await;
        let passwords: Vec<String> = (0..6).map(|number| format!("password number {number}")).collect();
        let uses = passwords.iter().map(|password| reset(house, &token, password));
        let answers: Vec<_> = join_all(uses).await.iter().map(|answer| answer.status().as_u16()).collect();
        let mut statuses = answers.clone();
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 410, 410, 410, 410, 410]);
        let winner = answers.iter().position(|status| *status == 204).unwrap();
        assert_eq!(login(house, &passwords[winner]).await, 200);
        assert_eq!(deeds(house, "accounts.password_reset").await, 1);
    }

    async fn a_link_that_is_old_replaced_changed_or_of_another_kind_sets_nothing(house: &House) {
        let ada = house.registered("ada").await;
        let verify = letters(house, "ada").await[0].token();
        ask(house, "ada@example.org").await;
        let first = reset_token(house).await;
        execute(house, "UPDATE mails SET created_at_us = created_at_us - 61000000").await;
        ask(house, "ada@example.org").await;
        let second = reset_token(house).await;
        assert_ne!(first, second);
        let turned: String = second.chars().rev().collect();
        for wrong in [verify.as_str(), &first, &turned, "", "x"] {
            assert_eq!(slug(reset(house, wrong, NEW).await).await, "link-invalid", "{wrong}");
        }
        let foreign = house.program().with("origin", "https://evil.example");
        let foreign = foreign.post(RESET, value!({ "token": second, "password": NEW })).await;
        assert_eq!(slug(foreign).await, "origin-refused");
        execute(house, "UPDATE account_links SET expires_at_us = 1").await;
        assert_eq!(slug(reset(house, &second, NEW).await).await, "link-invalid");
        execute(house, "UPDATE mails SET created_at_us = created_at_us - 61000000").await;
        ask(house, "ada@example.org").await;
        let third = reset_token(house).await;
        assert_eq!(change(&ada, PASSWORD, NEW).await.status(), 204);
        assert_eq!(slug(reset(house, &third, "one more password").await).await, "link-invalid", "it was for the old one");
        assert_eq!(login(house, NEW).await, 200);
    }

    async fn asking_says_and_writes_the_same_whether_or_not_somebody_has_the_address(house: &House) {
        house.registered("ada").await;
        letters(house, "ada").await;
        let mut answers = Vec::new();
        for email in ["ada@example.org", "nobody@example.org"] {
            let answer = house.program().with("x-request-id", "same").post(ASK, value!({ "email": email })).await;
            let status = answer.status().as_u16();
            answers.push((status, answer.text().await.unwrap()));
            letters(house, "ada").await;
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].0, 202);
        // One job each, so that both take as long.
        let done = "SELECT payload FROM jobs_done WHERE kind = 'send_reset' ORDER BY created_at_us";
        let backend = house.store.read().get_database_backend();
        let rows = house.store.read().query_all_raw(sea_orm::Statement::from_string(backend, done)).await.unwrap();
        let payloads: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        assert_eq!(payloads.len(), 2);
        assert_eq!(payloads[1], "{\"account\":null}");
        assert!(letters(house, "nobody").await.is_empty());
        assert_eq!(slug(ask(house, "no address").await).await, "validation-failed");
        let foreign = house.program().with("origin", "https://evil.example").post(ASK, value!({ "email": "ada@example.org" })).await;
        assert_eq!(slug(foreign).await, "origin-refused");
    }

    async fn however_often_one_asks_mails_are_few(house: &House) {
        house.registered("ada").await;
        for _ in 0..3 {
            assert_eq!(ask(house, "ada@example.org").await.status(), 202);
        }
        let asked = async || letters(house, "ada").await.iter().filter(|mail| mail.body.contains("/reset?")).count();
        assert_eq!(asked().await, 1);
        for sent in [2, 3, 4, 5, 5] {
            execute(house, "UPDATE mails SET created_at_us = created_at_us - 61000000").await;
            assert_eq!(ask(house, "ada@example.org").await.status(), 202);
            assert_eq!(asked().await, sent);
        }
        assert_eq!(jobs::list_dead(house.store.read(), 10).await.unwrap(), []);
    }

    async fn who_is_disabled_gets_no_link_and_can_use_none(house: &House) {
        house.registered("ada").await;
        ask(house, "ada@example.org").await;
        let token = reset_token(house).await;
        execute(house, "UPDATE accounts SET disabled_at_us = 1").await;
        execute(house, "UPDATE mails SET created_at_us = created_at_us - 61000000").await;
        assert_eq!(ask(house, "ada@example.org").await.status(), 202);
        assert_eq!(letters(house, "ada").await.len(), 2);
        assert_eq!(slug(reset(house, &token, NEW).await).await, "link-invalid");
        execute(house, "UPDATE accounts SET disabled_at_us = NULL").await;
        assert_eq!(login(house, PASSWORD).await, 200);
    }
}

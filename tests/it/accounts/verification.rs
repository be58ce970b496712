//! Showing that an address is one's own.

use super::house::{Client, House, json, registration, served_by_both_engines, slug};
use crate::mail::letters::letters;
use examhall::store::{Priority, audit};
use examhall_domain::time::Timestamp;
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::json as value;

const VERIFY: &str = "/api/auth/verify";
const SEND: &str = "/api/auth/verify/send";

async fn is_verified(client: &Client) -> bool {
    json(client.get("/api/auth/me").await).await["email_verified"].as_bool().unwrap()
}

/// As if what was written so far had been written so many seconds earlier.
async fn mails_written_earlier(house: &House, seconds: i64) {
    let by_us = seconds * 1_000_000;
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    let change = format!("UPDATE mails SET created_at_us = created_at_us - {by_us}");
    transaction.execute_unprepared(&change).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn expire_all_links(house: &House) {
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    transaction.execute_unprepared("UPDATE account_links SET expires_at_us = 1").await.unwrap();
    transaction.commit().await.unwrap();
}

served_by_both_engines! {
    async fn who_registers_gets_a_link_that_shows_the_address_to_be_theirs(house: &House) {
        let ada = house.registered("ada").await;
        assert!(!is_verified(&ada).await);
        let sent = letters(house, "ada").await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].subject(), "Confirm your e-mail address");
        let link = format!("{}/verify?token={}\n", house.server.url(""), sent[0].token());
        assert!(sent[0].body.contains(&link), "{}", sent[0].body);
        // Whoever has the link need not be signed in.
        let answer = house.program().post(VERIFY, value!({ "token": sent[0].token() })).await;
        assert_eq!((answer.status().as_u16(), answer.headers().contains_key("set-cookie")), (204, false));
        assert!(is_verified(&ada).await);
        let deeds = audit::list_since(house.store.read(), Timestamp(0), 10).await.unwrap();
        assert!(deeds.iter().any(|deed| deed.action == "accounts.email_verified" && deed.actor_id.is_some()));
    }

    async fn a_mail_is_written_in_the_language_of_the_form(house: &House) {
        let mut form = registration("ada");
        form["locale"] = "fr".into();
        assert_eq!(house.browser().post("/api/auth/register", form).await.status(), 201);
        let sent = letters(house, "ada").await;
        assert_eq!(sent[0].subject(), "Confirmez votre adresse électronique");
        assert!(sent[0].body.starts_with("Bonjour,\n"), "{}", sent[0].body);
        assert_eq!(house.program().post(VERIFY, value!({ "token": sent[0].token() })).await.status(), 204);
    }

    async fn a_link_works_once_whoever_uses_it_at_once(house: &House) {
        let ada = house.registered("ada").await;
        let token = letters(house, "ada").await[0].token();
        let program = house.program();
        let uses = (0..6).map(|_| program.post(VERIFY, value!({ "token": token })));
        let mut statuses: Vec<_> = join_all(uses).await.iter().map(|answer| answer.status().as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 410, 410, 410, 410, 410]);
        assert!(is_verified(&ada).await);
        let deeds = audit::list_since(house.store.read(), Timestamp(0), 20).await.unwrap();
        assert_eq!(deeds.iter().filter(|deed| deed.action == "accounts.email_verified").count(), 1);
    }

    async fn what_is_no_link_of_ours_is_refused(house: &House) {
        let ada = house.registered("ada").await;
        let token = letters(house, "ada").await[0].token();
        let turned: String = token.chars().rev().collect();
        let changed = format!("{}{}", if token.starts_with('A') { "B" } else { "A" }, &token[1..]);
        for wrong in ["", "x", &turned, &changed, &token[1..], &format!("{token}="), &format!("{token}A")] {
            let answer = house.program().post(VERIFY, value!({ "token": wrong })).await;
            assert_eq!(slug(answer).await, "link-invalid", "{wrong}");
        }
        // Good for something else.
        let other = house.program().post("/api/auth/password/reset", value!({ "token": token, "password": "a new password" })).await;
        assert_eq!(slug(other).await, "link-invalid");
        let foreign = house.program().with("origin", "https://evil.example").post(VERIFY, value!({ "token": token })).await;
        assert_eq!(slug(foreign).await, "origin-refused");
        expire_all_links(house).await;
        assert_eq!(slug(house.program().post(VERIFY, value!({ "token": token })).await).await, "link-invalid");
        assert!(!is_verified(&ada).await);
    }

    async fn a_mail_is_sent_again_at_most_once_a_minute_and_five_times_a_day(house: &House) {
        let ada = house.registered("ada").await;
        let soon = ada.post(SEND, value!({})).await;
        let wait_s: u32 = soon.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait_s), "{wait_s}");
        assert_eq!(slug(soon).await, "too-many-requests");
        for _ in 0..4 {
            mails_written_earlier(house, 61).await;
            let at_once = (0..3).map(|_| ada.post(SEND, value!({})));
            let mut statuses: Vec<_> = join_all(at_once).await.iter().map(|answer| answer.status().as_u16()).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [202, 429, 429]);
        }
        mails_written_earlier(house, 61).await;
        assert_eq!(slug(ada.post(SEND, value!({})).await).await, "too-many-requests");
        mails_written_earlier(house, 24 * 3600).await;
        assert_eq!(ada.post(SEND, value!({})).await.status(), 202);
        let sent = letters(house, "ada").await;
        assert_eq!(sent.len(), 6);
        let (last, older) = sent.split_last().unwrap();
        for letter in older {
            assert_eq!(slug(house.program().post(VERIFY, value!({ "token": letter.token() })).await).await, "link-invalid");
        }
        assert_eq!(house.program().post(VERIFY, value!({ "token": last.token() })).await.status(), 204);
        assert_eq!(slug(ada.post(SEND, value!({})).await).await, "email-verified");
    }

    async fn what_is_stored_opens_nothing(house: &House) {
        house.registered("ada").await;
        let token = letters(house, "ada").await[0].token();
        for (table, column) in
            [("mails", "arguments"), ("jobs_done", "payload"), ("jobs_done", "last_error"), ("audit_log", "detail")]
        {
            let backend = house.store.read().get_database_backend();
            let query = format!("SELECT COALESCE({column}, '') FROM {table}");
            let rows = house.store.read().query_all_raw(sea_orm::Statement::from_string(backend, query)).await.unwrap();
            assert!(!rows.is_empty(), "{table}");
            for row in rows {
                let text: String = row.try_get_by_index(0).unwrap();
                assert!(!text.contains(&token) && !text.contains('@'), "{table}.{column}: {text}");
            }
        }
    }
}

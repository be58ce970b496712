//! The second factor: turned on, asked for, lost, and turned off.

use super::house::{Client, House, JWT_SECRET, PASSWORD, credentials, json, served_by_both_engines, slug};
use crate::mail::letters::letters;
use data_encoding::BASE32_NOPAD;
use examhall::service::accounts::second_factor::reset::reset;
use examhall::store::{Priority, audit};
use examhall_domain::accounts::{Secret, Step};
use examhall_domain::time::Timestamp;
use futures_util::future::join_all;
use reqwest::Response;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json as value};
use std::time::{SystemTime, UNIX_EPOCH};

const PATH: &str = "/api/auth/second-factor";
const FINISH: &str = "/api/auth/login/finish";

/// An app that has somebody's secret.
pub(crate) struct App {
    secret: Secret,
    confirmed_with: String,
    pub(crate) recovery_codes: Vec<String>,
}

impl App {
    /// The code of the present step or one beside it; two codes differ, and a test may use a few within half a minute.
    fn code(&self, beside: i64) -> String {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = Timestamp(since.as_micros().try_into().unwrap());
        self.secret.code_at(Step(Step::at(now).0 + beside)).expose()
    }

    /// A code that is no step's near now.
    fn wrong(&self) -> String {
        let near: Vec<String> = (-3..=3).map(|beside| self.code(beside)).collect();
        (0..).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

/// Sets the factor up with the code of the step before, so that two more codes are left to a test.
pub(crate) async fn turned_on(client: &Client) -> App {
    let offer = json(client.post(PATH, value!({ "password": PASSWORD })).await).await;
    let secret = BASE32_NOPAD.decode(offer["secret"].as_str().unwrap().as_bytes()).unwrap();
    let secret = Secret::new(secret.try_into().unwrap());
    let mut app = App { secret, confirmed_with: String::new(), recovery_codes: Vec::new() };
    app.confirmed_with = app.code(-1);
    let told = json(client.post(&format!("{PATH}/confirm"), value!({ "code": app.confirmed_with })).await).await;
    app.recovery_codes = serde_json::from_value(told["recovery_codes"].clone()).unwrap();
    app
}

async fn halfway(client: &Client) -> String {
    let answer = client.post("/api/auth/login", credentials("ada", PASSWORD)).await;
    assert_eq!((answer.status().as_u16(), answer.headers().contains_key("set-cookie")), (202, false));
    let half: Value = answer.json().await.unwrap();
    assert!(half.get("token").is_none());
    half["halfway"].as_str().unwrap().to_owned()
}

async fn finish(client: &Client, halfway: &str, code: &str) -> Response {
    client.post(FINISH, value!({ "halfway": halfway, "code": code })).await
}

async fn deeds(house: &House) -> Vec<String> {
    let deeds = audit::list_since(house.store.read(), Timestamp(0), 100).await.unwrap();
    deeds.into_iter().map(|deed| deed.action).filter(|action| action.contains("factor")).collect()
}

async fn execute(house: &House, sql: &str) {
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    transaction.execute_unprepared(sql).await.unwrap();
    transaction.commit().await.unwrap();
}

served_by_both_engines! {
    async fn who_turned_it_on_signs_in_with_a_code_that_works_once(house: &House) {
        let ada = house.registered("ada").await;
        let elsewhere = house.browser();
        json(elsewhere.post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
        let app = turned_on(&ada).await;
        let state = json(ada.get(PATH).await).await;
        assert_eq!((state["on_since"].is_string(), &state["recovery_codes_left"]), (true, &value!(10)));
        assert_eq!(slug(elsewhere.get("/api/auth/me").await).await, "session-ended", "it was opened without a code");
        let browser = house.browser();
        let half = halfway(&browser).await;
        assert_eq!(slug(finish(&browser, &half, &app.confirmed_with).await).await, "wrong-code", "it confirmed");
        let code = app.code(0);
        let entered = finish(&browser, &half, &format!("{} {}", &code[..3], &code[3..])).await;
        assert_eq!(entered.headers().get_all("set-cookie").iter().count(), 2);
        assert_eq!(json(entered).await["email"], "ada@example.org");
        assert_eq!(browser.get("/api/auth/me").await.status(), 200);
        let half = halfway(&browser).await;
        assert_eq!(slug(finish(&browser, &half, &code).await).await, "wrong-code", "it was used");
        assert_eq!(finish(&browser, &half, &app.code(1)).await.status(), 200);
        let subjects: Vec<_> = letters(house, "ada").await.iter().map(|letter| letter.subject()).collect();
        assert_eq!(subjects, ["Confirm your e-mail address", "Signing in takes a code from now on"]);
        assert_eq!(deeds(house).await, ["accounts.second_factor_on"]);
    }

    async fn of_many_who_offer_one_code_at_once_one_is_let_in(house: &House) {
        let ada = house.registered("ada").await;
        let app = turned_on(&ada).await;
        for code in [app.code(0), app.recovery_codes[0].clone()] {
            let half = halfway(&house.program()).await;
            let program = house.program();
            let tries = (0..4).map(|_| finish(&program, &half, &code));
            let mut statuses: Vec<_> = join_all(tries).await.iter().map(|answer| answer.status().as_u16()).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 401, 401, 401]);
            execute(house, "DELETE FROM sign_in_ladder").await;
        }
    }

    async fn each_recovery_code_lets_in_once_and_new_ones_replace_them(house: &House) {
        let ada = house.registered("ada").await;
        let app = turned_on(&ada).await;
        let half = halfway(&house.program()).await;
        let written = app.recovery_codes[3].to_lowercase().replace('-', " ");
        assert_eq!(finish(&house.program(), &half, &written).await.status(), 200);
        assert_eq!(slug(finish(&house.program(), &half, &written).await).await, "wrong-code");
        assert_eq!(json(ada.get(PATH).await).await["recovery_codes_left"], 9);
        let proof = value!({ "password": PASSWORD, "code": app.code(0) });
        let renewed = json(ada.post(&format!("{PATH}/codes"), proof).await).await;
        assert_eq!(json(ada.get(PATH).await).await["recovery_codes_left"], 10);
        assert_eq!(slug(finish(&house.program(), &half, &app.recovery_codes[4]).await).await, "wrong-code");
        let fresh = renewed["recovery_codes"][0].as_str().unwrap();
        assert_eq!(finish(&house.program(), &half, fresh).await.status(), 200);
    }

    async fn what_the_password_gave_is_good_for_the_code_alone(house: &House) {
        let ada = house.registered("ada").await;
        let app = turned_on(&ada).await;
        let half = halfway(&house.program()).await;
        let holder = house.program().with("authorization", format!("Bearer {half}"));
        for path in ["/api/auth/me", "/api/auth/sessions", PATH, "/api/my/exams"] {
            assert_eq!(slug(holder.get(path).await).await, "not-signed-in", "{path}");
        }
        for cookie in ["examhall", "examhall-device"] {
            let holder = house.program().with("cookie", format!("{cookie}={half}"));
            assert_eq!(slug(holder.get("/api/auth/me").await).await, "not-signed-in");
        }
        for other in ["", "x", &half[1..]] {
            assert_eq!(slug(finish(&house.program(), other, &app.code(0)).await).await, "sign-in-stale");
        }
        let session = ada.post("/api/auth/refresh", value!({})).await;
        let session = json(session).await["token"].as_str().unwrap().to_owned();
        assert_eq!(slug(finish(&house.program(), &session, &app.code(0)).await).await, "sign-in-stale");
        let foreign = house.program().with("origin", "https://evil.example");
        assert_eq!(slug(finish(&foreign, &half, &app.code(0)).await).await, "origin-refused");
        assert_eq!(slug(finish(&house.program(), &half, "12345").await).await, "validation-failed");
        // Another password makes it void, so that whoever knew the old one is not halfway in.
        let passwords = value!({ "old_password": PASSWORD, "new_password": "battery staple" });
        assert_eq!(ada.put("/api/auth/password", passwords).await.status(), 204);
        assert_eq!(slug(finish(&house.program(), &half, &app.code(0)).await).await, "sign-in-stale");
    }

    async fn wrong_codes_lock_out_wherever_they_come_from(house: &House) {
        let ada = house.registered("ada").await;
        let app = turned_on(&ada).await;
        let wrong = app.wrong();
        let half = halfway(&house.program()).await;
        for number in 0..5 {
            let somewhere = house.program().from(&format!("192.0.{number}.7"));
            // A right password in between forgives nothing.
            let half = halfway(&somewhere).await;
            assert_eq!(slug(finish(&somewhere, &half, &wrong).await).await, "wrong-code");
        }
        let locked = finish(&house.program().from("198.51.100.1"), &half, &app.code(0)).await;
        assert!(locked.headers().contains_key("retry-after"));
        assert_eq!(slug(locked).await, "locked-out");
        let off = value!({ "password": PASSWORD, "code": app.code(0) });
        assert_eq!(slug(ada.post(&format!("{PATH}/off"), off).await).await, "locked-out", "codes are codes");
        execute(house, "UPDATE sign_in_ladder SET locked_until_us = 1 WHERE network = 'everywhere'").await;
        assert_eq!(finish(&house.program(), &half, &app.code(0)).await.status(), 200);
    }

    async fn nothing_is_changed_without_password_and_code(house: &House) {
        let ada = house.registered("ada").await;
        let begin = async |body: Value| slug(ada.post(PATH, body).await).await;
        assert_eq!(begin(value!({ "password": "incorrect horse" })).await, "validation-failed");
        let confirm = format!("{PATH}/confirm");
        assert_eq!(slug(ada.post(&confirm, value!({ "code": "123456" })).await).await, "second-factor-off");
        let off = format!("{PATH}/off");
        assert_eq!(slug(ada.post(&off, value!({ "password": PASSWORD })).await).await, "second-factor-off");
        let app = turned_on(&ada).await;
        assert_eq!(begin(value!({ "password": PASSWORD, "code": app.recovery_codes[0] })).await, "second-factor-on");
        let table = [
            (value!({ "password": "incorrect horse", "code": app.code(0) }), "/password", "wrong_password"),
            (value!({ "password": PASSWORD }), "/code", "required"),
            (value!({ "password": PASSWORD, "code": app.wrong() }), "/code", "wrong_code"),
            (value!({ "password": PASSWORD, "code": "12" }), "/code", "code_malformed"),
        ];
        for (proof, pointer, code) in table {
            for path in [&off, &format!("{PATH}/codes")] {
                let answer = ada.post(path, proof.clone()).await;
                let problem: Value = answer.json().await.unwrap();
                let fault = &problem["errors"][0];
                assert_eq!((&fault["pointer"], &fault["code"]), (&value!(pointer), &value!(code)), "{problem}");
            }
        }
        execute(house, "DELETE FROM sign_in_ladder").await;
        assert_eq!(ada.post(&off, value!({ "password": PASSWORD, "code": app.code(0) })).await.status(), 204);
        assert_eq!(json(ada.get(PATH).await).await, value!({ "on_since": null, "recovery_codes_left": 0 }));
        assert_eq!(ada.get("/api/auth/me").await.status(), 200);
        assert_eq!(house.browser().post("/api/auth/login", credentials("ada", PASSWORD)).await.status(), 200);
        assert_eq!(deeds(house).await, ["accounts.second_factor_on", "accounts.second_factor_off"]);
        assert_eq!(letters(house, "ada").await.pop().unwrap().subject(), "Signing in takes no code any more");
    }

    async fn an_offer_that_is_not_confirmed_changes_nothing(house: &House) {
        let ada = house.registered("ada").await;
        let first = json(ada.post(PATH, value!({ "password": PASSWORD })).await).await;
        assert!(first["uri"].as_str().unwrap().starts_with("otpauth://totp/Examhall:ada%40example.org?secret="));
        assert!(first["qr_code"]["path"].as_str().unwrap().starts_with("M0 0h1v1h-1z"));
        let second = json(ada.post(PATH, value!({ "password": PASSWORD })).await).await;
        assert_ne!(first["secret"], second["secret"]);
        let wrong = ada.post(&format!("{PATH}/confirm"), value!({ "code": "ABCD-EFGH-JKMN-PQRS" })).await;
        assert_eq!(slug(wrong).await, "validation-failed");
        assert_eq!(json(ada.get(PATH).await).await["on_since"], Value::Null);
        assert_eq!(house.browser().post("/api/auth/login", credentials("ada", PASSWORD)).await.status(), 200);
    }

    async fn what_is_stored_opens_nothing(house: &House) {
        let ada = house.registered("ada").await;
        let app = turned_on(&ada).await;
        let rows = "SELECT sealed FROM second_factors";
        let backend = house.store.read().get_database_backend();
        let row = house.store.read().query_one_raw(sea_orm::Statement::from_string(backend, rows)).await.unwrap().unwrap();
        let sealed: Vec<u8> = row.try_get_by_index(0).unwrap();
        assert!(!sealed.windows(8).any(|window| app.secret.expose().starts_with(window)));
        // Another server's secret opens nothing; the one before still does, and what it opened is sealed anew.
        let foreign = house.instance(&[("JWT_SECRET", "another secret for tests, not for anybody")]).await;
        let at = Client::at(foreign.url(""));
        let half = json(at.post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
        let refused = finish(&at, half["halfway"].as_str().unwrap(), &app.code(0)).await;
        assert_eq!(slug(refused).await, "wrong-code");
        let rotated = [
            ("JWT_SECRET", "a newer secret for tests only, not for anybody"),
            ("EXAMHALL__ACCOUNTS__JWT_SECRET_PREVIOUS", JWT_SECRET),
        ];
        let rotated = house.instance(&rotated).await;
        let at = Client::at(rotated.url(""));
        let half = json(at.post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
        assert_eq!(finish(&at, half["halfway"].as_str().unwrap(), &app.code(0)).await.status(), 200);
        let half = halfway(&house.program()).await;
        let refused = finish(&house.program(), &half, &app.code(1)).await;
        assert_eq!(slug(refused).await, "wrong-code", "sealed with the newer secret by now");
        assert_eq!(finish(&house.program(), &half, &app.recovery_codes[0]).await.status(), 200);
    }

    async fn an_operator_takes_a_lost_factor_away(house: &House) {
        let ada = house.registered("ada").await;
        let cx = house.context().await;
        assert!(reset(&cx, "ada@example.org").await.is_err(), "there is none");
        assert!(reset(&cx, "nobody@example.org").await.is_err());
        turned_on(&ada).await;
        reset(&cx, "ada@example.org").await.unwrap();
        assert_eq!(house.browser().post("/api/auth/login", credentials("ada", PASSWORD)).await.status(), 200);
        assert_eq!(deeds(house).await, ["accounts.second_factor_on", "accounts.second_factor_reset"]);
        assert_eq!(letters(house, "ada").await.pop().unwrap().subject(), "Signing in takes no code any more");
    }

    async fn half_a_sign_in_is_over_after_its_time(house: &House) {
        let ada = house.registered("ada").await;
        let app = turned_on(&ada).await;
        let old = examhall::gateway::tokens::Tokens::new(JWT_SECRET, None);
        let half = old.read_halfway(&halfway(&house.program()).await).unwrap();
        let over = examhall::gateway::tokens::Halfway { until: Timestamp(half.until.0 - 300_000_000), ..half };
        assert_eq!(slug(finish(&house.program(), &old.sign_halfway(&over), &app.code(0)).await).await, "sign-in-stale");
    }
}

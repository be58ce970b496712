//! What an exam costs and who may enter it: the price, the check that is asked all the time, and waiting for it to change.

use super::till::{
    DAY, admin, bought, cancel, change, grant, now, ordered, pay, priced, set_price, sold_by_both_engines, student,
};
use crate::accounts::house::{House, json, slug};
use crate::exams::desk::{exam, published};
use crate::rooms::socket::within;
use crate::store::engine::TestDatabase;
use crate::support::start_actors;
use examhall::bus::Signal;
use examhall::service::Context;
use examhall::service::accounts::api::Caller;
use examhall::service::payments::check_access::check_access;
use examhall::service::payments::news;
use examhall::store::payments::access::{self, Basis, NewAccess, Withdrawal};
use examhall::store::{Priority, Store};
use examhall_domain::accounts::Roles;
use examhall_domain::id::{AccessId, AccountId, ExamId, SessionId};

use reqwest::Response;
use serde_json::{Value, json as value};
use std::time::{Duration, Instant};
use uuid::Uuid;

fn etag(answer: &Response) -> String {
    answer.headers()["etag"].to_str().unwrap().to_owned()
}

fn path(exam: ExamId) -> String {
    format!("/api/payments/access/{exam}")
}

fn pricing(exam: ExamId) -> String {
    format!("/api/payments/exam/{exam}/pricing")
}

/// Access that an admin's word gives.
fn gift(account: AccountId, exam: ExamId) -> NewAccess {
    let (starts_at, id) = (now(), AccessId(Uuid::now_v7()));
    let basis = Basis::Grant { by: account, reason: "a prize".to_owned() };
    NewAccess { id, account, exam, basis, starts_at, expires_at: Some(starts_at + DAY), created_at: starts_at }
}

async fn withdraw(store: &Store, id: AccessId) {
    let withdrawal = Withdrawal { by: None, why: "it was a mistake", at: now() };
    assert!(store.in_transaction(Priority::Rest, async |tx| access::withdraw(tx, id, withdrawal).await).await.unwrap());
}

sold_by_both_engines! {
    async fn a_free_exam_is_everybody_s_and_a_priced_one_of_who_paid(house: &House) {
        let (algebra, author) = priced(house).await;
        let botany: ExamId = published(&author, "Botany", "::a::One is one. {T}").await.parse().unwrap();
        let (ada, account) = student(house, "ada").await;
        let free = json(ada.get(&path(botany)).await).await;
        assert_eq!(free, value!({ "has_access": true, "expires_at": null, "source": "free" }));
        let none = json(ada.get(&path(algebra)).await).await;
        assert_eq!(none, value!({ "has_access": false, "expires_at": null, "source": null }));
        bought(&house.store, account, algebra).await;
        let some = json(ada.get(&path(algebra)).await).await;
        assert_eq!((&some["has_access"], &some["source"]), (&value!(true), &value!("order")));
        assert!(some["expires_at"].is_string());
        let (ben, _) = student(house, "ben").await;
        assert_eq!(json(ben.get(&path(algebra)).await).await["has_access"], false);
    }

    async fn what_is_not_published_is_found_by_who_has_something_of_it(house: &House) {
        let (_, author) = priced(house).await;
        let draft: ExamId = exam(&author, "Draft").await.parse().unwrap();
        set_price(&house.store, draft, 100).await;
        let (ada, account) = student(house, "ada").await;
        for address in [path(draft), path(ExamId(Uuid::now_v7())), "/api/payments/access/nonsense".to_owned(), pricing(draft)] {
            assert_eq!(slug(ada.get(&address).await).await, "not-found", "{address}");
        }
        grant(&house.store, gift(account, draft)).await;
        assert_eq!(json(ada.get(&path(draft)).await).await["source"], "grant");
        assert_eq!(json(author.get(&pricing(draft)).await).await["price"]["amount_minor"], 100, "its owner sees it");
        let admin = admin(house).await;
        assert_eq!(admin.get(&pricing(draft)).await.status(), 200);
        assert_eq!(slug(house.program().get(&pricing(draft)).await).await, "not-found");
    }

    async fn who_knows_the_state_gets_no_body(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let first = ada.get(&path(algebra)).await;
        let tag = etag(&first);
        assert_eq!(first.headers()["cache-control"], "private, no-cache");
        let known = ada.with("if-none-match", &tag);
        let same = known.get(&path(algebra)).await;
        assert_eq!((same.status().as_u16(), etag(&same)), (304, tag.clone()));
        assert_eq!(same.text().await.unwrap(), "");
        bought(&house.store, account, algebra).await;
        let other = known.get(&path(algebra)).await;
        assert_eq!(other.status(), 200);
        assert_ne!(etag(&other), tag);
    }

    async fn a_change_ends_the_wait_and_its_end_does_too(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let tag = etag(&ada.get(&path(algebra)).await);
        let waits = ada.with("if-none-match", &tag);
        let (address, short) = (format!("{}?wait=25", path(algebra)), format!("{}?wait=1", path(algebra)));
        let started = Instant::now();
        let (told, _) = tokio::join!(waits.get(&address), async {
            let held = waits.get(&short).await;
            assert_eq!(held.status(), 304, "nothing changed for a second");
            assert!(started.elapsed() >= Duration::from_secs(1));
            bought(&house.store, account, algebra).await
        });
        assert_eq!(json(told).await["source"], "order");
        assert_eq!(ada.get(&address).await.status(), 200, "who knows nothing is told at once");
        let answer = ada.get(&format!("{}?wait=26", path(algebra))).await;
        let problem: Value = answer.json().await.unwrap();
        assert_eq!((&problem["status"], &problem["errors"][0]["pointer"]), (&value!(422), &value!("/wait")));
    }

    async fn a_price_names_what_is_open_and_when_more_would_begin(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let anonymous = json(house.program().get(&pricing(algebra)).await).await;
        assert_eq!(anonymous["exam"]["title"], "Algebra");
        assert_eq!((&anonymous["price"], &anonymous["access_days"]), (&value!({ "amount_minor": 49_900, "currency": "INR" }), &value!(30)));
        assert_eq!([&anonymous["access"], &anonymous["open_order"], &anonymous["renewal_from"]], [&Value::Null; 3]);
        let own = async || json(ada.get(&pricing(algebra)).await).await;
        assert_eq!(own().await["access"]["has_access"], false);
        let order = ordered(&house.store, account, algebra).await;
        assert_eq!(own().await["open_order"], value!({ "id": order.id, "status": "awaiting_payment" }));
        pay(&house.store, &order, algebra).await;
        let after = own().await;
        assert_eq!(after["open_order"], Value::Null);
        assert_eq!(after["renewal_from"], after["access"]["expires_at"], "more begins where this ends");
        let other = ordered(&house.store, account, algebra).await;
        cancel(&house.store, &other).await;
        assert_eq!(own().await["open_order"], Value::Null);
    }
}

/// A context that remembers for long, and looks again only when it is told to.
async fn patient(database: &TestDatabase) -> Context {
    use secrecy::ExposeSecret;
    let environment = [
        crate::support::NO_IDLE_CONNECTIONS,
        ("DATABASE_URL", database.settings.url.expose_secret()),
        ("JWT_SECRET", crate::accounts::house::JWT_SECRET),
        ("EXAMHALL__ACCESS__CACHE_MS", "600000"),
        ("EXAMHALL__ACCESS__LOOK_AGAIN_MS", "600000"),
    ];
    let environment = environment.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let settings = examhall::settings::load(None, &environment).unwrap();
    examhall::boot::context::build(&std::sync::Arc::new(settings)).await.unwrap()
}

async fn a_change_here_is_seen_at_once(database: TestDatabase) {
    let cx = patient(&database).await;
    let school = crate::store::fixtures::Institute::found(&cx.store).await;
    set_price(&cx.store, school.exam, 49_900).await;
    let caller = Caller { account: school.author, session: SessionId(Uuid::nil()), roles: Roles::NONE };
    let new = gift(school.author, school.exam);
    grant(&cx.store, new.clone()).await;
    let look = async |known: Option<&str>, patience| {
        within(check_access(&cx, &caller, school.exam, known, Duration::from_secs(patience))).await.unwrap()
    };
    let granted = look(None, 0).await;
    assert!(granted.has_access);
    withdraw(&cx.store, new.id).await;
    assert_eq!(look(None, 0).await, granted, "nobody has said anything yet");
    let tag = granted.tag();
    let (waited, ()) = tokio::join!(look(Some(&tag), 3_600), async {
        news::access_changed(&cx, school.author, school.exam).await.unwrap();
    });
    assert!(!waited.has_access);

    // From another instance comes no more than the word.
    start_actors(&cx);
    grant(&cx.store, gift(school.author, school.exam)).await;
    let tag = waited.tag();
    let word = format!("access:{}:{}", school.author, school.exam);
    let (waited, ()) = tokio::join!(look(Some(&tag), 3_600), async {
        cx.hub.announce(&Signal::CacheStale(word)).await;
    });
    assert_eq!(waited.source.map(|source| source.name()), Some("grant"));

    change_of_price(&cx, &caller, school.exam).await;
    cx.store.close().await.unwrap();
    database.remove().await;
}

/// Once the exam is free, it is everybody's.
async fn change_of_price(cx: &Context, caller: &Caller, exam: ExamId) {
    change(&cx.store, "UPDATE exams SET price_minor = NULL, currency = NULL WHERE id = $1", [exam.0.into()]).await;
    let before = check_access(cx, caller, exam, None, Duration::ZERO).await.unwrap();
    assert_eq!(before.source.map(|source| source.name()), Some("grant"));
    news::offer_changed(cx, exam).await;
    let after = check_access(cx, caller, exam, None, Duration::ZERO).await.unwrap();
    assert_eq!(after.source.map(|source| source.name()), Some("free"));
    assert_eq!(after.expires_at, None);
}

#[actix_web::test]
async fn changes_are_seen_on_sqlite() {
    a_change_here_is_seen_at_once(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn changes_are_seen_on_postgres() {
    a_change_here_is_seen_at_once(TestDatabase::postgres().await).await;
}

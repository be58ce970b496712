//! Exams with a price, and orders as the machine leaves them, written through the store.

use crate::accounts::house::{Client, House};
use crate::exams::desk::{account_of, published, with_role};
use crate::store::fixtures::at;
use crate::store::payments::orders::{moved, opened, placed, save, seen, unique};
use examhall::store::payments::access::{self, Basis, NewAccess};
use examhall::store::payments::order;
use examhall::store::{Priority, Store, jobs};
use examhall_domain::accounts::Role;
use examhall_domain::id::{AccessId, AccountId, ExamId, JobId, OrderId};
use examhall_domain::payments::{Command, Event, Order, PaymentStatus, Step};
use examhall_domain::time::{Span, Timestamp};
use sea_orm::{ConnectionTrait, Statement};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

pub(crate) const DAY: Span = Span::from_secs(24 * 60 * 60);
/// What the server remembers of access and orders is forgotten at once, since the tests change it behind its back.
pub(crate) const FORGETFUL: [(&str, &str); 2] =
    [("EXAMHALL__ACCESS__CACHE_MS", "0"), ("EXAMHALL__ACCESS__LOOK_AGAIN_MS", "20")];

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_micros()).unwrap())
}

/// Runs each test once per engine against a forgetful server.
macro_rules! sold_by_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($house:ident: &House) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn check($house: &House) $body

            #[actix_web::test]
            async fn sqlite() {
                let database = crate::store::engine::TestDatabase::sqlite().await;
                let house = House::open(database, &crate::payments::till::FORGETFUL).await;
                check(&house).await;
                house.close().await;
            }

            #[actix_web::test]
            async fn postgres() {
                let database = crate::store::engine::TestDatabase::postgres().await;
                let house = House::open(database, &crate::payments::till::FORGETFUL).await;
                check(&house).await;
                house.close().await;
            }
        }
    )+};
}
pub(crate) use sold_by_both_engines;

/// A published exam for 499 rupees, and its author.
pub(crate) async fn priced(house: &House) -> (ExamId, Client) {
    let author = with_role(house, "author", Role::Author).await;
    let exam: ExamId = published(&author, "Algebra", "::a::One is one. {T}").await.parse().unwrap();
    set_price(&house.store, exam, 49_900).await;
    (exam, author)
}

pub(crate) async fn set_price(store: &Store, exam: ExamId, price_minor: i64) {
    change(
        store,
        "UPDATE exams SET price_minor = $1, currency = 'INR' WHERE id = $2",
        [price_minor.into(), exam.0.into()],
    )
    .await;
}

pub(crate) async fn change(store: &Store, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) {
    let transaction = store.begin(Priority::Rest).await.unwrap();
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    transaction.execute_raw(statement).await.unwrap();
    transaction.commit().await.unwrap();
}

/// A student's program and account.
pub(crate) async fn student(house: &House, name: &str) -> (Client, AccountId) {
    let client = crate::exams::desk::student(house, name).await;
    (client, account_of(house, name).await)
}

pub(crate) async fn admin(house: &House) -> Client {
    with_role(house, "admin", Role::Admin).await
}

/// An order that can be paid.
pub(crate) async fn ordered(store: &Store, account: AccountId, exam: ExamId) -> Order {
    let mut step = placed(account, exam);
    step.order.expires_at = now() + DAY;
    save(store, None, &step).await.unwrap();
    moved(store, &step.order, opened(&unique("order")), at(1)).await
}

/// The order once it is paid, with access for its days.
pub(crate) async fn bought(store: &Store, account: AccountId, exam: ExamId) -> Order {
    let order = ordered(store, account, exam).await;
    pay(store, &order, exam).await
}

/// Pays an order, with access for its days from now on.
pub(crate) async fn pay(store: &Store, order: &Order, exam: ExamId) -> Order {
    let paid = moved(store, order, seen(order, &unique("pay"), PaymentStatus::Captured), at(2)).await;
    let starts_at = now();
    let new = NewAccess {
        id: AccessId(Uuid::now_v7()),
        account: order.account,
        exam,
        basis: Basis::Order(order.id),
        starts_at,
        expires_at: Some(starts_at + Span(DAY.0 * i64::from(order.access_days))),
        created_at: starts_at,
    };
    grant(store, new).await;
    paid
}

pub(crate) async fn grant(store: &Store, new: NewAccess) {
    store.in_transaction(Priority::Rest, async |tx| access::put(tx, new.clone()).await).await.unwrap();
}

/// A payment's job that was given up.
pub(crate) async fn dead_letter(store: &Store, order: OrderId) -> JobId {
    let id = JobId(Uuid::now_v7());
    let new = jobs::NewJob {
        id,
        kind: "payment".to_owned(),
        dedupe_key: Some(format!("payment:{order}")),
        priority: 3,
        run_at: now(),
        payload: serde_json::json!({ "order": order }).to_string(),
        attempts_max: 3,
        created_at: now(),
    };
    let transaction = store.begin(Priority::Jobs).await.unwrap();
    let lease = jobs::Lease { owner: "test", until: now() + DAY };
    assert!(jobs::enqueue_claimed(&transaction, new, lease).await.unwrap());
    assert!(jobs::give_up(&transaction, id, "test", now(), "the gateway is gone").await.unwrap());
    transaction.commit().await.unwrap();
    id
}

/// The order as it is stored.
pub(crate) async fn stored(store: &Store, id: OrderId) -> Order {
    order::find(store.read(), id).await.unwrap().unwrap()
}

/// Calls an order off.
pub(crate) async fn cancel(store: &Store, order: &Order) -> Order {
    moved(store, order, Command::Cancel, at(3)).await
}

/// Stores an event that no command makes just so.
pub(crate) async fn resolved(store: &Store, order: &Order, event: Event) -> Order {
    let (upon, events) = (order.version, order.events + 1);
    let step = Step { order: Order { version: upon + 1, events, ..order.clone() }, events: vec![event], upon };
    save(store, Some(order), &step).await.unwrap();
    step.order
}

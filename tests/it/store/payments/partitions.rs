//! The months of payments: made ahead, filled from the default partition, and seen through by every query.

use crate::store::engine::{TestDatabase, on_both_engines};
use crate::store::fixtures::person;
use examhall::store::payments::partition::{self, Month, first_id};
use examhall::store::{Priority, Store, constraint};
use examhall_domain::id::AccountId;
use examhall_domain::time::{Span, Timestamp};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

const DAY: Span = Span::from_secs(24 * 60 * 60);

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_micros()).unwrap())
}

/// An id of a month, not the first that it can have.
fn id_in(month: Month) -> Uuid {
    Uuid::from_u128(first_id(month.begins() + DAY).as_u128() | 7)
}

async fn insert(store: &Store, account: AccountId, id: Uuid) -> Result<(), examhall::store::StoreError> {
    let transaction = store.begin(Priority::Rest).await?;
    let backend = transaction.get_database_backend();
    let sql = "INSERT INTO orders (id, account_id, subject_kind, subject_id, gateway, amount_minor, currency, access_days, phase,
                   status, looks, news_at_us, version, created_at_us, updated_at_us, expires_at_us)
               VALUES ($1, $2, 'exam', $1, 'razorpay', 1, 'INR', 30, 'open', 'awaiting_payment', 0, 0, 0, 0, 0, 1)";
    let values = [id.into(), account.0.into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    transaction.commit().await
}

async fn rows(store: &Store, table: &str) -> i64 {
    let backend = store.read().get_database_backend();
    let statement = Statement::from_string(backend, format!("SELECT COUNT(*) FROM {table}"));
    store.read().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn make(store: &Store, month: Month) -> u32 {
    store.in_transaction(Priority::Rest, async |tx| partition::make(tx, month).await).await.unwrap()
}

on_both_engines! {
    async fn an_order_is_found_whatever_its_month_and_its_id_is_taken_once(store: Store) {
        let account = person(&store, "ada").await;
        let present = Month::of(now());
        let ids = [present, present.later(3), present.later(900)].map(id_in);
        for id in ids {
            insert(&store, account, id).await.unwrap();
            let error = insert(&store, account, id).await.unwrap_err();
            assert_eq!(error.conflict(), Some(constraint::ORDERS), "{error:?}");
        }
        assert_eq!(rows(&store, "orders").await, 3);
    }
}

#[tokio::test]
async fn a_month_is_made_once_and_takes_over_what_came_before_it_was() {
    let database = TestDatabase::postgres().await;
    let store = database.connect().await;
    let account = person(&store, "ada").await;
    let present = Month::of(now());
    let missing = async || partition::first_missing(store.read(), present).await.unwrap();
    assert_eq!(missing().await, Some(present.later(4)), "the schema makes the present month and three");
    insert(&store, account, id_in(present.later(4))).await.unwrap();
    insert(&store, account, id_in(present.later(6))).await.unwrap();
    assert_eq!(rows(&store, "orders_default").await, 2);

    assert_eq!(make(&store, present.later(4)).await, 5);
    assert_eq!(make(&store, present.later(4)).await, 0);
    assert_eq!(missing().await, Some(present.later(5)));
    assert_eq!((rows(&store, "orders_default").await, rows(&store, "orders").await), (1, 2));
    let error = insert(&store, account, id_in(present.later(4))).await.unwrap_err();
    assert_eq!(error.conflict(), Some(constraint::ORDERS), "{error:?}");
    assert!(insert(&store, AccountId(Uuid::now_v7()), id_in(present.later(4).later(0))).await.is_err());
    database.remove().await;
}

#[tokio::test]
async fn whoever_waits_for_a_table_gives_up_before_others_wait_behind() {
    let database = TestDatabase::postgres().await;
    let store = database.connect().await;
    let held = store.begin(Priority::Rest).await.unwrap();
    held.execute_unprepared("LOCK TABLE orders_default IN ROW EXCLUSIVE MODE").await.unwrap();
    let month = Month::of(now()).later(5);
    let tx = store.begin(Priority::Rest).await.unwrap();
    let error = partition::make(&tx, month).await.unwrap_err();
    assert!(matches!(error, examhall::store::StoreError::Retryable(_)), "{error:?}");
    drop(tx);
    held.rollback().await.unwrap();
    assert_eq!(make(&store, month).await, 5);
    database.remove().await;
}

#[tokio::test]
async fn sqlite_needs_no_months() {
    let database = TestDatabase::sqlite().await;
    let store = database.connect().await;
    assert_eq!(store.read().get_database_backend(), DbBackend::Sqlite);
    assert_eq!(make(&store, Month::of(now()).later(9)).await, 0);
    assert_eq!(partition::first_missing(store.read(), Month::of(now())).await.unwrap(), None);
    database.remove().await;
}

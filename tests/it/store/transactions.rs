//! Transactions, their retries, and the gate in front of SQLite's writer.

use super::accounts::person;
use super::engine::{TestDatabase, on_both_engines};
use examhall::settings::store::StoreSettings;
use examhall::store::accounts::account;
use examhall::store::{Priority, RETRIES_MAX, Store, StoreError, retrying};
use examhall_domain::id::AccountId;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, RuntimeErr, Statement};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

fn lost() -> StoreError {
    StoreError::Retryable(DbErr::Query(RuntimeErr::Internal("deadlock".to_owned())))
}

on_both_engines! {
    async fn a_lost_transaction_is_run_again(store: Store) {
        let runs = AtomicU32::new(0);
        let ada = person("ada@example.org");
        let work = async |tx: &_| {
            account::insert(tx, ada.clone()).await?;
            if runs.fetch_add(1, Ordering::Relaxed) < 2 { Err(lost()) } else { Ok(()) }
        };
        store.in_transaction(Priority::Rest, work).await.unwrap();
        assert_eq!(runs.into_inner(), 3);
        assert!(account::find(store.read(), AccountId(ada.id)).await.unwrap().is_some());
    }

    async fn a_transaction_of_one_statement_is_kept(store: Store) {
        let ada = person("ada@example.org");
        let tx = store.begin_single(Priority::Answers).await.unwrap();
        account::insert(&tx, ada.clone()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(account::find(store.read(), AccountId(ada.id)).await.unwrap().is_some());
    }

    async fn retries_are_bounded_and_other_errors_are_not_retried(store: Store) {
        let runs = AtomicU32::new(0);
        let always = async |_: &_| {
            runs.fetch_add(1, Ordering::Relaxed);
            Err::<(), StoreError>(lost())
        };
        let error = store.in_transaction(Priority::Rest, always).await.unwrap_err();
        assert!(matches!(error, StoreError::Retryable(_)));
        assert_eq!(runs.swap(0, Ordering::Relaxed), RETRIES_MAX + 1);
        let once = async |_: &_| {
            runs.fetch_add(1, Ordering::Relaxed);
            Err::<(), StoreError>(StoreError::Busy)
        };
        store.in_transaction(Priority::Rest, once).await.unwrap_err();
        assert_eq!(runs.into_inner(), 1);
    }

    async fn a_transaction_can_run_in_a_task_of_its_own(store: Store) {
        let row = Arc::new(person("ada@example.org"));
        let id = AccountId(row.id);
        let task = {
            let store = store.clone();
            tokio::spawn(async move {
                let run = || async {
                    let tx = store.begin(Priority::Answers).await?;
                    account::insert(&tx, (*row).clone()).await?;
                    tx.commit().await
                };
                retrying(run).await
            })
        };
        task.await.unwrap().unwrap();
        assert!(account::find(store.read(), id).await.unwrap().is_some());
    }

    async fn many_writers_at_once_all_get_their_turn(store: Store) {
        let writers: Vec<_> = (0..40)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let row = person(&format!("student{number}@example.org"));
                    let tx = store.begin(Priority::Rest).await?;
                    account::insert(&tx, row).await?;
                    tx.commit().await
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn a_deadlock_is_told_as_retryable() {
    let database = TestDatabase::postgres().await;
    let store = database.connect().await;
    let seed = store.begin(Priority::Rest).await.unwrap();
    seed.execute_unprepared("INSERT INTO house (key, value) VALUES ('a', ''), ('b', '')").await.unwrap();
    seed.commit().await.unwrap();
    let (first, second) = (store.begin(Priority::Rest).await.unwrap(), store.begin(Priority::Rest).await.unwrap());
    let update = |key: &str| format!("UPDATE house SET value = 'x' WHERE key = '{key}'");
    first.execute_unprepared(&update("a")).await.unwrap();
    second.execute_unprepared(&update("b")).await.unwrap();
    let (b, a) = (update("b"), update("a"));
    let (one, other) = tokio::join!(async { (first.execute_unprepared(&b).await, first.rollback().await).0 }, async {
        (second.execute_unprepared(&a).await, second.rollback().await).0
    });
    let loser = [one, other].into_iter().find_map(Result::err).unwrap();
    assert!(matches!(StoreError::from(loser), StoreError::Retryable(_)));
    database.remove().await;
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_given_up() {
    let mut database = TestDatabase::postgres().await;
    database.settings = StoreSettings { statement_timeout_ms: 50, ..database.settings };
    let store = Store::connect(&database.settings).await.unwrap();
    let error = store.read().execute_unprepared("SELECT pg_sleep(5)").await.unwrap_err();
    assert!(matches!(StoreError::from(error), StoreError::Unavailable(_)));
    database.remove().await;
}

#[tokio::test]
async fn a_transaction_that_stands_idle_is_given_up_by_the_server() {
    let mut database = TestDatabase::postgres().await;
    database.settings = StoreSettings { statement_timeout_ms: 1_234, ..database.settings };
    let store = Store::connect(&database.settings).await.unwrap();
    let setting = "SELECT current_setting('idle_in_transaction_session_timeout')";
    let statement = Statement::from_string(DbBackend::Postgres, setting);
    let row = store.read().query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<String>(0).unwrap(), "1234ms");
    database.remove().await;
}

#[tokio::test]
async fn sqlite_admits_one_writer_and_refuses_when_the_wait_is_over() {
    let mut database = TestDatabase::sqlite().await;
    database.settings = StoreSettings { gate_wait_ms: 20, ..database.settings };
    let store = database.connect().await;
    let held = store.begin(Priority::Rest).await.unwrap();
    assert!(matches!(store.begin(Priority::Answers).await, Err(StoreError::Busy)));
    held.commit().await.unwrap();
    store.begin(Priority::Rest).await.unwrap().commit().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn sqlite_that_another_process_holds_is_busy() {
    let mut database = TestDatabase::sqlite().await;
    database.settings = StoreSettings { busy_timeout_ms: 20, ..database.settings };
    let store = database.connect().await;
    let other_process = Store::connect(&database.settings).await.unwrap();
    let held = other_process.begin(Priority::Rest).await.unwrap();
    assert!(matches!(store.begin(Priority::Rest).await, Err(StoreError::Busy)));
    held.commit().await.unwrap();
    store.begin(Priority::Rest).await.unwrap().commit().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn postgres_has_no_gate() {
    let database = TestDatabase::postgres().await;
    let store = database.connect().await;
    let first = store.begin(Priority::Rest).await.unwrap();
    let second = store.begin(Priority::Rest).await.unwrap();
    first.commit().await.unwrap();
    second.commit().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn a_transaction_of_one_statement_refuses_another() {
    let database = TestDatabase::postgres().await;
    let store = database.connect().await;
    let single = store.begin_single(Priority::Answers).await.unwrap();
    account::insert(&single, person("ada@example.org")).await.unwrap();
    let bob = person("bob@example.org");
    let error = account::insert(&single, bob.clone()).await.unwrap_err();
    assert!(matches!(error, StoreError::Fault(_)), "{error}");
    assert!(account::find(store.read(), AccountId(bob.id)).await.unwrap().is_none());
    database.remove().await;
}

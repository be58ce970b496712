//! What is forgotten, and what is not.

use crate::accounts::house::House;
use crate::store::accounts::person;
use crate::store::engine::TestDatabase;
use examhall::store::accounts::{account, ladder, link, session};
use examhall::store::jobs::{self, Lease, NewJob};
use examhall::store::{Priority, Store, mail};
use examhall_domain::id::JobId;
use examhall_domain::time::{Span, Timestamp};
use sea_orm::{ConnectionTrait, Statement};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

const DAY: Span = Span::from_secs(24 * 60 * 60);

fn days_ago(days: i64) -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_micros()).unwrap() - days * DAY.0)
}

async fn fill(store: &Store) {
    let transaction = store.begin(Priority::Rest).await.unwrap();
    let owner = person("ada@example.org");
    let account_id = owner.id;
    account::insert(&transaction, owner).await.unwrap();
    for days in [1, 29, 31, 40, 50] {
        let row = session::Model {
            id: Uuid::now_v7(),
            account_id,
            created_at_us: days_ago(days + 1).0,
            expires_at_us: days_ago(days).0,
            ends_at_us: days_ago(days).0,
            last_seen_at_us: days_ago(days + 1).0,
            user_agent: String::new(),
            network: String::new(),
            revoked_at_us: None,
        };
        session::insert(&transaction, row).await.unwrap();
        ladder::ground(&transaction, &[u8::try_from(days).unwrap(); 32], "network", days_ago(days)).await.unwrap();
        finish_a_job(&transaction, days_ago(days)).await;
        mail::insert(&transaction, a_mail(account_id, days_ago(days))).await.unwrap();
    }
    for (kind, expires_at, digest) in [("verify_email", days_ago(0), 1), ("reset_password", days_ago(-1), 2)] {
        let row =
            link::Model { account_id, kind: kind.to_owned(), digest: vec![digest; 32], expires_at_us: expires_at.0 };
        link::put(&transaction, row).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

fn a_mail(account_id: Uuid, written_at: Timestamp) -> mail::Model {
    mail::Model {
        id: Uuid::now_v7(),
        account_id,
        kind: "verify_email".to_owned(),
        locale: "en".to_owned(),
        arguments: "{}".to_owned(),
        created_at_us: written_at.0,
        sent_at_us: None,
    }
}

async fn finish_a_job(transaction: &examhall::store::Transaction, at: Timestamp) {
    let id = JobId(Uuid::now_v7());
    let job = NewJob {
        id,
        kind: "test".to_owned(),
        dedupe_key: None,
        priority: 1,
        run_at: at,
        payload: "{}".to_owned(),
        attempts_max: 1,
        created_at: at,
    };
    jobs::enqueue(transaction, job).await.unwrap();
    jobs::claim(transaction, &["test"], at, Lease { owner: "test", until: at + DAY }, 1).await.unwrap();
    assert!(jobs::finish(transaction, id, "test", at).await.unwrap());
}

pub(crate) async fn count(store: &Store, table: &str) -> i64 {
    let backend = store.read().get_database_backend();
    let statement = Statement::from_string(backend, format!("SELECT COUNT(*) FROM {table}"));
    store.read().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn only_what_is_old_enough_goes(database: TestDatabase) {
    let filling = database.connect().await;
    fill(&filling).await;
    filling.close().await.unwrap();
    // One row in each transaction, so that going on after a full batch is tested too.
    let house = House::open(database, &[("EXAMHALL__OPS__SWEEP_BATCH", "1")]).await;
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    while count(&house.store, "mails").await > 2 {
        looks.tick().await;
    }
    for table in ["sessions", "sign_in_ladder", "jobs_done", "mails"] {
        assert_eq!(count(&house.store, table).await, 2, "{table}");
    }
    assert_eq!(count(&house.store, "account_links").await, 1, "the other one still works");
    house.close().await;
}

#[actix_web::test]
async fn old_rows_go_on_sqlite() {
    only_what_is_old_enough_goes(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn old_rows_go_on_postgres() {
    only_what_is_old_enough_goes(TestDatabase::postgres().await).await;
}

//! The sealer at work, and `examhall verify audit`.

use super::command::examhall;
use crate::accounts::house::House;
use crate::store::engine::TestDatabase;
use crate::store::fixtures::{NOW, at};
use examhall::store::{Priority, Store, audit, house};
use examhall_domain::id::AuditId;
use sea_orm::ConnectionTrait;
use secrecy::ExposeSecret;
use std::time::Duration;
use uuid::Uuid;

async fn record(store: &Store, count: i64) {
    let transaction = store.begin(Priority::Rest).await.unwrap();
    for second in 0..count {
        let deed = audit::Deed {
            id: AuditId(Uuid::now_v7()),
            at: at(second),
            actor: None,
            action: "test.done".to_owned(),
            object_kind: "test".to_owned(),
            object_id: second.to_string(),
            detail: "{}".to_owned(),
        };
        audit::append(&transaction, &deed).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

/// Two instances over one database seal everything, each entry once, in batches smaller than what there is.
async fn instances_share_the_sealing_and_the_chain_is_verified(database: TestDatabase) {
    let url = database.settings.url.expose_secret().to_owned();
    let quick = [("EXAMHALL__OPS__SEAL_MS", "5"), ("EXAMHALL__OPS__SEAL_BATCH", "7")];
    let first = House::open(database, &quick).await;
    let settings = [&quick[..], &[("DATABASE_URL", url.as_str())]].concat();
    let second = crate::support::TestServer::start(&settings).await;
    record(&first.store, 100).await;
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    while audit::count_unsealed(first.store.read()).await.unwrap() > 0 {
        looks.tick().await;
    }
    let good = examhall(&url, &[], &["verify", "audit"]).await;
    let (told, progress) = (String::from_utf8(good.stdout).unwrap(), String::from_utf8(good.stderr).unwrap());
    assert!(good.status.success() && told.contains("The chain of 100 audit entries holds; 0 wait"), "{told}{progress}");
    assert!(progress.contains("100 of 100 entries"), "{progress}");
    let transaction = first.store.begin(Priority::Rest).await.unwrap();
    transaction.execute_unprepared("UPDATE audit_log SET object_id = 'x' WHERE seq = 42").await.unwrap();
    transaction.commit().await.unwrap();
    let bad = examhall(&url, &[], &["verify", "audit"]).await;
    assert!(!bad.status.success());
    assert!(String::from_utf8(bad.stderr).unwrap().contains("entry 42 is not what was sealed"));
    drop(second);
    first.close().await;
}

/// A log whose last entries were removed was found whole.
async fn a_kept_head_proves_that_the_end_was_removed_or_written_anew(database: TestDatabase) {
    let url = database.settings.url.expose_secret().to_owned();
    let store = database.connect().await;
    let change = async |sql: &str| {
        let transaction = store.begin(Priority::Rest).await.unwrap();
        transaction.execute_unprepared(sql).await.unwrap();
        transaction.commit().await.unwrap();
    };
    let seal = async || {
        let transaction = store.begin(Priority::Jobs).await.unwrap();
        audit::seal_next(&transaction, 100).await.unwrap();
        transaction.commit().await.unwrap();
    };
    record(&store, 5).await;
    seal().await;
    let told = examhall(&url, &[], &["verify", "audit"]).await;
    let told = String::from_utf8(told.stdout).unwrap();
    let head = told.split("Its head is ").nth(1).unwrap().split(';').next().unwrap();
    let again = examhall(&url, &[], &["verify", "audit", "--head", head]).await;
    assert!(again.status.success() && String::from_utf8(again.stdout).unwrap().contains("has the head that was kept"));
    change("DELETE FROM audit_log WHERE seq > 3").await;
    assert!(examhall(&url, &[], &["verify", "audit"]).await.status.success(), "the chain alone cannot tell");
    let cut = examhall(&url, &[], &["verify", "audit", "--head", head]).await;
    assert!(!cut.status.success());
    assert!(String::from_utf8(cut.stderr).unwrap().contains("it ends at entry 3 and went further"));
    record(&store, 2).await;
    seal().await;
    let other = examhall(&url, &[], &["verify", "audit", "--head", head]).await;
    assert!(!other.status.success());
    assert!(String::from_utf8(other.stderr).unwrap().contains("written anew"));
    store.close().await.unwrap();
    database.remove().await;
}

async fn a_lease_has_one_holder_until_it_runs_out(database: TestDatabase) {
    let store = database.connect().await;
    let take = async |owner: &str, now: i64, until: i64| {
        let transaction = store.begin(Priority::Jobs).await.unwrap();
        let taken = house::take_lease(&transaction, house::SEALER, owner, at(now), at(until)).await.unwrap();
        transaction.commit().await.unwrap();
        taken
    };
    assert!(take("one", 0, 10).await);
    assert!(!take("other", 9, 20).await);
    assert!(take("one", 9, 15).await, "its holder keeps it");
    assert!(!take("other", 14, 20).await);
    assert!(take("other", 15, 20).await);
    assert!(!take("one", 16, 30).await);
    let kept = house::find(store.read(), house::SEALER).await.unwrap().unwrap();
    assert_eq!(kept, format!("{} other", (NOW + examhall_domain::time::Span::from_secs(20)).0));
    store.close().await.unwrap();
    database.remove().await;
}

#[actix_web::test]
async fn sealing_on_sqlite() {
    instances_share_the_sealing_and_the_chain_is_verified(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn sealing_on_postgres() {
    instances_share_the_sealing_and_the_chain_is_verified(TestDatabase::postgres().await).await;
}

#[actix_web::test]
async fn kept_heads_on_sqlite() {
    a_kept_head_proves_that_the_end_was_removed_or_written_anew(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn kept_heads_on_postgres() {
    a_kept_head_proves_that_the_end_was_removed_or_written_anew(TestDatabase::postgres().await).await;
}

#[actix_web::test]
async fn leases_on_sqlite() {
    a_lease_has_one_holder_until_it_runs_out(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn leases_on_postgres() {
    a_lease_has_one_holder_until_it_runs_out(TestDatabase::postgres().await).await;
}

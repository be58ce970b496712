//! A database from before payments migrates and keeps what it holds.

use crate::accounts::house::JWT_SECRET;
use crate::store::engine::TestDatabase;
use examhall::boot::context;
use examhall::gateway::signer::ReceiptKeys;
use examhall::service::Context;
use examhall::service::rooms::verify_answers::verify_answers;
use examhall::settings::{self, Environment};
use examhall::store::accounts::account;
use examhall::store::exams::{enrolment, exam};
use examhall::store::jobs;
use examhall::store::payments::access::{self, Filter};
use examhall::store::{Store, audit};
use examhall_domain::accounts::EmailAddress;
use examhall_domain::id::{AccountId, ExamId};
use examhall_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use secrecy::ExposeSecret;
use std::sync::Arc;

const SQLITE: &str = include_str!("../dumps/sqlite.sql");
const POSTGRES: &str = include_str!("../dumps/postgres.sql");
/// What signed the receipt in the dumps.
const RECEIPT_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// The tables that were there before, with their rows.
const KEPT: [(&str, i64); 13] = [
    ("accounts", 5),
    ("exams", 2),
    ("questions", 3),
    ("sittings", 3),
    ("enrolments", 4),
    ("attempts", 2),
    ("attempt_log", 7),
    ("attempt_results", 1),
    ("receipts", 1),
    ("jobs_done", 3),
    ("audit_log", 22),
    ("room_journal", 1),
    ("sessions", 5),
];

async fn restore(database: &TestDatabase, dump: &str) {
    let url = database.settings.url.expose_secret();
    let url = if url.starts_with("sqlite") { format!("{url}?mode=rwc") } else { url.to_owned() };
    let connection = Database::connect(url).await.unwrap();
    connection.execute_unprepared(dump).await.unwrap();
    connection.close().await.unwrap();
}

async fn count(store: &Store, table: &str) -> i64 {
    let backend = store.read().get_database_backend();
    let statement = Statement::from_string(backend, format!("SELECT COUNT(*) FROM {table}"));
    store.read().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn context(database: &TestDatabase) -> Context {
    let url = database.settings.url.expose_secret().to_owned();
    let environment = [("DATABASE_URL", url.as_str()), ("JWT_SECRET", JWT_SECRET), ("RECEIPT_KEY", RECEIPT_KEY)];
    let environment: Environment = environment.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    context::build(&Arc::new(settings::load(None, &environment).unwrap())).await.unwrap()
}

async fn person(store: &Store, name: &str) -> AccountId {
    let email = EmailAddress::parse(&format!("{name}@example.org")).unwrap();
    AccountId(account::find_by_email(store.read(), &email).await.unwrap().unwrap().id)
}

async fn titled(store: &Store, title: &str) -> ExamId {
    ExamId(exam::list_titled(store.read(), title).await.unwrap()[0].id)
}

async fn it_keeps_what_it_holds(database: TestDatabase, dump: &str) {
    restore(&database, dump).await;
    // Building a context migrates the database, as a start does.
    let cx = context(&database).await;
    for (table, rows) in KEPT {
        assert_eq!(count(&cx.store, table).await, rows, "{table}");
    }
    let algebra = exam::find(cx.store.read(), titled(&cx.store, "Algebra").await).await.unwrap().unwrap();
    assert_eq!((algebra.price_minor, algebra.currency.as_deref()), (Some(49_900), Some("INR")));
    assert_eq!(jobs::tally(cx.store.read(), Timestamp(0)).await.unwrap().waiting, 0);

    free_enrolments_are_access(&cx.store).await;

    let mut faults = Vec::new();
    let keys = ReceiptKeys::of(&cx.signer);
    let summary = verify_answers(&cx, None, &keys, |told| faults.push(told)).await.unwrap();
    assert_eq!((summary.attempts, summary.receipts, summary.results, summary.faults), (2, 1, 1, 0), "{faults:?}");
    let sealed = audit::verify(cx.store.read()).await.unwrap().unwrap();
    assert_eq!(sealed.seq, 22);

    assert!(cx.store.unknown_steps().await.unwrap().is_empty());
    cx.store.close().await.unwrap();
    database.remove().await;
}

async fn free_enrolments_are_access(store: &Store) {
    let (ada, ben) = (person(store, "ada").await, person(store, "ben").await);
    let (botany, algebra) = (titled(store, "Botany").await, titled(store, "Algebra").await);
    let all = access::list(store.read(), Filter::default(), None, 10).await.unwrap();
    assert_eq!(all.len(), 2, "two sittings of one exam are one access, and the priced exam gives none");
    assert!(access::of_exam(store.read(), ada, algebra).await.unwrap().is_empty());
    for person in [ada, ben] {
        let rows = access::of_exam(store.read(), person, botany).await.unwrap();
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        let enrolled = enrolment::list_of_account(store.read(), person, 10).await.unwrap();
        let first = enrolled.iter().map(|row| row.enrolled_at_us).min().unwrap();
        assert_eq!((row.source.as_str(), row.starts_at_us, row.expires_at_us), ("free", first, None));
        assert_eq!(row.id.get_version_num(), 7);
        let (seconds, nanos) = row.id.get_timestamp().unwrap().to_unix();
        assert_eq!(seconds * 1_000 + u64::from(nanos) / 1_000_000, u64::try_from(first / 1_000).unwrap());
    }
    assert_ne!(all[0].id, all[1].id);
    if store.read().get_database_backend() == DbBackend::Postgres {
        assert_eq!(all[0].id.get_variant(), uuid::Variant::RFC4122);
    }
}

#[actix_web::test]
async fn on_sqlite() {
    it_keeps_what_it_holds(TestDatabase::empty_sqlite(), SQLITE).await;
}

#[actix_web::test]
async fn on_postgres() {
    it_keeps_what_it_holds(TestDatabase::empty_postgres().await, POSTGRES).await;
}

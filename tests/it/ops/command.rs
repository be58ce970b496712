//! The operator's commands as they are typed.

use crate::accounts::house::JWT_SECRET;
use crate::store::engine::TestDatabase;
use crate::support::NO_IDLE_CONNECTIONS;
use examhall::store::{Priority, Store, house};
use sea_orm::ConnectionTrait;
use secrecy::ExposeSecret;
use std::process::Output;
use tokio::process::Command;

/// Runs the program on a database, without holding up a server that runs on this thread: it may have the only writer.
pub(crate) async fn examhall(database: &str, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_examhall"));
    let folder = std::env::temp_dir().join("examhall-ops-keys");
    let own = [
        NO_IDLE_CONNECTIONS,
        ("DATABASE_URL", database),
        ("JWT_SECRET", JWT_SECRET),
        ("EXAMHALL__INSTANCE__DATA_DIR", folder.to_str().unwrap()),
    ];
    command.args(arguments).env_clear().envs(own).envs(environment.iter().copied());
    command.output().await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn the_schema_goes_up_and_down(database: TestDatabase) {
    let url = database.settings.url.expose_secret().to_owned();
    let migrate = async |arguments: &[&str]| examhall(&url, &[], &[&["migrate"], arguments].concat()).await;
    let before = text(&migrate(&["status"]).await.stdout);
    let steps = before.lines().count();
    assert!(steps > 1 && before.lines().all(|line| line.starts_with("pending ")), "{before}");
    let too_early = examhall(&url, &[], &["verify", "audit"]).await;
    assert!(!too_early.status.success() && text(&too_early.stderr).contains("run 'examhall migrate up' first"));

    let up = migrate(&["up"]).await;
    assert!(up.status.success(), "{}", text(&up.stderr));
    assert_eq!(text(&up.stdout).lines().count(), steps);
    assert!(text(&migrate(&["up"]).await.stdout).contains("up to date"));
    assert!(text(&migrate(&["status"]).await.stdout).lines().all(|line| line.starts_with("applied ")));

    let unsure = migrate(&["down"]).await;
    assert!(!unsure.status.success() && text(&unsure.stderr).contains("--yes"), "{}", text(&unsure.stderr));
    assert!(text(&migrate(&["status"]).await.stdout).lines().all(|line| line.starts_with("applied ")));
    let down = migrate(&["down", "--steps", "2", "--yes"]).await;
    assert!(down.status.success(), "{}", text(&down.stderr));
    assert_eq!(text(&down.stdout).lines().filter(|line| line.starts_with("undone ")).count(), 2);
    let after = text(&migrate(&["status"]).await.stdout);
    assert_eq!(after.lines().filter(|line| line.starts_with("pending ")).count(), 2, "{after}");
    database.remove().await;
}

async fn a_database_of_a_newer_version_is_refused_with_a_sentence(database: TestDatabase) {
    let url = database.settings.url.expose_secret().to_owned();
    let store: Store = database.connect().await;
    let transaction = store.begin(Priority::Rest).await.unwrap();
    let foretell = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    transaction.execute_unprepared(foretell).await.unwrap();
    // That step takes away what this version uses.
    house::put(&transaction, house::SCHEMA_NEEDS, "m9999_later").await.unwrap();
    transaction.commit().await.unwrap();
    store.close().await.unwrap();
    // Nothing that another test might hold: what is asked for is the database alone.
    let apart = [("PORT", "0"), ("EXAMHALL__DEMO__ENABLED", "false"), ("EXAMHALL__PAYMENTS__SIMULATED", "false")];
    for arguments in [&["serve"][..], &["migrate", "up"], &["migrate", "down", "--yes"]] {
        let refused = examhall(&url, &apart, arguments).await;
        let told = text(&refused.stderr);
        assert!(!refused.status.success(), "{arguments:?}");
        assert!(told.contains("m9999_later") && told.contains("start that version"), "{arguments:?}: {told}");
    }
    assert!(text(&examhall(&url, &[], &["migrate", "status"]).await.stdout).contains("unknown   m9999_later"));
    database.remove().await;
}

#[actix_web::test]
async fn migrations_on_sqlite() {
    the_schema_goes_up_and_down(TestDatabase::empty_sqlite()).await;
}

#[actix_web::test]
async fn migrations_on_postgres() {
    the_schema_goes_up_and_down(TestDatabase::empty_postgres().await).await;
}

#[actix_web::test]
async fn newer_databases_on_sqlite() {
    a_database_of_a_newer_version_is_refused_with_a_sentence(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn newer_databases_on_postgres() {
    a_database_of_a_newer_version_is_refused_with_a_sentence(TestDatabase::postgres().await).await;
}

//! The schema's steps, the names that the code matches on, and the settings that durability rests on.

use super::engine::{TestDatabase, on_both_engines};
use examhall::settings::store::StoreSettings;
use examhall::store::{MigrationStatus, Priority, Store, StoreError, assert_durable, constraint, house, instances};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use secrecy::ExposeSecret;
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_engines! {
    async fn steps_go_up_down_and_up_again(store: Store) {
        let steps = store.migration_status().await.unwrap();
        assert!(steps.len() >= 5);
        assert!(steps.iter().all(|step| step.status == MigrationStatus::Applied));
        store.migrate_up().await.unwrap();
        store.migrate_down(u32::try_from(steps.len()).unwrap()).await.unwrap();
        assert!(store.migration_status().await.unwrap().iter().all(|step| step.status == MigrationStatus::Pending));
        store.migrate_up().await.unwrap();
        assert_eq!(store.migration_status().await.unwrap(), steps);
    }

    async fn every_unique_constraint_has_its_constant(store: Store) {
        let known: BTreeSet<(String, String)> = constraint::ALL
            .iter()
            .map(|(name, columns)| {
                let name = if store.read().get_database_backend() == DbBackend::Postgres { *name } else { "" };
                (name.to_owned(), columns.replace(' ', ""))
            })
            .collect();
        assert_eq!(unique_constraints(&store).await, known);
    }

    async fn a_program_runs_beside_newer_steps_as_far_as_they_allow(store: Store) {
        foretell(&store, "m9998_more", None).await;
        let error = store.migrate_up().await.unwrap_err();
        assert!(matches!(&error, StoreError::NewerSchema { step } if step == "m9998_more"), "nobody said so: {error:?}");
        foretell(&store, "m9999_expands", Some(Store::newest_step())).await;
        store.migrate_up().await.unwrap();
        foretell(&store, "m9999_takes_away", Some("m9999_takes_away")).await;
        let error = store.migrate_up().await.unwrap_err();
        assert!(matches!(error, StoreError::NewerSchema { .. }), "{error:?}");
        assert!(store.migrate_down(1).await.is_err(), "what is not known cannot be undone");
    }

    async fn whoever_migrates_writes_down_what_it_takes(store: Store) {
        let needs = house::find(store.read(), house::SCHEMA_NEEDS).await.unwrap().unwrap();
        assert!(store.migration_status().await.unwrap().iter().any(|step| step.name == needs), "{needs}");
    }

    async fn reading_connections_cannot_write(store: Store) {
        if store.read().get_database_backend() == DbBackend::Sqlite {
            let error = store.read().execute_unprepared("DELETE FROM accounts").await.unwrap_err();
            assert!(error.to_string().contains("readonly"), "{error}");
        }
    }

    async fn a_closed_store_is_unavailable(store: Store) {
        store.close().await.unwrap();
        let error = store.begin(examhall::store::Priority::Rest).await.unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
}

/// As if a newer program had applied a step of this name, which takes programs that know `needs`.
async fn foretell(store: &Store, step: &str, needs: Option<&str>) {
    let transaction = store.begin(Priority::Rest).await.unwrap();
    let insert = format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{step}', 0)");
    transaction.execute_unprepared(&insert).await.unwrap();
    match needs {
        Some(needs) => house::put(&transaction, house::SCHEMA_NEEDS, needs).await.unwrap(),
        None => {
            transaction.execute_unprepared("DELETE FROM house WHERE key = 'schema_needs'").await.unwrap();
        }
    }
    transaction.commit().await.unwrap();
}

/// (name, "table.column,table.column") of every unique constraint; SQLite keeps no names.
async fn unique_constraints(store: &Store) -> BTreeSet<(String, String)> {
    let backend = store.read().get_database_backend();
    let query = match backend {
        DbBackend::Postgres => {
            "SELECT c.conname AS name, string_agg(c.conrelid::regclass || '.' || a.attname, ',' ORDER BY k.n) AS columns
             FROM pg_constraint c
             CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (attnum, n)
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
             WHERE c.contype IN ('p', 'u') AND c.conparentid = 0 AND c.conrelid::regclass::text <> 'seaql_migrations'
               AND c.connamespace = 'public'::regnamespace
             GROUP BY c.oid, c.conname"
        }
        _ => {
            "SELECT '' AS name,
                    (SELECT string_agg(t.name || '.' || c.name, ',' ORDER BY c.seqno) FROM pragma_index_info(i.name) c)
                    AS columns
             FROM sqlite_schema t, pragma_index_list(t.name) i
             WHERE t.type = 'table' AND t.name <> 'seaql_migrations' AND i.\"unique\""
        }
    };
    let rows = store.read().query_all_raw(Statement::from_string(backend, query)).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "name").unwrap(), row.try_get("", "columns").unwrap())).collect()
}

#[tokio::test]
async fn instances_that_start_together_migrate_once() {
    let database = TestDatabase::empty_postgres().await;
    let stores = [Store::connect(&database.settings).await.unwrap(), Store::connect(&database.settings).await.unwrap()];
    let (first, second) = tokio::join!(stores[0].migrate_up(), stores[1].migrate_up());
    first.unwrap();
    second.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn nothing_is_taken_from_an_instance_that_runs() {
    let database = TestDatabase::postgres().await;
    let store = database.connect().await;
    let now = store.now().await.unwrap().unwrap();
    let old = instances::Model {
        boot: Uuid::from_u128(1),
        name: "old".to_owned(),
        version: "0.0.1".to_owned(),
        knows: "m0001_accounts".to_owned(),
        roles: "web".to_owned(),
        address: String::new(),
        started_at_us: now.0,
        seen_at_us: now.0,
        sockets: 0,
        people: 0,
        rooms: 0,
        members: 0,
        draining: false,
        drain_asked: false,
        degraded: "[]".to_owned(),
    };
    let transaction = store.begin(Priority::Rest).await.unwrap();
    instances::beat(&transaction, old).await.unwrap();
    // A step that takes something away is pending again.
    let forget = "DELETE FROM seaql_migrations WHERE version = 'm0010_marks'";
    transaction.execute_unprepared(forget).await.unwrap();
    transaction.commit().await.unwrap();
    let error = store.migrate_up().await.unwrap_err();
    let StoreError::SchemaInUse { step, instance, version } = error else { panic!("{error:?}") };
    assert_eq!((step.as_str(), instance.as_str(), version.as_str()), ("m0010_marks", "old", "0.0.1"));
    database.remove().await;
}

#[tokio::test]
async fn a_postgres_that_loses_commits_is_refused() {
    let database = TestDatabase::postgres().await;
    let store = Store::connect(&database.settings).await.unwrap();
    let name = database.settings.url.expose_secret().rsplit_once('/').unwrap().1.to_owned();
    let weaken = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    store.read().execute_unprepared(&weaken).await.unwrap();
    let error = Store::connect(&database.settings).await.unwrap_err();
    assert!(matches!(error, StoreError::NotDurable { setting: "synchronous_commit", .. }), "{error:?}");
    assert!(error.to_string().contains("synchronous_commit is 'off' and must be 'on'"), "{error}");
    database.remove().await;
}

#[tokio::test]
async fn a_sqlite_that_loses_commits_is_refused() {
    let database = TestDatabase::sqlite().await;
    let store = database.connect().await;
    let url = database.settings.url.expose_secret();
    let connection = Database::connect(url).await.unwrap();
    connection.execute_unprepared("PRAGMA synchronous = NORMAL").await.unwrap();
    let error = assert_durable(&connection).await.unwrap_err();
    assert!(matches!(error, StoreError::NotDurable { setting: "synchronous", .. }), "{error:?}");
    store.close().await.unwrap();
    connection.execute_unprepared("PRAGMA journal_mode = DELETE").await.unwrap();
    let error = assert_durable(&connection).await.unwrap_err();
    assert!(matches!(error, StoreError::NotDurable { setting: "journal_mode", .. }), "{error:?}");
    database.remove().await;
}

#[tokio::test]
async fn a_url_of_another_engine_is_refused_without_being_shown() {
    let settings = StoreSettings { url: "mysql://user:secret@host/db".into(), ..StoreSettings::default() };
    let error = Store::connect(&settings).await.unwrap_err();
    assert!(matches!(error, StoreError::UnknownEngine));
    assert!(!format!("{error:?} {error}").contains("secret"));
}

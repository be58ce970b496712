//! A database of its own for each test, on both engines.

use examhall::settings::store::StoreSettings;
use examhall::store::Store;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use secrecy::SecretString;
use std::path::PathBuf;
use uuid::Uuid;

/// Runs each test once per engine, on a migrated store of its own.
macro_rules! on_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($store:ident: Store) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn check($store: Store) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let database = crate::store::engine::TestDatabase::sqlite().await;
                check(database.migrated().await).await;
                database.remove().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let database = crate::store::engine::TestDatabase::postgres().await;
                check(database.migrated().await).await;
                database.remove().await;
            }
        }
    )+};
}
pub(crate) use on_both_engines;

/// A database that exists for one test. When the test fails it stays, to be looked at.
pub(crate) struct TestDatabase {
    pub(crate) settings: StoreSettings,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Postgres { server: DatabaseConnection, name: String },
}

impl TestDatabase {
    pub(crate) async fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("examhall-test-{}", Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let url = format!("sqlite://{}", folder.join("test.db").display());
        Self { settings: settings(url), place: Place::Folder(folder) }
    }

    pub(crate) async fn postgres() -> Self {
        let server_url = std::env::var("EXAMHALL_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!("EXAMHALL_TEST_POSTGRES names no PostgreSQL server to test on: run the tests with tests/run")
        });
        let server = Database::connect(&server_url).await.unwrap();
        let name = format!("examhall_test_{}", Uuid::now_v7().simple());
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        let (address, _) = server_url.rsplit_once('/').unwrap();
        Self { settings: settings(format!("{address}/{name}")), place: Place::Postgres { server, name } }
    }

    pub(crate) async fn migrated(&self) -> Store {
        let store = Store::connect(&self.settings).await.unwrap();
        store.migrate_up().await.unwrap();
        store
    }

    pub(crate) async fn remove(self) {
        match self.place {
            Place::Folder(folder) => std::fs::remove_dir_all(folder).unwrap(),
            Place::Postgres { server, name } => {
                server.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            }
        }
    }
}

fn settings(url: String) -> StoreSettings {
    StoreSettings {
        url: SecretString::from(url),
        write_connections_max: 4,
        read_connections_max: 2,
        connections_min: 0,
        ..StoreSettings::default()
    }
}

//! A database of its own for each test, on both engines.
//!
//! All steps of the schema are applied once per engine, to a template of which each test gets a copy. A test about the
//! steps themselves begins with an empty database.

use examhall::settings::store::StoreSettings;
use examhall::store::Store;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tokio::sync::OnceCell;
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
                check(database.connect().await).await;
                database.remove().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let database = crate::store::engine::TestDatabase::postgres().await;
                check(database.connect().await).await;
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

/// The migrated file.
static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
/// The name of the migrated database. It goes with the server, which `tests/run` throws away.
static POSTGRES: OnceCell<String> = OnceCell::const_new();

impl TestDatabase {
    /// A file with the whole schema.
    pub(crate) async fn sqlite() -> Self {
        let template = SQLITE.get_or_init(sqlite_template).await;
        let database = Self::empty_sqlite();
        std::fs::write(database.file(), template).unwrap();
        database
    }

    /// A database with the whole schema.
    pub(crate) async fn postgres() -> Self {
        let template = POSTGRES.get_or_init(postgres_template).await;
        Self::create_postgres(&format!("TEMPLATE {template} STRATEGY FILE_COPY")).await
    }

    /// A file that is not there yet.
    pub(crate) fn empty_sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("examhall-test-{}", Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        Self { settings: settings(format!("sqlite://{}", file_in(&folder).display())), place: Place::Folder(folder) }
    }

    /// A database without a table.
    pub(crate) async fn empty_postgres() -> Self {
        Self::create_postgres("").await
    }

    async fn create_postgres(how: &str) -> Self {
        let server_url = std::env::var("EXAMHALL_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!("EXAMHALL_TEST_POSTGRES names no PostgreSQL server to test on: run the tests with tests/run")
        });
        let server = Database::connect(&server_url).await.unwrap();
        let name = format!("examhall_test_{}", Uuid::now_v7().simple());
        server.execute_unprepared(&format!("CREATE DATABASE {name} {how}")).await.unwrap();
        let (address, _) = server_url.rsplit_once('/').unwrap();
        Self { settings: settings(format!("{address}/{name}")), place: Place::Postgres { server, name } }
    }

    pub(crate) async fn connect(&self) -> Store {
        Store::connect(&self.settings).await.unwrap()
    }

    pub(crate) async fn remove(self) {
        match self.place {
            Place::Folder(folder) => std::fs::remove_dir_all(folder).unwrap(),
            Place::Postgres { server, name } => {
                server.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            }
        }
    }

    fn file(&self) -> PathBuf {
        match &self.place {
            Place::Folder(folder) => file_in(folder),
            Place::Postgres { name, .. } => panic!("{name} is no file"),
        }
    }

    /// Closed, so that all is in one place and nobody holds it.
    async fn migrate(&self) {
        let store = self.connect().await;
        store.migrate_up().await.unwrap();
        store.close().await.unwrap();
    }
}

async fn sqlite_template() -> Vec<u8> {
    let database = TestDatabase::empty_sqlite();
    database.migrate().await;
    let file = std::fs::read(database.file()).unwrap();
    database.remove().await;
    file
}

async fn postgres_template() -> String {
    let database = TestDatabase::empty_postgres().await;
    database.migrate().await;
    match database.place {
        Place::Postgres { name, .. } => name,
        Place::Folder(folder) => panic!("{} is no server's", folder.display()),
    }
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("test.db")
}

fn settings(url: String) -> StoreSettings {
    static FEW_CONNECTIONS: LazyLock<StoreSettings> = LazyLock::new(|| StoreSettings {
        write_connections_max: 4,
        single_connections_max: 1,
        read_connections_max: 2,
        connections_min: 0,
        ..StoreSettings::default()
    });
    StoreSettings { url: SecretString::from(url), ..FEW_CONNECTIONS.clone() }
}

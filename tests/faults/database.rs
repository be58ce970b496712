//! A database of its own for each test, on either engine.

use sea_orm::ConnectionTrait;
use std::path::Path;
use uuid::Uuid;

/// Where a server keeps its state.
#[derive(Clone)]
pub enum Database {
    /// In the server's folder.
    Sqlite,
    /// A database of that name on the server of the tests.
    Postgres { server: String, name: String },
}

impl Database {
    /// A new database on the PostgreSQL server that `tests/run` starts.
    pub async fn postgres() -> Self {
        let server = std::env::var("EXAMHALL_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!("EXAMHALL_TEST_POSTGRES names no PostgreSQL server to test on: run the tests with tests/run")
        });
        Self::on(server).await
    }

    /// A new database on a server of PostgreSQL that a test has of its own.
    pub async fn on(server: String) -> Self {
        let name = format!("examhall_faults_{}", Uuid::now_v7().simple());
        execute(&server, &format!("CREATE DATABASE {name}")).await;
        Self::Postgres { server, name }
    }

    /// Its URL on another server, which is a replica.
    pub fn url_on(&self, server: &str) -> String {
        match self {
            Self::Sqlite => panic!("a file has no replica"),
            Self::Postgres { name, .. } => format!("{}/{name}", server.rsplit_once('/').unwrap().0),
        }
    }

    /// As the program and the verification take it.
    pub fn url(&self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite://{}", folder.join("examhall.db").display()),
            Self::Postgres { server, name } => format!("{}/{name}", server.rsplit_once('/').unwrap().0),
        }
    }

    /// Drops what is not in the server's folder.
    pub async fn remove(&self) {
        match self {
            Self::Sqlite => {}
            Self::Postgres { server, name } => execute(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await,
        }
    }
}

async fn execute(server: &str, statement: &str) {
    sea_orm::Database::connect(server).await.unwrap().execute_unprepared(statement).await.unwrap();
}

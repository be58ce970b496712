//! The instances that serve this database: each writes down how it is, and is told here when it should send its people away.

use crate::dialect::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

// A row for each start of a process (`boot`); `knows` is the newest step of the schema that its program knows, so that nothing
// is taken from the schema that somebody still uses.
const UP: &str = "
CREATE TABLE instances (
    boot {id} NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    knows TEXT NOT NULL,
    roles TEXT NOT NULL,
    address TEXT NOT NULL,
    started_at_us {int} NOT NULL,
    seen_at_us {int} NOT NULL,
    sockets {int} NOT NULL,
    people {int} NOT NULL,
    rooms {int} NOT NULL,
    members {int} NOT NULL,
    draining {bool} NOT NULL,
    drain_asked {bool} NOT NULL,
    degraded TEXT NOT NULL,
    CONSTRAINT instances_pkey PRIMARY KEY (boot)
){end};
";

const DOWN: &str = "
DROP TABLE instances;
";

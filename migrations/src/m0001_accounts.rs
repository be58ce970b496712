//! People, their roles, their sessions and the ladder that locks out guessers.

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

const UP: &str = "
CREATE TABLE accounts (
    id {id} NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale TEXT NOT NULL,
    disabled_at_us {int},
    created_at_us {int} NOT NULL,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_email_key UNIQUE (email)
){end};

CREATE TABLE account_roles (
    account_id {id} NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT account_roles_pkey PRIMARY KEY (account_id, role),
    CONSTRAINT account_roles_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT account_roles_role_check CHECK (role IN ('student', 'mentor', 'proctor', 'author', 'admin'))
){clustered};

CREATE TABLE sessions (
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    created_at_us {int} NOT NULL,
    expires_at_us {int} NOT NULL,
    ends_at_us {int} NOT NULL,
    last_seen_at_us {int} NOT NULL,
    user_agent TEXT NOT NULL,
    network TEXT NOT NULL,
    revoked_at_us {int},
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){end};
CREATE INDEX sessions_account_idx ON sessions (account_id, created_at_us);
CREATE INDEX sessions_expiry_idx ON sessions (expires_at_us);

CREATE TABLE sign_in_ladder (
    subject {bytes} NOT NULL,
    network TEXT NOT NULL,
    failures {int} NOT NULL,
    last_failure_at_us {int} NOT NULL,
    locked_until_us {int},
    CONSTRAINT sign_in_ladder_pkey PRIMARY KEY (subject, network)
){clustered};
CREATE INDEX sign_in_ladder_age_idx ON sign_in_ladder (last_failure_at_us);
";

const DOWN: &str = "
DROP TABLE sign_in_ladder;
DROP TABLE sessions;
DROP TABLE account_roles;
DROP TABLE accounts;
";

//! Mails that wait or were sent, the links in them, and addresses that their owner has shown to be right.

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

// An account has one link of a kind: a newer one takes the place of the older one, which is void from then on.
const UP: &str = "
ALTER TABLE accounts ADD COLUMN email_verified_at_us {int};

CREATE TABLE account_links (
    account_id {id} NOT NULL,
    kind TEXT NOT NULL,
    digest {bytes} NOT NULL,
    expires_at_us {int} NOT NULL,
    CONSTRAINT account_links_pkey PRIMARY KEY (account_id, kind),
    CONSTRAINT account_links_digest_key UNIQUE (digest),
    CONSTRAINT account_links_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT account_links_kind_check CHECK (kind IN ('verify_email', 'reset_password'))
){clustered};
CREATE INDEX account_links_expiry_idx ON account_links (expires_at_us);

CREATE TABLE mails (
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    arguments TEXT NOT NULL,
    created_at_us {int} NOT NULL,
    sent_at_us {int},
    CONSTRAINT mails_pkey PRIMARY KEY (id),
    CONSTRAINT mails_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){end};
CREATE INDEX mails_account_idx ON mails (account_id, kind, created_at_us);
CREATE INDEX mails_age_idx ON mails (created_at_us);
";

const DOWN: &str = "
DROP TABLE mails;
DROP TABLE account_links;
ALTER TABLE accounts DROP COLUMN email_verified_at_us;
";

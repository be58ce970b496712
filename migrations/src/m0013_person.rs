//! What belongs to a person's account beside signing in: their time zone, their picture, the second factor, the day on
//! which the account is to be erased, and a way to find what somebody did.

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

// A second factor counts from its confirmation on; until then it is an offer that a newer one replaces.
const UP: &str = "
ALTER TABLE accounts ADD COLUMN time_zone TEXT;
ALTER TABLE accounts ADD COLUMN erased_from_us {int};
CREATE INDEX accounts_erased_from_idx ON accounts (erased_from_us);
CREATE INDEX audit_log_actor_idx ON audit_log (actor_id, at_us);

CREATE TABLE account_pictures (
    account_id {id} NOT NULL,
    media_type TEXT NOT NULL,
    bytes {bytes} NOT NULL,
    digest {bytes} NOT NULL,
    CONSTRAINT account_pictures_pkey PRIMARY KEY (account_id),
    CONSTRAINT account_pictures_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){end};

CREATE TABLE second_factors (
    account_id {id} NOT NULL,
    key TEXT NOT NULL,
    nonce {bytes} NOT NULL,
    sealed {bytes} NOT NULL,
    last_step {int},
    begun_at_us {int} NOT NULL,
    confirmed_at_us {int},
    CONSTRAINT second_factors_pkey PRIMARY KEY (account_id),
    CONSTRAINT second_factors_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){end};

CREATE TABLE recovery_codes (
    account_id {id} NOT NULL,
    digest {bytes} NOT NULL,
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (account_id, digest),
    CONSTRAINT recovery_codes_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
){clustered};
";

const DOWN: &str = "
DROP TABLE recovery_codes;
DROP TABLE second_factors;
DROP TABLE account_pictures;
DROP INDEX audit_log_actor_idx;
DROP INDEX accounts_erased_from_idx;
ALTER TABLE accounts DROP COLUMN erased_from_us;
ALTER TABLE accounts DROP COLUMN time_zone;
";

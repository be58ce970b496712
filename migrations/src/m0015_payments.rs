//! Payments: orders with their tries to pay, refunds, history and ledger; access to exams; what gateways sent; the keys that
//! make a repeat harmless; and what the queue of payments tells of itself.
//!
//! On PostgreSQL everything that grows with each order lies in monthly partitions by the order's id, whose first 48 bits
//! are its instant. A unique rule over such a table could only hold within a month, so that references, open orders and
//! access stand in tables of their own.

use crate::dialect::{run, run_on_postgres};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, ORDERS).await?;
        run(manager, BESIDE).await?;
        run(manager, QUEUE).await?;
        run_on_postgres(manager, PARTITIONS).await?;
        let id = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_ID,
            _ => SQLITE_ID,
        };
        run(manager, &FREE_ACCESS.replace("{new_id}", id)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

// No table here points to `orders`: whoever moves an order writes its rows in the same transaction, and a foreign key would
// lock the order once more for each of them. `place` is where a payment or a refund stands among its order's. `orders.status` is what a search filters by; the truth are phase, payments and
// refunds.
const ORDERS: &str = "
CREATE TABLE orders (
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id {id} NOT NULL,
    gateway TEXT NOT NULL,
    amount_minor {int} NOT NULL,
    currency TEXT NOT NULL,
    access_days {int} NOT NULL,
    phase TEXT NOT NULL,
    detail TEXT,
    status TEXT NOT NULL,
    gateway_order_id TEXT,
    look_at_us {int},
    looks {int} NOT NULL,
    news_at_us {int} NOT NULL,
    version {int} NOT NULL,
    created_at_us {int} NOT NULL,
    updated_at_us {int} NOT NULL,
    expires_at_us {int} NOT NULL,
    CONSTRAINT orders_pkey PRIMARY KEY (id),
    CONSTRAINT orders_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT orders_amount_check CHECK (amount_minor >= 0),
    CONSTRAINT orders_days_check CHECK (access_days >= 1),
    CONSTRAINT orders_phase_check CHECK (phase IN ('opening', 'open', 'paid', 'closed', 'review')),
    CONSTRAINT orders_looks_check CHECK (looks >= 0),
    CONSTRAINT orders_version_check CHECK (version >= 0)
){by id};
CREATE INDEX orders_account_idx ON orders (account_id, id);
CREATE INDEX orders_status_idx ON orders (status, id);
CREATE INDEX orders_subject_idx ON orders (subject_id, id);
CREATE INDEX orders_look_idx ON orders (look_at_us) WHERE look_at_us IS NOT NULL;

CREATE TABLE order_payments (
    order_id {id} NOT NULL,
    gateway_payment_id TEXT NOT NULL,
    place {int} NOT NULL,
    status TEXT NOT NULL,
    role TEXT NOT NULL,
    capture TEXT NOT NULL,
    amount_minor {int} NOT NULL,
    currency TEXT NOT NULL,
    method TEXT,
    fee_minor {int},
    tax_minor {int},
    error_code TEXT,
    seen_at_us {int} NOT NULL,
    updated_at_us {int} NOT NULL,
    captured_at_us {int},
    CONSTRAINT order_payments_pkey PRIMARY KEY (order_id, gateway_payment_id)
){by order};

CREATE TABLE order_refunds (
    order_id {id} NOT NULL,
    id {id} NOT NULL,
    place {int} NOT NULL,
    gateway_payment_id TEXT NOT NULL,
    amount_minor {int} NOT NULL,
    currency TEXT NOT NULL,
    policy TEXT NOT NULL,
    reason_kind TEXT NOT NULL,
    reason TEXT,
    status TEXT NOT NULL,
    gateway_refund_id TEXT,
    requested_by {id},
    created_at_us {int} NOT NULL,
    updated_at_us {int} NOT NULL,
    CONSTRAINT order_refunds_pkey PRIMARY KEY (order_id, id),
    CONSTRAINT order_refunds_amount_check CHECK (amount_minor > 0)
){by order};

CREATE TABLE order_events (
    order_id {id} NOT NULL,
    seq {int} NOT NULL,
    at_us {int} NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor_id {id},
    detail TEXT NOT NULL,
    CONSTRAINT order_events_pkey PRIMARY KEY (order_id, seq),
    CONSTRAINT order_events_seq_check CHECK (seq >= 1),
    CONSTRAINT order_events_source_check
        CHECK (source IN ('api', 'callback', 'webhook', 'poll', 'saga', 'admin', 'clock'))
){by order};

CREATE TABLE ledger_lines (
    order_id {id} NOT NULL,
    entry {int} NOT NULL,
    line {int} NOT NULL,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    amount_minor {int} NOT NULL,
    currency TEXT NOT NULL,
    at_us {int} NOT NULL,
    CONSTRAINT ledger_lines_pkey PRIMARY KEY (order_id, entry, line),
    CONSTRAINT ledger_lines_amount_check CHECK (amount_minor <> 0)
){by order};
";

// What access rests on makes it unique: the order, the grant itself (its own id), or nothing (nil) for an exam that was free.
const BESIDE: &str = "
CREATE TABLE payment_refs (
    gateway TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    order_id {id} NOT NULL,
    CONSTRAINT payment_refs_pkey PRIMARY KEY (gateway, kind, reference),
    CONSTRAINT payment_refs_kind_check CHECK (kind IN ('order', 'payment', 'refund', 'receipt'))
){clustered};
CREATE INDEX payment_refs_reference_idx ON payment_refs (reference);

CREATE TABLE open_orders (
    account_id {id} NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id {id} NOT NULL,
    order_id {id} NOT NULL,
    CONSTRAINT open_orders_pkey PRIMARY KEY (account_id, subject_kind, subject_id),
    CONSTRAINT open_orders_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
){clustered};

CREATE TABLE exam_access (
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    exam_id {id} NOT NULL,
    source TEXT NOT NULL,
    basis {id} NOT NULL,
    order_id {id},
    starts_at_us {int} NOT NULL,
    expires_at_us {int},
    granted_by {id},
    reason TEXT,
    withdrawn_at_us {int},
    withdrawn_by {id},
    withdrawn_why TEXT,
    created_at_us {int} NOT NULL,
    CONSTRAINT exam_access_pkey PRIMARY KEY (id),
    CONSTRAINT exam_access_order_key UNIQUE (order_id),
    CONSTRAINT exam_access_basis_key UNIQUE (account_id, exam_id, basis),
    CONSTRAINT exam_access_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT exam_access_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT exam_access_source_check CHECK (source IN ('free', 'order', 'grant')),
    CONSTRAINT exam_access_order_check CHECK ((source = 'order') = (order_id IS NOT NULL)),
    CONSTRAINT exam_access_span_check CHECK (expires_at_us > starts_at_us),
    CONSTRAINT exam_access_withdrawn_check CHECK ((withdrawn_at_us IS NULL) = (withdrawn_why IS NULL))
){end};
CREATE INDEX exam_access_exam_idx ON exam_access (exam_id, id);

CREATE TABLE webhook_inbox (
    id {id} NOT NULL,
    gateway TEXT NOT NULL,
    event_id TEXT,
    body_digest {bytes} NOT NULL,
    body {bytes} NOT NULL,
    received_at_us {int} NOT NULL,
    outcome TEXT,
    applied_at_us {int},
    detail TEXT,
    CONSTRAINT webhook_inbox_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_inbox_event_key UNIQUE (gateway, event_id),
    CONSTRAINT webhook_inbox_body_key UNIQUE (gateway, body_digest),
    CONSTRAINT webhook_inbox_outcome_check CHECK (outcome IN ('applied', 'ignored', 'parked')),
    CONSTRAINT webhook_inbox_applied_check CHECK ((outcome IS NULL) = (applied_at_us IS NULL))
){end};
CREATE INDEX webhook_inbox_waiting_idx ON webhook_inbox (id) WHERE outcome IS NULL;

CREATE TABLE idempotency_keys (
    account_id {id} NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint {bytes} NOT NULL,
    status {int},
    body TEXT,
    created_at_us {int} NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account_id, route, key),
    CONSTRAINT idempotency_keys_answer_check CHECK ((status IS NULL) = (body IS NULL))
){clustered};
CREATE INDEX idempotency_keys_age_idx ON idempotency_keys (created_at_us);

CREATE TABLE outbox (
    id {id} NOT NULL,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at_us {int} NOT NULL,
    published_at_us {int},
    CONSTRAINT outbox_pkey PRIMARY KEY (id)
){end};
CREATE INDEX outbox_waiting_idx ON outbox (id) WHERE published_at_us IS NULL;
CREATE INDEX outbox_age_idx ON outbox (published_at_us) WHERE published_at_us IS NOT NULL;
";

// `busy_us` sums the time that a job was worked on, without the time that it waited. `rung_at_us` says that something came up
// while somebody works on it.
const QUEUE: &str = "
ALTER TABLE jobs ADD COLUMN claimed_at_us {int};
ALTER TABLE jobs ADD COLUMN rung_at_us {int};
ALTER TABLE jobs ADD COLUMN busy_us {int} NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN failures {int} NOT NULL DEFAULT 0;
ALTER TABLE jobs_done ADD COLUMN busy_us {int} NOT NULL DEFAULT 0;
ALTER TABLE jobs_done ADD COLUMN failures {int} NOT NULL DEFAULT 0;
CREATE INDEX jobs_kind_idx ON jobs (kind, priority, run_at_us);
CREATE INDEX jobs_done_kind_idx ON jobs_done (kind, finished_at_us);
";

// The present month and three ahead, so that nothing has to be moved out of the default partition later; from then on
// housekeeping goes on. Bodies of gateways are kept as they came: compressing them takes more time than it saves.
const PARTITIONS: &str = "
DO $$
DECLARE
    parent TEXT;
    month TIMESTAMP;
    first TEXT;
    next TEXT;
BEGIN
    FOREACH parent IN ARRAY ARRAY['orders', 'order_payments', 'order_refunds', 'order_events', 'ledger_lines'] LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', parent || '_default', parent);
        FOR ahead IN 0..3 LOOP
            month := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead);
            first := lpad(to_hex((EXTRACT(EPOCH FROM month) * 1000)::BIGINT), 12, '0') || repeat('0', 20);
            next := lpad(to_hex((EXTRACT(EPOCH FROM month + INTERVAL '1 month') * 1000)::BIGINT), 12, '0') || repeat('0', 20);
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                parent || to_char(month, '\"_p\"YYYY_MM'), parent, first::UUID, next::UUID);
        END LOOP;
    END LOOP;
END $$;
ALTER TABLE webhook_inbox ALTER COLUMN body SET STORAGE EXTERNAL;
";

// Whoever entered an exam while it was free keeps it, also when it gets a price.
const FREE_ACCESS: &str = "
INSERT INTO exam_access (id, account_id, exam_id, source, basis, starts_at_us, created_at_us)
SELECT {new_id}, account_id, exam_id, 'free', {nil}, enrolled_at_us, enrolled_at_us
FROM (
    SELECT e.account_id, s.exam_id, MIN(e.enrolled_at_us) AS enrolled_at_us
    FROM enrolments e
    JOIN sittings s ON s.id = e.sitting_id
    JOIN exams x ON x.id = s.exam_id
    WHERE x.price_minor IS NULL
    GROUP BY e.account_id, s.exam_id
) AS entered;
";

/// A UUID of version 7 at the instant of the enrolment.
const POSTGRES_ID: &str = "CAST(
    lpad(to_hex(enrolled_at_us / 1000), 12, '0') || '7' || substr(replace(gen_random_uuid()::TEXT, '-', ''), 14, 3)
    || '8' || substr(replace(gen_random_uuid()::TEXT, '-', ''), 18, 15) AS UUID)";
const SQLITE_ID: &str = "unhex(
    printf('%012x', enrolled_at_us / 1000) || '7' || substr(hex(randomblob(2)), 1, 3)
    || '8' || substr(hex(randomblob(8)), 1, 15))";

const DOWN: &str = "
DROP INDEX jobs_done_kind_idx;
DROP INDEX jobs_kind_idx;
ALTER TABLE jobs_done DROP COLUMN failures;
ALTER TABLE jobs_done DROP COLUMN busy_us;
ALTER TABLE jobs DROP COLUMN failures;
ALTER TABLE jobs DROP COLUMN busy_us;
ALTER TABLE jobs DROP COLUMN rung_at_us;
ALTER TABLE jobs DROP COLUMN claimed_at_us;
DROP TABLE outbox;
DROP TABLE idempotency_keys;
DROP TABLE webhook_inbox;
DROP TABLE exam_access;
DROP TABLE open_orders;
DROP TABLE payment_refs;
DROP TABLE ledger_lines;
DROP TABLE order_events;
DROP TABLE order_refunds;
DROP TABLE order_payments;
DROP TABLE orders;
";

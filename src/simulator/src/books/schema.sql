-- The books of the simulated gateway. Times are milliseconds since 1970, money is in minor units.

CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- How many of each kind there have been: what identifiers and chance are numbered by.
CREATE TABLE IF NOT EXISTS counters (kind TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS orders (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    receipt TEXT,
    receipt_is_unique INTEGER NOT NULL,
    notes TEXT NOT NULL,
    status TEXT NOT NULL,
    amount_paid INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    captures_by_itself INTEGER NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS orders_unique_receipt ON orders (receipt) WHERE receipt_is_unique = 1;
CREATE INDEX IF NOT EXISTS orders_receipt ON orders (receipt, number);

CREATE TABLE IF NOT EXISTS payments (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL REFERENCES orders (id),
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    method TEXT NOT NULL,
    email TEXT,
    contact TEXT,
    description TEXT,
    notes TEXT NOT NULL,
    captured INTEGER NOT NULL,
    amount_refunded INTEGER NOT NULL CHECK (amount_refunded BETWEEN 0 AND amount),
    fee INTEGER,
    tax INTEGER,
    failure TEXT,
    created_ms INTEGER NOT NULL,
    planned TEXT,
    planned_ms INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS payments_order ON payments (order_id, number);
CREATE INDEX IF NOT EXISTS payments_planned ON payments (planned_ms) WHERE planned_ms IS NOT NULL;

CREATE TABLE IF NOT EXISTS refunds (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    receipt TEXT,
    notes TEXT NOT NULL,
    speed TEXT NOT NULL,
    status TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    ending TEXT,
    ending_ms INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS refunds_payment ON refunds (payment_id, number);
CREATE INDEX IF NOT EXISTS refunds_ending ON refunds (ending_ms) WHERE ending_ms IS NOT NULL;

-- Keys that made a refund idempotent, with the digest of what was asked and the refund that it became.
CREATE TABLE IF NOT EXISTS refund_keys (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    refund_id TEXT NOT NULL REFERENCES refunds (id)
) STRICT;

-- Each movement of money is two lines of one entry that add up to nothing.
CREATE TABLE IF NOT EXISTS movements (
    entry INTEGER NOT NULL,
    line INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    payment_id TEXT NOT NULL,
    refund_id TEXT,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (entry, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS movements_payment ON movements (payment_id);
CREATE INDEX IF NOT EXISTS movements_refund ON movements (refund_id) WHERE refund_id IS NOT NULL;

-- Secrets of the webhook, the last one in force. Events are signed with the one of their time.
CREATE TABLE IF NOT EXISTS secrets (number INTEGER PRIMARY KEY, secret TEXT NOT NULL, since_ms INTEGER NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    secret INTEGER NOT NULL REFERENCES secrets (number),
    created_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    due_ms INTEGER,
    tries INTEGER NOT NULL,
    again INTEGER NOT NULL,
    wrong_signature INTEGER NOT NULL,
    names_itself INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_due ON events (due_ms, number) WHERE due_ms IS NOT NULL;

CREATE TABLE IF NOT EXISTS checkouts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL REFERENCES orders (id),
    payment_id TEXT,
    method TEXT,
    email TEXT,
    contact TEXT,
    description TEXT,
    notes TEXT NOT NULL,
    callback_url TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;

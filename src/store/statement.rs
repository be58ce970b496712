//! What a statement is, for counting: which slice's tables it touches and what it does to them.

use crate::telemetry::metric;
use sea_orm::metric::Info;

/// Counts and times a statement.
pub(super) fn record(info: &Info<'_>) {
    let (slice, operation) = classify(&info.statement.sql);
    metrics::counter!(metric::DATABASE_QUERIES_TOTAL, "slice" => slice, "operation" => operation).increment(1);
    metrics::histogram!(metric::DATABASE_QUERY_DURATION_SECONDS, "slice" => slice, "operation" => operation)
        .record(info.elapsed.as_secs_f64());
}

/// Slice and operation; a statement without a table of ours is `none`.
fn classify(sql: &str) -> (&'static str, &'static str) {
    let mut words = sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let operation = operation(words.next().unwrap_or_default());
    (words.find_map(slice).unwrap_or("none"), operation)
}

fn operation(verb: &str) -> &'static str {
    match verb.to_ascii_uppercase().as_str() {
        "SELECT" => "select",
        "INSERT" => "insert",
        // Only updates begin with what they lock.
        "UPDATE" | "WITH" => "update",
        "DELETE" => "delete",
        _ => "other",
    }
}

/// The slice of the table that a word names.
fn slice(word: &str) -> Option<&'static str> {
    Some(match word {
        "accounts" | "account_roles" | "account_links" | "account_pictures" | "sessions" | "sign_in_ladder"
        | "second_factors" | "recovery_codes" => "accounts",
        "pictures" => "media",
        "exams" | "questions" | "question_tags" | "question_versions" | "question_keys" | "rubrics" | "imports"
        | "exam_pictures" | "papers" | "paper_questions" | "sittings" | "enrolments" | "sitting_staff" => "exams",
        "rooms" | "room_journal" | "attempts" | "attempt_log" | "attempt_evidence" | "attempt_results" | "receipts"
        | "attempt_talk" | "attempt_messages" | "attempt_integrity" | "marking_tasks" | "hand_marks" => "rooms",
        "orders" | "order_payments" | "order_refunds" | "order_events" | "ledger_lines" | "payment_refs"
        | "open_orders" | "exam_access" | "webhook_inbox" | "idempotency_keys" | "outbox" => "payments",
        "house" | "instances" | "jobs" | "jobs_done" | "mails" | "audit_log" | "seaql_migrations" => "ops",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::constraint;

    #[test]
    fn statements_are_told_apart() {
        let table = [
            (r#"SELECT "sessions"."id" FROM "sessions" WHERE 1"#, ("accounts", "select")),
            ("  insert into attempt_log (attempt_id) VALUES ($1)", ("rooms", "insert")),
            ("WITH held AS MATERIALIZED (SELECT id FROM attempts) UPDATE attempts SET", ("rooms", "update")),
            ("DELETE FROM jobs WHERE attempts >= attempts_max", ("ops", "delete")),
            ("UPDATE exams SET title = $1", ("exams", "update")),
            ("INSERT INTO order_payments (order_id) VALUES ($1)", ("payments", "insert")),
            ("PRAGMA journal_mode", ("none", "other")),
            ("", ("none", "other")),
        ];
        for (sql, told) in table {
            assert_eq!(classify(sql), told, "{sql}");
        }
    }

    #[test]
    fn every_table_with_a_key_belongs_to_a_slice() {
        for (name, columns) in constraint::ALL {
            let table = columns.split('.').next().unwrap();
            assert!(slice(table).is_some(), "{name} is on {table}, which no slice has");
        }
    }
}

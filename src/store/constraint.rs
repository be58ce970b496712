//! The unique constraints that callers match on, by the one name that both engines' messages are brought to.
//!
//! PostgreSQL names the constraint; SQLite only names the columns.

use std::borrow::Cow;

macro_rules! unique {
    ($($(#[$doc:meta])* $constant:ident = $name:literal on $columns:literal;)+) => {
        $($(#[$doc])* pub const $constant: &str = $name;)+

        /// Every unique constraint of the schema: its name and its columns as SQLite reports them.
        pub const ALL: &[(&str, &str)] = &[$(($name, $columns)),+];
    };
}

unique! {
    /// An account's id.
    ACCOUNTS = "accounts_pkey" on "accounts.id";
    /// One account per mail address.
    ACCOUNTS_EMAIL = "accounts_email_key" on "accounts.email";
    /// A role once per account.
    ACCOUNT_ROLES = "account_roles_pkey" on "account_roles.account_id, account_roles.role";
    /// A session's id.
    SESSIONS = "sessions_pkey" on "sessions.id";
    /// One rung per mail address and network.
    SIGN_IN_LADDER = "sign_in_ladder_pkey" on "sign_in_ladder.subject, sign_in_ladder.network";
    /// One link of a kind for each account.
    ACCOUNT_LINKS = "account_links_pkey" on "account_links.account_id, account_links.kind";
    /// What is stored of a link names one of them.
    ACCOUNT_LINKS_DIGEST = "account_links_digest_key" on "account_links.digest";
    /// One picture for each account.
    ACCOUNT_PICTURES = "account_pictures_pkey" on "account_pictures.account_id";
    /// One second factor for each account.
    SECOND_FACTORS = "second_factors_pkey" on "second_factors.account_id";
    /// A recovery code once for each account.
    RECOVERY_CODES = "recovery_codes_pkey" on "recovery_codes.account_id, recovery_codes.digest";
    /// A mail's id.
    MAILS = "mails_pkey" on "mails.id";
    /// A picture is stored once.
    PICTURES = "pictures_pkey" on "pictures.digest";
    /// A picture once per exam.
    EXAM_PICTURES = "exam_pictures_pkey" on "exam_pictures.exam_id, exam_pictures.digest";
    /// An exam's id.
    EXAMS = "exams_pkey" on "exams.id";
    /// A question's id.
    QUESTIONS = "questions_pkey" on "questions.id";
    /// A tag once per question.
    QUESTION_TAGS = "question_tags_pkey" on "question_tags.question_id, question_tags.tag";
    /// A question version's id.
    QUESTION_VERSIONS = "question_versions_pkey" on "question_versions.id";
    /// The numbers of a question's versions.
    QUESTION_VERSIONS_NUMBER = "question_versions_number_key"
        on "question_versions.question_id, question_versions.version";
    /// A rubric's id.
    RUBRICS = "rubrics_pkey" on "rubrics.id";
    /// The numbers of a question's rubrics.
    RUBRICS_VERSION = "rubrics_version_key" on "rubrics.question_id, rubrics.version";
    /// A question's name once per bank.
    QUESTION_KEYS = "question_keys_pkey" on "question_keys.exam_id, question_keys.key_digest";
    /// An import's id.
    IMPORTS = "imports_pkey" on "imports.id";
    /// A paper's id.
    PAPERS = "papers_pkey" on "papers.id";
    /// The numbers of an exam's papers.
    PAPERS_VERSION = "papers_version_key" on "papers.exam_id, papers.version";
    /// A question once per paper.
    PAPER_QUESTIONS = "paper_questions_pkey" on "paper_questions.question_id, paper_questions.paper_id";
    /// A sitting's id.
    SITTINGS = "sittings_pkey" on "sittings.id";
    /// The short code by which a sitting is found.
    SITTINGS_CODE = "sittings_code_key" on "sittings.code";
    /// One enrolment per person and sitting.
    ENROLMENTS = "enrolments_pkey" on "enrolments.sitting_id, enrolments.account_id";
    /// A person is assigned to a sitting once.
    SITTING_STAFF = "sitting_staff_pkey" on "sitting_staff.sitting_id, sitting_staff.account_id";
    /// One row for each start of an instance.
    INSTANCES = "instances_pkey" on "instances.boot";
    /// A setting of the house.
    HOUSE = "house_pkey" on "house.key";
    /// One room per sitting.
    ROOMS = "rooms_pkey" on "rooms.sitting_id";
    /// The room's version: who writes a number of the journal second has lost.
    ROOM_JOURNAL = "room_journal_pkey" on "room_journal.sitting_id, room_journal.seq";
    /// An attempt's id.
    ATTEMPTS = "attempts_pkey" on "attempts.id";
    /// The numbers of a person's attempts at a sitting.
    ATTEMPTS_NUMBER = "attempts_number_key" on "attempts.sitting_id, attempts.account_id, attempts.number";
    /// The log's lock, fence and closing barrier.
    ATTEMPT_LOG = "attempt_log_pkey" on "attempt_log.attempt_id, attempt_log.seq";
    /// A save is logged once.
    ATTEMPT_LOG_SAVE = "attempt_log_save_key" on "attempt_log.attempt_id, attempt_log.save_id";
    /// A piece of evidence's id.
    ATTEMPT_EVIDENCE = "attempt_evidence_pkey" on "attempt_evidence.id";
    /// One result per attempt.
    ATTEMPT_RESULTS = "attempt_results_pkey" on "attempt_results.attempt_id";
    /// An answer that waits for a person.
    MARKING_TASKS = "marking_tasks_pkey" on "marking_tasks.id";
    /// An answer waits once.
    MARKING_TASKS_ANSWER = "marking_tasks_answer_key" on "marking_tasks.attempt_id, marking_tasks.question_id";
    /// The numbers of an answer's marks: who gives the same number second has lost.
    HAND_MARKS = "hand_marks_pkey" on "hand_marks.task_id, hand_marks.seq";
    /// One receipt per attempt.
    RECEIPTS = "receipts_pkey" on "receipts.attempt_id";
    /// What was said and noticed about an attempt, in one row.
    ATTEMPT_TALK = "attempt_talk_pkey" on "attempt_talk.attempt_id";
    /// The numbers of an attempt's messages.
    ATTEMPT_MESSAGES = "attempt_messages_pkey" on "attempt_messages.attempt_id, attempt_messages.seq";
    /// A message is kept once.
    ATTEMPT_MESSAGES_MESSAGE = "attempt_messages_message_key"
        on "attempt_messages.attempt_id, attempt_messages.message_id";
    /// Something noticed is kept once.
    ATTEMPT_INTEGRITY = "attempt_integrity_pkey"
        on "attempt_integrity.attempt_id, attempt_integrity.at_us, attempt_integrity.kind";
    /// An order's id.
    ORDERS = "orders_pkey" on "orders.id";
    /// A gateway's payment once per order.
    ORDER_PAYMENTS = "order_payments_pkey" on "order_payments.order_id, order_payments.gateway_payment_id";
    /// A refund's id.
    ORDER_REFUNDS = "order_refunds_pkey" on "order_refunds.order_id, order_refunds.id";
    /// The numbers of an order's events.
    ORDER_EVENTS = "order_events_pkey" on "order_events.order_id, order_events.seq";
    /// A line once per entry of the ledger.
    LEDGER_LINES = "ledger_lines_pkey" on "ledger_lines.order_id, ledger_lines.entry, ledger_lines.line";
    /// A gateway's name is of one order.
    PAYMENT_REFS = "payment_refs_pkey" on "payment_refs.gateway, payment_refs.kind, payment_refs.reference";
    /// One open order per person and what they want.
    OPEN_ORDERS = "open_orders_pkey" on "open_orders.account_id, open_orders.subject_kind, open_orders.subject_id";
    /// Somebody's access.
    EXAM_ACCESS = "exam_access_pkey" on "exam_access.id";
    /// An order grants access once.
    EXAM_ACCESS_ORDER = "exam_access_order_key" on "exam_access.order_id";
    /// Access once for what it rests on.
    EXAM_ACCESS_BASIS = "exam_access_basis_key" on "exam_access.account_id, exam_access.exam_id, exam_access.basis";
    /// A gateway's message.
    WEBHOOK_INBOX = "webhook_inbox_pkey" on "webhook_inbox.id";
    /// An event once per gateway.
    WEBHOOK_INBOX_EVENT = "webhook_inbox_event_key" on "webhook_inbox.gateway, webhook_inbox.event_id";
    /// The same bytes once per gateway.
    WEBHOOK_INBOX_BODY = "webhook_inbox_body_key" on "webhook_inbox.gateway, webhook_inbox.body_digest";
    /// A request's key: who claims it second waits for the first one's answer.
    IDEMPOTENCY_KEYS = "idempotency_keys_pkey"
        on "idempotency_keys.account_id, idempotency_keys.route, idempotency_keys.key";
    /// Something that other systems are told.
    OUTBOX = "outbox_pkey" on "outbox.id";
    /// A job's id.
    JOBS = "jobs_pkey" on "jobs.id";
    /// One waiting job per key.
    JOBS_DEDUPE = "jobs_dedupe_key" on "jobs.dedupe_key";
    /// A finished job's id.
    JOBS_DONE = "jobs_done_pkey" on "jobs_done.id";
    /// An audit entry's id.
    AUDIT_LOG = "audit_log_pkey" on "audit_log.id";
    /// The place of an entry in the sealed chain.
    AUDIT_LOG_SEQ = "audit_log_seq_key" on "audit_log.seq";
}

/// The optimistic lock of a room: its version has moved on.
pub const ROOM_VERSION: &str = "room_version";

/// The optimistic lock of an order: its version has moved on.
pub const ORDER_VERSION: &str = "order_version";

const SQLITE_PREFIX: &str = "UNIQUE constraint failed: ";

/// The constant for what an engine reported: PostgreSQL's constraint name, or SQLite's message.
pub(super) fn of(name: Option<&str>, message: &str) -> Option<&'static str> {
    let name = name.map(whole);
    let columns = message.strip_prefix(SQLITE_PREFIX);
    ALL.iter()
        .find(|(known, known_columns)| name.as_deref() == Some(*known) || columns == Some(*known_columns))
        .map(|(known, _)| *known)
}

/// The constraint of the whole table behind that of one partition, `orders_p2026_11_pkey` or `orders_default_pkey`.
fn whole(name: &str) -> Cow<'_, str> {
    let is_month =
        |part: &str| part.len() == 5 && part.starts_with('p') && part[1..].bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = name.split('_').collect();
    let kept = match parts.as_slice() {
        [table @ .., "default", end] => [table, &[*end]].concat(),
        [table @ .., year, _, end] if is_month(year) => [table, &[*end]].concat(),
        _ => return Cow::Borrowed(name),
    };
    Cow::Owned(kept.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_s_constraint_is_that_of_its_table() {
        for (name, known) in [
            ("orders_pkey", ORDERS),
            ("orders_default_pkey", ORDERS),
            ("order_payments_p2026_11_pkey", ORDER_PAYMENTS),
            ("exam_access_basis_key", EXAM_ACCESS_BASIS),
        ] {
            assert_eq!(of(Some(name), ""), Some(known));
        }
        assert_eq!(of(Some("orders_other_pkey"), ""), None);
    }
}

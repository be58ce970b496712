//! What no layer may say: weak secrets in production, demo people on a public address, bounds that contradict.

mod instances;
mod payments;
mod redis;
mod refusal;

use super::{Mode, Settings, SettingsError};
use examhall_domain::accounts::{DisplayName, EmailAddress};
use examhall_domain::ratelimit::Policy;
use refusal::{refuse, strong};
use secrecy::ExposeSecret;

/// How late a student may learn until when the own paper is open.
const OPENED_AFTER_MS_MAX: u64 = 1_000;
/// What one statement of the store inserts into the answers' log at most.
const ANSWERS_BATCH_MAX: usize = 256;
/// With fewer, people would share buckets in everyday use.
const KEYS_MAX_LEAST: usize = 1024;

pub(super) fn validate(settings: Settings) -> Result<Settings, SettingsError> {
    demo_stays_local(&settings)?;
    payments::simulated_gateways_stay_local(&settings)?;
    payments::gateways_can_be_asked(&settings.razorpay)?;
    payments::orders_come_to_an_end(&settings.payments)?;
    redis::it_can_be_reached(&settings.redis)?;
    redis::nothing_is_missed_for_long(&settings.bus)?;
    bounds_make_sense(&settings)?;
    instances::each_has_a_role(&settings.instance)?;
    instances::people_are_let_in(&settings.socket)?;
    instances::replicas_can_follow(&settings.store)?;
    instances::connections_are_shared_out(&settings.store)?;
    if settings.instance.mode == Mode::Production {
        production_is_secured(&settings)?;
    }
    Ok(settings)
}

fn demo_stays_local(settings: &Settings) -> Result<(), SettingsError> {
    if settings.demo.enabled && !settings.http.bind.is_loopback() {
        return refuse(format!(
            "Demo people have passwords that are printed, so they are for this machine only: set demo.enabled = false, \
             or http.bind to 127.0.0.1 instead of {}.",
            settings.http.bind
        ));
    }
    if settings.demo.enabled && settings.instance.mode == Mode::Production {
        return refuse("Demo people must not exist in production: set demo.enabled = false.");
    }
    Ok(())
}

fn bounds_make_sense(settings: &Settings) -> Result<(), SettingsError> {
    let http = &settings.http;
    if http.page_rows == 0 || http.page_rows > http.page_rows_max {
        return refuse("http.page_rows must be at least 1 and at most http.page_rows_max.");
    }
    let accounts = &settings.accounts;
    if accounts.session_sliding_s > accounts.session_s_max {
        return refuse("accounts.session_sliding_s must not exceed accounts.session_s_max.");
    }
    if accounts.session_touch_s >= accounts.session_sliding_s {
        return refuse(
            "accounts.session_touch_s must be less than accounts.session_sliding_s, or sessions never slide.",
        );
    }
    if accounts.hash_concurrency == 0 || accounts.hash_passes == 0 || accounts.hash_memory_kib < 8 {
        return refuse(
            "Password hashing needs hash_concurrency and hash_passes of at least 1 and 8 KiB of memory: raise the \
             figures under [accounts].",
        );
    }
    if accounts.verify_link_s < 60 || accounts.reset_link_s < 60 {
        return refuse("accounts.verify_link_s and accounts.reset_link_s must be at least 60: a mail takes its time.");
    }
    if accounts.second_step_s < 30 || accounts.picture_bytes_max == 0 {
        return refuse("accounts.second_step_s must be at least 30, and accounts.picture_bytes_max at least 1.");
    }
    if accounts.export_rows_max == 0 || accounts.erase_after_days < 0 {
        return refuse("accounts.export_rows_max must be at least 1, and accounts.erase_after_days at least 0.");
    }
    mails_can_leave(settings)?;
    limits_can_be_kept(settings)?;
    the_simulator_can_work(settings)?;
    let ops = &settings.ops;
    if ops.sessions_kept_days < 1 || ops.ladder_kept_days < 1 || ops.jobs_kept_days < 1 || ops.sweep_batch == 0 {
        return refuse(
            "Housekeeping must leave alone what is still in use: ops.sessions_kept_days, ops.ladder_kept_days, \
             ops.jobs_kept_days and ops.sweep_batch are at least 1.",
        );
    }
    if ops.webhooks_kept_days < 16 || ops.keys_kept_days < 1 || ops.outbox_kept_days < 1 {
        return refuse(
            "ops.webhooks_kept_days must be at least 16, since gateways repeat themselves for 15 days, and \
             ops.keys_kept_days and ops.outbox_kept_days at least 1.",
        );
    }
    if !(1..=24).contains(&ops.partition_months) {
        return refuse("ops.partition_months must be between 1 and 24.");
    }
    if ops.seal_ms == 0 || ops.sweep_s == 0 || ops.clock_check_s == 0 || ops.seal_batch == 0 {
        return refuse("ops.seal_ms, ops.sweep_s, ops.clock_check_s and ops.seal_batch must be at least 1.");
    }
    if !(1..=ANSWERS_BATCH_MAX).contains(&settings.rooms.answers_batch_max) {
        return refuse(format!("rooms.answers_batch_max must be between 1 and {ANSWERS_BATCH_MAX}."));
    }
    let access = &settings.access;
    if access.cached_max == 0 || access.history_cached_max == 0 || access.look_again_ms == 0 || access.wait_s_max > 60 {
        return refuse(
            "access.cached_max, access.history_cached_max and access.look_again_ms must be at least 1, and \
             access.wait_s_max at most 60.",
        );
    }
    let exams = &settings.exams;
    if exams.enrolment_rows_max == 0 || exams.enrolment_bytes_max == 0 || exams.staff_max == 0 {
        return refuse("exams.enrolment_rows_max, exams.enrolment_bytes_max and exams.staff_max must be at least 1.");
    }
    if settings.rooms.messages_burst_max == 0 || settings.rooms.messages_burst_s < 1 {
        return refuse("rooms.messages_burst_max and rooms.messages_burst_s must be at least 1.");
    }
    if settings.rooms.roster_ms == 0 || settings.rooms.sweep_ms == 0 {
        return refuse("rooms.roster_ms and rooms.sweep_ms must be at least 1.");
    }
    if settings.rooms.opened_after_ms > OPENED_AFTER_MS_MAX {
        return refuse(format!(
            "rooms.opened_after_ms must be at most {OPENED_AFTER_MS_MAX}: people wait to see their time."
        ));
    }
    if settings.rooms.mark_lease_s < 1 || settings.rooms.export_rows == 0 {
        return refuse("rooms.mark_lease_s and rooms.export_rows must be at least 1.");
    }
    let media = &settings.media;
    if media.picture_bytes_max == 0 || media.picture_pixels_max == 0 || media.exam_bytes_max < media.picture_bytes_max {
        return refuse(
            "media.picture_bytes_max and media.picture_pixels_max must be at least 1, and media.exam_bytes_max must have \
             room for one picture of media.picture_bytes_max.",
        );
    }
    if !http.public_url.is_empty() && !http.public_url.starts_with("http") {
        return refuse("http.public_url must start with http:// or https://.");
    }
    Ok(())
}

fn mails_can_leave(settings: &Settings) -> Result<(), SettingsError> {
    let mail = &settings.mail;
    let sender = EmailAddress::parse(&mail.from);
    if sender.is_err() || DisplayName::parse(&mail.from_name).is_err() {
        return refuse("mail.from must be an address such as exams@example.org, and mail.from_name one line of text.");
    }
    if mail.url.is_some() && mail.from.ends_with(".invalid") {
        return refuse(
            "mail.from must be an address that the server of mail.url lets send, not the one of the defaults.",
        );
    }
    if mail.batch == 0 || mail.tries_max < 1 || mail.sweep_ms == 0 || mail.waiting_max == 0 || mail.kept_days < 1 {
        return refuse(
            "mail.batch, mail.tries_max, mail.sweep_ms, mail.waiting_max and mail.kept_days must be at least 1.",
        );
    }
    if mail.retry_ms < 1 || mail.retry_ms > mail.retry_ms_max {
        return refuse("mail.retry_ms must be at least 1 and at most mail.retry_ms_max.");
    }
    let lease_ms = u64::try_from(mail.lease_s).unwrap_or(0).saturating_mul(1_000);
    if mail.timeout_ms == 0 || mail.timeout_ms >= lease_ms {
        return refuse("mail.timeout_ms must be at least 1 and less than mail.lease_s, or mails are sent twice.");
    }
    Ok(())
}

fn limits_can_be_kept(settings: &Settings) -> Result<(), SettingsError> {
    let limits = &settings.ratelimit;
    for policy in Policy::ALL {
        if let Err(fault) = limits.policy(policy).terms() {
            return refuse(format!("ratelimit.{} cannot be kept: {fault}.", policy.name().replace('-', "_")));
        }
    }
    if let Err(fault) = limits.bans() {
        return refuse(format!("ratelimit.breaches and ratelimit.breaches_window_s cannot be kept: {fault}."));
    }
    if limits.ban_s == 0 || limits.ban_s > limits.ban_s_max {
        return refuse("ratelimit.ban_s must be at least 1 and at most ratelimit.ban_s_max.");
    }
    if limits.keys_max < KEYS_MAX_LEAST || limits.offenders_max == 0 || limits.sweep_ms == 0 {
        return refuse(format!(
            "ratelimit.keys_max must be at least {KEYS_MAX_LEAST}, and ratelimit.offenders_max and ratelimit.sweep_ms at \
             least 1."
        ));
    }
    Ok(())
}

fn the_simulator_can_work(settings: &Settings) -> Result<(), SettingsError> {
    let simulator = &settings.simulator;
    if simulator.faults_percent > 100 {
        return refuse("simulator.faults_percent must be at most 100.");
    }
    if simulator.key_id.is_empty() || simulator.key_id.contains(':') {
        return refuse("simulator.key_id must be some characters without a colon, such as those of a test key.");
    }
    if !simulator.webhook.is_empty() && !simulator.webhook.starts_with("http://") {
        return refuse("simulator.webhook must start with http://: the simulated gateway talks to this machine.");
    }
    if simulator.retry_ms == 0 || simulator.retry_ms > simulator.retry_ms_max {
        return refuse("simulator.retry_ms must be at least 1 and at most simulator.retry_ms_max.");
    }
    Ok(())
}

fn production_is_secured(settings: &Settings) -> Result<(), SettingsError> {
    strong("JWT_SECRET (accounts.jwt_secret)", &settings.accounts.jwt_secret)?;
    if !settings.accounts.jwt_secret_previous.expose_secret().is_empty() {
        strong("accounts.jwt_secret_previous", &settings.accounts.jwt_secret_previous)?;
    }
    if settings.receipts.key.expose_secret().is_empty() {
        return refuse("RECEIPT_KEY (receipts.key) is missing: give 32 random bytes in base64, or RECEIPT_KEY_FILE.");
    }
    if settings.store.url.expose_secret().is_empty() {
        return refuse("DATABASE_URL (store.url) is missing: production names its database.");
    }
    payments::production_is_secured(&settings.razorpay)
}

#[cfg(test)]
mod tests {
    use super::super::{Environment, load};

    fn with(pairs: &[(&str, &str)]) -> Result<super::Settings, super::SettingsError> {
        let environment: Environment = pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        load(None, &environment)
    }

    const STRONG: &str = "q8Zt2mWx5vRb9nLk3pHs7dFg1cJy6aTe";

    #[test]
    fn the_compiled_in_defaults_are_valid() {
        assert_eq!(with(&[]).unwrap().http.port, 8080);
    }

    #[test]
    fn what_must_not_start_is_refused_with_a_sentence_that_names_the_key() {
        let production = [
            ("EXAMHALL__INSTANCE__MODE", "production"),
            ("EXAMHALL__DEMO__ENABLED", "false"),
            ("DATABASE_URL", "sqlite://x"),
            ("RECEIPT_KEY", STRONG),
        ];
        let secret = |value| [&production[..], &[("JWT_SECRET", value)]].concat();
        assert!(with(&secret(STRONG)).is_ok());
        let selling = |key: &'static str, webhook: &'static str| {
            let keys = [
                ("EXAMHALL__PAYMENTS__SIMULATED", "false"),
                ("EXAMHALL__HTTP__BIND", "0.0.0.0"),
                ("RAZORPAY_KEY_ID", "rzp_live_29QQoUBi66xm2f"),
                ("RAZORPAY_KEY_SECRET", key),
                ("RAZORPAY_WEBHOOK_SECRET", webhook),
            ];
            [&secret(STRONG)[..], &keys].concat()
        };
        assert!(with(&selling("EnLs21M47BllR3X8PSFtjtbd", STRONG)).is_ok());
        let table: Vec<(Vec<(&str, &str)>, &str)> = vec![
            (vec![("EXAMHALL__HTTP__PROT", "1")], "http"),
            (vec![("EXAMHALL__HTTP__BIND", "0.0.0.0")], "demo.enabled"),
            (vec![("PORT", "many")], "http.port"),
            (vec![("EXAMHALL__ACCOUNTS__SESSION_TOUCH_S", "86400")], "accounts.session_touch_s"),
            (vec![("EXAMHALL__INSTANCE__MODE", "production")], "demo.enabled"),
            (production.to_vec(), "JWT_SECRET"),
            (secret("short"), "JWT_SECRET"),
            (secret("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), "JWT_SECRET"),
            (vec![("JWT_SECRET_FILE", "/nowhere/at/all")], "JWT_SECRET_FILE"),
            (vec![("DATABASE_READ_URL", "postgres://replica/examhall")], "DATABASE_READ_URL"),
            (vec![("EXAMHALL__STORE__REPLICA_BEHIND_MS_MAX", "-1")], "store.replica_behind_ms_max"),
            (vec![("EXAMHALL__STORE__SINGLE_CONNECTIONS_MAX", "0")], "store.single_connections_max"),
            (vec![("EXAMHALL__STORE__SINGLE_CONNECTIONS_MAX", "30")], "store.single_connections_max"),
            (vec![("EXAMHALL__ROOMS__OPENED_AFTER_MS", "1001")], "rooms.opened_after_ms"),
            (vec![("EXAMHALL__SOCKET__ADMISSIONS_BURST", "0")], "socket.admissions_burst"),
            (vec![("EXAMHALL__INSTANCE__ROLES", "[\"cook\"]")], "instance.roles"),
            (vec![("EXAMHALL__INSTANCE__ROLES", "[\"web\"]")], "embedded"),
            (vec![("EXAMHALL__INSTANCE__ROLES", "[]")], "instance.roles"),
            (vec![("EXAMHALL__INSTANCE__GONE_S", "4")], "instance.gone_s"),
            (vec![("EXAMHALL__INSTANCE__FORGOTTEN_S", "9")], "instance.forgotten_s"),
            (vec![("EXAMHALL__SIMULATOR__FAULTS_PERCENT", "101")], "simulator.faults_percent"),
            (vec![("EXAMHALL__SIMULATOR__KEY_ID", "a:b")], "simulator.key_id"),
            (vec![("EXAMHALL__SIMULATOR__WEBHOOK", "https://exams.example.org")], "simulator.webhook"),
            (vec![("EXAMHALL__SIMULATOR__RETRY_MS", "0")], "simulator.retry_ms"),
            (vec![("EXAMHALL__MAIL__URL", "mail.example.org")], "mail.url"),
            (vec![("EXAMHALL__MAIL__URL", "smtp://mail.example.org:587")], "mail.from"),
            (vec![("EXAMHALL__MAIL__FROM", "exams")], "mail.from"),
            (vec![("EXAMHALL__MAIL__TLS", "ssl")], "mail.tls"),
            (vec![("EXAMHALL__MAIL__TIMEOUT_MS", "60000")], "mail.timeout_ms"),
            (vec![("EXAMHALL__MAIL__RETRY_MS", "3600001")], "mail.retry_ms"),
            (vec![("EXAMHALL__MAIL__WAITING_MAX", "0")], "mail.waiting_max"),
            (vec![("EXAMHALL__ACCOUNTS__RESET_LINK_S", "59")], "accounts.reset_link_s"),
            (vec![("EXAMHALL__OPS__WEBHOOKS_KEPT_DAYS", "15")], "ops.webhooks_kept_days"),
            (vec![("EXAMHALL__OPS__PARTITION_MONTHS", "0")], "ops.partition_months"),
            (vec![("EXAMHALL__ACCESS__WAIT_S_MAX", "61")], "access.wait_s_max"),
            (vec![("EXAMHALL__ACCOUNTS__SECOND_STEP_S", "29")], "accounts.second_step_s"),
            (vec![("EXAMHALL__ACCOUNTS__PICTURE_BYTES_MAX", "0")], "accounts.picture_bytes_max"),
            (vec![("EXAMHALL__ACCOUNTS__EXPORT_ROWS_MAX", "0")], "accounts.export_rows_max"),
            (vec![("EXAMHALL__ACCOUNTS__ERASE_AFTER_DAYS", "-1")], "accounts.erase_after_days"),
            (vec![("EXAMHALL__MEDIA__EXAM_BYTES_MAX", "1000")], "media.exam_bytes_max"),
            (vec![("EXAMHALL__RATELIMIT__SIGN_IN__WINDOW_S", "0")], "ratelimit.sign_in"),
            (vec![("EXAMHALL__RATELIMIT__GATEWAY__PER_USER", "60000001")], "ratelimit.gateway"),
            (vec![("EXAMHALL__RATELIMIT__GENERAL__PER_HOUSE", "1")], "per_house"),
            (vec![("EXAMHALL__RATELIMIT__BREACHES", "0")], "ratelimit.breaches"),
            (vec![("EXAMHALL__RATELIMIT__BAN_S", "3601")], "ratelimit.ban_s"),
            (vec![("EXAMHALL__RATELIMIT__KEYS_MAX", "1023")], "ratelimit.keys_max"),
            (vec![("EXAMHALL__RATELIMIT__TRUSTED_NETWORKS", "[\"campus\"]")], "ratelimit.trusted_networks"),
            (vec![("REDIS_URL", "cache.example.org:6379")], "REDIS_URL"),
            (vec![("REDIS_URL", "redis://a,b")], "redis.mode"),
            (vec![("REDIS_URL", "redis://a/1"), ("EXAMHALL__REDIS__MODE", "cluster")], "REDIS_URL"),
            (vec![("REDIS_URL", "redis://a"), ("EXAMHALL__REDIS__MODE", "ring")], "redis.mode"),
            (vec![("EXAMHALL__REDIS__SENTINEL_MASTER", "")], "redis.sentinel_master"),
            (vec![("EXAMHALL__REDIS__KEY_PREFIX", "a{b}")], "redis.key_prefix"),
            (vec![("EXAMHALL__REDIS__ANSWER_MS", "0")], "redis.answer_ms"),
            (vec![("EXAMHALL__REDIS__RETRY_MS", "5001")], "redis.retry_ms"),
            (vec![("EXAMHALL__REDIS__SILENT_MS", "500")], "redis.silent_ms"),
            (vec![("EXAMHALL__REDIS__DOORBELLS_BATCH_MAX", "0")], "redis.doorbells_batch_max"),
            (vec![("EXAMHALL__REDIS__PRESENCE_S", "2")], "redis.presence_s"),
            (vec![("EXAMHALL__BUS__LOOK_MS", "0")], "bus.look_ms"),
            (vec![("EXAMHALL__DEMO__ENABLED", "false"), ("EXAMHALL__HTTP__BIND", "0.0.0.0")], "payments.simulated"),
            (vec![("RAZORPAY_KEY_ID", "rzp_live_1")], "payments.simulated"),
            (
                vec![("EXAMHALL__PAYMENTS__SIMULATED", "false"), ("RAZORPAY_KEY_ID", "rzp_live_1")],
                "RAZORPAY_KEY_SECRET",
            ),
            (vec![("EXAMHALL__RAZORPAY__BASE_URL", "http://api.razorpay.com/v1")], "razorpay.base_url"),
            (vec![("EXAMHALL__RAZORPAY__CONNECT_MS", "10000")], "razorpay.connect_ms"),
            (vec![("EXAMHALL__RAZORPAY__TRIES_MAX", "0")], "razorpay.tries_max"),
            (vec![("EXAMHALL__RAZORPAY__RETRY_MS", "4001")], "razorpay.retry_ms"),
            (vec![("EXAMHALL__RAZORPAY__CONNECTIONS_MAX", "0")], "razorpay.connections_max"),
            (vec![("EXAMHALL__RAZORPAY__ANSWER_BYTES_MAX", "100")], "razorpay.answer_bytes_max"),
            (selling("too short", STRONG), "RAZORPAY_KEY_SECRET"),
            (selling("EnLs21M47BllR3X8PSFtjtbd", "123456"), "RAZORPAY_WEBHOOK_SECRET"),
            (selling("EnLs21M47BllR3X8PSFtjtbd", ""), "RAZORPAY_WEBHOOK_SECRET"),
        ];
        for (pairs, named) in table {
            let error = with(&pairs).unwrap_err().to_string();
            assert!(error.contains(named), "{pairs:?}: {error}");
        }
    }

    #[test]
    fn a_secret_of_digits_stays_text() {
        let settings = with(&[("JWT_SECRET", "1234567890")]).unwrap();
        assert_eq!(secrecy::ExposeSecret::expose_secret(&settings.accounts.jwt_secret), "1234567890");
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let settings = with(&[("JWT_SECRET", STRONG)]).unwrap();
        assert!(!format!("{settings:?}").contains(STRONG));
    }
}

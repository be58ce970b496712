//! The layers of configuration and their order: compiled-in defaults, a file, prefixed variables, well-known names.

use super::store::StoreSettings;
use super::{BusSettings, Settings, SettingsError, SocketSettings, validation};
use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// The environment as a map, so that a test can bring its own.
pub type Environment = BTreeMap<String, String>;

const DEFAULTS: &str = include_str!("../../config/default.toml");
const PREFIX: &str = "EXAMHALL__";

/// Names that operators know from elsewhere, and the key each one sets.
const WELL_KNOWN: [(&str, &str); 15] = [
    ("DATABASE_URL", "store.url"),
    ("DATABASE_READ_URL", "store.read_url"),
    ("REDIS_URL", "redis.url"),
    ("PORT", "http.port"),
    ("INSTANCE_ID", "instance.id"),
    ("JWT_SECRET", "accounts.jwt_secret"),
    ("RECEIPT_KEY", "receipts.key"),
    ("MAIL_PASSWORD", "mail.password"),
    ("MAX_CONCURRENT_PAYMENTS", "payments.at_once"),
    ("PAYMENT_RETRY_ATTEMPTS", "payments.tries_max"),
    ("PAYMENT_RETRY_DELAY", "payments.retry_ms"),
    ("PAYMENT_BATCH_SIZE", "payments.batch"),
    ("RAZORPAY_KEY_ID", "razorpay.key_id"),
    ("RAZORPAY_KEY_SECRET", "razorpay.key_secret"),
    ("RAZORPAY_WEBHOOK_SECRET", "razorpay.webhook_secret"),
];

/// The keys whose values are never shown; a URL may hold a password.
const SECRETS: [&str; 13] = [
    "accounts.jwt_secret",
    "accounts.jwt_secret_previous",
    "mail.password",
    "razorpay.key_secret",
    "razorpay.webhook_secret",
    "razorpay.webhook_secret_previous",
    "receipts.key",
    "redis.sentinel_password",
    "redis.url",
    "simulator.key_secret",
    "simulator.webhook_secret",
    "store.read_url",
    "store.url",
];

/// Reads all layers and validates the result.
///
/// # Errors
/// A sentence naming the key, when a file cannot be read, a key is unknown, or a value is refused.
pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Settings, SettingsError> {
    let settings: Settings = layered(file, environment)?.extract().map_err(|error| explain(&error))?;
    validation::validate(settings)
}

/// Reads all layers but the files that `…_FILE` variables name, and validates nothing: enough to find a server that runs here.
///
/// # Errors
/// As [`load`], except that values are not validated.
pub fn without_files(file: Option<&Path>, environment: &Environment) -> Result<Settings, SettingsError> {
    let names_file =
        |name: &str| name.strip_suffix("_FILE").is_some_and(|known| WELL_KNOWN.iter().any(|it| it.0 == known));
    let plain = environment.iter().filter(|(name, _)| !names_file(name));
    let plain = plain.map(|(name, text)| (name.clone(), text.clone())).collect();
    layered(file, &plain)?.extract().map_err(|error| explain(&error))
}

/// Every key in effect with its value as TOML writes it, in the order of names. A secret is shown as set or empty only.
///
/// # Errors
/// As [`load`], except that values are not validated.
pub fn effective(file: Option<&Path>, environment: &Environment) -> Result<Vec<(String, String)>, SettingsError> {
    let all: Dict = layered(file, environment)?.extract().map_err(|error| explain(&error))?;
    let mut shown = Vec::new();
    for (section, values) in &all {
        show(section, values, &mut shown);
    }
    Ok(shown)
}

fn show(name: &str, value: &Value, shown: &mut Vec<(String, String)>) {
    if let Some(values) = value.as_dict() {
        return values.iter().for_each(|(key, value)| show(&format!("{name}.{key}"), value, shown));
    }
    let text = if SECRETS.contains(&name) { veiled(value) } else { written(value) };
    shown.push((name.to_owned(), text));
}

/// What `config/default.toml` says, with nothing above it.
///
/// # Panics
/// When the compiled-in file is wrong, which a test rules out.
pub fn defaults() -> Settings {
    match load(None, &Environment::new()) {
        Ok(settings) => settings,
        Err(error) => unreachable!("the compiled-in defaults are valid: {error}"),
    }
}

impl Default for BusSettings {
    fn default() -> Self {
        defaults().bus
    }
}

impl Default for SocketSettings {
    fn default() -> Self {
        defaults().socket
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        defaults().store
    }
}

fn layered(file: Option<&Path>, environment: &Environment) -> Result<Figment, SettingsError> {
    let mut figment = Figment::from(Toml::string(DEFAULTS));
    if let Some(path) = file {
        let text = std::fs::read_to_string(path)
            .map_err(|error| SettingsError(format!("The settings file {} cannot be read: {error}.", path.display())))?;
        figment = figment.merge(Toml::string(&text));
    }
    for (key, value) in overrides(environment)? {
        figment = figment.merge(Serialized::global(&key, value));
    }
    Ok(figment)
}

fn overrides(environment: &Environment) -> Result<Vec<(String, Value)>, SettingsError> {
    let mut found = Vec::new();
    for (name, text) in environment {
        if let Some(rest) = name.strip_prefix(PREFIX) {
            found.push((rest.to_lowercase().replace("__", "."), parse(text)));
        }
    }
    for (name, key) in WELL_KNOWN {
        if let Some(text) = environment.get(name) {
            found.push((key.to_owned(), typed(key, text)));
        }
        if let Some(path) = environment.get(&format!("{name}_FILE")) {
            let text = std::fs::read_to_string(path)
                .map_err(|error| SettingsError(format!("{name}_FILE names {path}, which cannot be read: {error}.")))?;
            found.push((key.to_owned(), typed(key, text.trim_end())));
        }
    }
    Ok(found)
}

/// Secrets made of digits must stay text; the port and the figures of payments are the numbers among the well-known names.
fn typed(key: &str, text: &str) -> Value {
    if key == "http.port" || key.starts_with("payments.") { parse(text) } else { Value::from(text) }
}

/// A variable's text as TOML would read it, so that numbers, booleans and lists arrive typed; anything else is text.
fn parse(text: &str) -> Value {
    let document = format!("value = {text}");
    let read: Result<Dict, _> = Figment::from(Toml::string(&document)).extract();
    read.ok().and_then(|mut dict| dict.remove("value")).unwrap_or_else(|| Value::from(text))
}

fn veiled(value: &Value) -> String {
    if value.as_str().is_some_and(str::is_empty) { "(empty)".to_owned() } else { "(set, not shown)".to_owned() }
}

fn written(value: &Value) -> String {
    match value {
        Value::String(_, text) => format!("{text:?}"),
        Value::Array(_, items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Bool(_, is_on) => is_on.to_string(),
        other => other.to_i128().map_or_else(|| format!("{other:?}"), |number| number.to_string()),
    }
}

fn explain(error: &figment::Error) -> SettingsError {
    let key = error.path.join(".");
    let place = if key.is_empty() { "The settings".to_owned() } else { format!("The setting {key}") };
    SettingsError(format!("{place} cannot be used: {}. See config/default.toml for every key.", error.kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "q8Zt2mWx5vRb9nLk3pHs7dFg1cJy6aTe";

    fn environment() -> Environment {
        SECRETS
            .iter()
            .map(|key| (format!("{PREFIX}{}", key.to_uppercase().replace('.', "__")), secret(key)))
            .chain([("PORT".to_owned(), "9".to_owned())])
            .collect()
    }

    /// A URL is read, so that its password stands where passwords do.
    fn secret(key: &str) -> String {
        match key {
            "redis.url" => format!("redis://:{PASSWORD}@cache"),
            "store.url" | "store.read_url" => format!("postgres://examhall:{PASSWORD}@database/examhall"),
            _ => PASSWORD.to_owned(),
        }
    }

    #[test]
    fn what_is_effective_is_shown_without_any_secret() {
        let shown = effective(None, &environment()).unwrap();
        let of = |name: &str| shown.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        assert_eq!(of("http.port"), Some("9"));
        assert_eq!(of("http.bind"), Some("\"127.0.0.1\""));
        assert_eq!(of("http.metrics_allow"), Some("[\"127.0.0.0/8\", \"::1/128\"]"));
        assert_eq!(of("demo.enabled"), Some("true"));
        assert_eq!(of("ratelimit.general.per_user"), Some("100"));
        assert_eq!(of("store.url"), Some("(set, not shown)"));
        assert!(!format!("{shown:?}").contains(PASSWORD));
        assert_eq!(effective(None, &Environment::new()).unwrap().len(), shown.len());
    }

    #[test]
    fn every_setting_that_hides_itself_is_in_the_list_of_secrets() {
        let hidden = format!("{:?}", load(None, &environment()).unwrap()).matches("REDACTED").count();
        assert_eq!(hidden, SECRETS.len());
    }
}

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
const WELL_KNOWN: [(&str, &str); 6] = [
    ("DATABASE_URL", "store.url"),
    ("DATABASE_READ_URL", "store.read_url"),
    ("PORT", "http.port"),
    ("INSTANCE_ID", "instance.id"),
    ("JWT_SECRET", "accounts.jwt_secret"),
    ("RECEIPT_KEY", "receipts.key"),
];

/// Reads all layers and validates the result.
///
/// # Errors
/// A sentence naming the key, when a file cannot be read, a key is unknown, or a value is refused.
pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Settings, SettingsError> {
    let mut figment = Figment::from(Toml::string(DEFAULTS));
    if let Some(path) = file {
        let text = std::fs::read_to_string(path)
            .map_err(|error| SettingsError(format!("The settings file {} cannot be read: {error}.", path.display())))?;
        figment = figment.merge(Toml::string(&text));
    }
    for (key, value) in overrides(environment)? {
        figment = figment.merge(Serialized::global(&key, value));
    }
    let settings: Settings = figment.extract().map_err(|error| explain(&error))?;
    validation::validate(settings)
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

/// Secrets made of digits must stay text; only the port is a number among the well-known names.
fn typed(key: &str, text: &str) -> Value {
    if key == "http.port" { parse(text) } else { Value::from(text) }
}

/// A variable's text as TOML would read it, so that numbers, booleans and lists arrive typed; anything else is text.
fn parse(text: &str) -> Value {
    let document = format!("value = {text}");
    let read: Result<Dict, _> = Figment::from(Toml::string(&document)).extract();
    read.ok().and_then(|mut dict| dict.remove("value")).unwrap_or_else(|| Value::from(text))
}

fn explain(error: &figment::Error) -> SettingsError {
    let key = error.path.join(".");
    let place = if key.is_empty() { "The settings".to_owned() } else { format!("The setting {key}") };
    SettingsError(format!("{place} cannot be used: {}. See config/default.toml for every key.", error.kind))
}

//! How a wrong setting is refused, and which secrets are too weak.

use crate::settings::SettingsError;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeSet;

const SECRET_BYTES_MIN: usize = 32;
/// Fewer different characters than this is a pattern, not a secret.
const SECRET_VARIETY_MIN: usize = 10;

pub(super) fn refuse<T>(sentence: impl Into<String>) -> Result<T, SettingsError> {
    Err(SettingsError(sentence.into()))
}

pub(super) fn strong(name: &str, secret: &SecretString) -> Result<(), SettingsError> {
    if is_strong(secret, SECRET_BYTES_MIN) {
        return Ok(());
    }
    refuse(format!(
        "{name} is too weak: use at least {SECRET_BYTES_MIN} random characters, for example from 'openssl rand -base64 48'."
    ))
}

pub(super) fn is_strong(secret: &SecretString, bytes_min: usize) -> bool {
    let text = secret.expose_secret();
    let variety = text.bytes().collect::<BTreeSet<_>>().len();
    text.len() >= bytes_min && variety >= SECRET_VARIETY_MIN
}

//! Secrets that the embedded profile makes for itself: one file each in the data folder, for the owner only.

use crate::gateway::randomness::Randomness;
use anyhow::Context as _;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::SecretString;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const SECRET_BYTES: usize = 32;

/// The secret that `name` keeps in the folder: 32 random bytes in base64, made when there are none.
///
/// # Errors
/// When the folder cannot be written or the file cannot be read.
pub fn kept(folder: &Path, name: &str, randomness: &dyn Randomness) -> anyhow::Result<SecretString> {
    let path = folder.join(name);
    let mut bytes = [0; SECRET_BYTES];
    randomness.fill(&mut bytes);
    let made = BASE64_STANDARD.encode(bytes);
    std::fs::create_dir_all(folder).with_context(|| format!("the data folder {} cannot be made", folder.display()))?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            file.write_all(made.as_bytes()).and_then(|()| file.sync_all()).with_context(|| unusable(&path))?;
            Ok(SecretString::from(made))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let text = std::fs::read_to_string(&path).with_context(|| unusable(&path))?;
            anyhow::ensure!(!text.trim().is_empty(), "{} is empty; remove it", path.display());
            Ok(SecretString::from(text.trim().to_owned()))
        }
        Err(error) => Err(error).with_context(|| unusable(&path)),
    }
}

fn unusable(path: &Path) -> String {
    format!("the secret {} cannot be kept (set instance.data_dir)", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::randomness::SystemRandomness;
    use secrecy::ExposeSecret;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_secret_is_made_once_and_for_its_owner_only() {
        let folder = std::env::temp_dir().join(format!("examhall-secrets-{}", uuid::Uuid::now_v7()));
        let first = kept(&folder, "jwt_secret", &SystemRandomness).unwrap();
        let second = kept(&folder, "jwt_secret", &SystemRandomness).unwrap();
        let other = kept(&folder, "other", &SystemRandomness).unwrap();
        assert_eq!(first.expose_secret(), second.expose_secret());
        assert_ne!(first.expose_secret(), other.expose_secret());
        let mode = std::fs::metadata(folder.join("jwt_secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(folder.join("empty"), "").unwrap();
        assert!(kept(&folder, "empty", &SystemRandomness).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

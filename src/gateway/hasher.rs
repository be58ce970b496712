//! Password hashing (argon2id, RFC 9106), off the event loop: so many at once, so many waiting, the rest refused.
//!
//! One hash costs milliseconds and megabytes, so what may run at once bounds both. An answer for a mail address that
//! nobody has costs one hash too, or its speed would tell who exists.

use super::randomness::Randomness;
use crate::settings::AccountSettings;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

const SALT_BYTES: usize = 16;

/// Hashes passwords and compares them with hashes.
pub struct Hasher {
    argon2: Argon2<'static>,
    randomness: Arc<dyn Randomness>,
    /// One permit for each hash that runs or waits.
    admitted: Arc<Semaphore>,
    /// One permit for each hash that runs.
    running: Arc<Semaphore>,
    /// How many permits either has in all.
    places: (usize, usize),
    /// The hash of a password that nobody knows, to compare with when there is no account.
    nobody: String,
}

/// What a hash was compared with, and how that went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The password is the one that was hashed.
    Same,
    /// It is not, or there is nothing to compare with.
    Different,
}

/// Too many passwords wait to be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords wait to be hashed")]
pub struct LineFull;

/// Why hashing cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("the figures for password hashing under [accounts] are refused: {0}")]
pub struct HasherFault(String);

impl Hasher {
    /// Prepares the parameters and one hash of a random password.
    ///
    /// # Errors
    /// When argon2 refuses the parameters.
    pub fn new(settings: &AccountSettings, randomness: Arc<dyn Randomness>) -> Result<Self, HasherFault> {
        let refused = |error: String| HasherFault(error);
        let params = Params::new(settings.hash_memory_kib, settings.hash_passes, 1, None);
        let params = params.map_err(|error| refused(error.to_string()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut unknown = [0; SALT_BYTES];
        randomness.fill(&mut unknown);
        let nobody = hash(&argon2, &unknown, &unknown).map_err(|error| refused(error.to_string()))?;
        let admitted = settings.hash_concurrency.saturating_add(settings.hash_waiting_max).min(Semaphore::MAX_PERMITS);
        Ok(Self {
            argon2,
            randomness,
            admitted: Arc::new(Semaphore::new(admitted)),
            running: Arc::new(Semaphore::new(settings.hash_concurrency)),
            places: (admitted, settings.hash_concurrency),
            nobody,
        })
    }

    /// A PHC string for a password under a fresh salt.
    ///
    /// # Errors
    /// When the line is full.
    pub async fn hash(&self, password: &str) -> Result<String, LineFull> {
        let mut salt = [0; SALT_BYTES];
        self.randomness.fill(&mut salt);
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        let hashed = self.run(move || hash(&argon2, password.as_bytes(), &salt)).await?;
        match hashed {
            Ok(phc) => Ok(phc),
            Err(error) => unreachable!("the parameters hashed once already: {error}"),
        }
    }

    /// Compares a password with a stored hash. Without one it takes as long and is different.
    ///
    /// # Errors
    /// When the line is full.
    pub async fn compare(&self, password: &str, stored: Option<&str>) -> Result<Comparison, LineFull> {
        let exists = stored.is_some();
        let phc = stored.unwrap_or(&self.nobody).to_owned();
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        let same = self.run(move || argon2.verify_password(password.as_bytes(), phc.as_str()).is_ok()).await?;
        Ok(if same && exists { Comparison::Same } else { Comparison::Different })
    }

    /// Passwords that wait for others to be hashed.
    pub fn waiting(&self) -> usize {
        let (admitted_max, running_max) = self.places;
        let admitted = admitted_max.saturating_sub(self.admitted.available_permits());
        let running = running_max.saturating_sub(self.running.available_permits());
        admitted.saturating_sub(running)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, LineFull> {
        let admitted = self.admitted.clone().try_acquire_owned().map_err(|_| LineFull)?;
        let Ok(running) = self.running.clone().acquire_owned().await else {
            unreachable!("the semaphore is never closed");
        };
        // The permits go with the thread: a client that hangs up does not make room for another hash beside this one.
        let held: [OwnedSemaphorePermit; 2] = [admitted, running];
        let done = spawn_blocking(move || {
            let value = work();
            drop(held);
            value
        });
        match done.await {
            Ok(value) => Ok(value),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // The runtime shuts down and starts nothing any more.
            Err(_) => Err(LineFull),
        }
    }
}

fn hash(argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2.hash_password_with_salt(password, salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::randomness::SystemRandomness;
    use crate::settings;

    fn hasher(concurrency: usize, waiting_max: usize) -> Hasher {
        let mut settings = settings::defaults().accounts;
        settings.hash_memory_kib = 8;
        settings.hash_passes = 1;
        settings.hash_concurrency = concurrency;
        settings.hash_waiting_max = waiting_max;
        Hasher::new(&settings, Arc::new(SystemRandomness)).unwrap()
    }

    #[tokio::test]
    async fn a_password_compares_with_its_own_hash_only() {
        let hasher = hasher(1, 0);
        let phc = hasher.hash("correct horse").await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
        assert_ne!(phc, hasher.hash("correct horse").await.unwrap());
        assert_eq!(hasher.compare("correct horse", Some(&phc)).await, Ok(Comparison::Same));
        assert_eq!(hasher.compare("correct hors", Some(&phc)).await, Ok(Comparison::Different));
        assert_eq!(hasher.compare("correct horse", None).await, Ok(Comparison::Different));
        assert_eq!(hasher.compare("correct horse", Some("no hash")).await, Ok(Comparison::Different));
    }

    #[tokio::test]
    async fn the_line_is_as_long_as_it_is_set() {
        let hasher = hasher(1, 1);
        let held = hasher.running.clone().acquire_owned().await.unwrap();
        let first = hasher.admitted.clone().acquire_owned().await.unwrap();
        let mut waiting = Box::pin(hasher.hash("correct horse"));
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        assert_eq!(hasher.waiting(), 1);
        assert_eq!(hasher.hash("correct horse").await, Err(LineFull));
        drop((held, first));
        assert!(waiting.await.is_ok());
        assert!(hasher.hash("correct horse").await.is_ok());
    }
}

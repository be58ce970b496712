//! Builds what every use case reaches for.

use crate::gateway::clock::SystemClock;
use crate::gateway::ids::SystemIds;
use crate::gateway::randomness::SystemRandomness;
use crate::service::Context;
use crate::settings::Settings;
use crate::settings::store::StoreSettings;
use crate::store::Store;
use anyhow::Context as _;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;

/// Connects the store and takes the machine's clock, identifiers and randomness.
///
/// # Errors
/// When the store cannot be reached or would lose what it acknowledges.
pub async fn build(settings: &Arc<Settings>) -> anyhow::Result<Context> {
    let store = Store::connect(&located(settings)?).await.context("the database cannot be used")?;
    Ok(Context {
        store,
        clock: Arc::new(SystemClock::start()),
        ids: Arc::new(SystemIds),
        randomness: Arc::new(SystemRandomness),
        settings: settings.clone(),
    })
}

/// The store's settings with the embedded profile's place filled in.
fn located(settings: &Settings) -> anyhow::Result<StoreSettings> {
    let mut store = settings.store.clone();
    if store.url.expose_secret().is_empty() {
        let folder = &settings.instance.data_dir;
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the data folder {} cannot be made (set instance.data_dir)", folder.display()))?;
        store.url = SecretString::from(format!("sqlite://{}", folder.join("examhall.db").display()));
    }
    Ok(store)
}

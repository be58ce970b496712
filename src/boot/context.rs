//! Builds what every use case reaches for.

use super::command::sentence::sentence;
use super::{mail, redis, secrets};
use crate::bus::Hub;
use crate::gateway::clock::{Clock, SystemClock};
use crate::gateway::hasher::Hasher;
use crate::gateway::ids::{Ids, SystemIds};
use crate::gateway::links::LinkKeys;
use crate::gateway::payments::PaymentGateways;
use crate::gateway::randomness::{Randomness, SystemRandomness};
use crate::gateway::signer::ReceiptSigner;
use crate::gateway::tokens::Tokens;
use crate::gateway::vault::Vault;
use crate::service::Context;
use crate::service::accounts::api::Records;
use crate::service::exams::api::Papers;
use crate::service::exams::records::ExamRecords;
use crate::service::mail::send_mail;
use crate::service::ops::keep_clock::keep_clock;
use crate::service::ops::vitals::Vitals;
use crate::service::payments::access_book::AccessBook;
use crate::service::payments::admission::AccessRows;
use crate::service::payments::apply;
use crate::service::payments::records::PaymentRecords;
use crate::service::ratelimit::limits::Limits;
use crate::service::rooms::book::RoomBook;
use crate::service::rooms::epoch;
use crate::service::rooms::journal::StoredJournal;
use crate::service::rooms::open_attempts::OpenAttemptsBook;
use crate::service::rooms::records::RoomRecords;
use crate::service::rooms::sealed_pictures::SealedPictures;
use crate::settings::Settings;
use crate::settings::store::StoreSettings;
use crate::store::accounts::standing::Sessions;
use crate::store::ratelimit::Engine;
use crate::store::{MigrationStatus, Store, StoreError};
use anyhow::Context as _;
use examhall_domain::id::BootId;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use tokio::runtime::Handle;

/// Connects the store, migrates it, and takes the machine's clock, identifiers and randomness.
///
/// # Errors
/// When the store cannot be reached or would lose what it acknowledges.
pub async fn build(settings: &Arc<Settings>) -> anyhow::Result<Context> {
    let store = store(settings).await?;
    store.migrate_up().await.map_err(unmigrated)?;
    over(store, settings).await
}

/// The same over a database that is left as it is: its schema has to be of this version already.
///
/// # Errors
/// As [`build`]; and when steps of the schema are pending.
pub async fn open(settings: &Arc<Settings>) -> anyhow::Result<Context> {
    let store = store(settings).await?;
    let steps = store.migration_status().await.context("the database cannot be used")?;
    if let Some(step) = steps.iter().find(|step| step.status == MigrationStatus::Pending) {
        anyhow::bail!("the database lacks the step {} of the schema: run 'examhall migrate up' first", step.name);
    }
    over(store, settings).await
}

async fn over(store: Store, settings: &Arc<Settings>) -> anyhow::Result<Context> {
    let ids = Arc::new(SystemIds);
    let epoch = epoch::name(&store, &*ids).await.context("the database cannot be used")?;
    let journal = Arc::new(StoredJournal::new(store.clone(), epoch.clone()));
    let shared = Box::pin(redis::connect(settings, &*ids)).await?;
    let hub = Hub::start(shared.bus, journal, settings.bus.clone(), Handle::current()).await;
    let randomness: Arc<dyn Randomness> = Arc::new(SystemRandomness);
    let clock = Arc::new(SystemClock::start());
    let vitals = Arc::new(Vitals::new(instance(settings, &*ids), BootId(ids.uuid()), clock.now()));
    let secret = jwt_secret(settings, &*randomness)?;
    let previous = settings.accounts.jwt_secret_previous.expose_secret();
    let previous = (!previous.is_empty()).then_some(previous);
    let cx = Context {
        clock,
        ids,
        hasher: Arc::new(Hasher::new(&settings.accounts, randomness.clone())?),
        tokens: Arc::new(Tokens::new(secret.expose_secret(), previous)),
        links: Arc::new(LinkKeys::new(secret.expose_secret(), previous)),
        vault: Arc::new(Vault::new(secret.expose_secret(), previous)),
        mailer: mail::mailer(settings)?,
        gateways: Arc::new(PaymentGateways::new(&settings.razorpay)?),
        sessions: Arc::new(Sessions::new(&settings.accounts)),
        open_attempts: Arc::new([Arc::new(OpenAttemptsBook(store.clone()))]),
        limits: Arc::new(limits(settings, shared.limits)?),
        signer: Arc::new(signer(settings, &*randomness)?),
        papers: Arc::new(Papers::new(&settings.exams)),
        rooms: Arc::new(RoomBook),
        admission: Arc::new(AccessRows),
        room_files: Arc::default(),
        sealed_pictures: Arc::new(SealedPictures::new(&settings.media)),
        access: Arc::new(AccessBook::new(&settings.access)),
        randomness,
        hub,
        presence: shared.presence,
        epoch,
        store,
        vitals,
        settings: settings.clone(),
    };
    keep_clock(&cx).await.map_err(sentence)?;
    apply::begin_counting(&cx);
    send_mail::begin_counting();
    Ok(cx)
}

/// The limits of rate, exact across instances where there is something that they share.
fn limits(settings: &Settings, shared: Option<Arc<dyn Engine>>) -> anyhow::Result<Limits> {
    let limits = Limits::new(&settings.ratelimit)?;
    Ok(match shared {
        Some(engine) => limits.shared_by(engine),
        None => limits,
    })
}

/// Everybody who keeps something about people, beside accounts.
pub fn records() -> Records {
    Arc::new([Arc::new(ExamRecords), Arc::new(PaymentRecords), Arc::new(RoomRecords)])
}

/// The settings' name of this process, or one made for this start.
fn instance(settings: &Settings, ids: &dyn Ids) -> String {
    if settings.instance.id.is_empty() { ids.uuid().to_string() } else { settings.instance.id.clone() }
}

/// Connects the store that the settings name.
///
/// # Errors
/// When it cannot be reached or would lose what it acknowledges.
pub async fn store(settings: &Settings) -> anyhow::Result<Store> {
    Store::connect(&located(settings)?).await.context("the database cannot be used")
}

/// Why the schema cannot be brought up to date.
pub fn unmigrated(error: StoreError) -> anyhow::Error {
    match error {
        told @ (StoreError::NewerSchema { .. } | StoreError::SchemaInUse { .. }) => told.into(),
        other => anyhow::Error::new(other).context("the database cannot be migrated"),
    }
}

/// The signer of receipts under the settings' key; the embedded profile makes one for itself.
fn signer(settings: &Settings, randomness: &dyn Randomness) -> anyhow::Result<ReceiptSigner> {
    let mut key = settings.receipts.key.clone();
    if key.expose_secret().is_empty() {
        key = secrets::kept(&settings.instance.data_dir, "receipt_key", randomness)?;
    }
    Ok(ReceiptSigner::parse(key.expose_secret())?)
}

/// What tokens, links and the vault are made with: the secret of the settings; the embedded profile makes one for itself.
fn jwt_secret(settings: &Settings, randomness: &dyn Randomness) -> anyhow::Result<SecretString> {
    let secret = settings.accounts.jwt_secret.clone();
    if secret.expose_secret().is_empty() {
        return secrets::kept(&settings.instance.data_dir, "jwt_secret", randomness);
    }
    Ok(secret)
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

//! Use cases, one file per verb, and the only place that opens a transaction.
//!
//! A use case takes the [`Context`] and who asks, decides through the domain, commits, and only then lets others know.

pub mod accounts;
pub mod audit;
pub mod claim;
pub mod csv;
mod error;
pub mod event;
pub mod exams;
pub mod instant;
pub mod jobs;
pub mod mail;
pub mod media;
pub mod money;
pub mod ops;
pub mod page;
pub mod payments;
pub mod problem;
pub mod ratelimit;
pub mod rooms;
pub mod texts;

pub use error::{Answer, Error};

use crate::bus::Hub;
use crate::gateway::clock::Clock;
use crate::gateway::hasher::Hasher;
use crate::gateway::ids::Ids;
use crate::gateway::links::LinkKeys;
use crate::gateway::mail::Mailer;
use crate::gateway::payments::PaymentGateways;
use crate::gateway::randomness::Randomness;
use crate::gateway::signer::ReceiptSigner;
use crate::gateway::tokens::Tokens;
use crate::gateway::vault::Vault;
use crate::service::accounts::api::OpenAttempts;
use crate::service::exams::api::{Admission, Papers, Rooms};
use crate::service::ops::vitals::Vitals;
use crate::service::payments::access_book::AccessBook;
use crate::service::ratelimit::limits::Limits;
use crate::service::rooms::room_file::RoomFiles;
use crate::service::rooms::sealed_pictures::SealedPictures;
use crate::settings::Settings;
use crate::store::Store;
use crate::store::accounts::standing::Sessions;
use crate::store::presence::Presence;
use std::sync::Arc;

/// What every use case may reach for; cloning shares everything.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub randomness: Arc<dyn Randomness>,
    pub hasher: Arc<Hasher>,
    pub tokens: Arc<Tokens>,
    /// What stands in the links of mails.
    pub links: Arc<LinkKeys>,
    /// Keeps the secrets of second factors.
    pub vault: Arc<Vault>,
    /// The payment gateways that are in use.
    pub gateways: Arc<PaymentGateways>,
    /// Where mails go.
    pub mailer: Arc<dyn Mailer>,
    /// The live sessions that this instance has seen lately.
    pub sessions: Arc<Sessions>,
    /// Everybody who knows of open attempts; each of them can keep a session alive.
    pub open_attempts: Arc<[Arc<dyn OpenAttempts>]>,
    /// The papers that are being written.
    pub papers: Arc<Papers>,
    /// What exams know of rooms.
    pub rooms: Arc<dyn Rooms>,
    /// What exams know of payments: who may enter.
    pub admission: Arc<dyn Admission>,
    /// Events, after what they tell is committed.
    pub hub: Arc<Hub>,
    /// Who is in which room on other instances.
    pub presence: Arc<dyn Presence>,
    /// Names this life of the journals.
    pub epoch: Arc<str>,
    /// The rooms that this instance has looked at.
    pub room_files: Arc<RoomFiles>,
    /// The pictures of the papers that are about to be written.
    pub sealed_pictures: Arc<SealedPictures>,
    pub signer: Arc<ReceiptSigner>,
    /// How many requests are let through.
    pub limits: Arc<Limits>,
    /// What this instance has seen lately of people's access and orders, and who waits for them to change.
    pub access: Arc<AccessBook>,
    /// What this process knows of itself.
    pub vitals: Arc<Vitals>,
    pub settings: Arc<Settings>,
}

//! Use cases, one file per verb, and the only place that opens a transaction.
//!
//! A use case takes the [`Context`] and who asks, decides through the domain, commits, and only then lets others know.

mod error;
pub mod instant;
pub mod problem;
pub mod texts;

pub use error::{Answer, Error};

use crate::gateway::clock::Clock;
use crate::gateway::ids::Ids;
use crate::gateway::randomness::Randomness;
use crate::settings::Settings;
use crate::store::Store;
use std::sync::Arc;

/// What every use case may reach for; cloning shares everything.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub randomness: Arc<dyn Randomness>,
    pub settings: Arc<Settings>,
}

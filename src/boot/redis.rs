//! What instances share through Redis, where there is one. An instance starts without it as well: it is degraded then, and
//! whole as soon as Redis answers.

use crate::bus::{Bus, LocalBus, RedisBus};
use crate::gateway::ids::Ids;
use crate::redis_link::{Link, Reach};
use crate::settings::Settings;
use crate::store::presence::{Alone, Presence, RedisPresence};
use crate::store::ratelimit::{Engine, RedisEngine};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// What an instance has with others, or instead of it when it runs alone.
pub struct Shared {
    pub bus: Arc<dyn Bus>,
    pub presence: Arc<dyn Presence>,
    /// Keeps the limits that are exact across instances; without it each counts for itself.
    pub limits: Option<Arc<dyn Engine>>,
}

/// Connects, and waits a short while for it, so that the first people are not served by a degraded instance.
///
/// # Errors
/// When the URL cannot be read.
pub async fn connect(settings: &Settings, ids: &dyn Ids) -> anyhow::Result<Shared> {
    let redis = &settings.redis;
    if !redis.is_set() {
        return Ok(Shared { bus: Arc::new(LocalBus::default()), presence: Arc::new(Alone), limits: None });
    }
    let reach = Arc::new(Reach::new(redis)?);
    // This life of this instance: who starts again is somebody else.
    let own = ids.uuid();
    let bus = RedisBus::start(redis, reach.clone(), own, &Handle::current());
    let link = Link::start(reach, redis, &Handle::current());
    let both = async { tokio::join!(bus.until_connected(), link.until_open()) };
    if tokio::time::timeout(Duration::from_millis(redis.connect_ms), both).await.is_err() {
        tracing::warn!("Redis does not answer: this instance begins without it (REDIS_URL)");
    }
    let link = Arc::new(link);
    Ok(Shared {
        bus: Arc::new(bus),
        presence: Arc::new(RedisPresence::new(link.clone(), redis, own)),
        limits: Some(Arc::new(RedisEngine::new(link, &redis.key_prefix))),
    })
}

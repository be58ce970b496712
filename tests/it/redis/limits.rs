//! Buckets that instances share: the contract of every engine, and what only a shared one can do.

use super::server::{RedisServer, until};
use crate::ratelimit::contract::keep_the_contract;
use examhall::redis_link::{Link, Reach};
use examhall::settings::RedisSettings;
use examhall::store::ratelimit::{Ask, Asks, Engine, RedisEngine};
use examhall_domain::id::AccountId;
use examhall_domain::ratelimit::{PerScope, Policy, Scope, Subject, Terms, Verdict};
use examhall_domain::time::{Span, Timestamp};
use std::sync::Arc;
use tokio::runtime::Handle;
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_700_000_000_123_456);

/// The engine of one instance, connected.
pub(super) async fn engine(settings: &RedisSettings) -> Arc<dyn Engine> {
    let link = Arc::new(Link::start(Arc::new(Reach::new(settings).unwrap()), settings, &Handle::current()));
    link.until_open().await;
    Arc::new(RedisEngine::new(link, &settings.key_prefix))
}

/// The contract, each part with keys of its own, and one account counted by two instances.
pub(super) async fn are_kept(settings: &RedisSettings) {
    keep_the_contract(async || {
        let key_prefix = format!("{}:", Uuid::now_v7().simple());
        engine(&RedisSettings { key_prefix, ..settings.clone() }).await
    })
    .await;
    let (one, other, asks) = (engine(settings).await, engine(settings).await, asks());
    let mut passed = 0;
    for number in 0..20 {
        let engine = if number % 2 == 0 { &one } else { &other };
        passed += usize::from(passes(&**engine, &asks).await);
    }
    assert_eq!(passed, 10);
}

fn asks() -> Asks {
    let terms = Terms::parse(10, Span::from_secs(60)).unwrap();
    let ask = Ask { subject: Subject::Account(AccountId(Uuid::now_v7())), terms };
    Asks { policy: Policy::Gateway, by: PerScope::of(|scope| (scope == Scope::User).then_some(ask)) }
}

async fn passes(engine: &dyn Engine, asks: &Asks) -> bool {
    matches!(engine.take(asks, NOW).await.unwrap(), Verdict::Allowed(_))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_engine_over_redis_keeps_the_contract() {
    let server = RedisServer::start().await;
    are_kept(&server.settings()).await;
}

#[actix_web::test]
async fn a_server_that_forgot_the_script_is_given_it_again() {
    let server = RedisServer::start().await;
    let (engine, asks) = (engine(&server.settings()).await, asks());
    assert!(passes(&*engine, &asks).await);
    server.ask::<()>(&["SCRIPT", "FLUSH"]).await;
    assert!(passes(&*engine, &asks).await);
}

#[actix_web::test]
async fn buckets_are_kept_until_they_are_full() {
    let server = RedisServer::start().await;
    let (engine, asks) = (engine(&server.settings()).await, asks());
    assert!(passes(&*engine, &asks).await && passes(&*engine, &asks).await);
    let keys: Vec<String> = server.ask(&["KEYS", "*"]).await;
    assert_eq!(keys.len(), 1, "{keys:?}");
    let kept_ms: i64 = server.ask(&["PTTL", &keys[0]]).await;
    assert!((11_000..=12_000).contains(&kept_ms), "two requests come back in twelve seconds: {kept_ms}");
    let full_at: i64 = server.ask(&["GET", &keys[0]]).await;
    assert_eq!(full_at, NOW.0 + 12_000_000, "to the microsecond");
}

#[actix_web::test]
async fn an_engine_whose_server_is_away_says_so_and_comes_back() {
    let mut server = RedisServer::start().await;
    let (engine, asks) = (engine(&server.settings()).await, asks());
    server.kill();
    assert!(engine.take(&asks, NOW).await.is_err());
    assert!(engine.probe().await.is_err());
    server.start_again().await;
    until("it answers", async || engine.probe().await.is_ok()).await;
    assert!(passes(&*engine, &asks).await, "what the server lost begins anew");
}

#[actix_web::test]
async fn a_server_that_hangs_is_not_waited_for_long() {
    let server = RedisServer::start().await;
    let (engine, asks) = (engine(&server.settings()).await, asks());
    server.pause();
    let patience = std::time::Duration::from_millis(server.settings().answer_ms * 3);
    assert!(tokio::time::timeout(patience, engine.take(&asks, NOW)).await.unwrap().is_err());
    server.resume();
    until("it answers", async || engine.probe().await.is_ok()).await;
}

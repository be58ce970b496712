//! Who is in which room on which instance: told under a lease, and gone with it.

use super::server::{RedisServer, until};
use examhall::redis_link::{Link, Reach};
use examhall::settings::RedisSettings;
use examhall::store::presence::{Presence, RedisPresence};
use examhall_domain::id::{AccountId, DeviceId, SittingId};
use examhall_domain::rooms::Present;
use examhall_domain::time::Timestamp;
use std::sync::Arc;
use tokio::runtime::Handle;
use uuid::Uuid;

async fn instance(settings: &RedisSettings) -> RedisPresence {
    let link = Arc::new(Link::start(Arc::new(Reach::new(settings).unwrap()), settings, &Handle::current()));
    link.until_open().await;
    RedisPresence::new(link, settings, Uuid::now_v7())
}

fn somebody() -> Present {
    Present { account: AccountId(Uuid::now_v7()), device: DeviceId(Uuid::now_v7()), active_at: Timestamp(7) }
}

/// Who is told here is known there, and nobody hears of their own people.
pub(super) async fn is_known_elsewhere(settings: &RedisSettings) {
    let (one, other) = (instance(settings).await, instance(settings).await);
    let (room, next_room) = (SittingId(Uuid::now_v7()), SittingId(Uuid::now_v7()));
    let (anna, bert) = (somebody(), somebody());
    assert_eq!(one.exchange(room, vec![anna]).await, Ok(vec![]));
    assert_eq!(other.exchange(room, vec![bert]).await, Ok(vec![anna]));
    assert_eq!(other.exchange(next_room, vec![]).await, Ok(vec![]));
    assert_eq!(one.exchange(room, vec![]).await, Ok(vec![bert]));
    assert_eq!(other.exchange(room, vec![bert]).await, Ok(vec![]));
}

#[actix_web::test]
async fn who_is_told_here_is_known_there() {
    let server = RedisServer::start().await;
    is_known_elsewhere(&server.settings()).await;
}

#[actix_web::test]
async fn the_people_of_an_instance_that_ended_go_with_its_lease() {
    let server = RedisServer::start().await;
    let settings = RedisSettings { presence_s: 1, ..server.settings() };
    let (one, other) = (instance(&settings).await, instance(&settings).await);
    let (room, anna, bert) = (SittingId(Uuid::now_v7()), somebody(), somebody());
    one.exchange(room, vec![anna]).await.unwrap();
    assert_eq!(other.exchange(room, vec![bert]).await, Ok(vec![anna]));
    drop(one);
    until("she is gone", async || other.exchange(room, vec![bert]).await.unwrap().is_empty()).await;
    drop(other);
    until("nothing is left", async || server.ask::<Vec<String>>(&["KEYS", "*"]).await.is_empty()).await;
}

#[actix_web::test]
async fn without_a_server_it_is_not_known() {
    let mut server = RedisServer::start().await;
    let one = instance(&server.settings()).await;
    server.kill();
    assert!(one.exchange(SittingId(Uuid::now_v7()), vec![somebody()]).await.is_err());
}

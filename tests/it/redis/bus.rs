//! The contract of every transport, kept by the engine over Redis, and what is heard between two instances.

use super::server::{RedisServer, until};
use crate::bus::contract::{attached, channels, doorbell, heard, keep_the_contract};
use crate::bus::journal::{MemoryJournal, collect, room, roomy};
use examhall::bus::{Bus, Channel, Fanout, Health, Hub, RedisBus, Signal, Woken};
use examhall::redis_link::Reach;
use examhall::settings::{BusSettings, RedisSettings};
use examhall_domain::id::SessionId;
use std::rc::Rc;
use std::sync::Arc;
use tokio::runtime::Handle;
use uuid::Uuid;

/// The engine of one instance, connected.
pub(super) async fn engine(settings: &RedisSettings) -> RedisBus {
    let bus = unconnected(settings);
    bus.until_connected().await;
    bus
}

/// The same before it is known whether it connects.
pub(super) fn unconnected(settings: &RedisSettings) -> RedisBus {
    let reach = Arc::new(Reach::new(settings).unwrap());
    RedisBus::start(settings, reach, Uuid::now_v7(), &Handle::current())
}

/// The hub of one instance and its only thread.
pub(super) async fn hall(settings: &RedisSettings, journal: &Arc<MemoryJournal>) -> (Arc<Hub>, Rc<Fanout>) {
    let bus = Arc::new(engine(settings).await);
    let hub = Hub::start(bus, journal.clone(), BusSettings::default(), Handle::current()).await;
    (hub.clone(), Fanout::start(hub))
}

/// What either says is heard by the other, whole, in order, and not by those who do not listen.
pub(super) async fn two_instances_hear_each_other(settings: &RedisSettings) {
    let (one, other) = (engine(settings).await, engine(settings).await);
    let (mut at_one, mut at_other) = (attached(&one), attached(&other));
    let [room, staff, user, cache, control] = channels();
    for channel in [room, staff, user, cache, control] {
        other.subscribe(channel).await.unwrap();
    }
    for (channel, offset) in [(room, Some(i64::MAX)), (staff, None), (user, None), (cache, None), (control, None)] {
        one.publish(doorbell(channel, offset)).await.unwrap();
        assert_eq!(heard(&mut at_other).await, doorbell(channel, offset));
    }
    for offset in 0..1_000 {
        one.publish(doorbell(room, Some(offset))).await.unwrap();
    }
    for offset in 0..1_000 {
        assert_eq!(heard(&mut at_other).await, doorbell(room, Some(offset)));
    }
    one.subscribe(room).await.unwrap();
    other.unsubscribe(room).await.unwrap();
    other.publish(doorbell(room, Some(7))).await.unwrap();
    assert_eq!(heard(&mut at_one).await, doorbell(room, Some(7)));
    assert!(at_one.is_empty() && at_other.is_empty(), "whoever does not listen hears nothing, and nobody hears twice");
}

#[actix_web::test]
async fn the_transport_over_redis_keeps_the_contract() {
    let server = RedisServer::start().await;
    let settings = server.settings();
    keep_the_contract(async || engine(&settings).await).await;
    two_instances_hear_each_other(&settings).await;
}

#[actix_web::test]
async fn each_socket_sees_each_event_once_and_in_order_whichever_instance_said_it() {
    let server = RedisServer::start().await;
    let settings = server.settings();
    let journal = Arc::new(MemoryJournal::default());
    let (one, at_one) = hall(&settings, &journal).await;
    let (other, at_other) = hall(&settings, &journal).await;
    let (room, here, there) = (room(), roomy(), roomy());
    let seats = [at_one.join(Channel::Room(room), &here).await, at_other.join(Channel::Room(room), &there).await];
    seats.iter().for_each(|seat| seat.as_ref().unwrap().release(0));
    for number in 0..200 {
        let hub = if number % 3 == 0 { &one } else { &other };
        hub.publish(journal.commit(room)).await;
    }
    assert_eq!(collect(&here, 200).await, (1..=200).collect::<Vec<_>>());
    assert_eq!(collect(&there, 200).await, (1..=200).collect::<Vec<_>>());
    assert_eq!((here.waiting(), there.waiting()), (0, 0));
}

#[actix_web::test]
async fn signals_wake_the_actors_of_every_instance() {
    let server = RedisServer::start().await;
    let settings = server.settings();
    let journal = Arc::new(MemoryJournal::default());
    let (one, _) = hall(&settings, &journal).await;
    let (other, _) = hall(&settings, &journal).await;
    let session = SessionId(Uuid::now_v7());
    one.announce(&Signal::SessionRevoked(session)).await;
    assert_eq!(other.wake().sessions().await, Woken::These(vec![session]));
}

#[actix_web::test]
async fn only_rooms_with_members_are_subscribed() {
    let server = RedisServer::start().await;
    let settings = server.settings();
    let journal = Arc::new(MemoryJournal::default());
    let (_hub, fanout) = hall(&settings, &journal).await;
    let room = Channel::Room(room());
    let name = format!("{}{}", settings.key_prefix, room.key());
    let subscribed = async || {
        let (_, subscribers): (String, u64) = server.ask(&["PUBSUB", "NUMSUB", &name]).await;
        subscribers == 1
    };
    assert!(!subscribed().await);
    let seat = fanout.join(room, &roomy()).await.unwrap();
    assert!(subscribed().await, "whoever has joined is heard already");
    drop(seat);
    until("the deserted room is left", async || !subscribed().await).await;
}

#[actix_web::test]
async fn an_instance_says_how_long_its_word_takes() {
    let server = RedisServer::start().await;
    let bus = engine(&server.settings()).await;
    assert_eq!(bus.health(), Health::Connected);
    until("a word came back", async || bus.round_trip().is_some()).await;
}

//! Servers that stop, hang or come back empty: doorbells are lost and told to be lost, nobody waits, and as soon as they
//! arrive again every socket has every event.

use super::bus::{engine, hall, unconnected};
use super::server::{RedisServer, free_port, quick, until};
use crate::bus::contract::{attached, channels, doorbell, heard};
use crate::bus::journal::{MemoryJournal, collect, next, room, roomy};
use examhall::bus::{Bus, Channel, Fanout, Health, Hub, Outbox, Seat, Woken};
use examhall::settings::{RedisMode, RedisSettings};
use examhall_domain::id::SittingId;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A publish while Redis hangs may take so long at most.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Two instances, each with one socket in the same room, and somebody who looks when there may be something to see.
struct Pair {
    journal: Arc<MemoryJournal>,
    one: Arc<Hub>,
    other: Arc<Hub>,
    room: SittingId,
    here: Rc<Outbox>,
    there: Rc<Outbox>,
    _seats: [Seat; 2],
    _threads: [Rc<Fanout>; 2],
}

impl Pair {
    async fn open(settings: &RedisSettings) -> Self {
        let journal = Arc::new(MemoryJournal::default());
        let (one, at_one) = hall(settings, &journal).await;
        let (other, at_other) = hall(settings, &journal).await;
        let (room, here, there) = (room(), roomy(), roomy());
        let seats = [
            at_one.join(Channel::Room(room), &here).await.unwrap(),
            at_other.join(Channel::Room(room), &there).await.unwrap(),
        ];
        seats.iter().for_each(|seat| seat.release(0));
        Self { journal, one, other, room, here, there, _seats: seats, _threads: [at_one, at_other] }
    }

    /// Commits and tells one more event on the first instance.
    async fn say(&self) -> i64 {
        let doorbell = self.journal.commit(self.room);
        let offset = doorbell.offset.unwrap();
        let started = Instant::now();
        self.one.publish(doorbell).await;
        assert!(started.elapsed() < AT_ONCE, "nobody waits for Redis: {:?}", started.elapsed());
        offset
    }

    /// What a lookout does.
    async fn look(&self) {
        let head = self.journal.head_of(self.room);
        for hub in [&self.one, &self.other] {
            hub.reconcile(&[(self.room, head.clone())]).await;
        }
    }

    async fn until_both(&self, health: Health) {
        until("both instances know", async || self.one.health() == health && self.other.health() == health).await;
    }

    /// The next event reaches both sockets by itself, which proves that nothing else was under way.
    async fn is_whole(&self, seen: i64) {
        let offset = self.say().await;
        assert_eq!(offset, seen + 1);
        assert_eq!((next(&self.here).await, next(&self.there).await), (Ok(offset), Ok(offset)));
        assert_eq!((self.here.waiting(), self.there.waiting()), (0, 0));
    }
}

#[actix_web::test]
async fn a_server_that_stops_costs_no_event_and_comes_back_empty() {
    let mut server = RedisServer::start().await;
    let pair = Pair::open(&server.settings()).await;
    pair.is_whole(0).await;
    server.kill();
    pair.until_both(Health::Degraded).await;
    for offset in 2..=20 {
        assert_eq!(pair.say().await, offset);
        assert_eq!(next(&pair.here).await, Ok(offset), "the own sockets hear it without Redis");
    }
    assert_eq!(pair.there.waiting(), 0);
    pair.look().await;
    assert_eq!(collect(&pair.there, 19).await, (2..=20).collect::<Vec<_>>());
    pair.say().await;
    server.start_again().await;
    pair.until_both(Health::Connected).await;
    pair.look().await;
    assert_eq!((next(&pair.here).await, next(&pair.there).await), (Ok(21), Ok(21)));
    pair.is_whole(21).await;
}

#[actix_web::test]
async fn a_server_that_hangs_is_noticed_by_its_silence_and_holds_nobody_up() {
    let server = RedisServer::start().await;
    let pair = Pair::open(&server.settings()).await;
    pair.is_whole(0).await;
    server.pause();
    for offset in 2..=20 {
        pair.say().await;
        assert_eq!(next(&pair.here).await, Ok(offset));
    }
    pair.until_both(Health::Degraded).await;
    pair.look().await;
    assert_eq!(collect(&pair.there, 19).await, (2..=20).collect::<Vec<_>>());
    server.resume();
    pair.until_both(Health::Connected).await;
    pair.look().await;
    pair.is_whole(20).await;
}

#[actix_web::test]
async fn whoever_may_have_missed_something_looks_when_the_server_goes_and_when_it_comes() {
    let mut server = RedisServer::start().await;
    let pair = Pair::open(&server.settings()).await;
    server.kill();
    pair.other.gap().await;
    assert_eq!(pair.other.health(), Health::Degraded);
    assert_eq!(pair.other.wake().sessions().await, Woken::All);
    server.start_again().await;
    pair.until_both(Health::Connected).await;
    pair.other.gap().await;
    assert_eq!(pair.other.wake().rooms().await, Woken::All);
}

#[actix_web::test]
async fn without_a_server_an_engine_refuses_at_once_and_remembers_what_is_wanted() {
    let port = free_port();
    let settings = quick(&format!("redis://127.0.0.1:{port}"), RedisMode::Single);
    let bus = unconnected(&settings);
    let mut arrivals = attached(&bus);
    let [room, staff, ..] = channels();
    assert!(bus.subscribe(room).await.is_err());
    assert!(bus.subscribe(staff).await.is_err());
    bus.unsubscribe(staff).await.unwrap();
    assert!(bus.publish(doorbell(room, Some(1))).await.is_err());
    assert_eq!((bus.health(), bus.round_trip()), (Health::Degraded, None));
    let server = RedisServer::start_at(port).await;
    bus.until_connected().await;
    let other = engine(&settings).await;
    let _ = attached(&other);
    other.publish(doorbell(staff, None)).await.unwrap();
    other.publish(doorbell(room, Some(2))).await.unwrap();
    assert_eq!(heard(&mut arrivals).await, doorbell(room, Some(2)));
    drop(server);
}

#[actix_web::test]
async fn more_than_may_wait_is_refused_and_others_are_told_of_the_gap() {
    let server = RedisServer::start().await;
    let settings = RedisSettings { doorbells_waiting_max: 8, doorbells_batch_max: 4, ..server.settings() };
    let journal = Arc::new(MemoryJournal::default());
    let (other, _thread) = hall(&settings, &journal).await;
    let bus = engine(&settings).await;
    let _arrivals = attached(&bus);
    let [room, ..] = channels();
    // None of this waits, so that nothing leaves meanwhile.
    for _ in 0..8 {
        bus.publish(doorbell(room, None)).await.unwrap();
    }
    assert!(bus.publish(doorbell(room, None)).await.is_err());
    other.gap().await;
    assert_eq!((other.health(), bus.health()), (Health::Connected, Health::Connected));
    bus.publish(doorbell(room, None)).await.unwrap();
}

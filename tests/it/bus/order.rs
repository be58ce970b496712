//! Whatever the transport does, each socket sees each numbered event exactly once and in order.

use super::journal::{MemoryJournal, collect, next, room, roomy, until};
use super::unreliable::{Broken, Faults, Unreliable};
use examhall::bus::{
    Bus, Channel, CloseCode, Doorbell, Ending, Fanout, Hub, LocalBus, Outbox, OutboxLimits, RoomNews, Signal, Woken,
};
use examhall::settings::BusSettings;
use examhall_domain::id::{AccountId, SessionId, SittingId};
use std::rc::Rc;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::task::yield_now;
use uuid::Uuid;

async fn hub(bus: impl Bus, journal: &Arc<MemoryJournal>, settings: BusSettings) -> (Arc<Hub>, Rc<Fanout>) {
    let hub = Hub::start(Arc::new(bus), journal.clone(), settings, Handle::current()).await;
    let fanout = Fanout::start(hub.clone());
    (hub, fanout)
}

async fn settle(hub: &Hub, journal: &MemoryJournal, room: SittingId) {
    hub.reconcile(&[(room, journal.head_of(room))]).await;
}

#[actix_web::test]
async fn an_unreliable_transport_loses_and_doubles_nothing_for_a_socket() {
    for seed in 0..40 {
        let faults = Faults { dropped: 20, doubled: 20, delayed: 20 };
        let journal = Arc::new(MemoryJournal::default());
        let settings = BusSettings { ring_entries_max: 16, journal_batch: 7, ..BusSettings::default() };
        let (hub, fanout) = hub(Unreliable::new(seed, faults), &journal, settings).await;
        let (room, outbox) = (room(), roomy());
        let seat = fanout.join(Channel::Room(room), &outbox).await.unwrap();
        seat.release(0);
        for number in 0..200 {
            hub.publish(journal.commit(room)).await;
            if number % 17 == 0 {
                yield_now().await;
            }
        }
        settle(&hub, &journal, room).await;
        assert_eq!(collect(&outbox, 200).await, (1..=200).collect::<Vec<_>>(), "seed {seed}");
        assert_eq!(outbox.waiting(), 0, "seed {seed}");
    }
}

/// Whose session ended was sometimes closed before being told why.
#[actix_web::test]
async fn who_has_caught_up_has_what_was_published_before() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let (channel, outbox) = (Channel::User(AccountId(Uuid::now_v7())), roomy());
    let seat = fanout.join(channel, &outbox).await.unwrap();
    seat.release(0);
    for told in 1..=3 {
        hub.publish(Doorbell { channel, offset: None, payload: "{}".into() }).await;
        assert_eq!(outbox.waiting(), told - 1, "it is in the thread's line");
        fanout.caught_up().await;
        assert_eq!(outbox.waiting(), told);
    }
}

#[actix_web::test]
async fn whoever_joins_in_the_middle_sees_what_is_beyond_the_snapshot_once() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let room = room();
    let mut joined = Vec::new();
    for _ in 0..30 {
        hub.publish(journal.commit(room)).await;
        let outbox = roomy();
        let seat = fanout.join(Channel::Room(room), &outbox).await.unwrap();
        hub.publish(journal.commit(room)).await;
        let snapshot = journal.head_of(room).offset;
        hub.publish(journal.commit(room)).await;
        yield_now().await;
        seat.release(snapshot);
        joined.push((snapshot, outbox, seat));
    }
    let last = journal.head_of(room).offset;
    for (snapshot, outbox, _seat) in &joined {
        let beyond: Vec<i64> = (snapshot + 1..=last).collect();
        assert_eq!(collect(outbox, beyond.len()).await, beyond);
        assert_eq!(outbox.waiting(), 0);
    }
}

#[actix_web::test]
async fn a_hole_is_read_once_however_many_sockets_wait() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let room = room();
    let mut seats = Vec::new();
    for _ in 0..50 {
        let outbox = roomy();
        let seat = fanout.join(Channel::Room(room), &outbox).await.unwrap();
        seat.release(0);
        seats.push((outbox, seat));
    }
    for _ in 0..8 {
        journal.commit(room);
    }
    journal.take_reads();
    hub.publish(journal.commit(room)).await;
    for (outbox, _seat) in &seats {
        assert_eq!(collect(outbox, 9).await, (1..=9).collect::<Vec<_>>());
    }
    assert_eq!(journal.take_reads(), 1);
}

#[actix_web::test]
async fn a_hole_that_cannot_be_read_is_read_at_the_next_look() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let (room, outbox) = (room(), roomy());
    let seat = fanout.join(Channel::Room(room), &outbox).await.unwrap();
    seat.release(0);
    journal.take_reads();
    journal.set_away(true);
    journal.commit(room);
    hub.publish(journal.commit(room)).await;
    until(|| journal.take_reads() > 0).await;
    yield_now().await;
    journal.set_away(false);
    settle(&hub, &journal, room).await;
    assert_eq!(collect(&outbox, 2).await, [1, 2]);
}

#[actix_web::test]
async fn without_a_transport_the_own_sockets_still_hear_and_the_heads_repair_the_rest() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(Broken, &journal, BusSettings::default()).await;
    let (room, outbox) = (room(), roomy());
    let seat = fanout.join(Channel::Room(room), &outbox).await.unwrap();
    seat.release(0);
    hub.publish(journal.commit(room)).await;
    assert_eq!(next(&outbox).await, Ok(1));
    journal.commit(room);
    assert_eq!(hub.open_rooms(), [room]);
    settle(&hub, &journal, room).await;
    assert_eq!(next(&outbox).await, Ok(2));
}

#[actix_web::test]
async fn a_deserted_room_is_left_and_opened_again_from_the_journal() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let (room, channel) = (room(), Channel::Room(room()));
    let Channel::Room(other) = channel else { unreachable!() };
    let seat = fanout.join(channel, &roomy()).await.unwrap();
    let stays = fanout.join(Channel::Room(room), &roomy()).await.unwrap();
    assert_eq!((hub.members(channel), hub.members(Channel::Room(room))), (1, 1));
    drop(seat);
    until(|| !hub.open_rooms().contains(&other)).await;
    assert_eq!(hub.open_rooms(), [room]);
    for _ in 0..3 {
        hub.publish(journal.commit(other)).await;
    }
    let outbox = roomy();
    let seat = fanout.join(channel, &outbox).await.unwrap();
    assert_eq!(hub.head(other), Some(journal.head_of(other)));
    seat.release(3);
    hub.publish(journal.commit(other)).await;
    assert_eq!(next(&outbox).await, Ok(4));
    drop(stays);
}

#[actix_web::test]
async fn a_restored_journal_sends_everybody_back() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let (room, outbox) = (room(), roomy());
    let seat = fanout.join(Channel::Room(room), &outbox).await.unwrap();
    seat.release(0);
    journal.restore();
    settle(&hub, &journal, room).await;
    assert_eq!(next(&outbox).await, Err(CloseCode::TooSlow.code()));
}

#[actix_web::test]
async fn a_thread_that_falls_behind_sends_its_sockets_back_instead_of_losing_events_silently() {
    let journal = Arc::new(MemoryJournal::default());
    let settings = BusSettings { thread_queue_max: 4, ..BusSettings::default() };
    let (hub, fanout) = hub(LocalBus::default(), &journal, settings).await;
    let (room, outbox) = (room(), roomy());
    let _listing = fanout.list(&outbox);
    let seat = fanout.join(Channel::Room(room), &outbox).await.unwrap();
    seat.release(0);
    for _ in 0..6 {
        hub.publish(journal.commit(room)).await;
    }
    assert_eq!(next(&outbox).await, Ok(1));
    let mut expected = 2;
    let code = loop {
        match next(&outbox).await {
            Ok(offset) => assert_eq!(std::mem::replace(&mut expected, offset + 1), offset),
            Err(code) => break code,
        }
    };
    assert_eq!(code, CloseCode::TooSlow.code());
}

#[actix_web::test]
async fn a_slow_socket_is_given_up_and_its_neighbour_gets_everything() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let (room, healthy) = (room(), roomy());
    let slow = Rc::new(Outbox::new(OutboxLimits { frames_max: 8, bytes_max: 1_000 }));
    let seats = [fanout.join(Channel::Room(room), &slow).await, fanout.join(Channel::Room(room), &healthy).await];
    for seat in &seats {
        seat.as_ref().unwrap().release(0);
    }
    for _ in 0..100 {
        hub.publish(journal.commit(room)).await;
    }
    assert_eq!(collect(&healthy, 100).await, (1..=100).collect::<Vec<_>>());
    assert_eq!((slow.ending(), slow.waiting()), (Ending::Closed(CloseCode::TooSlow), 0));
}

#[actix_web::test]
async fn a_big_room_is_served_in_batches_without_losing_anybody() {
    let journal = Arc::new(MemoryJournal::default());
    let settings = BusSettings { fanout_batch: 8, ..BusSettings::default() };
    let (hub, fanout) = hub(LocalBus::default(), &journal, settings).await;
    let room = room();
    let mut seats = Vec::new();
    for _ in 0..1_000 {
        let outbox = roomy();
        let seat = fanout.join(Channel::Room(room), &outbox).await.unwrap();
        seat.release(0);
        seats.push((outbox, seat));
    }
    for _ in 0..20 {
        hub.publish(journal.commit(room)).await;
    }
    for (outbox, _seat) in &seats {
        assert_eq!(collect(outbox, 20).await, (1..=20).collect::<Vec<_>>());
    }
}

#[actix_web::test]
async fn what_has_no_number_passes_to_those_who_are_there() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let user = Channel::User(AccountId(Uuid::now_v7()));
    let doorbell = |number: i64| Doorbell { channel: user, offset: None, payload: number.to_string().into() };
    hub.publish(doorbell(1)).await;
    let outbox = roomy();
    let seat = fanout.join(user, &outbox).await.unwrap();
    hub.publish(doorbell(2)).await;
    seat.release(0);
    hub.publish(doorbell(3)).await;
    assert_eq!(collect(&outbox, 2).await, [2, 3]);
}

#[actix_web::test]
async fn signals_and_room_events_wake_the_actors_of_an_instance() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, _fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let session = SessionId(Uuid::now_v7());
    hub.announce(&Signal::SessionRevoked(session)).await;
    hub.announce(&Signal::CacheStale("exams".to_owned())).await;
    hub.announce(&Signal::JobsDue).await;
    assert_eq!(hub.wake().sessions().await, Woken::These(vec![session]));
    assert_eq!(hub.wake().cached().await, Woken::These(vec!["exams".to_owned()]));
    hub.wake().jobs().await;
}

#[actix_web::test]
async fn an_event_of_a_followed_room_wakes_its_follower() {
    let journal = Arc::new(MemoryJournal::default());
    let (hub, fanout) = hub(LocalBus::default(), &journal, BusSettings::default()).await;
    let room = room();
    let _seat = fanout.join(Channel::Room(room), &roomy()).await.unwrap();
    hub.publish(journal.commit(room)).await;
    assert_eq!(hub.wake().rooms().await, Woken::These(vec![RoomNews::Grew(room)]));
}

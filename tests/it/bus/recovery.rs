//! Who comes back gets what was missed, or learns that the state is needed; never a silent hole.

use super::journal::{MemoryJournal, room, roomy};
use examhall::bus::{Channel, Fanout, Hub, LocalBus, Recovery, Seat, Since};
use examhall::settings::BusSettings;
use examhall_domain::id::SittingId;
use std::sync::Arc;
use tokio::runtime::Handle;

struct Hall {
    journal: Arc<MemoryJournal>,
    hub: Arc<Hub>,
    room: SittingId,
    _seat: Seat,
}

/// A room with ten events, six of them in the ring, that gives at most eight to those who come back.
async fn hall() -> Hall {
    let journal = Arc::new(MemoryJournal::default());
    let settings = BusSettings { ring_entries_max: 6, recover_entries_max: 8, ..BusSettings::default() };
    let hub = Hub::start(Arc::new(LocalBus::default()), journal.clone(), settings, Handle::current()).await;
    let room = room();
    for _ in 0..10 {
        journal.commit(room);
    }
    let fanout = Fanout::start(hub.clone());
    let seat = fanout.join(Channel::Room(room), &roomy()).await.unwrap();
    journal.take_reads();
    Hall { journal, hub, room, _seat: seat }
}

fn since(offset: i64) -> Since {
    Since { epoch: "k1".to_owned(), offset }
}

fn events(offsets: std::ops::RangeInclusive<i64>) -> Recovery {
    let offset = *offsets.end();
    Recovery::Events { payloads: offsets.map(|offset| offset.to_string().into()).collect(), offset }
}

#[actix_web::test]
async fn the_recent_past_comes_from_the_ring_even_right_after_a_start() {
    let hall = hall().await;
    assert_eq!(hall.hub.recover(hall.room, &since(4), 10).await, Ok(events(5..=10)));
    let nothing = Recovery::Events { payloads: Vec::new(), offset: 10 };
    assert_eq!(hall.hub.recover(hall.room, &since(10), 10).await, Ok(nothing));
    assert_eq!(hall.journal.take_reads(), 0);
}

#[actix_web::test]
async fn a_longer_past_comes_from_the_journal_up_to_the_bound() {
    let hall = hall().await;
    assert_eq!(hall.hub.recover(hall.room, &since(2), 10).await, Ok(events(3..=10)));
    assert_eq!(hall.hub.recover(hall.room, &since(1), 10).await, Ok(Recovery::Snapshot));
    assert_eq!(hall.hub.recover(hall.room, &since(-5), 10).await, Ok(Recovery::Snapshot));
}

#[actix_web::test]
async fn what_cannot_be_compared_needs_the_state() {
    let hall = hall().await;
    let other = Since { epoch: "k0".to_owned(), offset: 9 };
    assert_eq!(hall.hub.recover(hall.room, &other, 10).await, Ok(Recovery::Snapshot));
    assert_eq!(hall.hub.recover(hall.room, &since(11), 10).await, Ok(Recovery::Snapshot));
    assert_eq!(hall.hub.recover(hall.room, &since(i64::MAX), 10).await, Ok(Recovery::Snapshot));
    assert_eq!(hall.hub.recover(room(), &since(9), 10).await, Ok(Recovery::Snapshot));
}

#[actix_web::test]
async fn the_state_that_was_read_is_never_ahead_of_the_events() {
    let hall = hall().await;
    hall.journal.commit(hall.room);
    assert_eq!(hall.hub.recover(hall.room, &since(9), 11).await, Ok(events(10..=11)));
}

#[actix_web::test]
async fn an_unreadable_journal_is_an_error_and_not_a_hole() {
    let hall = hall().await;
    hall.journal.commit(hall.room);
    hall.journal.set_away(true);
    assert!(hall.hub.recover(hall.room, &since(9), 11).await.is_err());
    hall.journal.set_away(false);
    assert_eq!(hall.hub.recover(hall.room, &since(9), 11).await, Ok(events(10..=11)));
}

//! The instances that serve one database.

use super::engine::on_both_engines;
use super::fixtures::{NOW, at};
use examhall::store::instances::{self, Model};
use examhall::store::{Priority, Store};
use examhall_domain::id::BootId;
use examhall_domain::time::Timestamp;
use uuid::Uuid;

fn row(boot: u128, seen_at: Timestamp) -> Model {
    Model {
        boot: Uuid::from_u128(boot),
        name: format!("instance-{boot}"),
        version: "1.0.0".to_owned(),
        knows: "m0017_instances".to_owned(),
        roles: "web worker".to_owned(),
        address: "127.0.0.1:8080".to_owned(),
        started_at_us: NOW.0,
        seen_at_us: seen_at.0,
        sockets: 1,
        people: 1,
        rooms: 0,
        members: 0,
        draining: false,
        drain_asked: false,
        degraded: "[]".to_owned(),
    }
}

async fn beat(store: &Store, row: Model) -> bool {
    store.in_transaction(Priority::Jobs, async |tx| instances::beat(tx, row.clone()).await).await.unwrap()
}

async fn ask(store: &Store, boot: u128, drain: bool) -> Option<String> {
    let boot = BootId(Uuid::from_u128(boot));
    store.in_transaction(Priority::Rest, async |tx| instances::ask_to_drain(tx, boot, drain).await).await.unwrap()
}

on_both_engines! {
    async fn a_beat_says_how_it_is_and_hears_what_was_asked(store: Store) {
        assert!(!beat(&store, row(1, NOW)).await);
        assert_eq!(ask(&store, 1, true).await.as_deref(), Some("instance-1"));
        let busy = Model { sockets: 7, draining: true, degraded: "[\"event_bus\"]".to_owned(), ..row(1, at(2)) };
        assert!(beat(&store, busy.clone()).await, "what was asked is no part of what it writes");
        assert_eq!(instances::list(store.read()).await.unwrap(), [Model { drain_asked: true, ..busy }]);
        assert!(ask(&store, 1, false).await.is_some());
        assert!(!beat(&store, row(1, at(4))).await);
        assert_eq!(ask(&store, 2, true).await, None, "nobody of that name");
    }

    async fn who_leaves_and_who_falls_silent_is_forgotten(store: Store) {
        for boot in 1..=3 {
            beat(&store, row(boot, at(i64::try_from(boot).unwrap() * 10))).await;
        }
        let left = BootId(Uuid::from_u128(3));
        store.in_transaction(Priority::Jobs, async |tx| instances::leave(tx, left).await).await.unwrap();
        let forgotten = store.in_transaction(Priority::Jobs, async |tx| instances::forget(tx, at(20)).await).await;
        assert_eq!(forgotten.unwrap(), 1);
        let names: Vec<String> = instances::list(store.read()).await.unwrap().into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["instance-2"]);
    }
}

//! What other systems are told: in order, at least once, and forgotten afterwards.

use crate::store::engine::on_both_engines;
use crate::store::fixtures::{NOW, at};
use examhall::store::payments::outbox;
use examhall::store::{Priority, Store};
use uuid::Uuid;

fn row(key: &str) -> outbox::Model {
    outbox::Model {
        id: Uuid::now_v7(),
        topic: "payment-events".to_owned(),
        key: key.to_owned(),
        payload: "{}".to_owned(),
        created_at_us: NOW.0,
        published_at_us: None,
    }
}

on_both_engines! {
    async fn what_waits_is_handed_on_in_order(store: Store) {
        let rows = ["a", "b", "a"].map(row);
        let tx = store.begin(Priority::Rest).await.unwrap();
        for row in &rows {
            outbox::insert(&tx, row.clone()).await.unwrap();
        }
        assert_eq!(outbox::list_waiting(&tx, 2).await.unwrap(), rows[..2]);
        assert_eq!(outbox::mark_published(&tx, &[rows[0].id, rows[1].id], at(1)).await.unwrap(), 2);
        assert_eq!(outbox::mark_published(&tx, &[rows[0].id], at(9)).await.unwrap(), 0);
        assert_eq!(outbox::list_waiting(&tx, 9).await.unwrap(), rows[2..]);
        assert_eq!(outbox::sweep(&tx, at(1), 9).await.unwrap(), 0);
        assert_eq!(outbox::sweep(&tx, at(2), 9).await.unwrap(), 2);
    }
}

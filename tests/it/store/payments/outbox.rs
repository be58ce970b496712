//! What other systems may want to know: in order, and forgotten by its age.

use crate::store::engine::on_both_engines;
use crate::store::fixtures::at;
use examhall::store::payments::outbox;
use examhall::store::{Priority, Store};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

fn row(key: &str, written_s: i64) -> outbox::Model {
    outbox::Model {
        id: Uuid::now_v7(),
        topic: "payment-events".to_owned(),
        key: key.to_owned(),
        payload: "{}".to_owned(),
        created_at_us: at(written_s).0,
    }
}

on_both_engines! {
    async fn what_is_told_is_kept_in_order_and_forgotten_by_its_age(store: Store) {
        let rows = [row("a", 1), row("b", 1), row("a", 2)];
        let tx = store.begin(Priority::Rest).await.unwrap();
        for row in &rows {
            outbox::insert(&tx, row.clone()).await.unwrap();
        }
        let kept = async || outbox::Entity::find().order_by_asc(outbox::Column::Id).all(&tx).await.unwrap();
        assert_eq!(kept().await, rows);
        assert_eq!(outbox::sweep(&tx, at(1), 9).await.unwrap(), 0);
        assert_eq!(outbox::sweep(&tx, at(2), 1).await.unwrap(), 1, "no more than may go at once");
        assert_eq!(outbox::sweep(&tx, at(2), 9).await.unwrap(), 1);
        assert_eq!(kept().await, rows[2..]);
    }
}

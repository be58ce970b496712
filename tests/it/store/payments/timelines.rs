//! Timelines from before they were numbered without a hole: the step of the schema numbers them anew and chains them.

use super::orders::{paid, placed, save};
use crate::store::engine::on_both_engines;
use crate::store::fixtures::person;
use examhall::store::payments::{event, ledger, order};
use examhall::store::{Priority, Store};
use examhall_domain::id::{ExamId, OrderId};
use examhall_domain::payments::{Decision, Event, Order, Step};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

const STEP: &str = "m0016_timelines";

/// Everything that has a number, with the order and the head of its timeline.
type Kept = (Order, Option<[u8; 32]>, Vec<event::Model>, Vec<ledger::Model>);

async fn kept(store: &Store, id: OrderId) -> Kept {
    let store = store.read();
    let mut heads = order::timeline_heads(store, &[id]).await.unwrap();
    let order = order::find(store, id).await.unwrap().unwrap();
    let (events, lines) = (event::of_order(store, id).await.unwrap(), ledger::of_order(store, id).await.unwrap());
    (order, heads.remove(&id), events, lines)
}

async fn change(store: &Store, sql: &str) {
    let transaction = store.begin(Priority::Rest).await.unwrap();
    transaction.execute_unprepared(sql).await.unwrap();
    transaction.commit().await.unwrap();
}

/// What a person decided, whose reason is no part of the chain.
async fn decided(store: &Store, order: &Order) -> Order {
    let (upon, events) = (order.version, order.events + 1);
    let event = Event::Resolved { decision: Decision::Grant, reason: "she has paid".to_owned() };
    let step = Step { order: Order { version: upon + 1, events, ..order.clone() }, events: vec![event], upon };
    save(store, Some(order), &step).await.unwrap();
    step.order
}

on_both_engines! {
    async fn timelines_with_holes_are_numbered_anew_and_chained(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        let sold = decided(&store, &paid(&store, ada, exam).await).await;
        let open = placed(ada, exam);
        save(&store, None, &open).await.unwrap();
        let before = (kept(&store, sold.id).await, kept(&store, open.order.id).await);
        assert!(before.0.2.len() > 4 && !before.0.3.is_empty());

        let steps = store.migration_status().await.unwrap();
        let since = steps.iter().position(|step| step.name == STEP).unwrap();
        store.migrate_down(u32::try_from(steps.len() - since).unwrap()).await.unwrap();
        // As it was when what told of nothing used a number up, too.
        for holes in [
            "UPDATE order_events SET seq = seq + 1000 WHERE seq > 2",
            "UPDATE ledger_lines SET entry = entry + 1000 WHERE entry > 2",
            "UPDATE order_events SET seq = seq + 7 WHERE kind = 'resolved'",
        ] {
            change(&store, holes).await;
        }
        store.migrate_up().await.unwrap();
        let after = (kept(&store, sold.id).await, kept(&store, open.order.id).await);
        assert_eq!(after, before);
        assert!(after.0.1.is_some() && after.1.1.is_some());
    }
}

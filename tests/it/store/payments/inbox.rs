//! Messages of gateways: kept once, whatever comes twice, and settled once.

use crate::store::engine::on_both_engines;
use crate::store::fixtures::{NOW, at};
use examhall::store::payments::inbox::{self, NewWebhook, Outcome};
use examhall::store::{Priority, Store};
use examhall_domain::id::WebhookId;
use examhall_domain::payments::GatewayName;
use futures_util::future::join_all;
use std::collections::HashSet;
use uuid::Uuid;

fn message(event: Option<&str>, body: &str) -> NewWebhook {
    let mut body_digest = [0; 32];
    body_digest[..body.len()].copy_from_slice(body.as_bytes());
    NewWebhook {
        id: WebhookId(Uuid::now_v7()),
        gateway: GatewayName::parse("razorpay").unwrap(),
        event_id: event.map(str::to_owned),
        body_digest,
        body: body.as_bytes().to_vec(),
        received_at: NOW,
    }
}

async fn put(store: &Store, messages: Vec<NewWebhook>) -> HashSet<WebhookId> {
    store.in_transaction(Priority::Webhooks, async |tx| inbox::put(tx, messages.clone()).await).await.unwrap()
}

on_both_engines! {
    async fn a_batch_is_kept_but_for_what_is_there_already(store: Store) {
        let first = message(Some("e1"), "one");
        assert_eq!(put(&store, vec![first.clone()]).await, HashSet::from([first.id]));
        let same_event = message(Some("e1"), "two");
        let same_body = message(Some("e2"), "one");
        let unnamed = message(None, "three");
        let twice = message(Some("e4"), "three");
        let other_gateway = NewWebhook { gateway: GatewayName::parse("stripe").unwrap(), ..message(Some("e1"), "one") };
        let batch = vec![same_event, same_body, unnamed.clone(), twice, other_gateway.clone()];
        assert_eq!(put(&store, batch).await, HashSet::from([unnamed.id, other_gateway.id]));
        assert_eq!(put(&store, Vec::new()).await, HashSet::new());
        assert_eq!(put(&store, vec![message(None, "four"), message(None, "five")]).await.len(), 2, "no name is no same name");
        let kept = inbox::find(store.read(), first.id).await.unwrap().unwrap();
        assert_eq!((kept.body.as_slice(), kept.outcome.as_deref()), (&b"one"[..], None));
        assert!(!format!("{kept:?}").contains("[111,"), "bodies stay out of logs");
    }

    async fn a_message_is_settled_once_and_forgotten_later(store: Store) {
        let messages: Vec<NewWebhook> = ["a", "b", "c"].map(|body| message(Some(body), body)).into();
        put(&store, messages.clone()).await;
        let waiting = async || {
            let rows = inbox::list_waiting(store.read(), 10).await.unwrap();
            rows.into_iter().map(|row| WebhookId(row.id)).collect::<Vec<_>>()
        };
        assert_eq!(waiting().await, messages.iter().map(|message| message.id).collect::<Vec<_>>());
        let tx = store.begin(Priority::Jobs).await.unwrap();
        assert!(inbox::settle(&tx, messages[0].id, Outcome::Applied, None, at(1)).await.unwrap());
        assert!(!inbox::settle(&tx, messages[0].id, Outcome::Ignored, None, at(2)).await.unwrap());
        assert!(inbox::settle(&tx, messages[2].id, Outcome::Parked, Some("no such order"), at(5)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(waiting().await, [messages[1].id]);
        assert_eq!(inbox::count_parked(store.read()).await.unwrap(), 1);
        let parked = inbox::find(store.read(), messages[2].id).await.unwrap().unwrap();
        assert_eq!((parked.outcome.as_deref(), parked.detail.as_deref()), (Some("parked"), Some("no such order")));
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert_eq!(inbox::sweep(&tx, at(5), 10).await.unwrap(), 1);
        assert_eq!(inbox::sweep(&tx, at(6), 10).await.unwrap(), 1, "what waits stays");
    }

    async fn of_fifty_deliveries_at_once_one_is_kept(store: Store) {
        let deliveries = (0..50).map(|_| put(&store, vec![message(Some("e1"), "one")]));
        let kept: usize = join_all(deliveries).await.iter().map(HashSet::len).sum();
        assert_eq!(kept, 1);
        assert_eq!(inbox::list_waiting(store.read(), 10).await.unwrap().len(), 1);
    }
}

//! What every transport does, whatever carries it. An engine that needs a server is given by its own factory.

use bytes::Bytes;
use examhall::bus::{Bus, Channel, Doorbell, Health, LocalBus, Sink};
use examhall_domain::id::{AccountId, SittingId};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(60);

/// What arrives, handed to the test.
pub struct Collector(UnboundedSender<Doorbell>);

impl Sink for Collector {
    fn ring(&self, doorbell: Doorbell) {
        // A test that is over collects no more.
        let _ = self.0.send(doorbell);
    }

    fn gap(&self) {}
}

/// Listens to an engine.
pub fn attached(engine: &impl Bus) -> UnboundedReceiver<Doorbell> {
    let (sender, arrivals) = unbounded_channel();
    engine.attach(Arc::new(Collector(sender)));
    arrivals
}

/// The next doorbell that arrives.
pub async fn heard(arrivals: &mut UnboundedReceiver<Doorbell>) -> Doorbell {
    let arrived = tokio::time::timeout(PATIENCE, arrivals.recv()).await;
    arrived.expect("no doorbell arrived").expect("the engine is gone")
}

/// One channel of each kind.
pub fn channels() -> [Channel; 5] {
    let id = Uuid::now_v7();
    [
        Channel::Room(SittingId(id)),
        Channel::Staff(SittingId(id)),
        Channel::User(AccountId(id)),
        Channel::Cache,
        Channel::Control,
    ]
}

/// A doorbell whose payload is more than ASCII.
pub fn doorbell(channel: Channel, offset: Option<i64>) -> Doorbell {
    Doorbell { channel, offset, payload: Bytes::from(format!(r#"{{"event":"é","offset":{offset:?}}}"#)) }
}

/// Every channel is its own, arrives whole, and once for any number of subscriptions.
async fn what_is_subscribed_arrives(engine: impl Bus) {
    let mut arrivals = attached(&engine);
    for channel in channels() {
        engine.subscribe(channel).await.unwrap();
        engine.subscribe(channel).await.unwrap();
    }
    for (channel, offset) in channels().into_iter().zip([Some(i64::MAX), None, None, None, None]) {
        engine.subscribe(channel).await.unwrap();
        engine.publish(doorbell(channel, offset)).await.unwrap();
        assert_eq!(heard(&mut arrivals).await, doorbell(channel, offset));
    }
    assert!(arrivals.is_empty());
}

/// What was published before, after or beside a subscription does not arrive; a marker proves that nothing is under way.
async fn what_is_not_subscribed_stays_away(engine: impl Bus) {
    let mut arrivals = attached(&engine);
    let [room, staff, ..] = channels();
    engine.publish(doorbell(room, Some(1))).await.unwrap();
    engine.subscribe(room).await.unwrap();
    engine.subscribe(staff).await.unwrap();
    engine.unsubscribe(room).await.unwrap();
    engine.unsubscribe(room).await.unwrap();
    engine.publish(doorbell(room, Some(2))).await.unwrap();
    engine.publish(doorbell(staff, None)).await.unwrap();
    assert_eq!(heard(&mut arrivals).await, doorbell(staff, None));
    assert!(arrivals.is_empty());
}

/// A channel that was left can be followed again.
async fn a_subscription_comes_back(engine: impl Bus) {
    let mut arrivals = attached(&engine);
    let [room, ..] = channels();
    engine.subscribe(room).await.unwrap();
    engine.unsubscribe(room).await.unwrap();
    engine.subscribe(room).await.unwrap();
    engine.publish(doorbell(room, Some(3))).await.unwrap();
    assert_eq!(heard(&mut arrivals).await, doorbell(room, Some(3)));
    assert_eq!(engine.health(), Health::Connected);
}

/// The whole contract, each part on an engine of its own.
pub async fn keep_the_contract<B: Bus>(engine: impl AsyncFn() -> B) {
    what_is_subscribed_arrives(engine().await).await;
    what_is_not_subscribed_stays_away(engine().await).await;
    a_subscription_comes_back(engine().await).await;
}

#[actix_web::test]
async fn the_local_transport_keeps_the_contract() {
    keep_the_contract(async || LocalBus::default()).await;
}

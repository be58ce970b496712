//! What every engine does, whatever keeps its buckets. One that needs a server is given by its own factory.

use examhall::store::ratelimit::{Ask, Asks, Engine, LocalEngine};
use examhall_domain::id::AccountId;
use examhall_domain::ratelimit::{Network, PerScope, Policy, Scope, Subject, Terms, Verdict};
use examhall_domain::time::{Span, Timestamp};
use std::sync::Arc;
use uuid::Uuid;

const START: Timestamp = Timestamp(1_700_000_000_000_000);

fn terms(quota: u32) -> Terms {
    Terms::parse(quota, Span::from_secs(60)).unwrap()
}

fn account() -> Subject {
    Subject::Account(AccountId(Uuid::now_v7()))
}

fn network(last: u8) -> Subject {
    Subject::Network(Network::of([192, 0, 2, last].into()))
}

fn one(policy: Policy, subject: Subject, quota: u32) -> Asks {
    let scope = match subject {
        Subject::Account(_) => Scope::User,
        Subject::Network(_) => Scope::Network,
        Subject::Everybody => Scope::Overall,
    };
    let ask = Ask { subject, terms: terms(quota) };
    Asks { policy, by: PerScope::of(|of| (of == scope).then_some(ask)) }
}

/// A request at a gateway, which counts in three ways.
fn gateway(user: Subject, network: Subject, quotas: [u32; 3]) -> Asks {
    let by = PerScope::of(|scope| {
        let subject = [user, network, Subject::Everybody][scope as usize];
        Some(Ask { subject, terms: terms(quotas[scope as usize]) })
    });
    Asks { policy: Policy::Gateway, by }
}

async fn passes(engine: &dyn Engine, asks: &Asks, now: Timestamp) -> bool {
    matches!(engine.take(asks, now).await.unwrap(), Verdict::Allowed(_))
}

async fn count(engine: &dyn Engine, asks: &Asks, tries: usize, now: Timestamp) -> usize {
    let mut passed = 0;
    for _ in 0..tries {
        passed += usize::from(passes(engine, asks, now).await);
    }
    passed
}

async fn the_last_of_a_quota_passes_and_the_next_comes_back_in_time(engine: &dyn Engine) {
    let asks = one(Policy::SignIn, network(1), 10);
    for left in (0..10).rev() {
        let Verdict::Allowed(standings) = engine.take(&asks, START).await.unwrap() else { panic!("{left}") };
        assert_eq!(standings.get(Scope::Network).unwrap().remaining, left);
    }
    let Verdict::Refused(standings) = engine.take(&asks, START).await.unwrap() else { panic!("the eleventh") };
    assert_eq!(standings.get(Scope::Network).unwrap().next_in, Span::from_secs(6));
    assert!(!passes(engine, &asks, START + Span(5_999_999)).await);
    assert!(passes(engine, &asks, START + Span::from_secs(6)).await);
    assert_eq!(count(engine, &asks, 20, START + Span::from_secs(66)).await, 10, "a window later all are back");
}

async fn subjects_and_policies_have_buckets_of_their_own(engine: &dyn Engine) {
    let (ada, eve) = (account(), account());
    assert_eq!(count(engine, &one(Policy::General, ada, 3), 5, START).await, 3);
    assert_eq!(count(engine, &one(Policy::General, eve, 3), 5, START).await, 3);
    assert_eq!(count(engine, &one(Policy::Upload, ada, 3), 5, START).await, 3);
    assert_eq!(count(engine, &one(Policy::General, network(2), 3), 5, START).await, 3);
    assert_eq!(count(engine, &one(Policy::General, Subject::Everybody, 3), 5, START).await, 3);
}

async fn who_is_refused_in_one_way_has_not_used_the_others(engine: &dyn Engine) {
    let (ada, eve, carl) = (account(), account(), account());
    let asks = |user, last| gateway(user, network(last), [4, 6, 9]);
    assert_eq!(count(engine, &asks(ada, 3), 50, START).await, 4, "her own");
    assert_eq!(count(engine, &asks(eve, 3), 50, START).await, 2, "what the network has left");
    assert_eq!(count(engine, &asks(carl, 4), 50, START).await, 3, "what all have left");
    let one_more_for_all = START + Span(6_666_667);
    assert_eq!(count(engine, &asks(carl, 4), 50, one_more_for_all).await, 1, "his last");
}

async fn a_clock_that_was_set_back_leaves_nobody_waiting(engine: &dyn Engine) {
    let asks = one(Policy::SignIn, network(6), 10);
    let later = START + Span::from_secs(3_600);
    assert_eq!(count(engine, &asks, 20, later).await, 10);
    assert!(!passes(engine, &asks, START).await, "an hour earlier it is empty");
    assert!(!passes(engine, &asks, START + Span(5_999_999)).await);
    assert!(passes(engine, &asks, START + Span::from_secs(6)).await, "and fills from then on");
}

async fn nothing_is_asked_where_nothing_is_counted(engine: &dyn Engine) {
    let asks = Asks { policy: Policy::Gateway, by: PerScope::default() };
    assert!(passes(engine, &asks, START).await);
}

async fn requests_at_once_are_counted_exactly(engine: Arc<dyn Engine>) {
    let (ada, network) = (account(), network(5));
    let clients = (0..50).map(|client| {
        // Each second client is another person of the same network.
        let user = if client % 2 == 0 { ada } else { account() };
        let (engine, asks) = (engine.clone(), gateway(user, network, [10, 100, 10_000]));
        tokio::spawn(async move { (client % 2 == 0, count(&*engine, &asks, 8, START).await) })
    });
    let (mut hers, mut all) = (0, 0);
    for client in clients.collect::<Vec<_>>() {
        let (is_hers, passed) = client.await.unwrap();
        all += passed;
        hers += if is_hers { passed } else { 0 };
    }
    assert!(hers <= 10, "{hers}");
    assert_eq!(all, 100);
}

/// The whole contract, each part on an engine that has counted nothing yet.
pub async fn keep_the_contract(engine: impl AsyncFn() -> Arc<dyn Engine>) {
    the_last_of_a_quota_passes_and_the_next_comes_back_in_time(&*engine().await).await;
    subjects_and_policies_have_buckets_of_their_own(&*engine().await).await;
    who_is_refused_in_one_way_has_not_used_the_others(&*engine().await).await;
    a_clock_that_was_set_back_leaves_nobody_waiting(&*engine().await).await;
    requests_at_once_are_counted_exactly(engine().await).await;
    nothing_is_asked_where_nothing_is_counted(&*engine().await).await;
    engine().await.probe().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_local_engine_keeps_the_contract() {
    keep_the_contract(async || Arc::new(LocalEngine::new(1024)) as Arc<dyn Engine>).await;
}

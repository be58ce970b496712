//! Keys of requests that move money: claimed once, answered once, replayed, taken over.

use crate::store::engine::on_both_engines;
use crate::store::fixtures::{NOW, at, person};
use examhall::store::payments::idempotency::{self, Claim, Claimed};
use examhall::store::{Priority, Store, StoreError};
use examhall_domain::id::AccountId;
use examhall_domain::payments::IdempotencyKey;
use examhall_domain::time::Timestamp;
use futures_util::future::join_all;

const ROUTE: &str = "POST /api/payments/create-order";

fn key() -> IdempotencyKey {
    IdempotencyKey::parse("k-1").unwrap()
}

fn claim_of<'a>(account: AccountId, key: &'a IdempotencyKey, fingerprint: u8) -> Claim<'a> {
    Claim { account, route: ROUTE, key, fingerprint: [fingerprint; 32] }
}

async fn claimed(store: &Store, claim: Claim<'_>, now: Timestamp) -> Claimed {
    store.in_transaction(Priority::Rest, async |tx| idempotency::claim(tx, claim, now).await).await.unwrap()
}

on_both_engines! {
    async fn the_first_answer_is_what_every_repeat_finds(store: Store) {
        let (ada, key) = (person(&store, "ada").await, key());
        let claim = claim_of(ada, &key, 1);
        assert_eq!(claimed(&store, claim, NOW).await, Claimed::Ours);
        let Claimed::Before(in_flight) = claimed(&store, claim, at(1)).await else { panic!("it was claimed") };
        assert_eq!((in_flight.status, in_flight.created_at_us), (None, NOW.0));
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(idempotency::answer(&tx, claim, 201, "{\"id\":1}").await.unwrap());
        assert!(!idempotency::answer(&tx, claim, 500, "{}").await.unwrap());
        tx.commit().await.unwrap();
        let Claimed::Before(done) = claimed(&store, claim_of(ada, &key, 2), at(2)).await else { panic!("it was claimed") };
        assert_eq!((done.status, done.body.as_deref(), done.fingerprint), (Some(201), Some("{\"id\":1}"), vec![1; 32]));

        let eve = person(&store, "eve").await;
        assert_eq!(claimed(&store, claim_of(eve, &key, 1), NOW).await, Claimed::Ours, "somebody else's key");
        let elsewhere = Claim { route: "POST /api/payments/refund", ..claim };
        assert_eq!(claimed(&store, elsewhere, NOW).await, Claimed::Ours, "another route's key");
    }

    async fn a_key_whose_request_died_is_taken_over_or_let_go(store: Store) {
        let (ada, key) = (person(&store, "ada").await, key());
        let claim = claim_of(ada, &key, 1);
        claimed(&store, claim, NOW).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(!idempotency::take_over(&tx, claim, NOW, at(60)).await.unwrap(), "not so soon");
        assert!(!idempotency::take_over(&tx, claim_of(ada, &key, 2), at(1), at(60)).await.unwrap(), "another request");
        assert!(idempotency::take_over(&tx, claim, at(1), at(60)).await.unwrap());
        assert!(!idempotency::take_over(&tx, claim, at(1), at(61)).await.unwrap(), "somebody has it");
        idempotency::let_go(&tx, claim).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claimed(&store, claim, at(70)).await, Claimed::Ours);
        let tx = store.begin(Priority::Rest).await.unwrap();
        idempotency::answer(&tx, claim, 200, "{}").await.unwrap();
        idempotency::let_go(&tx, claim).await.unwrap();
        assert!(idempotency::find(&tx, claim).await.unwrap().is_some(), "what is answered stays");
        assert!(!idempotency::take_over(&tx, claim, at(999), at(999)).await.unwrap());
    }

    async fn keys_are_forgotten_by_age_and_with_their_person(store: Store) {
        let (ada, eve, key) = (person(&store, "ada").await, person(&store, "eve").await, key());
        for (account, seconds) in [(ada, 0), (eve, 5)] {
            claimed(&store, claim_of(account, &key, 1), at(seconds)).await;
        }
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert_eq!(idempotency::sweep(&tx, at(5), 10).await.unwrap(), 1);
        assert!(idempotency::find(&tx, claim_of(ada, &key, 1)).await.unwrap().is_none());
        idempotency::remove_all(&tx, eve).await.unwrap();
        assert!(idempotency::find(&tx, claim_of(eve, &key, 1)).await.unwrap().is_none());
    }

    /// Each holds its transaction while it works, so that the others have to wait for what comes of it.
    async fn of_fifty_requests_with_one_key_one_does_the_work(store: Store) {
        let (ada, key) = (person(&store, "ada").await, key());
        let claim = claim_of(ada, &key, 1);
        let request = async |number: u16| {
            let done = store.in_transaction(Priority::Rest, async |tx| {
                let claimed = idempotency::claim(tx, claim, NOW).await?;
                if claimed == Claimed::Ours {
                    tokio::task::yield_now().await;
                    idempotency::answer(tx, claim, 200 + number, "{}").await?;
                }
                Ok::<_, StoreError>(claimed)
            });
            (number, done.await.unwrap())
        };
        let all = join_all((0..50).map(request)).await;
        let ours: Vec<u16> = all.iter().filter(|(_, claimed)| *claimed == Claimed::Ours).map(|(number, _)| *number).collect();
        let [winner] = ours.as_slice() else { panic!("{ours:?}") };
        for (_, claimed) in &all {
            if let Claimed::Before(row) = claimed {
                assert_eq!(row.status, Some(i64::from(200 + winner)), "the others find its answer");
            }
        }
    }
}

//! What the queue of payments needs of jobs: to be rung for, to wait without losing a try, to be counted, and to be brought
//! back from the dead.

use super::engine::on_both_engines;
use super::fixtures::{NOW, at};
use examhall::store::jobs::{self, Failed, Lease, NewJob, OfPriority, Outcomes, Revived};
use examhall::store::{Priority, Store, Transaction};
use examhall_domain::id::JobId;
use examhall_domain::time::{Span, Timestamp};
use uuid::Uuid;

const KIND: &str = "payment";

fn job(key: &str, run_at: Timestamp) -> NewJob {
    NewJob {
        id: JobId(Uuid::now_v7()),
        kind: KIND.to_owned(),
        dedupe_key: Some(key.to_owned()),
        priority: 20,
        run_at,
        payload: "{}".to_owned(),
        attempts_max: 2,
        created_at: NOW,
    }
}

async fn claim(tx: &Transaction, now: Timestamp) -> Vec<jobs::Model> {
    jobs::claim(tx, &[KIND], now, lease(now), 9).await.unwrap()
}

fn lease(now: Timestamp) -> Lease<'static> {
    Lease { owner: "a", until: now + Span::from_secs(30) }
}

async fn due(tx: &Transaction) -> Option<Timestamp> {
    jobs::next_due(tx, &[KIND]).await.unwrap()
}

on_both_engines! {
    async fn who_rings_for_a_waiting_job_makes_it_due(store: Store) {
        let tx = store.begin(Priority::Jobs).await.unwrap();
        jobs::ring(&tx, job("order:1", at(9))).await.unwrap();
        assert_eq!(due(&tx).await, Some(at(9)), "none waited, so it was added");
        jobs::ring(&tx, job("order:1", at(5))).await.unwrap();
        jobs::ring(&tx, job("order:1", at(7))).await.unwrap();
        assert_eq!(due(&tx).await, Some(at(5)));
        assert_eq!(claim(&tx, at(5)).await.len(), 1);
    }

    async fn what_comes_up_while_a_job_runs_is_looked_at_afterwards(store: Store) {
        let tx = store.begin(Priority::Jobs).await.unwrap();
        let first = job("order:1", NOW);
        jobs::enqueue(&tx, first.clone()).await.unwrap();
        claim(&tx, NOW).await;
        jobs::ring(&tx, job("order:1", at(1))).await.unwrap();
        assert!(jobs::finish(&tx, first.id, "a", at(2)).await.unwrap());
        assert_eq!(due(&tx).await, Some(at(1)), "it is not done yet");
        let again = claim(&tx, at(2)).await;
        assert_eq!((again[0].id, again[0].attempts, again[0].busy_us), (first.id.0, 1, 2_000_000));
        assert!(jobs::reschedule(&tx, first.id, "a", at(3), at(60)).await.unwrap());
        assert_eq!(due(&tx).await, Some(at(60)), "nobody rang since");
        claim(&tx, at(60)).await;
        jobs::ring(&tx, job("order:1", at(61))).await.unwrap();
        assert!(jobs::reschedule(&tx, first.id, "a", at(62), at(600)).await.unwrap());
        assert_eq!(due(&tx).await, Some(at(61)));
        claim(&tx, at(62)).await;
        assert!(jobs::finish(&tx, first.id, "a", at(63)).await.unwrap());
        assert_eq!(due(&tx).await, None);
        assert!(!jobs::reschedule(&tx, first.id, "a", at(64), at(65)).await.unwrap(), "it is gone");
    }

    async fn waiting_uses_up_no_try_and_failing_does(store: Store) {
        let tx = store.begin(Priority::Jobs).await.unwrap();
        let new = job("order:1", NOW);
        jobs::enqueue(&tx, new.clone()).await.unwrap();
        for second in 0..5 {
            assert_eq!(claim(&tx, at(second)).await[0].attempts, 1);
            assert!(jobs::reschedule(&tx, new.id, "a", at(second), at(second + 1)).await.unwrap());
        }
        claim(&tx, at(5)).await;
        assert!(!jobs::reschedule(&tx, new.id, "b", at(5), at(6)).await.unwrap(), "not theirs");
        assert_eq!(jobs::fail(&tx, new.id, "a", at(5), Span::ZERO, "?").await.unwrap(), Failed::Waits);
        claim(&tx, at(6)).await;
        // Something new is a reason to try anew.
        jobs::ring(&tx, job("order:1", at(6))).await.unwrap();
        assert_eq!(jobs::fail(&tx, new.id, "a", at(6), Span::ZERO, "?").await.unwrap(), Failed::Waits);
        for _ in 0..2 {
            claim(&tx, at(7)).await;
            jobs::fail(&tx, new.id, "a", at(7), Span::ZERO, "gone").await.unwrap();
        }
        let dead = jobs::list_dead_of(&tx, KIND, None, 9).await.unwrap();
        assert_eq!((dead[0].id, dead[0].failures, dead[0].last_error.as_deref()), (new.id.0, 4, Some("gone")));
    }

    async fn a_creator_may_hold_its_job_from_the_first(store: Store) {
        let tx = store.begin(Priority::Jobs).await.unwrap();
        let new = job("order:1", NOW);
        assert!(jobs::enqueue_claimed(&tx, new.clone(), lease(NOW)).await.unwrap());
        assert!(!jobs::enqueue_claimed(&tx, job("order:1", NOW), lease(NOW)).await.unwrap());
        assert_eq!(claim(&tx, at(1)).await, []);
        assert_eq!(jobs::running(&tx, &[KIND], at(1)).await.unwrap(), 1);
        assert_eq!(jobs::running(&tx, &["other"], at(1)).await.unwrap(), 0);
        let after_its_end = claim(&tx, at(31)).await;
        assert_eq!((after_its_end[0].id, after_its_end[0].attempts), (new.id.0, 2));
    }

    async fn the_queue_is_counted_by_priority_and_by_what_became_of_it(store: Store) {
        let tx = store.begin(Priority::Jobs).await.unwrap();
        for (number, priority) in [(1, 10), (2, 20), (3, 20)] {
            jobs::enqueue(&tx, NewJob { priority, ..job(&format!("order:{number}"), NOW) }).await.unwrap();
        }
        // One that waits for a later time is no work yet.
        jobs::enqueue(&tx, NewJob { run_at: at(1), ..job("order:4", NOW) }).await.unwrap();
        let by_priority = jobs::by_priority(&tx, KIND, NOW).await.unwrap();
        assert_eq!(by_priority, [OfPriority { priority: 10, jobs: 1 }, OfPriority { priority: 20, jobs: 2 }]);
        assert!(jobs::withdraw(&tx, "order:4").await.unwrap());
        let claimed: Vec<JobId> = claim(&tx, NOW).await.into_iter().map(|job| JobId(job.id)).collect();
        jobs::finish(&tx, claimed[0], "a", at(2)).await.unwrap();
        jobs::fail(&tx, claimed[1], "a", at(2), Span::ZERO, "?").await.unwrap();
        jobs::give_up(&tx, claimed[2], "a", at(3), "?").await.unwrap();
        claim(&tx, at(4)).await;
        jobs::finish(&tx, claimed[1], "a", at(5)).await.unwrap();
        let ended = jobs::ended_since(&tx, KIND, NOW).await.unwrap();
        assert_eq!(ended, Outcomes { done: 2, dead: 1, retried: 1, busy_us: 5_000_000 });
        assert_eq!(jobs::ended_since(&tx, KIND, at(6)).await.unwrap(), Outcomes::default());
    }

    async fn the_dead_are_brought_back_or_discarded(store: Store) {
        let tx = store.begin(Priority::Jobs).await.unwrap();
        for number in 1..=3 {
            jobs::enqueue(&tx, job(&format!("order:{number}"), NOW)).await.unwrap();
        }
        let claimed: Vec<JobId> = claim(&tx, NOW).await.into_iter().map(|job| JobId(job.id)).collect();
        for (second, id) in (1..).zip(&claimed) {
            jobs::give_up(&tx, *id, "a", at(second), "no").await.unwrap();
        }
        let page = jobs::list_dead_of(&tx, KIND, None, 2).await.unwrap();
        assert_eq!(page.iter().map(|dead| JobId(dead.id)).collect::<Vec<_>>(), [claimed[2], claimed[1]]);
        let rest = jobs::list_dead_of(&tx, KIND, Some(claimed[1]), 2).await.unwrap();
        assert_eq!(rest.iter().map(|dead| JobId(dead.id)).collect::<Vec<_>>(), [claimed[0]]);
        assert_eq!(jobs::list_dead_of(&tx, "other", None, 9).await.unwrap(), []);

        assert_eq!(jobs::revive(&tx, KIND, claimed[0], at(9)).await.unwrap(), Revived::Due);
        assert_eq!(jobs::revive(&tx, KIND, claimed[0], at(9)).await.unwrap(), Revived::Unknown);
        let again = claim(&tx, at(9)).await;
        assert_eq!((again[0].id, again[0].attempts, again[0].failures), (claimed[0].0, 1, 1));
        jobs::enqueue(&tx, job("order:2", at(99))).await.unwrap();
        assert_eq!(jobs::revive(&tx, KIND, claimed[1], at(9)).await.unwrap(), Revived::Waits);
        assert_eq!(jobs::discard(&tx, "other", claimed[2]).await.unwrap(), None);
        assert_eq!(jobs::discard(&tx, KIND, claimed[2]).await.unwrap().unwrap().id, claimed[2].0);
        assert_eq!(jobs::list_dead(&tx, 9).await.unwrap(), []);
    }
}

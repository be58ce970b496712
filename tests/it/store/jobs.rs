//! Jobs: claimed once, leased, tried again, given up.

use super::engine::on_both_engines;
use super::fixtures::{NOW, at};
use examhall::store::jobs::{self, Failed, Lease, NewJob};
use examhall::store::{Priority, Store};
use examhall_domain::id::JobId;
use examhall_domain::time::{Span, Timestamp};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The lane that most tests claim from.
const KINDS: &[&str] = &["later", "soon", "urgent", "not yet", "close", "work"];

fn job(kind: &str, priority: i64, run_at: Timestamp) -> NewJob {
    NewJob {
        id: JobId(Uuid::now_v7()),
        kind: kind.to_owned(),
        dedupe_key: None,
        priority,
        run_at,
        payload: "{}".to_owned(),
        attempts_max: 2,
        created_at: NOW,
    }
}

async fn enqueue(store: &Store, job: NewJob) -> bool {
    store.in_transaction(Priority::Jobs, async |tx| jobs::enqueue(tx, job.clone()).await).await.unwrap()
}

async fn claim(store: &Store, owner: &str, now: Timestamp, limit: u32) -> Vec<String> {
    claim_of(store, KINDS, owner, now, limit).await.into_iter().map(|job| job.kind).collect()
}

async fn claim_of(store: &Store, kinds: &[&str], owner: &str, now: Timestamp, limit: u32) -> Vec<jobs::Model> {
    let lease = Lease { owner, until: now + Span::from_secs(30) };
    let tx = store.begin(Priority::Jobs).await.unwrap();
    let claimed = jobs::claim(&tx, kinds, now, lease, limit).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

on_both_engines! {
    async fn due_jobs_are_claimed_by_priority_and_time(store: Store) {
        for new in [job("later", 5, at(2)), job("soon", 5, at(1)), job("urgent", 1, at(3)), job("not yet", 0, at(9))] {
            assert!(enqueue(&store, new).await);
        }
        let due = async || jobs::next_due(store.read(), KINDS).await.unwrap();
        assert_eq!(due().await, Some(at(1)));
        assert_eq!(claim(&store, "a", at(5), 2).await, ["urgent", "soon"]);
        assert_eq!(claim(&store, "b", at(5), 9).await, ["later"]);
        assert_eq!(claim(&store, "b", at(5), 9).await, Vec::<String>::new());
        assert_eq!(due().await, Some(at(9)));
    }

    async fn a_key_waits_once(store: Store) {
        let keyed = || NewJob { dedupe_key: Some("close:1".to_owned()), ..job("close", 1, NOW) };
        let first = keyed();
        assert!(enqueue(&store, first.clone()).await);
        assert!(!enqueue(&store, keyed()).await);
        claim(&store, "a", NOW, 1).await;
        let tx = store.begin(Priority::Jobs).await.unwrap();
        assert!(jobs::finish(&tx, first.id, "a", NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert!(enqueue(&store, keyed()).await, "a finished job does not hold its key");
    }

    async fn a_lost_lease_changes_nothing(store: Store) {
        let new = job("work", 1, NOW);
        enqueue(&store, new.clone()).await;
        claim(&store, "a", NOW, 1).await;
        assert_eq!(claim(&store, "b", at(29), 1).await, Vec::<String>::new(), "the lease still runs");
        let tx = store.begin(Priority::Jobs).await.unwrap();
        assert!(jobs::extend_lease(&tx, new.id, Lease { owner: "a", until: at(60) }).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "b", at(59), 1).await, Vec::<String>::new(), "it was extended");
        assert_eq!(claim(&store, "b", at(61), 1).await, ["work"]);
        let tx = store.begin(Priority::Jobs).await.unwrap();
        assert!(!jobs::extend_lease(&tx, new.id, Lease { owner: "a", until: at(90) }).await.unwrap());
        assert!(!jobs::finish(&tx, new.id, "a", at(61)).await.unwrap());
        let failed = jobs::fail(&tx, new.id, "a", at(61), Span::ZERO, "?").await.unwrap();
        assert_eq!(failed, Failed::LeaseLost);
        assert!(jobs::finish(&tx, new.id, "b", at(61)).await.unwrap());
    }

    async fn a_failed_job_waits_and_then_dies(store: Store) {
        let new = job("work", 1, NOW);
        enqueue(&store, new.clone()).await;
        claim(&store, "a", NOW, 1).await;
        let tx = store.begin(Priority::Jobs).await.unwrap();
        let failed = jobs::fail(&tx, new.id, "a", NOW, Span::from_secs(5), "no route").await.unwrap();
        assert_eq!(failed, Failed::Waits);
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "a", at(4), 1).await, Vec::<String>::new());
        assert_eq!(claim(&store, "a", at(5), 1).await, ["work"]);
        let tx = store.begin(Priority::Jobs).await.unwrap();
        let failed = jobs::fail(&tx, new.id, "a", at(6), Span::ZERO, "still none").await.unwrap();
        assert_eq!(failed, Failed::Dead);
        let dead = jobs::list_dead(&tx, 10).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!((dead[0].last_error.as_deref(), dead[0].attempts), (Some("still none"), 2));
        assert_eq!(jobs::sweep(&tx, at(1_000), 10).await.unwrap(), 0, "the dead stay");
    }

    async fn a_job_whose_last_instance_died_is_buried(store: Store) {
        let new = NewJob { attempts_max: 1, ..job("work", 1, NOW) };
        enqueue(&store, new.clone()).await;
        claim(&store, "a", NOW, 1).await;
        assert_eq!(claim(&store, "b", at(31), 1).await, Vec::<String>::new(), "it had its one attempt");
        let tx = store.begin(Priority::Jobs).await.unwrap();
        assert_eq!(jobs::bury_abandoned(&tx, at(30)).await.unwrap(), []);
        assert_eq!(jobs::bury_abandoned(&tx, at(31)).await.unwrap(), [new.id]);
        assert_eq!(jobs::list_dead(&tx, 10).await.unwrap().len(), 1);
    }

    async fn a_lane_sees_its_own_kinds_only(store: Store) {
        for new in [job("mail", 1, at(1)), job("mark", 1, at(2)), job("start", 1, at(3))] {
            enqueue(&store, new).await;
        }
        assert_eq!(jobs::next_due(store.read(), &["start", "mark"]).await.unwrap(), Some(at(2)));
        assert_eq!(jobs::next_due(store.read(), &["other"]).await.unwrap(), None);
        let claimed = claim_of(&store, &["start", "mark"], "a", at(9), 9).await;
        assert_eq!(claimed.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["mark", "start"]);
        let tally = jobs::tally_of(store.read(), "mail", at(9)).await.unwrap();
        assert_eq!((tally.waiting, tally.due, tally.dead), (1, 1, 0));
    }

    async fn a_job_that_nothing_can_help_is_given_up_at_once(store: Store) {
        let new = job("work", 1, NOW);
        enqueue(&store, new.clone()).await;
        claim(&store, "a", NOW, 1).await;
        let tx = store.begin(Priority::Jobs).await.unwrap();
        assert!(!jobs::give_up(&tx, new.id, "b", NOW, "?").await.unwrap(), "it is somebody else's");
        assert!(jobs::give_up(&tx, new.id, "a", NOW, "no such person").await.unwrap());
        let dead = jobs::list_dead(&tx, 10).await.unwrap();
        assert_eq!((dead[0].last_error.as_deref(), dead[0].attempts), (Some("no such person"), 1));
        let (work, mail) = (jobs::tally_of(&tx, "work", NOW).await.unwrap(), jobs::tally_of(&tx, "mail", NOW).await.unwrap());
        assert_eq!((work.waiting, work.dead, mail.dead), (0, 1, 0));
    }

    async fn done_jobs_are_swept_by_age(store: Store) {
        let new = job("work", 1, NOW);
        enqueue(&store, new.clone()).await;
        claim(&store, "a", NOW, 1).await;
        let tx = store.begin(Priority::Jobs).await.unwrap();
        jobs::finish(&tx, new.id, "a", NOW).await.unwrap();
        assert_eq!(jobs::sweep(&tx, NOW, 10).await.unwrap(), 0);
        assert_eq!(jobs::sweep(&tx, at(1), 10).await.unwrap(), 1);
    }

    async fn two_claimers_never_get_the_same_job(store: Store) {
        const JOBS: usize = 30;
        for _ in 0..JOBS {
            enqueue(&store, job("work", 1, NOW)).await;
        }
        let drain = async |owner| {
            let mut got = Vec::new();
            loop {
                let claimed = claim_of(&store, &["work"], owner, NOW, 4).await;
                if claimed.is_empty() {
                    return got;
                }
                got.extend(claimed.into_iter().map(|job| job.id));
            }
        };
        let (first, second) = tokio::join!(drain("a"), drain("b"));
        let all: BTreeSet<&Uuid> = first.iter().chain(&second).collect();
        assert_eq!((first.len() + second.len(), all.len()), (JOBS, JOBS));
    }
}

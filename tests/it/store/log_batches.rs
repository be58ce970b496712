//! Batches of the attempt log: whoever stores a row first wins, and nobody loses in part.

use super::engine::on_both_engines;
use super::fixtures::{Candidate, DIGEST, HOUR, Institute, NOW, at};
use examhall::store::rooms::attempt;
use examhall::store::rooms::attempt_log::{self, Append, BATCH_ROWS_MAX, Fate, append_batch};
use examhall::store::{Priority, Store, StoreError, constraint};
use examhall_domain::id::{AttemptId, DeviceId, SaveId};
use examhall_domain::rooms::chain;
use examhall_domain::time::Span;
use uuid::Uuid;

async fn commit(store: &Store, batch: &[Append]) -> Vec<Fate> {
    try_commit(store, batch).await.unwrap()
}

async fn try_commit(store: &Store, batch: &[Append]) -> Result<Vec<Fate>, StoreError> {
    let tx = store.begin_single(Priority::Answers).await?;
    let fates = append_batch(&tx, batch).await?;
    tx.commit().await?;
    Ok(fates)
}

async fn opened(store: &Store, institute: &Institute, name: &str) -> Candidate {
    let mut candidate = institute.student(store, name).await;
    assert_eq!(commit(store, &[candidate.open(NOW + HOUR)]).await, [Fate::Stored]);
    candidate
}

async fn assert_stored(store: &Store, candidate: &Candidate) {
    let rows = attempt_log::read(store.read(), candidate.attempt).await.unwrap();
    let head = chain::verify(candidate.attempt, &DIGEST, &rows).unwrap();
    assert_eq!(head, candidate.state.head);
    let row = attempt::find(store.read(), candidate.attempt).await.unwrap().unwrap();
    assert_eq!(row.last_seq, candidate.state.last_seq);
    assert_eq!(row.device_id, candidate.state.device.map(|device| device.0));
    assert_eq!(row.phase().unwrap(), candidate.state.phase);
}

on_both_engines! {
    async fn every_kind_of_row_is_read_back_and_its_chain_holds(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = institute.student(&store, "ada").await;
        let batch = [
            ada.open(NOW + HOUR),
            ada.save(1),
            ada.save(2),
            ada.take_over(DeviceId(Uuid::now_v7())),
            ada.save(3),
            ada.submit(),
        ];
        assert_eq!(commit(&store, &batch).await, [Fate::Stored; 6]);
        assert_stored(&store, &ada).await;
        let rows: Vec<_> = batch.iter().map(|append| append.row.clone()).collect();
        assert_eq!(attempt_log::read(store.read(), ada.attempt).await.unwrap(), rows);
    }

    async fn an_empty_batch_is_nothing(store: Store) {
        assert_eq!(commit(&store, &[]).await, []);
    }

    async fn a_batch_of_many_tells_each_fate_in_the_given_order(store: Store) {
        let institute = Institute::found(&store).await;
        let mut crowd = institute.crowd(&store, BATCH_ROWS_MAX).await;
        crowd.reverse();
        let batch: Vec<Append> = crowd.iter_mut().map(|candidate| candidate.open(NOW + HOUR)).collect();
        assert_eq!(commit(&store, &batch).await, vec![Fate::Stored; BATCH_ROWS_MAX]);

        // A competitor saves for every third of them first.
        let competing: Vec<Append> = crowd.iter().step_by(3).map(|candidate| candidate.clone().save(1)).collect();
        commit(&store, &competing).await;
        let batch: Vec<Append> = crowd.iter_mut().map(|candidate| candidate.save(1)).collect();
        let fates = commit(&store, &batch).await;
        for (number, fate) in fates.iter().enumerate() {
            assert_eq!(*fate, if number % 3 == 0 { Fate::Lost } else { Fate::Stored }, "{number}");
        }
        let ids: Vec<AttemptId> = crowd.iter().map(|candidate| candidate.attempt).collect();
        let logs = attempt_log::read_many(store.read(), &ids).await.unwrap();
        assert_eq!(logs.len(), BATCH_ROWS_MAX);
        for (attempt, rows) in &logs {
            assert_eq!(rows.len(), 2);
            chain::verify(*attempt, &DIGEST, rows).unwrap();
        }
        assert_stored(&store, &crowd[1]).await;
    }

    async fn an_attempt_that_loses_loses_all_of_its_rows(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = opened(&store, &institute, "ada").await;
        let mut eve = opened(&store, &institute, "eve").await;
        let mut rival = ada.clone();
        commit(&store, &[rival.save(1)]).await;
        let batch = [ada.save(1), ada.save(2), eve.save(1)];
        assert_eq!(commit(&store, &batch).await, [Fate::Lost, Fate::Lost, Fate::Stored]);
        assert_stored(&store, &rival).await;
        assert_stored(&store, &eve).await;
    }

    async fn a_save_that_is_logged_already_stores_nothing_of_its_batch(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = opened(&store, &institute, "ada").await;
        let mut eve = opened(&store, &institute, "eve").await;
        let save = SaveId(Uuid::now_v7());
        commit(&store, &[ada.save_as(1, save)]).await;
        let before = [ada.clone(), eve.clone()];
        // The attempt stands where it is supposed and the first row is free: without care a hole would follow.
        let second = ada.save(2);
        let mut third = ada.save(3);
        third.row.save_id = Some(save);
        let error = try_commit(&store, &[second, third, eve.save(1)]).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::ATTEMPT_LOG_SAVE));
        for candidate in &before {
            assert_stored(&store, candidate).await;
        }
    }

    async fn no_row_can_leave_a_hole_behind_it(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = opened(&store, &institute, "ada").await;
        let before = ada.clone();
        let _never_stored = ada.save(1);
        assert_eq!(commit(&store, &[ada.save(2)]).await, [Fate::Lost]);
        assert_stored(&store, &before).await;
    }

    async fn nothing_follows_the_closing(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = opened(&store, &institute, "ada").await;
        let mut late = ada.clone();
        commit(&store, &[ada.submit()]).await;
        assert_eq!(commit(&store, &[late.save(1)]).await, [Fate::Lost]);
        assert_stored(&store, &ada).await;
    }

    async fn a_log_without_its_attempt_cannot_come_to_be(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = institute.student(&store, "ada").await;
        let stranger = AttemptId(Uuid::now_v7());
        let append = Append { attempt: stranger, ..ada.open(NOW + HOUR) };
        assert_eq!(commit(&store, &[append]).await, [Fate::Lost]);
        assert_eq!(attempt_log::read(store.read(), stranger).await.unwrap(), []);
    }

    async fn a_save_does_not_carry_an_old_deadline_back(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = opened(&store, &institute, "ada").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        attempt::shift_open(&tx, institute.sitting, Span::from_secs(60)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(commit(&store, &[ada.save(1)]).await, [Fate::Stored]);
        let row = attempt::find(store.read(), ada.attempt).await.unwrap().unwrap();
        assert_eq!(row.closes_at_us, Some((NOW + HOUR + Span::from_secs(60)).0));
    }

    async fn a_closing_is_lost_when_an_extension_moved_the_deadline(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = opened(&store, &institute, "ada").await;
        let before = ada.clone();
        let closing = ada.close(at(3_700));
        let tx = store.begin(Priority::Rest).await.unwrap();
        attempt::extend(&tx, institute.sitting, &[ada.attempt], Span::from_secs(600)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(commit(&store, &[closing]).await, [Fate::Lost]);
        let mut again = Candidate { state: before.state.with_deadline(NOW + HOUR + Span::from_secs(600)), ..before };
        assert!(again.is_open());
        assert_eq!(commit(&store, &[again.close(at(4_300))]).await, [Fate::Stored]);
        assert_stored(&store, &again).await;
    }

    async fn of_two_writers_at_once_one_wins_each_row(store: Store) {
        let institute = Institute::found(&store).await;
        let mut crowd = institute.crowd(&store, 40).await;
        let opening: Vec<Append> = crowd.iter_mut().map(|candidate| candidate.open(NOW + HOUR)).collect();
        commit(&store, &opening).await;
        let mut rival_crowd = crowd.clone();
        let ours: Vec<Append> = crowd.iter_mut().map(|candidate| candidate.save(1)).collect();
        // The rival sends them the other way round.
        let rivals: Vec<Append> = rival_crowd.iter_mut().rev().map(|candidate| candidate.save(1)).collect();
        let (our_fates, mut rival_fates) = tokio::join!(commit(&store, &ours), commit(&store, &rivals));
        rival_fates.reverse();
        for (ours, rivals) in our_fates.iter().zip(&rival_fates) {
            assert_ne!(ours, rivals, "each row was stored exactly once");
        }
        for (number, fate) in our_fates.iter().enumerate() {
            let winner = if *fate == Fate::Stored { &crowd[number] } else { &rival_crowd[number] };
            assert_stored(&store, winner).await;
        }
    }

    async fn a_dropped_batch_leaves_nothing(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = opened(&store, &institute, "ada").await;
        let before = ada.clone();
        let tx = store.begin(Priority::Answers).await.unwrap();
        append_batch(&tx, &[ada.save(1)]).await.unwrap();
        drop(tx);
        assert_stored(&store, &before).await;
    }
}

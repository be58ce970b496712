//! Attempts, their deadlines, and what remains of them.

use super::engine::on_both_engines;
use super::fixtures::{DIGEST, GRACE, HOUR, Institute, NOW, at, person, prepared};
use super::rooms::{command, reason};
use examhall::store::rooms::attempt_log::{Append, BATCH_ROWS_MAX, append_batch};
use examhall::store::rooms::{attempt, evidence, receipt, result};
use examhall::store::{Priority, Store, constraint};
use examhall_domain::id::AttemptId;
use examhall_domain::rooms::{AttemptPhase, RoomCommand};
use examhall_domain::time::{Span, Timestamp};
use uuid::Uuid;

const MINUTE: Span = Span::from_secs(60);

on_both_engines! {
    async fn an_attempt_number_is_given_once(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = institute.student(&store, "ada").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let row = prepared(AttemptId(Uuid::now_v7()), institute.sitting, ada.account, 1);
        let error = attempt::insert(&tx, row).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::ATTEMPTS_NUMBER));
    }

    async fn only_ones_own_attempt_is_found(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = institute.student(&store, "ada").await;
        let eve = institute.student(&store, "eve").await;
        let read = store.read();
        let found = attempt::find_own(read, ada.attempt, ada.account).await.unwrap().unwrap();
        assert_eq!(found.phase().unwrap(), AttemptPhase::Prepared);
        assert_eq!(found.digest().unwrap(), DIGEST);
        assert!(found.read_paper().unwrap().sections.is_empty());
        assert!(!format!("{found:?}").contains("sections"), "the paper stays out of logs");
        assert_eq!(attempt::find_own(read, ada.attempt, eve.account).await.unwrap(), None);
        assert_eq!(attempt::list_own(read, institute.sitting, ada.account).await.unwrap(), [found]);
        assert_eq!(attempt::list_of_sitting(read, institute.sitting).await.unwrap().len(), 2);
        assert_eq!(attempt::find_many(read, &[ada.attempt, eve.attempt]).await.unwrap().len(), 2);
    }

    async fn a_room_of_hundreds_opens_in_one_transaction(store: Store) {
        const CROWD: usize = 320;
        let institute = Institute::found(&store).await;
        let mut crowd = institute.crowd(&store, CROWD).await;
        assert_eq!(attempt::list_prepared(store.read(), institute.sitting).await.unwrap().len(), CROWD);
        let tx = store.begin(Priority::Answers).await.unwrap();
        command(&tx, institute.sitting, RoomCommand::Start, NOW).await.unwrap();
        let openings: Vec<Append> = crowd.iter_mut().map(|candidate| candidate.open(NOW + HOUR)).collect();
        for batch in openings.chunks(BATCH_ROWS_MAX) {
            append_batch(&tx, batch).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(attempt::list_prepared(store.read(), institute.sitting).await.unwrap(), []);

        let tx = store.begin(Priority::Answers).await.unwrap();
        assert_eq!(attempt::shift_open(&tx, institute.sitting, MINUTE).await.unwrap(), CROWD as u64);
        tx.commit().await.unwrap();
        let rows = attempt::list_of_sitting(store.read(), institute.sitting).await.unwrap();
        assert!(rows.iter().all(|row| row.closes_at_us == Some((NOW + HOUR + MINUTE).0)));
    }

    async fn closed_and_prepared_attempts_are_not_moved(store: Store) {
        let institute = Institute::found(&store).await;
        let mut open = institute.student(&store, "ada").await;
        let mut closed = institute.student(&store, "eve").await;
        let waiting = institute.student(&store, "joe").await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        let batch = [open.open(NOW + HOUR), closed.open(NOW + HOUR), closed.submit()];
        append_batch(&tx, &batch).await.unwrap();
        assert_eq!(attempt::shift_open(&tx, institute.sitting, MINUTE).await.unwrap(), 1);
        let asked = [open.attempt, closed.attempt, waiting.attempt, open.attempt];
        let moved = attempt::extend(&tx, institute.sitting, &asked, MINUTE).await.unwrap();
        let closes_at = NOW + HOUR + MINUTE + MINUTE;
        assert_eq!(moved, [attempt::Moved { attempt: open.attempt, account: open.account, closes_at }]);
        let row = attempt::find(&tx, open.attempt).await.unwrap().unwrap();
        assert_eq!(row.extension_us, MINUTE.0, "only what this person alone was given");
        assert!(attempt::has_open(&tx, open.account).await.unwrap());
        assert!(!attempt::has_open(&tx, closed.account).await.unwrap());
        assert!(!attempt::has_open(&tx, waiting.account).await.unwrap());
    }

    async fn ending_a_room_brings_every_deadline_to_its_end(store: Store) {
        let institute = Institute::found(&store).await;
        let mut early = institute.student(&store, "ada").await;
        let mut late = institute.student(&store, "eve").await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        append_batch(&tx, &[early.open(at(60)), late.open(at(3_600))]).await.unwrap();
        let ended = attempt::end_open(&tx, institute.sitting, at(600), Span::from_secs(30)).await.unwrap();
        assert_eq!(ended, 2);
        let closes_at = async |id| attempt::find(&tx, id).await.unwrap().unwrap().closes_at_us.map(Timestamp);
        assert_eq!(closes_at(early.attempt).await, Some(at(90)), "moved by the pause, but not past its own end");
        assert_eq!(closes_at(late.attempt).await, Some(at(600)));
    }

    async fn attempts_are_due_after_deadline_and_grace_unless_paused(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = institute.student(&store, "ada").await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        assert_eq!(attempt::next_due(&tx).await.unwrap(), None);
        command(&tx, institute.sitting, RoomCommand::Start, NOW).await.unwrap();
        append_batch(&tx, &[ada.open(at(60))]).await.unwrap();
        let closing = at(60) + GRACE;
        assert_eq!(attempt::next_due(&tx).await.unwrap(), Some(closing));
        assert_eq!(attempt::list_due(&tx, closing, 10).await.unwrap(), [], "the last instant counts");
        let due = attempt::Due { attempt: ada.attempt, sitting: institute.sitting, closes_at: at(60), grace: GRACE };
        let after = closing + Span(1);
        assert_eq!(attempt::list_due(&tx, after, 10).await.unwrap(), [due]);
        command(&tx, institute.sitting, RoomCommand::Pause { reason: reason() }, at(30)).await.unwrap();
        assert_eq!(attempt::list_due(&tx, after, 10).await.unwrap(), []);
        assert_eq!(attempt::next_due(&tx).await.unwrap(), None);
        command(&tx, institute.sitting, RoomCommand::Resume, at(40)).await.unwrap();
        append_batch(&tx, &[ada.submit()]).await.unwrap();
        assert_eq!(attempt::list_due(&tx, after, 10).await.unwrap(), []);
    }

    async fn flags_are_kept_while_the_attempt_is_open(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = institute.student(&store, "ada").await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        assert!(!attempt::set_flags(&tx, ada.attempt, ada.account, "[1]").await.unwrap());
        append_batch(&tx, &[ada.open(at(60))]).await.unwrap();
        assert!(attempt::set_flags(&tx, ada.attempt, ada.account, "[1]").await.unwrap());
        assert!(!attempt::set_flags(&tx, ada.attempt, institute.author, "[2]").await.unwrap());
        assert_eq!(attempt::find(&tx, ada.attempt).await.unwrap().unwrap().flags, "[1]");
    }

    async fn evidence_is_bounded_per_attempt(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = institute.student(&store, "ada").await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        let piece = |second: i64| evidence::Model {
            id: Uuid::now_v7(),
            attempt_id: ada.attempt.0,
            at_us: at(second).0,
            reason: "too_late".to_owned(),
            device_id: Some(ada.device.0),
            save_id: None,
            question_id: None,
            body: b"{\"late\":1}".to_vec(),
        };
        let pieces = [piece(2), piece(1), piece(3)];
        let mut kept = Vec::new();
        for piece in &pieces {
            kept.push(evidence::insert(&tx, piece.clone(), 2).await.unwrap());
        }
        assert_eq!(kept, [true, true, false]);
        let listed = evidence::list(&tx, ada.attempt, 10).await.unwrap();
        assert_eq!(listed, [pieces[1].clone(), pieces[0].clone()]);
    }

    async fn results_are_replaced_and_receipts_are_not(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = institute.student(&store, "ada").await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        let first = result::Model {
            attempt_id: ada.attempt.0,
            score: 50_000,
            max: 100_000,
            provisional: true,
            marked_at_us: NOW.0,
            detail: "{}".to_owned(),
        };
        let second = result::Model { score: 70_000, provisional: false, ..first.clone() };
        result::put(&tx, first).await.unwrap();
        result::put(&tx, second.clone()).await.unwrap();
        assert_eq!(result::find(&tx, ada.attempt).await.unwrap().as_ref(), Some(&second));
        assert_eq!(result::list_of_sitting(&tx, institute.sitting).await.unwrap(), [second]);

        let issued = receipt::Model {
            attempt_id: ada.attempt.0,
            body: "{}".to_owned(),
            key_id: "k1".to_owned(),
            signature: vec![1; 64],
            issued_at_us: NOW.0,
        };
        assert!(receipt::insert(&tx, issued.clone()).await.unwrap());
        assert!(!receipt::insert(&tx, receipt::Model { body: "[]".to_owned(), ..issued.clone() }).await.unwrap());
        assert_eq!(receipt::find(&tx, ada.attempt).await.unwrap(), Some(issued));
        assert_eq!(receipt::find(&tx, AttemptId(Uuid::now_v7())).await.unwrap(), None);
    }

    async fn a_closed_attempt_tells_when_and_why(store: Store) {
        let institute = Institute::found(&store).await;
        let stranger = person(&store, "stranger").await;
        assert!(!attempt::has_open(store.read(), stranger).await.unwrap());
        let mut ada = institute.student(&store, "ada").await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        append_batch(&tx, &[ada.open(at(60))]).await.unwrap();
        append_batch(&tx, &[ada.close(at(66))]).await.unwrap();
        let row = attempt::find(&tx, ada.attempt).await.unwrap().unwrap();
        assert_eq!((row.closed_at_us, row.closed_by.as_deref()), (Some(at(66).0), Some("deadline")));
    }
}

//! Conversations: one row that is held, numbers without holes, and nothing twice.

use super::engine::on_both_engines;
use super::fixtures::{Candidate, Institute, NOW, at};
use examhall::store::rooms::integrity::Kept;
use examhall::store::rooms::{attempt, integrity, message, talk};
use examhall::store::{Priority, Store, constraint};
use examhall_domain::id::{AccountId, AttemptId, MessageId, SittingId};
use examhall_domain::rooms::IntegrityKind;
use examhall_domain::time::Timestamp;
use uuid::Uuid;

fn row(attempt: AttemptId, seq: i64, author: &str, author_id: AccountId) -> message::Model {
    message::Model {
        attempt_id: attempt.0,
        seq,
        message_id: Uuid::now_v7(),
        author: author.to_owned(),
        author_id: author_id.0,
        at_us: at(seq).0,
        body: format!("message {seq}\nπ"),
    }
}

fn event(attempt: AttemptId, at: Timestamp, kind: IntegrityKind) -> integrity::Model {
    integrity::Model {
        attempt_id: attempt.0,
        at_us: at.0,
        kind: kind.name().to_owned(),
        received_at_us: at.0 + 7,
        seconds: None,
    }
}

/// Says so many things, each in a transaction of its own, as a use case does.
async fn say(store: &Store, who: &Candidate, count: usize) {
    for _ in 0..count {
        let tx = store.begin(Priority::Rest).await.unwrap();
        let mut held = talk::hold(&tx, who.attempt).await.unwrap();
        held.last_seq += 1;
        held.student_count += 1;
        message::insert(&tx, row(who.attempt, held.last_seq, message::STUDENT, who.account)).await.unwrap();
        talk::advance(&tx, &mut held).await.unwrap();
        tx.commit().await.unwrap();
    }
}

on_both_engines! {
    async fn those_who_speak_at_once_are_numbered_without_a_hole(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = institute.student(&store, "ada").await;
        tokio::join!(say(&store, &ada, 5), say(&store, &ada, 5), say(&store, &ada, 5));
        let seqs: Vec<i64> =
            message::latest(store.read(), ada.attempt, 100).await.unwrap().iter().map(|row| row.seq).collect();
        assert_eq!(seqs, (1..=15).collect::<Vec<_>>());
        let sum = talk::find(store.read(), ada.attempt).await.unwrap().unwrap();
        assert_eq!((sum.version, sum.last_seq, sum.student_count), (15, 15, 15));
        assert_eq!(talk::list_of_sitting(store.read(), institute.sitting).await.unwrap(), [sum]);
        assert_eq!(talk::list_of_sitting(store.read(), SittingId(Uuid::now_v7())).await.unwrap(), []);
    }

    async fn the_last_messages_come_in_order_with_the_names_of_their_authors(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = institute.student(&store, "ada").await;
        let eve = institute.student(&store, "eve").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let rows = [
            row(ada.attempt, 1, message::STUDENT, ada.account),
            row(ada.attempt, 2, message::STAFF, institute.author),
            row(ada.attempt, 3, message::STUDENT, ada.account),
            row(eve.attempt, 1, message::STUDENT, eve.account),
        ];
        for row in rows.clone() {
            message::insert(&tx, row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let read = store.read();
        let last = message::latest(read, ada.attempt, 2).await.unwrap();
        let shown: Vec<_> = last.iter().map(|row| (row.seq, row.author.as_str(), row.body.as_str())).collect();
        assert_eq!(shown, [(2, "staff", "message 2\nπ"), (3, "student", "message 3\nπ")]);
        assert!(last.iter().all(|row| !row.name.is_empty()));
        assert_eq!(message::latest_of_student(read, ada.attempt, 9).await.unwrap(), [at(3), at(1)]);
        assert_eq!(message::latest_of_student(read, ada.attempt, 1).await.unwrap(), [at(3)]);
        assert_eq!(message::count_of_staff_after(read, ada.attempt, 1).await.unwrap(), 1);
        assert_eq!(message::count_of_staff_after(read, ada.attempt, 2).await.unwrap(), 0);
        let id = MessageId(rows[1].message_id);
        assert_eq!(message::find(read, ada.attempt, id).await.unwrap(), Some(rows[1].clone()));
        assert_eq!(message::find(read, eve.attempt, id).await.unwrap(), None);
    }

    async fn a_message_is_kept_once_in_a_conversation(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = institute.student(&store, "ada").await;
        let first = row(ada.attempt, 1, message::STUDENT, ada.account);
        let again = message::Model { seq: 2, ..first.clone() };
        let tx = store.begin(Priority::Rest).await.unwrap();
        message::insert(&tx, first).await.unwrap();
        let error = message::insert(&tx, again).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::ATTEMPT_MESSAGES_MESSAGE));
    }

    async fn the_same_thing_at_the_same_instant_is_one_event(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = institute.student(&store, "ada").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let (lost, back) = (IntegrityKind::FocusLost, IntegrityKind::FocusBack);
        let events = [(at(9), lost), (NOW, lost), (NOW, back), (NOW, lost)];
        let mut kept = Vec::new();
        for (at, kind) in events {
            kept.push(integrity::insert(&tx, event(ada.attempt, at, kind)).await.unwrap());
        }
        tx.commit().await.unwrap();
        assert_eq!(kept, [Kept::Now, Kept::Now, Kept::Now, Kept::Before]);
        let read = store.read();
        let listed = integrity::list(read, ada.attempt, 10).await.unwrap();
        assert_eq!(listed, [(NOW, back), (NOW, lost), (at(9), lost)].map(|(at, kind)| event(ada.attempt, at, kind)));
        assert_eq!(listed[0].kind().unwrap(), back);
        assert!(integrity::is_kept(read, ada.attempt, at(9), lost).await.unwrap());
        assert!(!integrity::is_kept(read, ada.attempt, at(9), back).await.unwrap());
    }

    async fn attempts_of_another_sitting_have_no_owner_here(store: Store) {
        let institute = Institute::found(&store).await;
        let (ada, eve) = (institute.student(&store, "ada").await, institute.student(&store, "eve").await);
        let asked = [eve.attempt, ada.attempt, AttemptId(Uuid::now_v7())];
        let owners = attempt::list_owners(store.read(), institute.sitting, &asked).await.unwrap();
        let mut expected = [(ada.attempt, ada.account), (eve.attempt, eve.account)];
        expected.sort_unstable();
        assert_eq!(owners, expected);
        assert_eq!(attempt::list_owners(store.read(), SittingId(Uuid::now_v7()), &asked).await.unwrap(), []);
    }
}

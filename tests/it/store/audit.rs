//! The audit log and its chain.

use super::engine::on_both_engines;
use super::fixtures::{NOW, at};
use examhall::store::audit::{self, Broken, Deed, Sealed};
use examhall::store::{Priority, Store};
use examhall_domain::id::{AccountId, AuditId};
use examhall_domain::time::Timestamp;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

fn deed(action: &str, at: Timestamp) -> Deed {
    Deed {
        id: AuditId(Uuid::now_v7()),
        at,
        actor: Some(AccountId(Uuid::now_v7())),
        action: action.to_owned(),
        object_kind: "room".to_owned(),
        object_id: "r1".to_owned(),
        detail: r#"{"by_s":60}"#.to_owned(),
    }
}

async fn record(store: &Store, deeds: impl IntoIterator<Item = Deed>) {
    let tx = store.begin(Priority::Rest).await.unwrap();
    for deed in deeds {
        audit::append(&tx, &deed).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn seal(store: &Store, limit: u64) -> Sealed {
    store.in_transaction(Priority::Jobs, async |tx| audit::seal_next(tx, limit).await).await.unwrap()
}

on_both_engines! {
    async fn entries_are_sealed_in_order_and_verify(store: Store) {
        assert_eq!(audit::verify(store.read()).await.unwrap().unwrap().seq, 0);
        record(&store, (0..5).map(|second| deed("room.extended", at(5 - second)))).await;
        assert_eq!(audit::verify(store.read()).await.unwrap().unwrap().seq, 0, "nothing is sealed yet");
        assert_eq!(seal(&store, 3).await, Sealed { entries: 3, seq: 3 });
        let early = audit::verify(store.read()).await.unwrap().unwrap();
        record(&store, [Deed { actor: None, ..deed("room.ended", NOW) }]).await;
        assert_eq!(seal(&store, 10).await, Sealed { entries: 3, seq: 6 });
        assert_eq!(seal(&store, 10).await, Sealed { entries: 0, seq: 6 });
        let late = audit::verify(store.read()).await.unwrap().unwrap();
        assert_eq!((early.seq, late.seq), (3, 6));
        assert_ne!(early.head, late.head);
        let since = audit::list_since(store.read(), at(4), 10).await.unwrap();
        assert_eq!(since.iter().map(|row| row.at_us).collect::<Vec<_>>(), [at(4).0, at(5).0]);
        let listed = audit::list_of_object(store.read(), "room", "r1", None, 2).await.unwrap();
        assert_eq!(listed[0].at_us, at(5).0);
        let before = audit::list_of_object(store.read(), "room", "r1", Some(AuditId(listed[1].id)), 9).await.unwrap();
        assert_eq!(before.first().map(|row| row.at_us), Some(at(3).0));
        let unknown = Some(AuditId(Uuid::now_v7()));
        assert_eq!(audit::list_of_object(store.read(), "room", "r1", unknown, 9).await.unwrap(), []);
        assert_eq!(audit::list_of_object(store.read(), "room", "r2", None, 2).await.unwrap(), []);
    }

    async fn a_changed_entry_breaks_the_chain_there(store: Store) {
        record(&store, (0..4).map(|second| deed("room.extended", at(second)))).await;
        seal(&store, 10).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        tx.execute_unprepared("UPDATE audit_log SET detail = '{\"by_s\":61}' WHERE seq = 3").await.unwrap();
        assert_eq!(audit::verify(&tx).await.unwrap(), Err(Broken { seq: 3 }));
        tx.rollback().await.unwrap();
        assert!(audit::verify(store.read()).await.unwrap().is_ok());
    }

    async fn a_removed_entry_breaks_the_chain_there(store: Store) {
        record(&store, (0..4).map(|second| deed("room.extended", at(second)))).await;
        seal(&store, 10).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        tx.execute_unprepared("DELETE FROM audit_log WHERE seq = 2").await.unwrap();
        assert_eq!(audit::verify(&tx).await.unwrap(), Err(Broken { seq: 2 }));
    }
}

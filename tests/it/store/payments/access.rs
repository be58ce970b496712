//! Access to exams: what it rests on grants it once, and it ends once.

use crate::store::engine::on_both_engines;
use crate::store::fixtures::{Institute, NOW, at};
use examhall::store::payments::access::{self, Basis, Filter, NewAccess, Withdrawal};
use examhall::store::{Priority, Store, StoreError};
use examhall_domain::id::{AccessId, AccountId, ExamId, OrderId};
use futures_util::future::join_all;
use uuid::Uuid;

fn new(account: AccountId, exam: ExamId, basis: Basis) -> NewAccess {
    NewAccess {
        id: AccessId(Uuid::now_v7()),
        account,
        exam,
        basis,
        starts_at: NOW,
        expires_at: Some(at(30)),
        created_at: NOW,
    }
}

fn grant(by: AccountId) -> Basis {
    Basis::Grant { by, reason: "won the quiz".to_owned() }
}

on_both_engines! {
    async fn an_order_and_a_free_exam_grant_once_and_a_person_as_often_as_they_like(store: Store) {
        let school = Institute::found(&store).await;
        let (ada, exam) = (school.author, school.exam);
        let order = OrderId(Uuid::now_v7());
        let tx = store.begin(Priority::Rest).await.unwrap();
        for (basis, added) in [
            (Basis::Order(order), true),
            (Basis::Order(order), false),
            (Basis::Order(OrderId(Uuid::now_v7())), true),
            (Basis::Free, true),
            (Basis::Free, false),
            (grant(ada), true),
            (grant(ada), true),
        ] {
            assert_eq!(access::put(&tx, new(ada, exam, basis.clone())).await.unwrap(), added, "{basis:?}");
        }
        let granted = access::of_order(&tx, order).await.unwrap().unwrap();
        assert_eq!((granted.source.as_str(), granted.basis, granted.granted_by), ("order", order.0, None));
        assert_eq!(access::of_orders(&tx, &[order, OrderId(Uuid::now_v7())]).await.unwrap(), [granted]);
        assert_eq!(access::of_exam(&tx, ada, exam).await.unwrap().len(), 5);
    }

    async fn access_is_withdrawn_once_and_stays_withdrawn(store: Store) {
        let school = Institute::found(&store).await;
        let (ada, exam) = (school.author, school.exam);
        let order = Basis::Order(OrderId(Uuid::now_v7()));
        let granted = new(ada, exam, order.clone());
        let tx = store.begin(Priority::Rest).await.unwrap();
        access::put(&tx, granted.clone()).await.unwrap();
        let first = Withdrawal { by: Some(ada), why: "charge back", at: at(5) };
        assert!(access::withdraw(&tx, granted.id, first).await.unwrap());
        assert!(!access::withdraw(&tx, granted.id, Withdrawal { by: None, why: "again", at: at(6) }).await.unwrap());
        assert!(!access::put(&tx, new(ada, exam, order)).await.unwrap(), "the same order does not bring it back");
        let row = access::find(&tx, granted.id).await.unwrap().unwrap();
        assert_eq!((row.withdrawn_at_us, row.withdrawn_why.as_deref()), (Some(at(5).0), Some("charge back")));
        access::forget_words(&tx, ada).await.unwrap();
        let row = access::find(&tx, granted.id).await.unwrap().unwrap();
        assert_eq!((row.reason.as_deref(), row.withdrawn_why.as_deref()), (None, Some("")), "that it was withdrawn stays");
    }

    async fn access_is_listed_by_person_and_by_exam_the_latest_first(store: Store) {
        let school = Institute::found(&store).await;
        let ben = crate::store::fixtures::person(&store, "ben").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let rows = [school.author, ben, ben].map(|account| new(account, school.exam, grant(school.author)));
        for row in &rows {
            access::put(&tx, row.clone()).await.unwrap();
        }
        let list = async |filter, after| {
            let rows = access::list(&tx, filter, after, 10).await.unwrap();
            rows.into_iter().map(|row| AccessId(row.id)).collect::<Vec<_>>()
        };
        let of_exam = Filter { exam: Some(school.exam), ..Filter::default() };
        assert_eq!(list(of_exam, None).await, [rows[2].id, rows[1].id, rows[0].id]);
        assert_eq!(list(of_exam, Some(rows[1].id)).await, [rows[0].id]);
        let bens = Filter { account: Some(ben), ..Filter::default() };
        assert_eq!(list(bens, None).await, [rows[2].id, rows[1].id]);
        assert_eq!(list(Filter { exam: Some(ExamId(ben.0)), ..bens }, None).await, []);
    }

    /// Each begins where the last one ends, as renewals do.
    async fn renewals_at_once_follow_each_other(store: Store) {
        let school = Institute::found(&store).await;
        let (ada, exam) = (school.author, school.exam);
        let renew = async |_| {
            let renewed = store.in_transaction(Priority::Rest, async |tx| {
                let held = access::hold(tx, ada, exam).await?;
                let starts_at_us = held.iter().filter_map(|row| row.expires_at_us).max().unwrap_or(NOW.0);
                let starts_at = examhall_domain::time::Timestamp(starts_at_us);
                let expires_at = Some(examhall_domain::time::Timestamp(starts_at_us + 10));
                let order = Basis::Order(OrderId(Uuid::now_v7()));
                access::put(tx, NewAccess { starts_at, expires_at, ..new(ada, exam, order) }).await?;
                Ok::<_, StoreError>(())
            });
            renewed.await.unwrap();
        };
        join_all((0..20).map(renew)).await;
        let rows = access::of_exam(store.read(), ada, exam).await.unwrap();
        let starts: Vec<i64> = rows.iter().map(|row| row.starts_at_us - NOW.0).collect();
        assert_eq!(starts, (0..20).map(|number| number * 10).collect::<Vec<_>>());
    }
}

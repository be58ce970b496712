//! What is kept about people who bought something: told to themselves, and what stays by law once they are erased.

use super::till::{admin, bought, change, grant, now, priced, resolved, sold_by_both_engines, stored, student};
use crate::accounts::house::{House, PASSWORD, json};
use crate::store::fixtures::at;
use crate::store::payments::orders::{asked_refund, moved};
use examhall::boot::context::records;
use examhall::service::accounts::erase_accounts::erase_accounts;
use examhall::service::payments::verify_ledger::verify_ledger;
use examhall::store::payments::access::{self, Basis, NewAccess};
use examhall::store::payments::event;
use examhall_domain::id::AccessId;
use examhall_domain::payments::{Decision, Event};
use serde_json::{Value, json as value};
use uuid::Uuid;

sold_by_both_engines! {
    async fn a_person_gets_what_they_ordered_and_may_enter(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let order = bought(&house.store, account, algebra).await;
        moved(&house.store, &order, asked_refund(account, 900), at(5)).await;
        let (_, ben) = student(house, "ben").await;
        bought(&house.store, ben, algebra).await;
        let file = json(ada.post("/api/auth/export", value!({ "password": PASSWORD })).await).await;
        let [told] = file["orders"].as_array().unwrap().as_slice() else { panic!("{file}") };
        assert_eq!((&told["id"], &told["exam"], &told["status"]), (&value!(order.id), &value!("Algebra"), &value!("refunding")));
        assert_eq!(told["payments"][0]["reference"], order.payments[0].id.as_str());
        assert_eq!(told["refunds"][0]["money"]["amount_minor"], 900);
        let [access] = file["access"].as_array().unwrap().as_slice() else { panic!("{file}") };
        assert_eq!((&access["exam"], &access["source"]), (&value!("Algebra"), &value!("order")));
    }

    async fn amounts_and_references_stay_and_words_go(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let order = bought(&house.store, account, algebra).await;
        let order = moved(&house.store, &order, asked_refund(account, 900), at(5)).await;
        let words = Event::Resolved { decision: Decision::Grant, reason: "Ada rang us up".to_owned() };
        let order = resolved(&house.store, &order, words).await;
        let (starts_at, id) = (now(), AccessId(Uuid::now_v7()));
        let basis = Basis::Grant { by: account, reason: "Ada won the quiz".to_owned() };
        grant(&house.store, NewAccess { id, account, exam: algebra, basis, starts_at, expires_at: None, created_at: starts_at })
            .await;
        assert_eq!(ada.post("/api/auth/erasure", value!({ "password": PASSWORD })).await.status(), 200);
        change(&house.store, "UPDATE accounts SET erased_from_us = 1 WHERE erased_from_us IS NOT NULL", []).await;
        let cx = house.context().await;
        assert_eq!(erase_accounts(&cx, &records()).await.unwrap(), 1);

        let kept = stored(&house.store, order.id).await;
        assert_eq!((kept.price, &kept.payments, kept.account), (order.price, &order.payments, account));
        assert_eq!(kept.refunds[0].money, order.refunds[0].money);
        let timeline = event::of_order(house.store.read(), order.id).await.unwrap();
        let rows = access::of_exam(house.store.read(), account, algebra).await.unwrap();
        let whole = format!("{kept:?} {timeline:?} {rows:?}");
        for word in ["Ada", "goodwill", "rang us"] {
            assert!(!whole.contains(word), "{word}: {whole}");
        }
        let mut faults = Vec::new();
        let summary = verify_ledger(&cx, |told| faults.push(told)).await.unwrap();
        assert_eq!((summary.orders, summary.faults), (1, 0), "{faults:?}");
        let admin = admin(house).await;
        let found = json(admin.get(&format!("/api/admin/payments/orders?account={account}")).await).await;
        let owner = &found["items"][0]["account"];
        assert!(owner["name"].as_str().unwrap().starts_with('#') && owner["email"] != Value::Null, "{owner}");
    }
}

//! Own orders: listed, looked at, waited for, and their receipts.

use super::till::{bought, cancel, ordered, pay, priced, sold_by_both_engines, student};
use crate::accounts::house::{House, json, slug};
use crate::store::fixtures::at;
use crate::store::payments::orders::{asked_refund, moved, seen, unique};
use examhall_domain::id::{OrderId, RefundId};
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{
    Command, GatewayRefundId, Order, PaymentStatus, Progress, SeenRefund, Witness, receipt_number,
};
use serde_json::{Value, json as value};
use uuid::Uuid;

fn path(order: &Order) -> String {
    format!("/api/payments/orders/{}", order.id)
}

/// What the gateway says once a refund has left.
fn left(order: &Order) -> Command {
    let refund = order.refunds.last().unwrap();
    let seen = SeenRefund {
        id: GatewayRefundId::parse(&unique("rfnd")).unwrap(),
        payment: refund.payment.clone(),
        ours: Some(refund.id),
        progress: Progress::Processed,
        money: refund.money,
    };
    Command::RefundSeen { seen, witness: Witness::Books }
}

sold_by_both_engines! {
    async fn an_order_is_shown_as_it_stands(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let order = ordered(&house.store, account, algebra).await;
        let view = json(ada.get(&path(&order)).await).await;
        assert_eq!((&view["status"], &view["exam"]["title"]), (&value!("awaiting_payment"), &value!("Algebra")));
        assert_eq!([&view["paid_at"], &view["payment"], &view["receipt"], &view["access_from"]], [&Value::Null; 4]);
        assert_eq!(view["price"], value!({ "amount_minor": 49_900, "currency": "INR" }));
        let order = pay(&house.store, &order, algebra).await;
        let view = json(ada.get(&path(&order)).await).await;
        assert_eq!((&view["status"], &view["payment"]["method"]), (&value!("paid"), &value!("upi")));
        assert_eq!(view["payment"]["id"], order.payments[0].id.as_str());
        assert_eq!(view["receipt"], receipt_number(order.id));
        assert_eq!((&view["access"]["source"], &view["access"]["expires_at"]), (&value!("order"), &view["access_until"]));
        assert!(view["paid_at"].is_string() && view["access_from"].is_string());
        assert_eq!((&view["refunded"], &view["surplus"], &view["checkout"]), (&Value::Null, &Value::Null, &Value::Null));

        let order = moved(&house.store, &order, seen(&order, &unique("pay"), PaymentStatus::Captured), at(4)).await;
        let order = moved(&house.store, &order, asked_refund(account, 10_000), at(5)).await;
        let order = moved(&house.store, &order, left(&order), at(6)).await;
        let view = json(ada.get(&path(&order)).await).await;
        assert_eq!(view["status"], "partially_refunded");
        assert_eq!(view["refunded"]["amount_minor"], 10_000);
        assert_eq!(view["surplus"]["amount_minor"], 49_900);
        assert_eq!(view["version"], order.version);
    }

    async fn somebody_elses_order_is_not_found(house: &House) {
        let (algebra, _) = priced(house).await;
        let (_, account) = student(house, "ada").await;
        let (ben, _) = student(house, "ben").await;
        let order = bought(&house.store, account, algebra).await;
        let strange = format!("/api/payments/orders/{}", OrderId(Uuid::now_v7()));
        for path in [path(&order), format!("{}/receipt", path(&order)), strange, "/api/payments/orders/1".to_owned()] {
            assert_eq!(slug(ben.get(&path).await).await, "not-found", "{path}");
        }
        assert_eq!(json(ben.get("/api/payments/history").await).await["items"], value!([]));
    }

    async fn whoever_waits_for_an_order_is_told_when_it_moves(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let order = ordered(&house.store, account, algebra).await;
        let first = ada.get(&path(&order)).await;
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        let waits = ada.with("if-none-match", &tag);
        assert_eq!(waits.get(&path(&order)).await.status(), 304);
        let address = format!("{}?wait=25", path(&order));
        let (told, _) = tokio::join!(waits.get(&address), pay(&house.store, &order, algebra));
        assert_eq!(told.status(), 200);
        assert_ne!(told.headers()["etag"].to_str().unwrap(), tag);
    }

    async fn the_history_is_exact_after_a_change(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let history = async |query: &str| json(ada.get(&format!("/api/payments/history{query}")).await).await;
        let ids = |page: &Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(history("").await["items"], value!([]));
        let first = bought(&house.store, account, algebra).await;
        assert_eq!(ids(&history("").await), [first.id.to_string()]);
        let second = ordered(&house.store, account, algebra).await;
        assert_eq!(ids(&history("").await), [second.id.to_string(), first.id.to_string()]);
        cancel(&house.store, &second).await;
        assert_eq!(history("").await["items"][0]["status"], "cancelled");

        let page = history("?limit=1").await;
        assert_eq!(ids(&page), [second.id.to_string()]);
        let rest = history(&format!("?limit=1&cursor={}", page["next_cursor"].as_str().unwrap())).await;
        assert_eq!((ids(&rest), &rest["next_cursor"]), (vec![first.id.to_string()], &Value::Null));
        assert_eq!(slug(ada.get("/api/payments/history?limit=0").await).await, "validation-failed");
    }

    async fn a_receipt_says_what_was_paid_and_what_went_back(house: &House) {
        let (algebra, _) = priced(house).await;
        let (ada, account) = student(house, "ada").await;
        let order = ordered(&house.store, account, algebra).await;
        let receipt = format!("{}/receipt", path(&order));
        assert_eq!(slug(ada.get(&receipt).await).await, "not-found", "it is not paid");
        let order = pay(&house.store, &order, algebra).await;
        let order = moved(&house.store, &order, asked_refund(account, 900), at(5)).await;
        moved(&house.store, &order, left(&order), at(6)).await;
        let english = json(ada.get(&receipt).await).await;
        assert_eq!((&english["institute"], &english["method"]), (&value!("Examhall"), &value!("upi")));
        assert_eq!(english["number"], receipt_number(order.id));
        assert_eq!(english["person"], value!({ "name": "ada", "email": "ada@example.org" }));
        assert_eq!(english["lines"][0]["text"], "Algebra: access for 30 days");
        assert_eq!(english["total"], value!({ "amount_minor": 49_900, "currency": "INR" }));
        assert_eq!(english["refunds"][0]["money"], value!({ "amount_minor": 900, "currency": "INR" }));
        let french = json(ada.with("accept-language", "fr").get(&receipt).await).await;
        assert_eq!(french["lines"][0]["text"], "Algebra\u{a0}: accès pendant 30 jours");
        assert_ne!(RefundId(Uuid::nil()), order.refunds[0].id);
        assert_eq!(Money::new(900, Currency::INR), order.refunds[0].money);
    }
}

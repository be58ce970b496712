//! Everybody's orders and access, as admins look for them.

use super::till::{admin, bought, cancel, now, ordered, priced, sold_by_both_engines, student};
use crate::accounts::house::{House, json, slug};
use crate::store::fixtures::at;
use crate::store::payments::orders::{asked_refund, moved, opened, placed, save};
use examhall_domain::id::{ExamId, OrderId};
use examhall_domain::payments::{Command, receipt_number};
use examhall_domain::time::{Span, Timestamp};
use serde_json::{Value, json as value};
use uuid::Uuid;

const ORDERS: &str = "/api/admin/payments/orders";

fn wire(at: Timestamp) -> String {
    examhall::service::instant::Instant(at).to_string()
}

sold_by_both_engines! {
    async fn orders_are_found_by_whatever_somebody_typed(house: &House) {
        let (algebra, _) = priced(house).await;
        let (_, ada) = student(house, "ada").await;
        let (_, ben) = student(house, "ben").await;
        let paid = bought(&house.store, ada, algebra).await;
        let open = ordered(&house.store, ben, algebra).await;
        let admin = admin(house).await;
        let found = async |query: &str| -> Vec<OrderId> {
            let page = json(admin.get(&format!("{ORDERS}?{query}")).await).await;
            let items = page["items"].as_array().unwrap();
            items.iter().map(|item| item["id"].as_str().unwrap().parse().unwrap()).collect()
        };
        assert_eq!(found("").await, [open.id, paid.id]);
        let gateway_order = paid.gateway_order.as_ref().unwrap();
        for text in [
            paid.id.to_string(),
            gateway_order.to_string(),
            paid.payments[0].id.to_string(),
            receipt_number(paid.id),
            receipt_number(paid.id).to_lowercase().replace('-', "+"),
            "ada@example.org".to_owned(),
            "ADA".to_owned(),
            ada.to_string(),
        ] {
            assert_eq!(found(&format!("search={text}")).await, [paid.id], "{text}");
        }
        assert_eq!(found("search=example.org").await, [open.id, paid.id]);
        assert_eq!(found("search=nobody").await, []);
        assert_eq!(found("search=ada&status=awaiting_payment").await, []);
        assert_eq!(found("status=paid").await, [paid.id]);
        assert_eq!(found("status=paid,awaiting_payment").await, [open.id, paid.id]);
        assert_eq!(found("status=unknown").await, []);
        assert_eq!(found(&format!("account={ben}")).await, [open.id]);
        assert_eq!(found(&format!("exam={}", ExamId(Uuid::now_v7()))).await, []);
        assert_eq!(found(&format!("exam={algebra}&limit=1")).await, [open.id]);
        let (hour, now) = (Span::from_secs(3_600), now());
        assert_eq!(found(&format!("from={}&to={}", wire(now - hour), wire(now + hour))).await, [open.id, paid.id]);
        assert_eq!(found(&format!("to={}", wire(now - hour))).await, []);
        for wrong in ["status=gone", "limit=0", &format!("search={}", "x".repeat(201)), "colour=red"] {
            assert_eq!(slug(admin.get(&format!("{ORDERS}?{wrong}")).await).await, "validation-failed", "{wrong}");
        }
    }

    async fn orders_of_which_nobody_knows_what_came_of_a_request_are_found(house: &House) {
        let (algebra, _) = priced(house).await;
        let (_, ada) = student(house, "ada").await;
        let step = placed(ada, algebra);
        save(&house.store, None, &step).await.unwrap();
        let order = moved(&house.store, &step.order, Command::OpeningUnknown, at(1)).await;
        let admin = admin(house).await;
        let page = json(admin.get(&format!("{ORDERS}?status=unknown")).await).await;
        assert_eq!(page["items"][0]["id"], order.id.to_string());
        assert_eq!(page["items"][0]["account"], value!({ "id": ada, "name": "ada", "email": "ada@example.org" }));
        let report = json(admin.get("/api/admin/payments/reconciliation").await).await;
        assert_eq!((&report["unknown"], &report["open_orders"]), (&value!(1), &value!(1)));
        moved(&house.store, &order, opened("order_found"), at(2)).await;
        let report = json(admin.get("/api/admin/payments/reconciliation").await).await;
        assert_eq!((&report["unknown"], &report["open_orders"]), (&value!(0), &value!(1)));
    }

    async fn an_order_is_a_timeline_with_its_books(house: &House) {
        let (algebra, _) = priced(house).await;
        let (_, ada) = student(house, "ada").await;
        let admin = admin(house).await;
        let order = bought(&house.store, ada, algebra).await;
        let order = moved(&house.store, &order, asked_refund(ada, 10_000), at(5)).await;
        let whole = json(admin.get(&format!("{ORDERS}/{}", order.id)).await).await;
        assert_eq!((&whole["order"]["status"], &whole["order"]["account"]["name"]), (&value!("refunding"), &value!("ada")));
        let payment = &whole["payments"][0];
        assert_eq!((&payment["role"], &payment["status"], &payment["fee"]["amount_minor"]), (&value!("kept"), &value!("captured"), &value!(1_178)));
        let refund = &whole["refunds"][0];
        assert_eq!((&refund["status"], &refund["policy"], &refund["reason_kind"]), (&value!("due"), &value!("keep"), &value!("admin")));
        assert_eq!((&refund["reason"], &refund["requested_by"]["name"]), (&value!("a goodwill gesture"), &value!("ada")));
        assert_eq!(whole["refundable"]["amount_minor"], 39_900);
        let timeline = whole["timeline"].as_array().unwrap();
        let kinds: Vec<&str> = timeline.iter().map(|row| row["kind"].as_str().unwrap()).collect();
        assert_eq!((kinds[0], *kinds.last().unwrap()), ("placed", "refund_asked"));
        assert_eq!(timeline[0]["detail"], value!({ "price": { "amount_minor": 49_900, "currency": "INR" } }));
        let sum: i64 = whole["ledger"].as_array().unwrap().iter().map(|row| row["money"]["amount_minor"].as_i64().unwrap()).sum();
        assert_eq!(sum, 0);
        assert_eq!(slug(admin.get(&format!("{ORDERS}/{}", OrderId(Uuid::now_v7()))).await).await, "not-found");
    }

    async fn access_is_listed_with_what_it_rests_on(house: &House) {
        let (algebra, _) = priced(house).await;
        let (_, ada) = student(house, "ada").await;
        let admin = admin(house).await;
        let order = bought(&house.store, ada, algebra).await;
        let page = json(admin.get(&format!("/api/admin/payments/access?account={ada}")).await).await;
        let row = &page["items"][0];
        assert_eq!((&row["source"], &row["order"]), (&value!("order"), &value!(order.id)));
        assert_eq!((&row["exam"]["title"], &row["account"]["email"]), (&value!("Algebra"), &value!("ada@example.org")));
        assert_eq!([&row["granted_by"], &row["withdrawn_at"]], [&Value::Null; 2]);
        let none = json(admin.get(&format!("/api/admin/payments/access?exam={}", ExamId(Uuid::now_v7()))).await).await;
        assert_eq!(none["items"], value!([]));
    }

    async fn the_report_says_what_everything_comes_to(house: &House) {
        let (algebra, _) = priced(house).await;
        let (_, ada) = student(house, "ada").await;
        let admin = admin(house).await;
        bought(&house.store, ada, algebra).await;
        cancel(&house.store, &ordered(&house.store, ada, algebra).await).await;
        let report = json(admin.get("/api/admin/payments/reconciliation").await).await;
        let inr = |amount: i64| value!({ "amount_minor": amount, "currency": "INR" });
        assert_eq!(
            report["totals"],
            value!([{
                "currency": "INR", "captured": inr(49_900), "refunded": inr(0), "receivable": inr(48_722),
                "revenue": inr(49_900), "balanced": true,
            }])
        );
        assert_eq!((&report["open_orders"], &report["parked"]), (&value!(0), &value!(0)));
        let (_, student) = student(house, "eve").await;
        assert_ne!(student, ada);
    }
}

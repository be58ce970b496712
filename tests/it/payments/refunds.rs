//! Giving back: who may, how much, and what becomes of access.

use super::bank::{Ask, Fault};
use super::buying::problem;
use super::repeats::{keyed_refund, network, proof, refund};
use super::shop::{PRICE, Shop, in_both_shops};
use super::till::{DAY, now};
use crate::accounts::house::PASSWORD;
use examhall::service::payments::create_order::{Placed, place_order};
use examhall::service::payments::grant_access::{GrantAccess, grant_access};
use examhall::service::payments::inspect_order::AdminOrder;
use examhall::service::payments::read_pricing::read_pricing;
use examhall::service::payments::refund_order::{RefundOrder, refund_order};
use examhall::service::payments::resolve_review::resolve_review;
use examhall::service::payments::revoke_access::revoke_access;
use examhall::service::problem::ProblemType;
use examhall::service::{Answer, Error};
use examhall::store::audit;
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{AccessPolicy, Decision, OrderStatus, PaymentStatus, Progress, Role};
use examhall_domain::time::Span;
use serde_json::json;

async fn ask(shop: &Shop, key: &str, command: &RefundOrder, password: &str) -> Answer<u16> {
    let keyed = keyed_refund(&shop.admin, key, command);
    let asked = refund_order(&shop.cx, &shop.admin, network(), &keyed, command, &proof(password)).await;
    asked.map(|reply| reply.status)
}

async fn resolved(shop: &Shop, id: examhall_domain::id::OrderId, decision: Decision) -> Answer<AdminOrder> {
    resolve_review(&shop.cx, &shop.admin, network(), id, decision, "looked at", &proof(PASSWORD)).await
}

in_both_shops! {
    async fn all_goes_back_with_the_access_at_once(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.bought(&ada).await;
        let all = RefundOrder { access: AccessPolicy::Revoke, ..refund(id, None) };
        assert_eq!(ask(shop, "k", &all, PASSWORD).await.unwrap(), 202);
        assert!(!shop.access(&ada).await.has_access, "not only when the money has left");
        assert_eq!(shop.order(id).await.status(), OrderStatus::Refunding);
        shop.bring(id).await;
        shop.bank.settle_refunds(Progress::Processed);
        assert_eq!(shop.settle(id).await.status(), OrderStatus::Refunded);
        assert_eq!(shop.bank.books().returned(), PRICE);
        let told = audit::list_of_object(shop.cx.store.read(), "order", &id.to_string(), None, 9).await.unwrap();
        assert_eq!(told[0].action, "payments.refund_asked");
        shop.check_gateway(&[id]).await;
    }

    async fn access_comes_back_when_the_money_does_not_leave(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.bought(&ada).await;
        let all = RefundOrder { access: AccessPolicy::Revoke, ..refund(id, None) };
        ask(shop, "k", &all, PASSWORD).await.unwrap();
        shop.bring(id).await;
        shop.bank.settle_refunds(Progress::Failed);
        let order = shop.settle(id).await;
        assert_eq!((order.status(), order.refundable().amount_minor), (OrderStatus::Paid, PRICE));
        assert!(shop.access(&ada).await.has_access);
        assert_eq!(ask(shop, "again", &all, PASSWORD).await.unwrap(), 202, "there is room for another try");
        shop.check_books(id).await;
    }

    async fn what_is_wrong_with_a_refund_is_said_and_nothing_is_done(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.bought(&ada).await;
        for (command, password, expected) in [
            (refund(id, Some(PRICE + 1)), PASSWORD, ProblemType::RefundTooMuch),
            (refund(id, Some(0)), PASSWORD, ProblemType::RefundTooMuch),
            (refund(id, Some(-5)), PASSWORD, ProblemType::RefundTooMuch),
            (refund(id, None), "not the password", ProblemType::ValidationFailed),
            (RefundOrder { reason: "x".to_owned(), ..refund(id, None) }, PASSWORD, ProblemType::ValidationFailed),
        ] {
            assert_eq!(problem(ask(shop, "k", &command, password).await), Some(expected), "{command:?}");
        }
        let unpaid = shop.ordered(&shop.student("ben").await).await;
        assert_eq!(problem(ask(shop, "k", &refund(unpaid, None), PASSWORD).await), Some(ProblemType::OrderNotRefundable));
        assert_eq!(shop.order(id).await.refunds, []);
        assert_eq!(shop.bank.asked(Ask::Refund), 0);
        assert_eq!(ask(shop, "k", &refund(id, None), PASSWORD).await.unwrap(), 202, "no refusal has used the key up");
    }

    async fn a_refund_whose_answer_is_lost_is_made_once(shop: &Shop) {
        for (name, fault) in [("ada", Fault::LostAfter), ("ben", Fault::LostBefore)] {
            let id = shop.bought(&shop.student(name).await).await;
            shop.bank.fails(Ask::Refund, fault);
            ask(shop, name, &refund(id, Some(100)), PASSWORD).await.unwrap();
            let before = shop.bank.books().refunds.len();
            shop.bring(id).await;
            assert!(shop.kinds(id).await.iter().any(|kind| kind == "refund_unknown"), "{fault:?}");
            shop.until_refunded(id).await;
            let made = shop.bank.books().refunds.len() - before;
            assert_eq!(made, 1, "{fault:?}");
            shop.check_books(id).await;
        }
    }

    async fn parked_money_is_kept_or_given_back_as_a_person_decides(shop: &Shop) {
        for (name, decision) in [("ada", Decision::Grant), ("ben", Decision::Refund)] {
            let student = shop.student(name).await;
            let id = shop.ordered(&student).await;
            shop.bank.pay_amount(id, PaymentStatus::Captured, Money::new(PRICE - 1, Currency::INR));
            shop.until_review(id).await;
            let open = async || read_pricing(&shop.cx, Some(&student), shop.exam).await.unwrap().open_order;
            assert_eq!(open().await.map(|order| (order.id, order.status)), Some((id, OrderStatus::Review)));
            assert_eq!(problem(ask(shop, name, &refund(id, None), PASSWORD).await), Some(ProblemType::OrderNotRefundable));
            let (keyed, wish) = (shop.keyed(&student, "again"), shop.wish());
            let again = async || place_order(&shop.cx, &student, &keyed, &wish, "nobody").await;
            let Err(Error::Refused(refused)) = again().await else { panic!("nobody is to pay again meanwhile") };
            assert_eq!((refused.problem, &refused.extras["order"]), (ProblemType::OrderInReview, &json!(id)));
            resolved(shop, id, decision).await.unwrap();
            shop.bring(id).await;
            shop.bank.settle_refunds(Progress::Processed);
            let order = shop.settle(id).await;
            assert_eq!(shop.access(&student).await.has_access, decision == Decision::Grant);
            let role = if decision == Decision::Grant { Role::Kept } else { Role::Surplus };
            assert_eq!(order.payments[0].role, role);
            assert!(open().await.is_none(), "it was decided");
            let placed = again().await;
            assert!(matches!(placed, Ok(Placed::Order { order, .. }) if order != id), "and the key is not used up");
            assert_eq!(problem(resolved(shop, id, decision).await), Some(ProblemType::OrderNotOpen));
            shop.check_books(id).await;
        }
    }

    async fn access_is_granted_behind_what_there_is_and_taken_back(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.bought(&ada).await;
        let bought_until = shop.access(&ada).await.expires_at.unwrap().0;
        let command = GrantAccess {
            email: "ada@example.org".to_owned(), exam_id: shop.exam, days: 10, reason: "a prize".to_owned(),
        };
        let granted = grant_access(&shop.cx, &shop.admin, &command).await.unwrap();
        assert_eq!(granted.starts_at.0, bought_until);
        assert_eq!(shop.access(&ada).await.expires_at.unwrap().0, bought_until + Span(10 * DAY.0));
        let all = RefundOrder { access: AccessPolicy::Revoke, ..refund(id, None) };
        ask(shop, "k", &all, PASSWORD).await.unwrap();
        let left = shop.access(&ada).await;
        assert_eq!(left.source.map(|source| source.name()), Some("grant"), "the grant has moved up");
        assert!(left.expires_at.unwrap().0 < now() + Span(11 * DAY.0));
        for _ in 0..2 {
            let revoked = revoke_access(&shop.cx, &shop.admin, granted.id, "a mistake").await.unwrap();
            assert_eq!(revoked.withdrawn_why.as_deref(), Some("a mistake"));
        }
        assert!(!shop.access(&ada).await.has_access);
        let wrong = GrantAccess { email: "x".to_owned(), days: 0, reason: String::new(), ..command };
        let Err(examhall::service::Error::Refused(refusal)) = grant_access(&shop.cx, &shop.admin, &wrong).await else {
            panic!("it was granted")
        };
        let pointers: Vec<&str> = refusal.fields.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/email", "/days", "/reason"]);
        assert_eq!(problem(grant_access(&shop.cx, &ada, &wrong).await), Some(ProblemType::Forbidden));
    }
}

impl Shop {
    async fn until_refunded(&self, id: examhall_domain::id::OrderId) {
        crate::rooms::socket::within(async {
            while self.order(id).await.refunds[0].status.name() != "processed" {
                self.bring(id).await;
                self.bank.settle_refunds(Progress::Processed);
            }
        })
        .await;
    }

    async fn until_review(&self, id: examhall_domain::id::OrderId) {
        crate::rooms::socket::within(async {
            while self.order(id).await.status() != OrderStatus::Review {
                self.bring(id).await;
            }
        })
        .await;
    }
}

//! Whoever brings an order on may be killed at any line: another goes on where the order stands, and nothing is done twice.

use super::bank::{Ask, Fault};
use super::repeats::{keyed_refund, network, proof, refund};
use super::shop::{PRICE, Shop, in_both_shops};
use super::till::{change, now};
use crate::accounts::house::PASSWORD;
use crate::support::start_actors;
use examhall::actor::payments::sagas::Sagas;
use examhall::service::payments::bring_on::Brought;
use examhall::service::payments::create_order::{Placed, place_order};
use examhall::service::payments::queue::{PAYMENT_JOB, pause_queue, resume_queue};
use examhall::service::payments::reconcile::reconcile_now;
use examhall::service::payments::refund_order::refund_order;
use examhall::store::jobs;
use examhall_domain::id::OrderId;
use examhall_domain::payments::{AccessPolicy, OrderStatus, PaymentStatus, Progress};
use futures_util::FutureExt;
use std::sync::Arc;
use std::task::Poll;

/// Brings an order on until the call hangs that is to, and drops it there; where none is to, nothing is done.
async fn killed(shop: &Shop, id: OrderId) {
    crate::rooms::socket::within(async {
        while shop.bank.is_broken() {
            let mut work = Box::pin(shop.bring(id));
            std::future::poll_fn(|cx| match work.poll_unpin(cx) {
                Poll::Ready(_) => Poll::Ready(()),
                Poll::Pending if shop.bank.hangs() => Poll::Ready(()),
                Poll::Pending => {
                    cx.waker().wake_by_ref();
                    Poll::Pending
                }
            })
            .await;
        }
    })
    .await;
}

/// A whole sale with a refund, in which the gateway's first call of a kind hangs before or after its effect.
async fn sale(shop: &Shop, name: &str, ask: Ask, fault: Fault) {
    let student = shop.student(name).await;
    let id = shop.place(&student).await;
    let hang = |at: Ask| {
        if at == ask {
            shop.bank.fails(ask, fault)
        }
    };
    hang(Ask::Open);
    killed(shop, id).await;
    shop.until_open(id).await;
    for _ in 0..2 {
        shop.bank.pay(id, PaymentStatus::Authorized);
    }
    hang(Ask::Books);
    hang(Ask::Capture);
    killed(shop, id).await;
    shop.until_status(id, OrderStatus::Paid).await;
    let command =
        examhall::service::payments::refund_order::RefundOrder { access: AccessPolicy::Revoke, ..refund(id, None) };
    let keyed = keyed_refund(&shop.admin, name, &command);
    refund_order(&shop.cx, &shop.admin, network(), &keyed, &command, &proof(PASSWORD)).await.unwrap();
    hang(Ask::Refund);
    killed(shop, id).await;
    shop.until_refunded_in_full(id).await;
    let captured = shop.bank.payments_for(id).iter().filter(|payment| payment.status.is_captured()).count();
    assert_eq!(captured, 1, "one charge: {ask:?} {fault:?}");
    assert!(!shop.access(&student).await.has_access);
    shop.check_books(id).await;
}

in_both_shops! {
    async fn a_saga_that_is_killed_at_the_gateway_goes_on(shop: &Shop) {
        let asks = [Ask::Open, Ask::Books, Ask::Capture, Ask::Refund];
        for (nth, ask) in asks.into_iter().enumerate() {
            for (side, fault) in [Fault::HangsBefore, Fault::HangsAfter].into_iter().enumerate() {
                sale(shop, &format!("s{nth}{side}"), ask, fault).await;
            }
        }
    }

    async fn an_outcome_that_is_not_known_is_found_out(shop: &Shop) {
        let asks = [Ask::Open, Ask::Capture];
        for (nth, ask) in asks.into_iter().enumerate() {
            for (side, fault) in [Fault::LostBefore, Fault::LostAfter].into_iter().enumerate() {
                let student = shop.student(&format!("s{nth}{side}")).await;
                let id = shop.place(&student).await;
                if ask == Ask::Open {
                    shop.bank.fails(ask, fault);
                }
                shop.until_open(id).await;
                if ask == Ask::Capture {
                    shop.bank.fails(ask, fault);
                }
                let payment = shop.bank.pay(id, PaymentStatus::Authorized);
                shop.tell(shop.bank.message(&payment)).await;
                let order = shop.settle(id).await;
                assert_eq!(order.status(), OrderStatus::Paid, "{ask:?} {fault:?}");
                assert_eq!(shop.bank.books().orders.iter().filter(|known| known.ours == Some(id)).count(), 1);
                shop.check_books(id).await;
            }
        }
    }

    async fn a_gateway_that_is_away_makes_a_dead_letter_that_reconciliation_takes_up(shop: &Shop) {
        let actors = start_actors(&shop.cx);
        let ada = shop.student("ada").await;
        // More often than it is tried, since whoever looks after the order in the meantime gives it all its tries again.
        for _ in 0..50 {
            shop.bank.fails(Ask::Open, Fault::NotDone);
        }
        let keyed = shop.keyed(&ada, "k");
        let placed = place_order(&shop.cx, &ada, &keyed, &shop.wish(), actors.sagas.owner()).await.unwrap();
        let Placed::Order { order: id, job: Some(job) } = placed else { panic!("it was there before") };
        actors.sagas.take_up(job);
        crate::rooms::socket::within(async {
            while jobs::list_dead_of(shop.cx.store.read(), PAYMENT_JOB, None, 9).await.unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Opening, "what is not known is not called failed");
        shop.bank.mend();
        reconcile_now(&shop.cx, &shop.admin).await.unwrap();
        shop.until(id, |order| order.status() == OrderStatus::AwaitingPayment).await;
        shop.bank.pay(id, PaymentStatus::Authorized);
        shop.until(id, |order| order.status() == OrderStatus::Paid).await;
    }

    async fn what_a_dead_instance_held_is_taken_up_when_its_lease_is_over(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.place(&ada).await;
        let held = jobs::next_due(shop.cx.store.read(), &[PAYMENT_JOB]).await.unwrap().unwrap();
        let _actors = start_actors(&shop.cx);
        shop.until(id, |order| order.status() == OrderStatus::AwaitingPayment).await;
        assert!(now() >= held, "not before");
        assert_eq!(shop.bank.asked(Ask::Open), 1);
    }

    async fn a_saga_holds_its_order_for_as_long_as_it_works_and_no_longer(shop: &Shop) {
        let ada = shop.student("ada").await;
        let sagas = Sagas::new(shop.cx.clone());
        shop.bank.fails(Ask::Open, Fault::HangsBefore);
        let placed = place_order(&shop.cx, &ada, &shop.keyed(&ada, "k"), &shop.wish(), sagas.owner()).await.unwrap();
        let Placed::Order { order: id, job: Some(job) } = placed else { panic!("it was there before") };
        let until = async || jobs::next_due(shop.cx.store.read(), &[PAYMENT_JOB]).await.unwrap().unwrap();
        let first = until().await;
        sagas.take_up(job);
        let lease = shop.cx.settings.payments.lease();
        crate::rooms::socket::within(async { while until().await < first + lease + lease {} }).await;
        assert_eq!(shop.bank.asked(Ask::Open), 1, "one call, which goes on");
        // Somebody else has it now: this one lets go in the middle of its call.
        change(&shop.cx.store, "UPDATE jobs SET lease_owner = 'another' WHERE kind = 'payment'", []).await;
        crate::rooms::socket::within(async {
            while Arc::strong_count(&sagas) > 1 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Opening, "what came of it is for the other one to find");
        shop.bring(id).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::AwaitingPayment);
    }

    async fn a_paused_queue_begins_nothing_until_it_goes_on(shop: &Shop) {
        let actors = start_actors(&shop.cx);
        let ada = shop.student("ada").await;
        pause_queue(&shop.cx, &shop.admin).await.unwrap();
        let id = shop.place(&ada).await;
        let dropped = "UPDATE jobs SET lease_owner = NULL, lease_until_us = NULL WHERE kind = 'payment'";
        change(&shop.cx.store, dropped, []).await;
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        assert_eq!(shop.bank.asked(Ask::Open), 0);
        resume_queue(&shop.cx, &shop.admin).await.unwrap();
        shop.until(id, |order| order.status() == OrderStatus::AwaitingPayment).await;
        assert!(!actors.sagas.owner().is_empty());
    }

    async fn sagas_bring_many_orders_on_by_themselves(shop: &Shop) {
        let actors = start_actors(&shop.cx);
        let mut orders = Vec::new();
        for nth in 0..20 {
            let student = shop.student(&format!("s{nth}")).await;
            let keyed = shop.keyed(&student, "k");
            let placed = place_order(&shop.cx, &student, &keyed, &shop.wish(), actors.sagas.owner()).await.unwrap();
            let Placed::Order { order, job: Some(job) } = placed else { panic!("it was there before") };
            actors.sagas.take_up(job);
            orders.push((student, order));
        }
        for (_, id) in &orders {
            shop.until(*id, |order| order.status() == OrderStatus::AwaitingPayment).await;
            let payment = shop.bank.pay(*id, PaymentStatus::Authorized);
            actors.webhooks.take(shop.bank.message(&payment)).await.unwrap();
        }
        for (student, id) in &orders {
            shop.until(*id, |order| order.status() == OrderStatus::Paid).await;
            assert!(shop.access(student).await.has_access);
        }
        assert_eq!(shop.bank.books().captured(), 20 * PRICE);
        assert_eq!(shop.bank.asked(Ask::Open), 20, "whoever places an order holds its job, so that nobody else begins it");
        let all: Vec<OrderId> = orders.into_iter().map(|(_, id)| id).collect();
        shop.check_gateway(&all).await;
    }
}

impl Shop {
    async fn until_open(&self, id: OrderId) {
        self.until_status(id, OrderStatus::AwaitingPayment).await;
    }

    async fn until_status(&self, id: OrderId, status: OrderStatus) {
        crate::rooms::socket::within(async {
            while self.order(id).await.status() != status {
                let brought = self.bring(id).await;
                assert_ne!(brought, Brought::Stuck);
            }
        })
        .await;
    }

    async fn until_refunded_in_full(&self, id: OrderId) {
        crate::rooms::socket::within(async {
            while self.order(id).await.status() != OrderStatus::Refunded {
                self.bring(id).await;
                self.bank.settle_refunds(Progress::Processed);
            }
        })
        .await;
    }
}

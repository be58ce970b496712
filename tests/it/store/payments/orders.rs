//! Orders: read back as they were stored, moved from one version to the next by one of many, with timeline and ledger.

use crate::store::engine::on_both_engines;
use crate::store::fixtures::{NOW, at, person};
use examhall::store::payments::event::{self, Source, Told};
use examhall::store::payments::ledger;
use examhall::store::payments::open_order::{self, Wish};
use examhall::store::payments::order::{self, Search, Unsettled};
use examhall::store::payments::reference::{self, Kind};
use examhall::store::{Priority, Store, StoreError, constraint};
use examhall_domain::id::{AccountId, ExamId, OrderId, RefundId};
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{
    AccessPolicy, AskedRefund, Circumstances, Command, GatewayName, GatewayOrderId, GatewayPaymentId, GatewayRefundId,
    Order, OrderStatus, PaymentStatus, Placing, Progress, SeenPayment, SeenRefund, Step, Subject, Waits, Why, Witness,
    place, receipt_number, step,
};
use examhall_domain::time::{Span, Timestamp};
use futures_util::future::join_all;
use std::collections::BTreeMap;
use uuid::Uuid;

fn razorpay() -> GatewayName {
    GatewayName::parse("razorpay").unwrap()
}

pub(crate) fn price() -> Money {
    Money::new(49_900, Currency::INR)
}

fn waits() -> Waits {
    Waits { unsure: vec![Span::from_secs(5)], open: Span::from_secs(60), late: vec![Span::from_secs(3_600)] }
}

/// A name that no other test has.
pub(crate) fn unique(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::now_v7().simple())
}

pub(crate) fn placed(account: AccountId, exam: ExamId) -> Step {
    placed_as(OrderId(Uuid::now_v7()), account, exam)
}

fn placed_as(id: OrderId, account: AccountId, exam: ExamId) -> Step {
    let subject = Subject::Exam(exam);
    let expires_at = at(1_800);
    place(Placing { id, account, subject, price: price(), access_days: 30, gateway: razorpay(), expires_at }, NOW)
}

pub(crate) fn decided(order: &Order, command: Command, now: Timestamp) -> Step {
    step(order, command, &Circumstances { now, grantable: true, waits: &waits() }).unwrap()
}

pub(crate) fn told(now: Timestamp) -> Told {
    Told { source: Source::Saga, actor: None, at: now }
}

pub(crate) async fn save(store: &Store, before: Option<&Order>, step: &Step) -> Result<(), StoreError> {
    store
        .in_transaction(Priority::Jobs, async |tx| order::save(tx, before, step, told(step.order.updated_at)).await)
        .await
}

/// Decides and stores.
pub(crate) async fn moved(store: &Store, before: &Order, command: Command, now: Timestamp) -> Order {
    let step = decided(before, command, now);
    save(store, Some(before), &step).await.unwrap();
    step.order
}

async fn found(store: &Store, id: OrderId) -> Order {
    order::find(store.read(), id).await.unwrap().unwrap()
}

pub(crate) fn seen(order: &Order, id: &str, status: PaymentStatus) -> Command {
    let seen = SeenPayment {
        id: GatewayPaymentId::parse(id).unwrap(),
        order: order.gateway_order.clone(),
        status,
        money: price(),
        method: Some("upi".to_owned()),
        fee_minor: status.is_captured().then_some(1_178),
        tax_minor: status.is_captured().then_some(180),
        error_code: None,
    };
    Command::PaymentSeen { seen, witness: Witness::Books }
}

pub(crate) fn opened(gateway_order: &str) -> Command {
    Command::GatewayOrderOpened { gateway_order: GatewayOrderId::parse(gateway_order).unwrap() }
}

pub(crate) fn asked_refund(by: AccountId, amount: i64) -> Command {
    Command::AskRefund(AskedRefund {
        id: RefundId(Uuid::now_v7()),
        payment: None,
        money: Some(Money::new(amount, Currency::INR)),
        policy: AccessPolicy::Keep,
        reason: Why::parse("a goodwill gesture").unwrap(),
        by,
    })
}

/// An order that was placed, opened and paid.
pub(crate) async fn paid(store: &Store, account: AccountId, exam: ExamId) -> Order {
    let step = placed(account, exam);
    save(store, None, &step).await.unwrap();
    let order = moved(store, &step.order, opened(&unique("order")), at(1)).await;
    let order = moved(store, &order, seen(&order, &unique("pay"), PaymentStatus::Captured), at(2)).await;
    assert_eq!(order.status(), OrderStatus::Paid);
    order
}

on_both_engines! {
    async fn every_step_is_read_back_as_it_was_decided(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        let step = placed(ada, exam);
        save(&store, None, &step).await.unwrap();
        assert_eq!(found(&store, step.order.id).await, step.order);
        let (gateway_order, first, second) = (unique("order"), unique("pay"), unique("pay"));
        let mut order = moved(&store, &step.order, opened(&gateway_order), at(1)).await;
        for (name, status) in [
            (&second, PaymentStatus::Failed),
            (&first, PaymentStatus::Authorized),
            (&first, PaymentStatus::Captured),
            (&second, PaymentStatus::Captured),
        ] {
            let next = seen(&order, name, status);
            order = moved(&store, &order, next, at(2)).await;
            assert_eq!(found(&store, order.id).await, order, "{name} {status:?}");
        }
        order = moved(&store, &order, asked_refund(ada, 10_000), at(5)).await;
        let ours = order.refunds.last().unwrap().clone();
        let gateway_refund = GatewayRefundId::parse(&unique("rfnd")).unwrap();
        let seen = SeenRefund {
            id: gateway_refund.clone(),
            payment: ours.payment.clone(),
            ours: Some(ours.id),
            progress: Progress::Processed,
            money: ours.money,
        };
        order = moved(&store, &order, Command::RefundSeen { seen, witness: Witness::Books }, at(6)).await;
        assert_eq!(found(&store, order.id).await, order);
        assert_eq!((order.payments.len(), order.refunds.len()), (2, 2), "the second payment goes back, too");

        for (kind, name) in [
            (Kind::Order, gateway_order.as_str()),
            (Kind::Payment, &first),
            (Kind::Payment, &second),
            (Kind::Refund, gateway_refund.as_str()),
            (Kind::Receipt, &receipt_number(order.id)),
        ] {
            assert_eq!(reference::find(store.read(), &razorpay(), kind, name).await.unwrap(), Some(order.id), "{name}");
            let anywhere = reference::find_anywhere(store.read(), name, 9).await.unwrap();
            assert_eq!(anywhere, [order.id]);
        }
        assert_eq!(reference::find(store.read(), &razorpay(), Kind::Order, &first).await.unwrap(), None);
    }

    async fn the_timeline_and_the_ledger_follow_every_step(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        let order = paid(&store, ada, exam).await;
        let timeline = event::of_order(store.read(), order.id).await.unwrap();
        assert_eq!(timeline.iter().map(|row| row.seq).collect::<Vec<_>>(), (1..=order.events).collect::<Vec<_>>());
        let heads = order::timeline_heads(store.read(), &[order.id]).await.unwrap();
        assert_eq!(heads[&order.id], event::head_after(None, order.id, &timeline).unwrap());
        assert_eq!((timeline[0].kind.as_str(), timeline[0].source.as_str(), timeline[0].at()), ("placed", "saga", NOW));
        let mut balances: BTreeMap<&str, i64> = BTreeMap::new();
        let lines = ledger::of_order(store.read(), order.id).await.unwrap();
        for line in &lines {
            let event = &timeline[usize::try_from(line.entry).unwrap() - 1];
            assert_eq!(line.kind, event.kind, "an entry has the number of its event");
            *balances.entry(line.account.as_str()).or_default() += line.amount_minor;
        }
        assert_eq!(
            balances,
            BTreeMap::from([("gateway_receivable", 48_722), ("exam_revenue", -49_900), ("gateway_fees", 1_178)])
        );
        let sums = ledger::sums(store.read()).await.unwrap();
        let revenue = sums.iter().find(|sum| sum.account == "exam_revenue").unwrap();
        assert_eq!((revenue.currency.as_str(), revenue.kind.as_str(), revenue.amount.as_str()), ("INR", "payment_kept", "-49900"));
        assert_eq!(order::strays(store.read(), 9).await.unwrap(), []);
    }

    async fn a_step_upon_another_version_changes_nothing(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        let step = placed(ada, exam);
        save(&store, None, &step).await.unwrap();
        let (one, other) = (decided(&step.order, opened(&unique("order")), at(1)), decided(&step.order, Command::Cancel, at(1)));
        save(&store, Some(&step.order), &one).await.unwrap();
        let lost = save(&store, Some(&step.order), &other).await.unwrap_err();
        assert_eq!(lost.conflict(), Some(constraint::ORDER_VERSION), "{lost:?}");
        assert_eq!(found(&store, step.order.id).await, one.order);
        assert_eq!(event::of_order(store.read(), step.order.id).await.unwrap().len(), 2);
        let unchanged = decided(&one.order, opened(one.order.gateway_order.as_ref().unwrap().as_str()), at(2));
        assert!(unchanged.is_unchanged());
        save(&store, Some(&one.order), &unchanged).await.unwrap();
    }

    async fn a_name_of_the_gateway_is_of_one_order(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        let paid = paid(&store, ada, exam).await;
        let step = placed(ada, exam);
        save(&store, None, &step).await.unwrap();
        let taken = decided(&step.order, opened(paid.gateway_order.as_ref().unwrap().as_str()), at(9));
        let error = save(&store, Some(&step.order), &taken).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::PAYMENT_REFS), "{error:?}");
        assert_eq!(found(&store, step.order.id).await, step.order, "nothing of the step is stored");
    }

    async fn one_order_for_an_exam_is_open_until_it_is_paid_or_closed(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        let wish = Wish { account: ada, subject_kind: "exam", subject: exam.0 };
        let open = async || open_order::find(store.read(), wish).await.unwrap();
        let first = placed(ada, exam);
        save(&store, None, &first).await.unwrap();
        assert_eq!(open().await, Some(first.order.id));
        let second = save(&store, None, &placed(ada, exam)).await.unwrap_err();
        assert_eq!(second.conflict(), Some(constraint::OPEN_ORDERS), "{second:?}");
        save(&store, None, &placed(ada, ExamId(Uuid::now_v7()))).await.unwrap();
        save(&store, None, &placed(person(&store, "ben").await, exam)).await.unwrap();
        assert_eq!(open_order::count(store.read()).await.unwrap(), 3);
        moved(&store, &first.order, Command::Cancel, at(1)).await;
        assert_eq!(open().await, None);
        paid(&store, ada, exam).await;
        assert_eq!(open().await, None, "a renewal can be ordered");
    }

    async fn of_fifty_orders_at_once_one_is_opened(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        let orders: Vec<Step> = (0..50).map(|_| placed(ada, exam)).collect();
        let outcomes = join_all(orders.iter().map(|step| save(&store, None, step))).await;
        let refused = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        assert_eq!(refused.map(StoreError::conflict).collect::<Vec<_>>(), [Some(constraint::OPEN_ORDERS); 49]);
        let stored = order::search(store.read(), &Search::default(), None, 99).await.unwrap();
        assert_eq!(stored.len(), 1);
    }

    /// Webhook, callback, poll and saga tell the same at the same time; each loads, decides and stores, and whoever lost does it
    /// again.
    async fn fifty_who_tell_of_one_payment_capture_it_once(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        let step = placed(ada, exam);
        save(&store, None, &step).await.unwrap();
        let order = moved(&store, &step.order, opened(&unique("order")), at(1)).await;
        let payment = unique("pay");
        let tell = async |_| {
            let told = store.in_transaction(Priority::Webhooks, async |tx| {
                let held = order::hold(tx, order.id).await?.unwrap();
                let step = decided(&held, seen(&held, &payment, PaymentStatus::Captured), at(2));
                order::save(tx, Some(&held), &step, told(at(2))).await
            });
            told.await.unwrap();
        };
        join_all((0..50).map(tell)).await;
        let after = found(&store, order.id).await;
        assert_eq!((after.status(), after.payments.len()), (OrderStatus::Paid, 1));
        let kept = event::of_order(store.read(), order.id).await.unwrap();
        assert_eq!(kept.iter().filter(|row| row.kind == "payment_kept").count(), 1);
        assert_eq!(kept.last().unwrap().seq, after.events);
    }

    async fn orders_are_found_by_person_status_exam_and_time(store: Store) {
        let (ada, ben) = (person(&store, "ada").await, person(&store, "ben").await);
        let (botany, algebra) = (ExamId(Uuid::now_v7()), ExamId(Uuid::now_v7()));
        let paid = paid(&store, ada, botany).await;
        let renewal = placed(ada, botany).order;
        let other = placed(ben, algebra).order;
        let moment = u64::try_from(NOW.0 / 1_000 - 60_000).unwrap();
        let early = Uuid::from_u128(u128::from(moment) << 80 | 7 << 76 | 2 << 62 | 1);
        let early = placed_as(OrderId(early), ben, botany).order;
        for order in [&renewal, &other, &early] {
            let step = Step { order: order.clone(), events: Vec::new(), upon: 0 };
            save(&store, None, &step).await.unwrap();
        }
        let ids = async |search: Search, after| {
            let orders = order::search(store.read(), &search, after, 2).await.unwrap();
            orders.into_iter().map(|order| order.id).collect::<Vec<_>>()
        };
        let all = Search::default;
        assert_eq!(ids(all(), None).await, [other.id, renewal.id]);
        assert_eq!(ids(all(), Some(renewal.id)).await, [paid.id, early.id]);
        assert_eq!(ids(Search { account: Some(ada), ..all() }, None).await, [renewal.id, paid.id]);
        assert_eq!(ids(Search { exam: Some(algebra), ..all() }, None).await, [other.id]);
        assert_eq!(ids(Search { statuses: vec![OrderStatus::Paid, OrderStatus::Refunded], ..all() }, None).await, [paid.id]);
        assert_eq!(ids(Search { to: Some(NOW), ..all() }, None).await, [early.id]);
        assert_eq!(ids(Search { from: Some(Timestamp(NOW.0 - 60_001_000)), to: Some(NOW), ..all() }, None).await, [early.id]);
        assert_eq!(ids(Search { to: Some(Timestamp(NOW.0 - 60_001_000)), ..all() }, None).await, []);
        assert_eq!(ids(Search { among: Some((vec![paid.id], vec![ben])), ..all() }, None).await, [other.id, paid.id]);
        assert_eq!(ids(Search { among: Some((Vec::new(), Vec::new())), ..all() }, None).await, []);

        let many = order::find_many(store.read(), &[early.id, paid.id, OrderId(Uuid::now_v7())]).await.unwrap();
        assert_eq!(many.iter().map(|order| order.id).collect::<Vec<_>>(), [paid.id, early.id]);
        let page = order::page(store.read(), Some(early.id), 1).await.unwrap();
        assert_eq!(page.iter().map(|order| order.id).collect::<Vec<_>>(), [paid.id]);
        assert_eq!(order::count(store.read()).await.unwrap(), 4);
    }

    async fn what_has_not_come_to_its_end_is_counted_and_swept(store: Store) {
        let (ada, exam) = (person(&store, "ada").await, ExamId(Uuid::now_v7()));
        paid(&store, ada, exam).await;
        let step = placed(ada, exam);
        save(&store, None, &step).await.unwrap();
        let counted = async || order::count_by_status(store.read()).await.unwrap();
        assert_eq!(counted().await, [(OrderStatus::Opening, 1)]);
        assert_eq!(order::count_unknown(store.read()).await.unwrap(), 0);
        let order = moved(&store, &step.order, Command::OpeningUnknown, at(1)).await;
        assert_eq!(order::count_unknown(store.read()).await.unwrap(), 1);
        let unsettled = async |placed_before, after| {
            let part = Unsettled { placed_before, after };
            order::list_unsettled(store.read(), part, 9).await.unwrap()
        };
        let (later, long_ago) = (Timestamp(i64::MAX), Timestamp(1));
        assert_eq!(unsettled(later, None).await, [order.id]);
        assert_eq!(unsettled(later, Some(order.id)).await, []);
        assert_eq!(unsettled(long_ago, None).await, []);
        let look_at = order.look_at.unwrap();
        let due = async |now| order::list_due_to_look(store.read(), now, 9).await.unwrap();
        assert!(!due(look_at - Span(1)).await.contains(&order.id));
        assert!(due(look_at).await.contains(&order.id));

        let order = moved(&store, &order, opened(&unique("order")), at(2)).await;
        let seen = seen(&order, &unique("pay"), PaymentStatus::Authorized);
        let order = moved(&store, &order, seen, at(3)).await;
        assert_eq!(counted().await, [(OrderStatus::Authorized, 1)]);
        let payment = order.payments[0].id.clone();
        let order = moved(&store, &order, Command::CaptureUnknown { payment }, at(4)).await;
        assert_eq!(order::count_unknown(store.read()).await.unwrap(), 1, "{order:?}");
        let unknown = Search { outcome: order::Outcome::Unknown, ..Search::default() };
        let found = order::search(store.read(), &unknown, None, 9).await.unwrap();
        assert_eq!(found.iter().map(|order| order.id).collect::<Vec<_>>(), [order.id]);
    }

    async fn a_stamp_changes_with_every_change_of_somebodys_orders(store: Store) {
        let (ada, ben) = (person(&store, "ada").await, person(&store, "ben").await);
        let stamp = async |account| order::stamp(store.read(), account).await.unwrap();
        assert_eq!(stamp(ada).await, 0);
        let step = placed(ada, ExamId(Uuid::now_v7()));
        save(&store, None, &step).await.unwrap();
        let first = stamp(ada).await;
        assert!(first > 0);
        moved(&store, &step.order, Command::Cancel, at(1)).await;
        let second = stamp(ada).await;
        assert!(second > first);
        save(&store, None, &placed(ada, ExamId(Uuid::now_v7()))).await.unwrap();
        assert!(stamp(ada).await > second);
        assert_eq!(stamp(ben).await, 0);
    }
}

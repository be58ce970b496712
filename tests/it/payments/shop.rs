//! A shop without walls: the use cases of payments over a database of their own, with a gateway in memory that a test can
//! break. Nothing runs by itself unless a test starts it.

use super::bank::{Bank, FEE};
use super::till::change;
use crate::accounts::house::{JWT_SECRET, PASSWORD};
use crate::rooms::socket::within;
use crate::store::engine::TestDatabase;
use crate::store::fixtures::Institute;
use crate::support::NO_IDLE_CONNECTIONS;
use examhall::boot::context;
use examhall::gateway::payments::PaymentGateways;
use examhall::service::Context;
use examhall::service::accounts::api::Caller;
use examhall::service::accounts::create_account::{CreateAccount, create_account};
use examhall::service::payments::access_state::AccessState;
use examhall::service::payments::api::access_of;
use examhall::service::payments::apply_webhook::{apply_webhook, waiting};
use examhall::service::payments::bring_on::{Brought, bring_on};
use examhall::service::payments::create_order::{CreateOrder, Placed, place_order};
use examhall::service::payments::idempotent::Keyed;
use examhall::service::payments::set_price::{SetPrice, TypedPrice, set_price};
use examhall::service::payments::take_webhooks::{Arrived, admit, take_webhooks};
use examhall::settings::{self, Environment};
use examhall::store::payments::{event, ledger, order};
use examhall_domain::accounts::{Locale, Role, Roles};
use examhall_domain::id::{ExamId, OrderId, SessionId};
use examhall_domain::payments::{
    Balances, GatewayPaymentId, IdempotencyKey, Order, OrderStatus, PaymentStatus, balances,
};
use secrecy::ExposeSecret;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) const PRICE: i64 = 49_900;
pub(crate) const CREATE: &str = "POST /api/payments/create-order";

/// Waits that a test can sit out, and cheap hashes.
const OVERRIDES: [(&str, &str); 12] = [
    NO_IDLE_CONNECTIONS,
    ("JWT_SECRET", JWT_SECRET),
    ("EXAMHALL__ACCOUNTS__HASH_MEMORY_KIB", "8"),
    ("EXAMHALL__ACCOUNTS__HASH_PASSES", "1"),
    ("EXAMHALL__PAYMENTS__UNSURE_MS", "[5, 10, 20]"),
    ("EXAMHALL__PAYMENTS__OPEN_LOOK_MS", "50"),
    ("EXAMHALL__PAYMENTS__LATE_LOOK_MS", "[20, 40, 60]"),
    ("EXAMHALL__PAYMENTS__RETRY_MS", "5"),
    ("EXAMHALL__PAYMENTS__LEASE_MS", "300"),
    ("EXAMHALL__PAYMENTS__SWEEP_MS", "10"),
    ("EXAMHALL__PAYMENTS__RECONCILE_AFTER_S", "0"),
    ("EXAMHALL__ACCESS__LOOK_AGAIN_MS", "20"),
];

pub(crate) struct Shop {
    pub(crate) cx: Context,
    pub(crate) bank: Arc<Bank>,
    pub(crate) exam: ExamId,
    pub(crate) admin: Caller,
    database: TestDatabase,
}

/// Runs each test once per engine in a shop of its own.
macro_rules! in_both_shops {
    ($($(#[$doc:meta])* async fn $name:ident($shop:ident: &Shop) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn check($shop: &Shop) $body

            #[actix_web::test]
            async fn sqlite() {
                let shop = Shop::open(crate::store::engine::TestDatabase::sqlite().await, &[]).await;
                check(&shop).await;
                shop.close().await;
            }

            #[actix_web::test]
            async fn postgres() {
                let shop = Shop::open(crate::store::engine::TestDatabase::postgres().await, &[]).await;
                check(&shop).await;
                shop.close().await;
            }
        }
    )+};
}
pub(crate) use in_both_shops;

impl Shop {
    pub(crate) async fn open(database: TestDatabase, overrides: &[(&str, &str)]) -> Self {
        let url = database.settings.url.expose_secret().to_owned();
        let all = OVERRIDES.iter().chain(overrides).copied().chain([("DATABASE_URL", url.as_str())]);
        let environment: Environment = all.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let settings = Arc::new(settings::load(None, &environment).unwrap());
        let mut cx = context::build(&settings).await.unwrap();
        let (bank, mut gateways) = (Bank::new(), PaymentGateways::default());
        gateways.add(bank.clone());
        cx.gateways = Arc::new(gateways);
        let exam = Institute::found(&cx.store).await.exam;
        change(&cx.store, "UPDATE exams SET published_at_us = created_at_us WHERE id = $1", [exam.0.into()]).await;
        let admin = caller(&cx, "admin", Role::Admin).await;
        let shop = Self { cx, bank, exam, admin, database };
        shop.price(Some(PRICE)).await;
        shop
    }

    pub(crate) async fn close(self) {
        self.cx.store.close().await.unwrap();
        self.database.remove().await;
    }

    pub(crate) async fn price(&self, amount_minor: Option<i64>) {
        let price = amount_minor.map(|amount_minor| TypedPrice { amount_minor, currency: "INR".to_owned() });
        set_price(&self.cx, &self.admin, self.exam, &SetPrice { price, access_days: 30 }).await.unwrap();
    }

    pub(crate) async fn student(&self, name: &str) -> Caller {
        caller(&self.cx, name, Role::Student).await
    }

    /// The request to buy the exam, under this key.
    pub(crate) fn keyed(&self, caller: &Caller, key: &str) -> Keyed {
        Keyed::new(caller.account, CREATE, IdempotencyKey::parse(key).unwrap(), &self.wish()).unwrap()
    }

    pub(crate) fn wish(&self) -> CreateOrder {
        CreateOrder { exam_id: self.exam, gateway: None }
    }

    /// An order that the gateway has not been asked for.
    pub(crate) async fn place(&self, caller: &Caller) -> OrderId {
        let keyed = self.keyed(caller, &Uuid::now_v7().to_string());
        match place_order(&self.cx, caller, &keyed, &self.wish(), "nobody").await.unwrap() {
            Placed::Order { order, .. } => order,
            Placed::Before(reply) => panic!("answered before: {reply:?}"),
        }
    }

    /// An order that can be paid.
    pub(crate) async fn ordered(&self, caller: &Caller) -> OrderId {
        let id = self.place(caller).await;
        self.bring(id).await;
        assert_eq!(self.order(id).await.status(), OrderStatus::AwaitingPayment);
        id
    }

    /// An order that is paid.
    pub(crate) async fn bought(&self, caller: &Caller) -> OrderId {
        let id = self.ordered(caller).await;
        self.paid(id).await;
        assert_eq!(self.order(id).await.status(), OrderStatus::Paid);
        id
    }

    /// Pays an order, as its message says.
    pub(crate) async fn paid(&self, id: OrderId) -> GatewayPaymentId {
        let payment = self.bank.pay(id, PaymentStatus::Captured);
        self.tell(self.bank.message(&payment)).await;
        payment
    }

    /// Takes a message in and tells it to its order.
    pub(crate) async fn tell(&self, arrived: Arrived) {
        let admitted = admit(&self.cx, arrived).unwrap();
        take_webhooks(&self.cx, &[admitted]).await.unwrap();
        self.tell_waiting().await;
    }

    /// Tells every message that waits to its order.
    pub(crate) async fn tell_waiting(&self) {
        for id in waiting(&self.cx, 256).await.unwrap() {
            apply_webhook(&self.cx, id).await.unwrap();
        }
    }

    /// Does what can be done for an order now.
    pub(crate) async fn bring(&self, id: OrderId) -> Brought {
        loop {
            match bring_on(&self.cx, id).await.unwrap() {
                Brought::On => {}
                rests => return rests,
            }
        }
    }

    /// Does what can be done for an order until there is nothing left, however often it fails; its waits are short.
    pub(crate) async fn settle(&self, id: OrderId) -> Order {
        within(async {
            loop {
                match self.bring(id).await {
                    Brought::On => unreachable!("it was brought on to its rest"),
                    Brought::Rests(None) | Brought::Stuck => return self.order(id).await,
                    Brought::Rests(Some(_)) | Brought::NotDone { .. } => tokio::task::yield_now().await,
                }
            }
        })
        .await
    }

    /// The order as it is stored, once it is so.
    pub(crate) async fn until(&self, id: OrderId, is_so: impl Fn(&Order) -> bool) -> Order {
        within(async {
            loop {
                let order = self.order(id).await;
                if is_so(&order) {
                    return order;
                }
                tokio::task::yield_now().await;
            }
        })
        .await
    }

    pub(crate) async fn order(&self, id: OrderId) -> Order {
        order::find(self.cx.store.read(), id).await.unwrap().unwrap()
    }

    pub(crate) async fn access(&self, caller: &Caller) -> AccessState {
        access_of(&self.cx, caller.account, self.exam).await.unwrap()
    }

    pub(crate) async fn kinds(&self, id: OrderId) -> Vec<String> {
        event::of_order(self.cx.store.read(), id).await.unwrap().into_iter().map(|row| row.kind).collect()
    }

    /// The timeline has no hole, and the ledger of the order comes to what the order says.
    pub(crate) async fn check_books(&self, id: OrderId) {
        let events = event::of_order(self.cx.store.read(), id).await.unwrap();
        assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq));
        let mut sums = Balances::new();
        for row in ledger::of_order(self.cx.store.read(), id).await.unwrap() {
            let line = row.line().unwrap();
            *sums.entry((line.money.currency, line.account)).or_default() += i128::from(line.money.amount_minor);
        }
        assert_eq!(sums.values().sum::<i128>(), 0);
        sums.retain(|_, amount| *amount != 0);
        assert_eq!(sums, balances(&self.order(id).await));
    }

    /// What the gateway owes us, by its books and by ours.
    pub(crate) async fn check_gateway(&self, orders: &[OrderId]) {
        let mut receivable = 0;
        for id in orders {
            self.check_books(*id).await;
            for row in ledger::of_order(self.cx.store.read(), *id).await.unwrap() {
                if row.account == "gateway_receivable" {
                    receivable += row.amount_minor;
                }
            }
        }
        let books = self.bank.books();
        let captured = books.payments.iter().filter(|payment| payment.status.is_captured()).count();
        let fees = FEE * i64::try_from(captured).unwrap();
        assert_eq!(receivable, books.captured() - books.returned() - fees);
    }
}

async fn caller(cx: &Context, name: &str, role: Role) -> Caller {
    let command = CreateAccount {
        email: format!("{name}@example.org"),
        password: PASSWORD.to_owned(),
        name: name.to_owned(),
        locale: Locale::En,
        roles: Roles::from(role),
    };
    let account = create_account(cx, command).await.unwrap();
    Caller { account, session: SessionId(Uuid::nil()), roles: Roles::from(role) }
}

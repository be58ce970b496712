//! Somebody who buys: what a page and a browser do, and again when the answer was lost.

use super::cashier::ToGiveBack;
use super::plan::Plan;
use super::shop::{ORDER_S, PRICE};
use super::simulator::{Gateway, Paid};
use super::till::Till;
use crate::api::{Answer, Api, carry_out};
use crate::school::id;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

const DONE_WITHIN: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(100);
/// An order that ran out before its checkout was there is placed again so often.
const PLACED_MAX: usize = 20;
/// Of so many who have access one wants the money back.
const GIVES_BACK: u32 = 6;

pub struct Buyer {
    pub api: Api,
    pub anonymous: Api,
    pub account: Uuid,
    pub exam: Uuid,
    pub gateway: Gateway,
    pub plan: Plan,
    pub till: Arc<Till>,
    pub to_give_back: ToGiveBack,
    pub rng: ChaCha8Rng,
}

/// What somebody knows in the end.
#[derive(Debug, Default)]
pub struct Bought {
    pub account: Uuid,
    /// All orders, the last one last.
    pub orders: Vec<Uuid>,
    /// What paid with another amount is called.
    pub parked: Vec<Uuid>,
    /// Whether nothing was paid.
    pub left: bool,
}

/// An order that can be paid.
struct Open {
    id: Uuid,
    gateway_order: String,
}

impl Buyer {
    /// Buys as planned, until there is access where there has to be.
    pub async fn buy(mut self) -> Bought {
        let mut bought = Bought { account: self.account, ..Bought::default() };
        let open = self.place(&mut bought).await;
        match self.plan {
            Plan::Leaves => {
                bought.left = true;
                self.till.count_paid();
            }
            Plan::Underpays => {
                self.pay(&open, "success", &[("amount", PRICE / 2)]).await;
                // Money that is only held does not bring an order back that ran out meanwhile: the gateway lets it go.
                let ran_out = |view: &Value| view["status"] == "expired" && !view["payment"].is_null();
                let view = self.until_view(open.id, |view| view["status"] == "review" || ran_out(view)).await;
                match ran_out(&view) {
                    true => bought.left = true,
                    false => bought.parked.push(open.id),
                }
            }
            Plan::Overpays => {
                self.pay(&open, "surplus", &[("amount", PRICE * 2)]).await;
                self.until_order(&open, &["review"]).await;
                bought.parked.push(open.id);
            }
            _ => {
                self.pay_as_planned(&open).await;
                self.want_back(open.id);
            }
        }
        if self.plan == Plan::Renews {
            let renewal = self.place(&mut bought).await;
            let paid = self.pay(&renewal, "success", &[]).await;
            self.verify(&renewal, &paid).await;
            self.until_order(&renewal, &["paid"]).await;
        }
        bought
    }

    async fn pay_as_planned(&mut self, open: &Open) {
        let late = ("late_ms", self.rng.random_range(200..=(ORDER_S as i64 + 2) * 1_000));
        match self.plan {
            Plan::Verifies | Plan::Renews => {
                let paid = self.pay(open, "success", &[]).await;
                let since = Instant::now();
                // The page is impatient, or open twice.
                tokio::join!(self.verify(open, &paid), self.verify(open, &paid));
                self.until_access(Some(since)).await;
            }
            Plan::ComesBack => {
                let paid = self.pay(open, "success", &[]).await;
                let since = Instant::now();
                self.come_back(open, &paid).await;
                self.until_access(Some(since)).await;
            }
            Plan::FailsThenPays => {
                self.gateway.pay(&open.gateway_order, "fail", &[]).await;
                let paid = self.pay(open, "success", &[]).await;
                let since = Instant::now();
                self.verify(open, &paid).await;
                self.until_access(Some(since)).await;
            }
            Plan::PaysTwice => {
                let first = self.pay(open, "success", &[]).await;
                let since = Instant::now();
                let second = self.gateway.pay(&open.gateway_order, "surplus", &[]).await;
                tokio::join!(self.verify(open, &first), self.come_back(open, &second));
                self.until_access(Some(since)).await;
            }
            Plan::CancelsThenPays => {
                let path = format!("/api/payments/orders/{}/cancel", open.id);
                let answer = self.tried(self.api.request(Method::POST, &path)).await;
                // It may have run out meanwhile.
                assert!(answer.status == 200 || answer.slug == "order-not-open", "{} {}", answer.status, answer.body);
                self.pay(open, "success", &[]).await;
                self.until_access(Some(Instant::now())).await;
            }
            Plan::PaysLate | Plan::PaysPending => {
                let outcome = if self.plan == Plan::PaysLate { "late" } else { "pending" };
                self.pay(open, outcome, &[late]).await;
                self.until_access(None).await;
            }
            Plan::ClosesTheTab => {
                self.pay(open, "success", &[]).await;
                self.until_access(Some(Instant::now())).await;
            }
            Plan::Leaves | Plan::Underpays | Plan::Overpays => unreachable!("they get no access"),
        }
    }

    /// Places an order and waits for its checkout; what ran out before is placed again.
    async fn place(&self, bought: &mut Bought) -> Open {
        for _ in 0..PLACED_MAX {
            let order = self.create().await;
            let placed = id(&order);
            if !bought.orders.contains(&placed) {
                bought.orders.push(placed);
            }
            let order = self.until_open(placed).await;
            if let Some(gateway_order) = order["checkout"]["fields"]["order_id"].as_str() {
                return Open { id: placed, gateway_order: gateway_order.to_owned() };
            }
        }
        panic!("no order could be paid before it ran out");
    }

    async fn create(&self) -> Value {
        let key = Uuid::now_v7().to_string();
        let body = json!({ "exam_id": self.exam });
        let since = Instant::now();
        let request =
            self.api.request(Method::POST, "/api/payments/create-order").header("idempotency-key", key).json(&body);
        let first = carry_out(request.try_clone().unwrap()).await.ok().filter(|answer| !answer.is_for_now());
        if first.is_some() {
            self.till.measure(|measured| measured.create.add(since.elapsed()));
        }
        // Twice at once: whatever the first one came to, all are the same order.
        let (one, other) = tokio::join!(self.tried(request.try_clone().unwrap()), self.tried(request));
        let orders = [first, Some(one), Some(other)];
        let orders: Vec<Answer> = orders.into_iter().flatten().collect();
        for answer in &orders {
            assert!(matches!(answer.status, 200..=202), "{} {}", answer.status, answer.body);
            if answer.body["id"] != orders[0].body["id"] {
                self.till.blame(format!("one key, two orders: {} and {}", answer.body, orders[0].body));
            }
        }
        orders[0].body.clone()
    }

    async fn until_open(&self, order: Uuid) -> Value {
        self.until_view(order, |view| view["status"] != "opening").await
    }

    async fn pay(&self, open: &Open, outcome: &str, more: &[(&str, i64)]) -> Paid {
        let paid = self.gateway.pay(&open.gateway_order, outcome, more).await;
        self.till.count_paid();
        paid
    }

    /// What the page does with what the checkout gave it.
    async fn verify(&self, open: &Open, paid: &Paid) {
        let Some(mut body) = paid.callback.clone() else { panic!("{} was not paid", paid.id) };
        body["order_id"] = json!(open.id);
        let answer = self.tried(self.api.request(Method::POST, "/api/payments/verify").json(&body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// What the browser does that the checkout sends back.
    async fn come_back(&self, open: &Open, paid: &Paid) {
        let Some(fields) = &paid.callback else { panic!("{} was not paid", paid.id) };
        let fields = fields.as_object().unwrap().iter();
        let form: Vec<String> = fields.map(|(name, value)| format!("{name}={}", value.as_str().unwrap())).collect();
        let request = self.anonymous.request(Method::POST, "/api/payments/callback/razorpay");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.join("&"));
        let location = self.tried(request).await.location;
        let wanted = format!("/order?id={}", open.id);
        // What went wrong for now is told to the browser as a place as well.
        if location.as_ref() != Some(&wanted)
            && !location.as_ref().is_some_and(|place| place.contains("problem=unavailable"))
        {
            self.till.blame(format!("a browser came back to {location:?}, not to {wanted}"));
        }
    }

    async fn until_access(&self, since: Option<Instant>) {
        let started = Instant::now();
        let path = format!("/api/payments/access/{}?wait=2", self.exam);
        let mut tag = String::from("\"none\"");
        loop {
            let request = self.api.request(Method::GET, &path).header("if-none-match", &tag);
            let answer = self.tried(request).await;
            if answer.body["has_access"] == true {
                break;
            }
            assert!(matches!(answer.status, 200 | 304), "{} {}", answer.status, answer.body);
            assert!(started.elapsed() < DONE_WITHIN, "{:?}: {} never got access", self.plan, self.account);
            tag = answer.tag.unwrap_or(tag);
        }
        if let Some(since) = since {
            self.till.measure(|measured| measured.access.add(since.elapsed()));
        }
    }

    async fn until_order(&self, open: &Open, statuses: &[&str]) {
        self.until_view(open.id, |view| statuses.contains(&view["status"].as_str().unwrap())).await;
    }

    async fn until_view(&self, order: Uuid, is_it: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        let path = format!("/api/payments/orders/{order}");
        let mut looks = tokio::time::interval(LOOK);
        loop {
            looks.tick().await;
            let answer = self.tried(self.api.request(Method::GET, &path)).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            if is_it(&answer.body) {
                return answer.body;
            }
            assert!(since.elapsed() < DONE_WITHIN, "{:?}: {} hangs", self.plan, answer.body);
        }
    }

    fn want_back(&mut self, order: Uuid) {
        if self.rng.random_ratio(1, GIVES_BACK) {
            self.to_give_back.send(order).unwrap();
        }
    }

    /// Sends again until there is an answer that will stay the same.
    async fn tried(&self, request: RequestBuilder) -> Answer {
        let since = Instant::now();
        let mut tries = tokio::time::interval(LOOK);
        loop {
            tries.tick().await;
            match carry_out(request.try_clone().unwrap()).await {
                Ok(answer) if answer.status == 500 => {
                    self.till.blame(format!("an error of the server: {}", answer.body))
                }
                Ok(answer) if !answer.is_for_now() => return answer,
                Ok(_) | Err(_) => {}
            }
            self.till.measure(|measured| measured.again += 1);
            assert!(since.elapsed() < DONE_WITHIN, "{:?}: no answer in time", self.plan);
        }
    }
}

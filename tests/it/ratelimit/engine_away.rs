//! The engine that instances share may go away and come back: nobody is locked out, and health says so.

use super::hall::{Hall, PAY};
use crate::accounts::house::{Client, json as answered};
use examhall::service::ratelimit::admit::{Visitor, admit};
use examhall::service::ratelimit::supervise::supervise;
use examhall::store::ratelimit::{Asks, Charge, Engine, EngineAway, LocalEngine};
use examhall_domain::ratelimit::{Policy, Verdict};
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use serde_json::json;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Keeps buckets as long as it is there, and remembers what it was asked.
struct Elsewhere {
    buckets: LocalEngine,
    is_away: AtomicBool,
    asked: Mutex<Vec<Policy>>,
}

impl Elsewhere {
    fn new() -> Arc<Self> {
        let (is_away, asked) = (AtomicBool::new(false), Mutex::default());
        Arc::new(Self { buckets: LocalEngine::new(1024), is_away, asked })
    }

    fn answer<T>(&self, answer: T) -> Result<T, EngineAway> {
        if self.is_away.load(Ordering::SeqCst) { Err(EngineAway("unplugged".to_owned())) } else { Ok(answer) }
    }
}

impl Engine for Elsewhere {
    fn take<'a>(&'a self, asks: &'a Asks, now: Timestamp) -> BoxFuture<'a, Result<Verdict, EngineAway>> {
        self.asked.lock().unwrap().push(asks.policy);
        let answer = self.answer(()).map(|()| self.buckets.take(asks, now));
        ready(answer).boxed()
    }

    fn charge<'a>(
        &'a self,
        charges: &'a [Charge],
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Vec<Timestamp>, EngineAway>> {
        let answer = self.answer(()).map(|()| charges.iter().map(|charge| self.buckets.charge(charge, now)).collect());
        ready(answer).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), EngineAway>> {
        ready(self.answer(())).boxed()
    }
}

async fn pays(client: &Client, tries: usize) -> usize {
    let mut passed = 0;
    for _ in 0..tries {
        passed += usize::from(client.post(PAY, json!({})).await.status() == 204);
    }
    passed
}

async fn health(hall: &Hall) -> (String, String) {
    let health = answered(hall.stranger().get("/health").await).await;
    let all = health["dependencies"].as_array().unwrap();
    let limits = all.iter().find(|dependency| dependency["name"] == "rate_limits").unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    (text(&health["status"]), text(&limits["state"]))
}

fn states(whole: &str, limits: &str) -> (String, String) {
    (whole.to_owned(), limits.to_owned())
}

#[actix_web::test]
async fn only_sign_ins_and_money_ask_the_engine_that_all_share() {
    let engine = Elsewhere::new();
    let hall = Hall::sharing(&[], Some(engine.clone())).await;
    let ada = hall.somebody().await;
    ada.get("/api/auth/sessions").await;
    ada.get("/api/auth/me").await;
    ada.get("/api/auth/picture").await;
    ada.post("/api/auth/login", json!({})).await;
    assert_eq!(pays(&ada, 1).await, 1);
    assert_eq!(*engine.asked.lock().unwrap(), [Policy::SignIn, Policy::Gateway]);
    hall.close().await;
}

#[actix_web::test]
async fn while_it_is_away_each_instance_counts_for_itself_and_says_so() {
    let engine = Elsewhere::new();
    let hall = Hall::sharing(&[], Some(engine.clone())).await;
    let ada = hall.somebody().await;
    assert_eq!(pays(&ada, 7).await, 7);
    assert_eq!(health(&hall).await, states("ok", "ok"));

    engine.is_away.store(true, Ordering::SeqCst);
    assert_eq!(pays(&ada, 15).await, 10, "not exact any more, and still limited");
    assert_eq!(health(&hall).await, states("degraded", "degraded"));
    assert_eq!(hall.stranger().get("/health/ready").await.status(), 204);
    assert_eq!(engine.asked.lock().unwrap().len(), 8, "it was asked once in vain");
    supervise(&hall.cx).await;
    assert_eq!(health(&hall).await, states("degraded", "degraded"));

    engine.is_away.store(false, Ordering::SeqCst);
    assert_eq!(pays(&ada, 1).await, 0);
    supervise(&hall.cx).await;
    assert_eq!(health(&hall).await, states("ok", "ok"));
    assert_eq!(pays(&ada, 9).await, 3, "what it had counted holds again");
    hall.close().await;
}

#[actix_web::test]
async fn what_each_instance_counts_for_itself_is_brought_together_now_and_then() {
    let engine = Elsewhere::new();
    let quota = [("RATELIMIT__GENERAL__PER_USER", "20"), ("RATELIMIT__GENERAL__WINDOW_S", "3600")];
    let (here, there) = (Hall::sharing(&quota, Some(engine.clone())).await, Hall::sharing(&quota, Some(engine)).await);
    let ada = here.account(None).await;
    let visitor = Visitor { account: Some(ada), address: [192, 0, 2, 1].into() };
    let admits = async |hall: &Hall, tries: usize| {
        let mut admitted = 0;
        for _ in 0..tries {
            let admission = admit(&hall.cx.limits, Policy::General, visitor, hall.cx.clock.now()).await;
            admitted += usize::from(admission.refused.is_none());
        }
        admitted
    };
    assert_eq!((admits(&here, 8).await, admits(&there, 9).await), (8, 9));
    supervise(&here.cx).await;
    supervise(&there.cx).await;
    assert_eq!(admits(&there, 9).await, 3, "seventeen of twenty were used up on both together");
    assert_eq!(admits(&here, 1).await, 1, "who has not asked since does not know yet");
    supervise(&there.cx).await;
    supervise(&here.cx).await;
    assert_eq!((admits(&here, 9).await, admits(&there, 9).await), (0, 0));
    here.close().await;
    there.close().await;
}

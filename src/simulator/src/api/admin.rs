//! The simulator's own calls, for tests, load tests and people who want to see what happens.

use super::body::Body;
use super::failed::Failed;
use crate::acts::{self, Outcome, Pay};
use crate::asked::AMOUNT_MAX;
use crate::books::{PaymentStatus, rotate_secret, totals};
use crate::draw::unguessable;
use crate::faults::{Faults, Next, Share};
use crate::gateway::Gateway;
use crate::signature::of_checkout;
use crate::wire::{self, Audience, Refusal};
use actix_web::web::{Data, Json};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The calls with what they are for, as the command line prints them.
pub const CALLS: [(&str, &str); 7] = [
    ("POST /simulator/pay", r#"{"order_id", "outcome": "success|fail|late|pending|surplus"}: pays without a browser"#),
    (
        "POST /simulator/faults",
        r#"{"network": "10%", "shares": {"loss": 5}, "next": [{"fault", "on"}], "clear": true}"#,
    ),
    ("GET  /simulator/faults", "the faults as they stand"),
    ("GET  /simulator/books", "totals by currency and status, and whether the books balance"),
    ("GET  /simulator/payments", "the latest payments"),
    ("POST /simulator/secrets/rotate", r#"{"webhook_secret"?}: what was signed before keeps the old one"#),
    ("POST /simulator/drain", r#"{"wait_s"?, "hurry"?}: waits until no webhook is under way"#),
];

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct FaultsAsked {
    clear: bool,
    network: Option<String>,
    shares: Faults,
    next: Vec<Next>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayAsked {
    order_id: String,
    outcome: Outcome,
    method: Option<String>,
    email: Option<String>,
    contact: Option<String>,
    amount: Option<i64>,
    late_ms: Option<i64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RotateAsked {
    webhook_secret: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct DrainAsked {
    wait_s: Option<u64>,
    hurry: bool,
}

/// How long a drain waits without being told, and at most.
const DRAIN_S: u64 = 60;
const DRAIN_S_MAX: u64 = 300;
/// How often a drain looks.
const LOOK: Duration = Duration::from_millis(25);

pub async fn faults(gateway: Data<Arc<Gateway>>) -> Result<Json<Value>, Failed> {
    Ok(Json(stand(&gateway)))
}

pub async fn change_faults(gateway: Data<Arc<Gateway>>, body: Body) -> Result<Json<Value>, Failed> {
    let asked: FaultsAsked = read(body)?;
    let network = asked.network.map(|text| text.parse::<Share>()).transpose();
    let network = network.map_err(|why| Refusal::input("network", why))?;
    {
        let mut plan = gateway.plan();
        if asked.clear {
            plan.clear();
        }
        if let Some(share) = network {
            plan.shares.merge(&Faults::network(share));
        }
        plan.shares.merge(&asked.shares);
        for next in asked.next {
            if !plan.ask(next) {
                return Err(Refusal::input("next", "Too many faults wait already").into());
            }
        }
    }
    Ok(Json(stand(&gateway)))
}

pub async fn books(gateway: Data<Arc<Gateway>>) -> Result<Json<Value>, Failed> {
    let mut moment = gateway.books.moment().await?;
    Ok(Json(json!(totals(&mut moment).await?)))
}

/// Pays, and says what the browser would have brought back.
pub async fn pay(gateway: Data<Arc<Gateway>>, body: Body) -> Result<Json<Value>, Failed> {
    let asked: PayAsked = read(body)?;
    let is_amount = |amount| (1..=AMOUNT_MAX).contains(&amount);
    if !asked.amount.is_none_or(is_amount) || asked.late_ms.is_some_and(|late_ms| late_ms < 0) {
        return Err(Refusal::business("amount is at least 1 and none that is too large, late_ms at least 0").into());
    }
    let method = asked
        .method
        .map(|word| word.parse().map_err(|_| Refusal::input("method", "method is card, netbanking, upi or wallet")));
    let asked = Pay {
        order_id: asked.order_id,
        outcome: asked.outcome,
        method: method.transpose()?,
        email: asked.email,
        contact: asked.contact,
        description: None,
        notes: Value::Null,
        amount: asked.amount,
        late_ms: asked.late_ms,
        checkout: None,
    };
    let payment = acts::pay(&gateway, asked).await?;
    let has_paid = matches!(payment.status, PaymentStatus::Authorized | PaymentStatus::Captured);
    let signature = of_checkout(&gateway.config.keys.key_secret, &payment.order_id, &payment.id);
    let callback = has_paid.then(|| {
        json!({
            "razorpay_payment_id": payment.id,
            "razorpay_order_id": payment.order_id,
            "razorpay_signature": signature,
        })
    });
    let entity = wire::payment(&payment, gateway.seed, Audience::Caller);
    Ok(Json(json!({ "payment": entity, "callback": callback })))
}

pub async fn rotate(gateway: Data<Arc<Gateway>>, body: Body) -> Result<Json<Value>, Failed> {
    let asked: RotateAsked = read(body)?;
    let secret = asked.webhook_secret.filter(|secret| !secret.is_empty()).unwrap_or_else(unguessable);
    let mut change = gateway.books.begin().await?;
    rotate_secret(&mut change, &secret, gateway.now_ms()).await?;
    gateway.commit(change).await?;
    Ok(Json(json!({ "webhook_secret": secret })))
}

pub async fn drain(gateway: Data<Arc<Gateway>>, body: Body) -> Result<Json<Value>, Failed> {
    let asked: DrainAsked = read(body)?;
    let patience = Duration::from_secs(asked.wait_s.unwrap_or(DRAIN_S).min(DRAIN_S_MAX));
    let quiet = async {
        let mut looks = tokio::time::interval(LOOK);
        loop {
            looks.tick().await;
            if acts::is_quiet(&gateway).await? {
                return Ok::<(), Failed>(());
            }
            if asked.hurry {
                acts::hurry(&gateway).await?;
            }
        }
    };
    let drained = tokio::time::timeout(patience, quiet).await;
    let is_drained = drained.is_ok();
    drained.unwrap_or(Ok(()))?;
    let mut moment = gateway.books.moment().await?;
    Ok(Json(json!({ "drained": is_drained, "webhooks": totals(&mut moment).await?.webhooks })))
}

fn stand(gateway: &Gateway) -> Value {
    json!({ "seed": gateway.seed.0, "faults": &*gateway.plan() })
}

/// Reads what is asked; nothing at all asks for the usual.
fn read<T: DeserializeOwned>(body: Body) -> Result<T, Failed> {
    let value = if body.0.is_null() { json!({}) } else { body.0 };
    serde_json::from_value(value).map_err(|error| Refusal::business(error.to_string()).into())
}

//! Refunds: <https://razorpay.com/docs/api/refunds>.

use super::body::Body;
use super::failed::Failed;
use super::faulty::Pause;
use crate::acts;
use crate::asked;
use crate::books::{Refunds, list_refunds};
use crate::gateway::Gateway;
use crate::wire::{self, Refusal};
use actix_web::web::{Data, Json, Path, Query};
use actix_web::{HttpMessage, HttpRequest};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

pub async fn create(
    gateway: Data<Arc<Gateway>>,
    request: HttpRequest,
    id: Path<String>,
    body: Body,
) -> Result<Json<Value>, Failed> {
    let key = request.headers().get("x-refund-idempotency").map(|value| value.to_str().unwrap_or(""));
    let asked = asked::refund(&id, &body.0, key)?;
    // Held until the answer: another request with the key is told to wait.
    let _key = match key {
        Some(key) => Some(gateway.take_key(key).ok_or_else(Refusal::key_in_flight)?),
        None => None,
    };
    let pause = request.extensions().get::<Pause>().copied();
    if let Some(Pause(slow)) = pause {
        gateway.clock().until(gateway.now_ms() + slow).await;
    }
    let refund = acts::refund(&gateway, asked).await?;
    Ok(Json(wire::refund(&refund, gateway.seed)))
}

pub async fn list(gateway: Data<Arc<Gateway>>, query: Query<HashMap<String, String>>) -> Result<Json<Value>, Failed> {
    some(&gateway, None, &query).await
}

pub async fn of_payment(
    gateway: Data<Arc<Gateway>>,
    id: Path<String>,
    query: Query<HashMap<String, String>>,
) -> Result<Json<Value>, Failed> {
    let payment = acts::payment(&mut *gateway.books.reader().await?, &id).await?;
    some(&gateway, Some(payment.id), &query).await
}

pub async fn fetch(gateway: Data<Arc<Gateway>>, id: Path<String>) -> Result<Json<Value>, Failed> {
    let refund = acts::refund_of(&mut *gateway.books.reader().await?, &id).await?;
    Ok(Json(wire::refund(&refund, gateway.seed)))
}

/// A refund under its payment.
pub async fn fetch_of_payment(gateway: Data<Arc<Gateway>>, ids: Path<(String, String)>) -> Result<Json<Value>, Failed> {
    let (payment, refund) = ids.into_inner();
    let refund = acts::refund_of(&mut *gateway.books.reader().await?, &refund).await?;
    if refund.payment_id != payment {
        return Err(Refusal::unknown_id().into());
    }
    Ok(Json(wire::refund(&refund, gateway.seed)))
}

async fn some(
    gateway: &Gateway,
    payment_id: Option<String>,
    query: &HashMap<String, String>,
) -> Result<Json<Value>, Failed> {
    let list = asked::list(query)?;
    let wanted = Refunds { payment_id, from_ms: list.from_ms, to_ms: list.to_ms, count: list.count, skip: list.skip };
    let mut books = gateway.books.reader().await?;
    let refunds = list_refunds(&mut books, &wanted).await?;
    let entity = |refund| wire::refund(refund, gateway.seed);
    Ok(Json(wire::collection(&refunds.iter().map(entity).collect::<Vec<_>>())))
}

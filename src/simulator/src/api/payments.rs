//! Payments: <https://razorpay.com/docs/api/payments>.

use super::body::Body;
use super::failed::Failed;
use crate::acts;
use crate::asked;
use crate::books::{Payments, list_payments};
use crate::gateway::Gateway;
use crate::wire::{self, Audience};
use actix_web::web::{Data, Json, Path, Query};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

pub async fn list(gateway: Data<Arc<Gateway>>, query: Query<HashMap<String, String>>) -> Result<Json<Value>, Failed> {
    let list = asked::list(&query)?;
    let wanted =
        Payments { order_id: None, from_ms: list.from_ms, to_ms: list.to_ms, count: list.count, skip: list.skip };
    let mut books = gateway.books.reader().await?;
    let payments = list_payments(&mut books, &wanted).await?;
    let entity = |payment| wire::payment(payment, gateway.seed, Audience::Caller);
    Ok(Json(wire::collection(&payments.iter().map(entity).collect::<Vec<_>>())))
}

pub async fn fetch(gateway: Data<Arc<Gateway>>, id: Path<String>) -> Result<Json<Value>, Failed> {
    let mut books = gateway.books.reader().await?;
    let payment = acts::payment(&mut books, &id).await?;
    Ok(Json(wire::payment(&payment, gateway.seed, Audience::Caller)))
}

pub async fn capture(gateway: Data<Arc<Gateway>>, id: Path<String>, body: Body) -> Result<Json<Value>, Failed> {
    let (amount, currency) = asked::capture(&body.0)?;
    let payment = acts::capture(&gateway, &id, amount, currency.as_deref()).await?;
    Ok(Json(wire::payment(&payment, gateway.seed, Audience::Caller)))
}

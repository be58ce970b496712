//! Orders: <https://razorpay.com/docs/api/orders>.

use super::body::Body;
use super::failed::Failed;
use crate::acts::{self, create_order};
use crate::asked;
use crate::books::{Orders, Payments, list_orders, list_payments};
use crate::gateway::Gateway;
use crate::wire::{self, Audience};
use actix_web::web::{Data, Json, Path, Query};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

pub async fn create(gateway: Data<Arc<Gateway>>, body: Body) -> Result<Json<Value>, Failed> {
    let order = create_order(&gateway, asked::order(&body.0)?).await?;
    Ok(Json(wire::order(&order)))
}

pub async fn list(gateway: Data<Arc<Gateway>>, query: Query<HashMap<String, String>>) -> Result<Json<Value>, Failed> {
    let list = asked::list(&query)?;
    let wanted = Orders {
        receipt: list.receipt,
        authorized: list.authorized,
        from_ms: list.from_ms,
        to_ms: list.to_ms,
        count: list.count,
        skip: list.skip,
    };
    let mut books = gateway.books.reader().await?;
    let orders = list_orders(&mut books, &wanted).await?;
    Ok(Json(wire::collection(&orders.iter().map(wire::order).collect::<Vec<_>>())))
}

pub async fn fetch(gateway: Data<Arc<Gateway>>, id: Path<String>) -> Result<Json<Value>, Failed> {
    let mut books = gateway.books.reader().await?;
    Ok(Json(wire::order(&acts::order(&mut books, &id).await?)))
}

/// Every payment of an order, up to the most that a list gives.
pub async fn payments(gateway: Data<Arc<Gateway>>, id: Path<String>) -> Result<Json<Value>, Failed> {
    let mut books = gateway.books.reader().await?;
    let order = acts::order(&mut books, &id).await?;
    let wanted = Payments { order_id: Some(order.id), from_ms: 0, to_ms: i64::MAX, count: 100, skip: 0 };
    let payments = list_payments(&mut books, &wanted).await?;
    let entity = |payment| wire::payment(payment, gateway.seed, Audience::Caller);
    Ok(Json(wire::collection(&payments.iter().map(entity).collect::<Vec<_>>())))
}

//! A browser comes back from a checkout: across sites and without a cookie, so that nothing counts but the signature.

use super::verify_payment::{proven, take_in};
use crate::gateway::payments::{Callback, PaymentGateway};
use crate::service::{Answer, Context, Error};
use crate::store::payments::order;
use crate::store::payments::reference::{self, Kind};
use examhall_domain::id::OrderId;
use examhall_domain::payments::{GatewayName, GatewayOrderId, GatewayPaymentId, Order};

/// Where the browser goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// A payment was signed for; the page waits for it.
    Paid(OrderId),
    /// A try failed, as far as the browser tells.
    Failed(OrderId),
    /// What came back proves nothing.
    Unproven,
}

/// Takes in what a browser brought; only what the gateway signed has an effect.
///
/// # Errors
/// Those of the store.
pub async fn return_from_checkout(cx: &Context, gateway: &str, fields: &[(String, String)]) -> Answer<Return> {
    let found = GatewayName::parse(gateway).ok().and_then(|name| cx.gateways.get(&name).cloned());
    let Some(gateway) = found else {
        tracing::warn!("a browser came back from a gateway that is not in use");
        return Ok(Return::Unproven);
    };
    match gateway.read_callback(fields) {
        Ok(Callback::Paid { order, payment, signature }) => {
            paid(cx, gateway.as_ref(), &order, &payment, &signature).await
        }
        Ok(Callback::Failed(failed)) => {
            let named = match &failed.order {
                Some(id) => known(cx, gateway.as_ref(), id).await?,
                None => None,
            };
            Ok(named.map_or(Return::Unproven, |order| Return::Failed(order.id)))
        }
        Err(fault) => {
            tracing::warn!(gateway = %gateway.name(), %fault, "a browser came back with something unreadable");
            Ok(Return::Unproven)
        }
    }
}

async fn paid(
    cx: &Context,
    gateway: &dyn PaymentGateway,
    gateway_order: &GatewayOrderId,
    payment: &GatewayPaymentId,
    signature: &str,
) -> Answer<Return> {
    let Some(order) = known(cx, gateway, gateway_order).await? else {
        tracing::warn!(gateway = %gateway.name(), "a browser came back with an order that nobody knows");
        return Ok(Return::Unproven);
    };
    let Ok(payment) = proven(cx, &order, payment.as_str(), signature) else { return Ok(Return::Unproven) };
    match take_in(cx, &order, payment).await {
        Ok(()) => Ok(Return::Paid(order.id)),
        Err(Error::Refused(_)) => Ok(Return::Unproven),
        Err(error) => Err(error),
    }
}

async fn known(cx: &Context, gateway: &dyn PaymentGateway, id: &GatewayOrderId) -> Answer<Option<Order>> {
    let Some(order) = reference::find(cx.store.read(), gateway.name(), Kind::Order, id.as_str()).await? else {
        return Ok(None);
    };
    Ok(order::find(cx.store.read(), order).await?)
}

//! The way to the gateway: the form that takes a browser there, and which gateways take a price at all.

use crate::gateway::payments::{CheckoutAsk, Payer};
use crate::service::accounts::api::people;
use crate::service::{Answer, Context};
use examhall_domain::money::Money;
use examhall_domain::payments::Order;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A form that the page sends with POST.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckoutForm {
    /// Where it goes: the gateway's own page.
    pub action: String,
    /// Its hidden fields.
    pub fields: BTreeMap<&'static str, String>,
}

/// The form that pays an order; nothing when its time is over, or its gateway is not in use any more.
///
/// # Errors
/// Those of the store.
pub async fn form(cx: &Context, order: &Order, item: &str) -> Answer<Option<CheckoutForm>> {
    let gateway = cx.gateways.get(&order.gateway).filter(|_| order.takes_payment(cx.clock.now()));
    let (Some(gateway), Some(gateway_order)) = (gateway, &order.gateway_order) else { return Ok(None) };
    let Some(person) = people(cx, &[order.account]).await?.remove(&order.account) else { return Ok(None) };
    let origin = cx.settings.http.origin();
    let checkout = gateway.checkout(&CheckoutAsk {
        order: gateway_order,
        price: order.price,
        seller: cx.settings.institute(),
        item,
        payer: Payer { name: &person.name, email: &person.email },
        callback_url: &format!("{origin}/api/payments/callback/{}", order.gateway),
        cancel_url: &format!("{origin}/order?id={}&cancelled=1", order.id),
    });
    Ok(Some(CheckoutForm { action: checkout.action, fields: checkout.fields }))
}

/// The gateways that take this price, by name.
pub fn gateways(cx: &Context, price: Money) -> Vec<String> {
    let taking = cx.gateways.iter().filter(|gateway| gateway.accepts(price).is_ok());
    taking.map(|gateway| gateway.name().to_string()).collect()
}

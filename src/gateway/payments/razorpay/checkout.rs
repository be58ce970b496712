//! The hosted checkout: a form that the browser takes to the gateway's page
//! (<https://razorpay.com/docs/payments/payment-gateway/web-integration/hosted/integration-steps>).

use crate::gateway::payments::{Checkout, CheckoutAsk};
use std::collections::BTreeMap;

/// The gateway shows no more of a text, in characters.
const TEXT_MAX: usize = 255;

/// The form for an order. It has the public half of the key and nothing secret.
pub(super) fn form(base_url: &str, key_id: &str, ask: &CheckoutAsk<'_>) -> Checkout {
    let fields = [
        ("key_id", key_id.to_owned()),
        ("order_id", ask.order.to_string()),
        ("amount", ask.price.amount_minor.to_string()),
        ("currency", ask.price.currency.to_string()),
        ("name", shown(ask.seller)),
        ("description", shown(ask.item)),
        ("prefill[name]", shown(ask.payer.name)),
        ("prefill[email]", ask.payer.email.to_owned()),
        ("callback_url", ask.callback_url.to_owned()),
        ("cancel_url", ask.cancel_url.to_owned()),
    ];
    Checkout { action: format!("{base_url}/checkout/embedded"), fields: BTreeMap::from(fields) }
}

/// Scheme, host and port of an address.
pub(super) fn origin(base_url: &str) -> &str {
    let host_at = base_url.find("://").map_or(0, |at| at + 3);
    let length = base_url[host_at..].find('/').unwrap_or(base_url.len() - host_at);
    &base_url[..host_at + length]
}

fn shown(text: &str) -> String {
    text.chars().take(TEXT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_before_the_path() {
        assert_eq!(origin("https://api.razorpay.com/v1"), "https://api.razorpay.com");
        assert_eq!(origin("http://[::1]:4000"), "http://[::1]:4000");
    }
}

//! A page brings what the checkout gave it: which payment paid the order, signed by the gateway.
//!
//! The signature is over the gateway's order, whose name comes from our own rows. It says that money is held or taken; how
//! much, the gateway's books say.

use super::apply::{By, apply};
use super::read_order::own;
use super::views::{self, OrderView};
use super::waiting::Found;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, Error};
use crate::store::{StoreError, constraint};
use examhall_domain::id::OrderId;
use examhall_domain::payments::{Command, GatewayOrderId, GatewayPaymentId, Order, Phase};
use serde::Deserialize;
use std::time::Duration;
use utoipa::ToSchema;

/// What the checkout gave.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyPayment {
    #[schema(value_type = Uuid)]
    pub order_id: OrderId,
    #[schema(examples("order_9A33XWu170gUtm"))]
    pub razorpay_order_id: String,
    #[schema(examples("pay_29QQoUBi66xm2f"))]
    pub razorpay_payment_id: String,
    pub razorpay_signature: String,
}

/// Takes the signature in and waits for the payment, at most `patience`.
///
/// # Errors
/// `not-found` for what is not the caller's, `signature-invalid`, and those of the store.
pub async fn verify_payment(
    cx: &Context,
    caller: &Caller,
    command: &VerifyPayment,
    patience: Duration,
) -> Answer<OrderView> {
    let order = own(cx, caller, command.order_id).await?;
    let named = order.gateway_order.as_ref().map(GatewayOrderId::as_str);
    if named != Some(command.razorpay_order_id.as_str()) {
        tracing::warn!(order = %order.id, "a checkout came back for another order");
        return Err(ProblemType::SignatureInvalid.into());
    }
    let payment = proven(cx, &order, &command.razorpay_payment_id, &command.razorpay_signature)?;
    take_in(cx, &order, payment).await?;
    let look = async || {
        let order = own(cx, caller, command.order_id).await?;
        let waits = order.phase == Phase::Open;
        Answer::Ok(if waits { Found::Same(order) } else { Found::Changed(order) })
    };
    let order = cx.access.waiting.until_changed(caller.account, patience, || cx.vitals.is_draining(), look).await?;
    views::of_order(cx, &order).await
}

/// The payment, if the gateway signed that it paid this order.
///
/// # Errors
/// `signature-invalid`.
pub(super) fn proven(
    cx: &Context,
    order: &Order,
    payment: &str,
    signature: &str,
) -> Result<GatewayPaymentId, ProblemType> {
    check(cx, order, payment, signature).map_err(|why| {
        tracing::warn!(order = %order.id, why, "a checkout proves nothing");
        ProblemType::SignatureInvalid
    })
}

/// Tells the order of a payment that was signed for.
///
/// # Errors
/// `signature-invalid` when the payment is known to be of another order, and those of the store.
pub(super) async fn take_in(cx: &Context, order: &Order, payment: GatewayPaymentId) -> Answer<()> {
    match apply(cx, order.id, Command::CheckoutSigned { payment }, By::CALLBACK).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(rejection)) => {
            tracing::warn!(order = %order.id, %rejection, "a signed checkout was not taken in");
            Ok(())
        }
        Err(Error::Store(StoreError::Conflict { constraint: constraint::PAYMENT_REFS })) => {
            tracing::warn!(order = %order.id, "a signed checkout names a payment of another order");
            Err(ProblemType::SignatureInvalid.into())
        }
        Err(error) => Err(error),
    }
}

fn check(cx: &Context, order: &Order, payment: &str, signature: &str) -> Result<GatewayPaymentId, &'static str> {
    let payment = GatewayPaymentId::parse(payment).map_err(|_| "what it names is no payment")?;
    let gateway = cx.gateways.get(&order.gateway).ok_or("its gateway is not in use")?;
    let gateway_order = order.gateway_order.as_ref().ok_or("the gateway has no order for it yet")?;
    gateway.confirms(gateway_order, &payment, signature).map_err(|_| "its signature does not fit")?;
    Ok(payment)
}

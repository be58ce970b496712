//! What has to be done next for an order.
//!
//! A function of the stored order and the time, so that whoever takes an order up, after a crash too, goes on where it
//! stands. Each act is safe to repeat: the gateway knows our names for orders and refunds, and captures a payment once.

use super::order::{Opening, Order, Phase};
use super::payment::{Capture, PaymentStatus};
use super::reference::GatewayPaymentId;
use super::refund::{Refund, RefundKind, RefundStatus};
use super::waits::Waits;
use crate::id::RefundId;
use crate::time::Timestamp;

/// What has to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask the gateway for its own order.
    OpenGatewayOrder,
    /// Ask the gateway whether it has one.
    FindGatewayOrder,
    /// Take the money of a payment.
    Capture(GatewayPaymentId),
    /// Give money back.
    SendRefund(RefundId),
    /// Read all payments of the order and their refunds.
    ReadBooks,
    /// Close it, since nobody paid in time.
    Expire,
    /// Nothing before this instant.
    WaitUntil(Timestamp),
    /// Nothing, unless somebody brings something up.
    Done,
}

/// What has to be done next.
pub fn next_act(order: &Order, now: Timestamp, waits: &Waits) -> Next {
    if let Some(act) = wanted(order, now, waits) {
        return act;
    }
    if order.look_at.is_some_and(|at| at <= now) {
        return if order.gateway_order.is_some() { Next::ReadBooks } else { Next::FindGatewayOrder };
    }
    if may_expire(order) && order.expires_at <= now {
        return Next::Expire;
    }
    later(order, waits).map_or(Next::Done, Next::WaitUntil)
}

fn wanted(order: &Order, now: Timestamp, waits: &Waits) -> Option<Next> {
    if order.phase == Phase::Opening(Opening::Due) && now < order.expires_at {
        return Some(Next::OpenGatewayOrder);
    }
    let due =
        |payment: &&super::Payment| payment.capture == Capture::Due && payment.status == PaymentStatus::Authorized;
    if let Some(payment) = order.payments.iter().find(due) {
        return Some(Next::Capture(payment.id.clone()));
    }
    let due = order.refunds.iter().find(|refund| sent_at(order, refund, waits).is_some_and(|at| at <= now));
    due.map(|refund| Next::SendRefund(refund.id))
}

fn later(order: &Order, waits: &Waits) -> Option<Timestamp> {
    let expiry = may_expire(order).then_some(order.expires_at);
    let refunds = order.refunds.iter().filter_map(|refund| sent_at(order, refund, waits));
    order.look_at.into_iter().chain(expiry).chain(refunds).min()
}

fn may_expire(order: &Order) -> bool {
    order.is_open() && !order.has_payment_under_way()
}

/// When a refund is sent that has to be. One that follows from the order waits longer after each that failed.
fn sent_at(order: &Order, refund: &Refund, waits: &Waits) -> Option<Timestamp> {
    if refund.status != RefundStatus::Due {
        return None;
    }
    let failed = order.refunds_of(&refund.payment).filter(|other| !other.counts()).count();
    match (refund.kind, u32::try_from(failed).unwrap_or(u32::MAX)) {
        (RefundKind::Admin, _) | (_, 0) => Some(refund.created_at),
        (_, failed) => Some(refund.created_at + waits.unsure(failed - 1)),
    }
}

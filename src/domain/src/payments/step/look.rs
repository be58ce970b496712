//! When the gateway's books are read next.
//!
//! Messages may be lost, so whatever may still change is looked at: often while something is unsure, rarely while an order
//! can be paid, and for a few days after that, since money may arrive late.

use crate::payments::command::Circumstances;
use crate::payments::order::{Opening, Order, Phase};
use crate::payments::payment::{Capture, Payment, PaymentStatus};
use crate::payments::refund::{Refund, RefundStatus};
use crate::time::Timestamp;

/// What a command says about looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glance {
    /// Nothing.
    None,
    /// Everything was just read.
    Done,
    /// It could not be read.
    Failed,
    /// Something was asked, and its outcome is not known.
    Unsure,
    /// There is reason to read at once.
    Wanted,
}

/// What an order is watched for.
enum Watch {
    /// Something was asked and its outcome is not known.
    Unsure,
    /// Somebody may be paying.
    Open,
    /// Money may arrive late.
    Late,
    /// Nothing.
    Nothing,
}

/// Whether the gateway has done something since, or somebody has decided something.
pub(super) fn is_news(before: &Order, after: &Order) -> bool {
    let payments = |order: &Order| order.payments.iter().map(|p| (p.id.clone(), p.status)).collect::<Vec<_>>();
    let refunds = |order: &Order| order.refunds.iter().map(|r| (r.id, outcome(r))).collect::<Vec<_>>();
    before.phase.name() != after.phase.name()
        || before.gateway_order != after.gateway_order
        || payments(before) != payments(after)
        || refunds(before) != refunds(after)
}

/// Sets when the books are read next, after news.
pub(super) fn after_news(order: &mut Order, glance: Glance, at: &Circumstances<'_>) {
    order.look_at = match glance {
        Glance::Wanted => now(order, at),
        Glance::None | Glance::Done | Glance::Failed | Glance::Unsure => next(order, at),
    };
}

/// Sets when the books are read next, after something that told nothing new.
pub(super) fn without_news(order: &mut Order, glance: Glance, at: &Circumstances<'_>) {
    match glance {
        Glance::None => {}
        Glance::Wanted => order.look_at = now(order, at),
        Glance::Unsure => order.look_at = next(order, at),
        Glance::Done => {
            order.looks = order.looks.saturating_add(1);
            order.look_at = next(order, at);
        }
        Glance::Failed => {
            order.look_at = now(order, at).map(|now| now + at.waits.unsure(order.looks));
            order.looks = order.looks.saturating_add(1);
        }
    }
}

fn now(order: &Order, at: &Circumstances<'_>) -> Option<Timestamp> {
    match watch(order) {
        Watch::Unsure | Watch::Open | Watch::Late => Some(at.now),
        Watch::Nothing => None,
    }
}

fn next(order: &Order, at: &Circumstances<'_>) -> Option<Timestamp> {
    let later = at.now + at.waits.open;
    match watch(order) {
        Watch::Unsure => Some(at.now + at.waits.unsure(order.looks)),
        // Nobody's order is closed before the books were read once more.
        Watch::Open if at.now < order.expires_at => Some(later.min(order.expires_at)),
        Watch::Open => Some(later),
        Watch::Late => at.waits.late(order.news_at, at.now),
        Watch::Nothing => None,
    }
}

fn watch(order: &Order) -> Watch {
    if order.phase == Phase::Opening(Opening::Unknown) {
        return Watch::Unsure;
    }
    if order.gateway_order.is_none() {
        return Watch::Nothing;
    }
    let unsure = order.payments.iter().any(|payment| is_unsure(order, payment)) || order.refunds.iter().any(is_away);
    match order.phase {
        _ if unsure => Watch::Unsure,
        Phase::Open => Watch::Open,
        Phase::Opening(_) | Phase::Paid | Phase::Closed(_) | Phase::Review(_) => Watch::Late,
    }
}

/// Whether the gateway knows more of a payment than we do.
fn is_unsure(order: &Order, payment: &Payment) -> bool {
    match payment.capture {
        Capture::Unknown => true,
        Capture::Refused => order.phase == Phase::Open && payment.status == PaymentStatus::Authorized,
        Capture::NotAsked | Capture::Due => {
            payment.status == PaymentStatus::Refunded && order.left_of(payment).is_positive()
        }
    }
}

fn is_away(refund: &Refund) -> bool {
    matches!(refund.status, RefundStatus::Unknown | RefundStatus::Pending)
}

fn outcome(refund: &Refund) -> Option<RefundStatus> {
    match refund.status {
        RefundStatus::Due | RefundStatus::Unknown => None,
        known @ (RefundStatus::Pending | RefundStatus::Processed | RefundStatus::Failed) => Some(known),
    }
}

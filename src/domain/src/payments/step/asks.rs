//! What people ask for: a refund, a decision about parked money, calling an order off.

use super::Draft;
use crate::payments::command::{AskedRefund, Decision, Rejection};
use crate::payments::event::Event;
use crate::payments::order::{Closing, Phase};
use crate::payments::payment::{Payment, Role};
use crate::payments::refund::{AccessPolicy, Refund, RefundKind, RefundStatus, Why};

impl Draft<'_> {
    pub(super) fn ask_refund(&mut self, asked: AskedRefund) -> Result<(), Rejection> {
        if let Some(known) = self.order.refunds.iter().find(|refund| refund.id == asked.id) {
            return if is_repeat(known, &asked) { Ok(()) } else { Err(Rejection::RefundIdReused) };
        }
        let payment = self.refunded(&asked)?;
        let (id, kept) = (payment.id.clone(), payment.role == Role::Kept);
        let left = self.order.left_of(payment);
        let money = asked.money.unwrap_or(left);
        if money.currency != left.currency || !(1..=left.amount_minor).contains(&money.amount_minor) {
            return Err(Rejection::RefundOutOfRange { left });
        }
        self.add_refund(Refund {
            id: asked.id,
            payment: id,
            money,
            // Access does not rest on any other payment.
            policy: if kept { asked.policy } else { AccessPolicy::Keep },
            kind: RefundKind::Admin,
            reason: Some(asked.reason),
            requested_by: Some(asked.by),
            status: RefundStatus::Due,
            gateway_refund: None,
            created_at: self.at.now,
            updated_at: self.at.now,
        });
        Ok(())
    }

    /// Parked money is decided about as a whole.
    pub(super) fn resolve(&mut self, decision: Decision, reason: &Why) -> Result<(), Rejection> {
        if !matches!(self.order.phase, Phase::Review(_)) {
            return Err(Rejection::NotInReview);
        }
        let resolved = Event::Resolved { decision, reason: reason.as_str().to_owned() };
        match decision {
            Decision::Grant => {
                let captured = |payment: &Payment| payment.role == Role::Parked && payment.status.is_captured();
                let place = self.order.payments.iter().position(captured).ok_or(Rejection::NothingCaptured)?;
                self.tell(resolved);
                self.keep_parked(place);
            }
            Decision::Refund => {
                self.tell(resolved);
                self.give_parked_back();
                self.close(Closing::Returned);
            }
        }
        Ok(())
    }

    pub(super) fn cancel(&mut self) -> Result<(), Rejection> {
        if self.order.phase == Phase::Closed(Closing::Cancelled) {
            return Ok(());
        }
        self.end(Closing::Cancelled)
    }

    pub(super) fn expire(&mut self) -> Result<(), Rejection> {
        let expires_at = self.order.expires_at;
        if self.at.now < expires_at { Err(Rejection::NotDue { expires_at }) } else { self.end(Closing::Expired) }
    }

    fn end(&mut self, closing: Closing) -> Result<(), Rejection> {
        if !self.order.is_open() {
            return Err(Rejection::NotOpen);
        }
        if self.order.has_payment_under_way() {
            return Err(Rejection::PaymentUnderWay);
        }
        self.close(closing);
        Ok(())
    }

    fn keep_parked(&mut self, place: usize) {
        let kept = &mut self.order.payments[place];
        kept.role = Role::Kept;
        let (payment, money) = (kept.id.clone(), kept.money);
        self.order.phase = Phase::Paid;
        self.tell(Event::ParkedKept { payment, money });
        self.give_parked_back();
    }

    /// The named payment; or else the one that access rests on; or else one that should have gone back by itself.
    fn refunded(&self, asked: &AskedRefund) -> Result<&Payment, Rejection> {
        let payment = match &asked.payment {
            Some(id) => self.order.payment(id).ok_or(Rejection::UnknownPayment)?,
            None => self.order.kept().or_else(|| self.stuck()).ok_or(Rejection::NotRefundable)?,
        };
        let refundable = matches!(payment.role, Role::Kept | Role::Surplus) && payment.status.is_captured();
        if refundable { Ok(payment) } else { Err(Rejection::NotRefundable) }
    }

    fn stuck(&self) -> Option<&Payment> {
        let mut surplus = self.order.payments.iter().filter(|payment| payment.role == Role::Surplus);
        surplus.find(|payment| self.order.left_of(payment).is_positive())
    }
}

fn is_repeat(known: &Refund, asked: &AskedRefund) -> bool {
    known.kind == RefundKind::Admin
        && known.requested_by == Some(asked.by)
        && known.reason.as_ref() == Some(&asked.reason)
        && asked.money.is_none_or(|money| money == known.money)
        && asked.payment.as_ref().is_none_or(|payment| *payment == known.payment)
}

//! What the gateway says of refunds is taken in here.
//!
//! Ours carry our name, so that each is recognised. One that somebody made at the gateway is taken over from its books,
//! since the money is gone either way.

use super::Draft;
use super::look::Glance;
use crate::id::RefundId;
use crate::payments::command::Rejection;
use crate::payments::event::Event;
use crate::payments::order::{Closing, Phase};
use crate::payments::payment::{Role, Witness};
use crate::payments::reference::GatewayPaymentId;
use crate::payments::refund::{AccessPolicy, Progress, Refund, RefundKind, RefundStatus, SeenRefund, follows};

/// Why a refund of ours that was not sent yet is not sent: somebody has given the same money back elsewhere.
const SUPERSEDED: &str = "superseded";
/// What stands for the gateway's word when it gave none.
const NO_WORD: &str = "failed";

impl Draft<'_> {
    pub(super) fn refund_seen(&mut self, seen: &SeenRefund, witness: Witness) -> Result<Glance, Rejection> {
        if self.order.payment(&seen.payment).is_none() {
            return Err(Rejection::UnknownPayment);
        }
        let Some(place) = self.recognise(seen) else {
            if witness == Witness::Books {
                self.take_over(seen);
            }
            return Ok(Glance::Wanted);
        };
        if self.order.refunds[place].money != seen.money {
            self.tell(Event::MismatchReported { payment: seen.payment.clone(), money: seen.money });
            return Ok(if witness == Witness::Message { Glance::Wanted } else { Glance::None });
        }
        self.move_on(place, seen);
        Ok(Glance::None)
    }

    /// All refunds of all payments: one of ours whose outcome was not known and that is not among them was not made.
    pub(super) fn books_of_refunds(&mut self, refunds: &[SeenRefund]) {
        for seen in refunds {
            // A payment that we do not know is in the next reading.
            let _unknown_payment = self.refund_seen(seen, Witness::Books);
        }
        let missing = |refund: &&mut Refund| refund.status == RefundStatus::Unknown;
        let missing: Vec<_> = self
            .order
            .refunds
            .iter_mut()
            .filter(missing)
            .map(|refund| {
                refund.status = RefundStatus::Due;
                refund.id
            })
            .collect();
        for refund in missing {
            self.tell(Event::RefundMissing { refund });
        }
    }

    pub(super) fn refund_unknown(&mut self, id: RefundId) -> Result<Glance, Rejection> {
        let refund = self.find_refund(id)?;
        if refund.status == RefundStatus::Due {
            refund.status = RefundStatus::Unknown;
            self.tell(Event::RefundUnknown { refund: id });
        }
        Ok(Glance::Unsure)
    }

    pub(super) fn refund_refused(&mut self, id: RefundId, code: String) -> Result<(), Rejection> {
        let refund = self.find_refund(id)?;
        if matches!(refund.status, RefundStatus::Due | RefundStatus::Unknown) {
            self.fail_refund(id, code);
        }
        Ok(())
    }

    fn recognise(&self, seen: &SeenRefund) -> Option<usize> {
        let by_theirs = |refund: &Refund| refund.gateway_refund.as_ref() == Some(&seen.id);
        let by_ours =
            |refund: &Refund| Some(refund.id) == seen.ours && refund.gateway_refund.is_none() && refund.counts();
        let refunds = &self.order.refunds;
        refunds.iter().position(by_theirs).or_else(|| refunds.iter().position(by_ours))
    }

    fn move_on(&mut self, place: usize, seen: &SeenRefund) {
        let now = self.at.now;
        let refund = &mut self.order.refunds[place];
        let pending = refund.status == RefundStatus::Pending;
        if !refund.is_under_way() || (pending && seen.progress == Progress::Pending) {
            return;
        }
        refund.gateway_refund = Some(seen.id.clone());
        refund.updated_at = now;
        let (id, money, gateway_refund) = (refund.id, refund.money, seen.id.clone());
        match seen.progress {
            Progress::Pending => {
                refund.status = RefundStatus::Pending;
                self.tell(Event::RefundPending { refund: id, gateway_refund });
            }
            Progress::Processed => {
                refund.status = RefundStatus::Processed;
                self.tell(Event::RefundProcessed { refund: id, gateway_refund, money });
            }
            Progress::Failed => self.fail_refund(id, NO_WORD.to_owned()),
        }
    }

    /// Somebody gave money back at the gateway. It is taken over as far as there is room for it; where refunds of ours take
    /// that room and were not sent yet, they are not sent any more.
    fn take_over(&mut self, seen: &SeenRefund) {
        let Some(payment) = self.order.payment(&seen.payment).filter(|payment| payment.status.is_captured()) else {
            return;
        };
        let known = seen.money.currency == payment.money.currency && seen.money.is_positive();
        if seen.progress == Progress::Failed || !known {
            return;
        }
        self.make_room(seen);
        let Some(payment) = self.order.payment(&seen.payment) else { return };
        let left = self.order.left_of(payment).amount_minor;
        if left < seen.money.amount_minor {
            return;
        }
        let all = left == seen.money.amount_minor && payment.role == Role::Kept;
        let refund = Refund {
            id: follows(self.order.id, seen.id.as_str(), 0),
            payment: seen.payment.clone(),
            money: seen.money,
            policy: if all { AccessPolicy::Revoke } else { AccessPolicy::Keep },
            kind: RefundKind::External,
            reason: None,
            requested_by: None,
            status: RefundStatus::Due,
            gateway_refund: None,
            created_at: self.at.now,
            updated_at: self.at.now,
        };
        self.decide_parked(&seen.payment);
        self.add_refund(refund);
        self.move_on(self.order.refunds.len() - 1, seen);
    }

    fn make_room(&mut self, seen: &SeenRefund) {
        let unsent = |refund: &&Refund| refund.payment == seen.payment && refund.status == RefundStatus::Due;
        let unsent: Vec<_> = self.order.refunds.iter().filter(unsent).map(|refund| refund.id).collect();
        for id in unsent {
            let left = self.order.payment(&seen.payment).map_or(0, |payment| self.order.left_of(payment).amount_minor);
            if left >= seen.money.amount_minor {
                return;
            }
            self.fail_refund(id, SUPERSEDED.to_owned());
        }
    }

    /// Whoever gave parked money back has decided about it.
    fn decide_parked(&mut self, payment: &GatewayPaymentId) {
        let parked = self.order.payment(payment).is_some_and(|payment| payment.role == Role::Parked);
        if parked {
            self.give_parked_back();
            if matches!(self.order.phase, Phase::Review(_)) {
                self.close(Closing::Returned);
            }
        }
    }

    fn fail_refund(&mut self, id: RefundId, code: String) {
        let now = self.at.now;
        let Ok(refund) = self.find_refund(id) else { return };
        refund.status = RefundStatus::Failed;
        refund.updated_at = now;
        let (payment, money) = (refund.payment.clone(), refund.money);
        let earned = self.order.payment(&payment).is_some_and(|payment| payment.role == Role::Kept);
        self.tell(Event::RefundFailed { refund: id, money, code, earned });
    }

    fn find_refund(&mut self, id: RefundId) -> Result<&mut Refund, Rejection> {
        self.order.refunds.iter_mut().find(|refund| refund.id == id).ok_or(Rejection::UnknownRefund)
    }
}

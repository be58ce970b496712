//! What follows from the facts: which payment is kept, what is captured, what goes back.
//!
//! It looks at the order alone, so that it comes to the same whoever told the facts and in whichever order. At most one
//! payment is kept, at most one is being captured, and whatever was captured beside it goes back in full.

use super::Draft;
use crate::payments::event::Event;
use crate::payments::order::{Closing, Order, Phase, ReviewReason};
use crate::payments::payment::{Capture, Payment, PaymentStatus, Role};
use crate::payments::refund::{AccessPolicy, REFUND_TRIES_MAX, Refund, RefundKind, RefundStatus, follows};

/// What becomes of a captured payment.
enum Verdict {
    Keep,
    Park(ReviewReason),
    GiveBack,
}

impl Draft<'_> {
    pub(super) fn settle(&mut self) {
        self.place_all_captured();
        self.park_held();
        self.leave_review();
        self.want_capture();
        self.owe();
    }

    pub(super) fn place_all_captured(&mut self) {
        for place in 0..self.order.payments.len() {
            let payment = &self.order.payments[place];
            if payment.role == Role::Try && payment.status.is_captured() {
                self.place_captured(place);
            }
        }
    }

    /// A person has to decide, unless the order is paid anyway.
    pub(super) fn review(&mut self, reason: ReviewReason) {
        if matches!(self.order.phase, Phase::Open | Phase::Closed(_)) {
            self.order.phase = Phase::Review(reason);
            self.tell(Event::Parked { reason });
        }
    }

    /// Parked money is not needed: what of it was captured goes back.
    pub(super) fn give_parked_back(&mut self) {
        for place in 0..self.order.payments.len() {
            let payment = &mut self.order.payments[place];
            if payment.role == Role::Parked {
                payment.role = Role::Surplus;
                if payment.status.is_captured() {
                    let (payment, money) = (payment.id.clone(), payment.money);
                    self.tell(Event::ParkedReturned { payment, money });
                }
            }
        }
    }

    fn place_captured(&mut self, place: usize) {
        let (payment, money) = (self.order.payments[place].id.clone(), self.order.payments[place].money);
        match self.verdict(&self.order.payments[place]) {
            Verdict::Keep => {
                self.order.payments[place].role = Role::Kept;
                self.order.phase = Phase::Paid;
                self.tell(Event::PaymentKept { payment, money });
                self.give_parked_back();
            }
            Verdict::Park(reason) => {
                self.order.payments[place].role = Role::Parked;
                self.tell(Event::PaymentParked { payment, money });
                self.review(reason);
            }
            Verdict::GiveBack => {
                self.order.payments[place].role = Role::Surplus;
                self.tell(Event::PaymentSurplus { payment, money, why: why(&self.order) });
                if self.order.is_open() {
                    self.close(Closing::NotGrantable);
                }
            }
        }
    }

    fn verdict(&self, payment: &Payment) -> Verdict {
        match self.order.phase {
            Phase::Paid | Phase::Closed(Closing::Returned) => Verdict::GiveBack,
            Phase::Opening(_) | Phase::Open | Phase::Closed(_) | Phase::Review(_) => {
                match mismatch(&self.order, payment) {
                    Some(reason) => Verdict::Park(reason),
                    None if self.at.grantable => Verdict::Keep,
                    None => Verdict::GiveBack,
                }
            }
        }
    }

    /// Money that is held and is not what was asked for stops the sale of an open order; elsewhere the gateway lets it go.
    fn park_held(&mut self) {
        for place in 0..self.order.payments.len() {
            let payment = &self.order.payments[place];
            let held = payment.role == Role::Try && payment.status == PaymentStatus::Authorized;
            if held && let Some(reason) = mismatch(&self.order, payment).filter(|_| self.order.phase == Phase::Open) {
                self.order.payments[place].role = Role::Parked;
                self.review(reason);
            }
        }
    }

    /// What a person had to decide about may come to nothing by itself: held money is let go after some days.
    fn leave_review(&mut self) {
        let waits = |payment: &Payment| {
            let refused = payment.status == PaymentStatus::Authorized && payment.capture == Capture::Refused;
            refused || (payment.role == Role::Parked && payment.status.has_money())
        };
        if matches!(self.order.phase, Phase::Review(_)) && !self.order.payments.iter().any(waits) {
            self.close(Closing::Returned);
        }
    }

    fn want_capture(&mut self) {
        let (open, grantable) = (takes_money(&self.order), self.at.grantable);
        for payment in &mut self.order.payments {
            if payment.capture == Capture::Due && !(open && grantable && payment.role == Role::Try) {
                payment.capture = Capture::NotAsked;
            }
        }
        if !open || !grantable || self.order.has_payment_under_way() {
            return;
        }
        let price = self.order.price;
        let wanted = |payment: &&mut Payment| {
            payment.role == Role::Try
                && payment.status == PaymentStatus::Authorized
                && payment.capture == Capture::NotAsked
                && payment.money == price
        };
        if let Some(payment) = self.order.payments.iter_mut().find(wanted) {
            payment.capture = Capture::Due;
            let (payment, money) = (payment.id.clone(), payment.money);
            self.tell(Event::CaptureWanted { payment, money });
        }
    }

    /// What was captured and is not wanted goes back, all of it, again after a failure.
    fn owe(&mut self) {
        let surplus = self.order.payments.iter().filter(|payment| payment.role == Role::Surplus);
        let owed: Vec<_> = surplus.filter(|payment| is_owed(&self.order, payment)).cloned().collect();
        for payment in owed {
            let nth = self.order.refunds_of(&payment.id).count();
            let refund = Refund {
                id: follows(self.order.id, payment.id.as_str(), nth),
                money: self.order.left_of(&payment),
                payment: payment.id,
                policy: AccessPolicy::Keep,
                kind: why(&self.order),
                reason: None,
                requested_by: None,
                status: RefundStatus::Due,
                gateway_refund: None,
                created_at: self.at.now,
                updated_at: self.at.now,
            };
            self.add_refund(refund);
        }
    }

    pub(super) fn add_refund(&mut self, refund: Refund) {
        let earned = self.order.payment(&refund.payment).is_some_and(|payment| payment.role == Role::Kept);
        self.tell(Event::RefundAsked {
            refund: refund.id,
            payment: refund.payment.clone(),
            money: refund.money,
            policy: refund.policy,
            why: refund.kind,
            earned,
        });
        self.order.refunds.push(refund);
    }
}

/// Whether a payment that is not wanted needs a refund that is not made yet, and one may still be tried.
fn is_owed(order: &Order, payment: &Payment) -> bool {
    order.left_of(payment).is_positive()
        && !order.refunds_of(&payment.id).any(Refund::is_under_way)
        && order.refunds_of(&payment.id).filter(|refund| !refund.counts()).count() < REFUND_TRIES_MAX
}

/// Why captured money that is not kept goes back.
const fn why(order: &Order) -> RefundKind {
    match order.phase {
        Phase::Paid => RefundKind::Surplus,
        Phase::Closed(Closing::Returned) => RefundKind::Review,
        Phase::Opening(_) | Phase::Open | Phase::Closed(_) | Phase::Review(_) => RefundKind::NotGrantable,
    }
}

const fn takes_money(order: &Order) -> bool {
    match order.phase {
        Phase::Open | Phase::Review(_) => true,
        Phase::Closed(closing) => !matches!(closing, Closing::Returned),
        Phase::Opening(_) | Phase::Paid => false,
    }
}

fn mismatch(order: &Order, payment: &Payment) -> Option<ReviewReason> {
    if payment.money.currency != order.price.currency {
        return Some(ReviewReason::CurrencyMismatch);
    }
    (payment.money != order.price).then_some(ReviewReason::AmountMismatch)
}

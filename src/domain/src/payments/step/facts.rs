//! What the gateway says of payments is taken in here.
//!
//! A statement moves a payment forward or not at all. Amount and currency of each are compared with what was agreed:
//! a message that differs has no effect but that the books are read, and only the books can park a payment.

use super::Draft;
use super::look::Glance;
use crate::money::Money;
use crate::payments::command::Rejection;
use crate::payments::event::Event;
use crate::payments::order::{Phase, ReviewReason};
use crate::payments::payment::{Capture, Payment, PaymentStatus, Role, SeenPayment, Witness};
use crate::payments::reference::GatewayPaymentId;
use crate::payments::refund::{RefundKind, SeenRefund};
use crate::time::Timestamp;

impl Draft<'_> {
    pub(super) fn signed(&mut self, payment: GatewayPaymentId) -> Glance {
        if self.order.payment(&payment).is_none() {
            let named = Payment::named(payment.clone(), self.order.price, self.at.now);
            // The signature says that money is held or taken, and not which.
            self.order.payments.push(Payment { capture: Capture::Unknown, ..named });
            self.tell(Event::CheckoutSigned { payment });
            return Glance::Wanted;
        }
        // Once the money has been taken, the same signature again says nothing.
        let is_taken = self.order.payment(&payment).is_some_and(|known| known.status.is_captured());
        if is_taken { Glance::None } else { Glance::Wanted }
    }

    pub(super) fn payment_seen(&mut self, seen: SeenPayment, witness: Witness) -> Result<Glance, Rejection> {
        if self.order.gateway_order.is_none() || seen.order != self.order.gateway_order {
            return Err(Rejection::ForeignPayment);
        }
        let agreed = self.order.payment(&seen.id).map_or(self.order.price, |known| known.money);
        if witness == Witness::Message && seen.money != agreed {
            self.tell(Event::MismatchReported { payment: seen.id, money: seen.money });
            return Ok(Glance::Wanted);
        }
        self.note(seen, witness);
        Ok(Glance::None)
    }

    /// A payment that stands among ours and names another order is left to whoever reads the books.
    pub(super) fn books_read(&mut self, payments: Vec<SeenPayment>, refunds: &[SeenRefund]) -> Glance {
        for seen in payments {
            if seen.order.is_some() && seen.order == self.order.gateway_order {
                self.note(seen, Witness::Books);
            }
        }
        // What a payment is to the order decides what its refunds are.
        self.place_all_captured();
        self.books_of_refunds(refunds);
        self.forget_what_never_came();
        self.park_what_cannot_be_captured();
        Glance::Done
    }

    pub(super) fn capture_unknown(&mut self, payment: &GatewayPaymentId) -> Result<Glance, Rejection> {
        let known = self.find(payment)?;
        if known.status == PaymentStatus::Authorized && known.capture == Capture::Due {
            known.capture = Capture::Unknown;
            self.tell(Event::CaptureUnknown { payment: payment.clone() });
        }
        Ok(Glance::Unsure)
    }

    pub(super) fn capture_refused(&mut self, payment: &GatewayPaymentId, code: String) -> Result<Glance, Rejection> {
        let known = self.find(payment)?;
        if known.status == PaymentStatus::Authorized && known.is_under_way() {
            known.capture = Capture::Refused;
            self.tell(Event::CaptureRefused { payment: payment.clone(), code });
        }
        Ok(Glance::Wanted)
    }

    /// Takes in what is believed.
    fn note(&mut self, seen: SeenPayment, witness: Witness) {
        let now = self.at.now;
        let known = self.order.payments.iter().position(|known| known.id == seen.id);
        let before = known.map(|place| self.order.payments[place].clone());
        let mut payment = before.clone().unwrap_or_else(|| Payment::named(seen.id.clone(), seen.money, now));
        // What was captured stands in the ledger.
        if payment.status.is_captured() && payment.money != seen.money {
            return self.tell(Event::MismatchReported { payment: seen.id, money: seen.money });
        }
        payment.take(seen, witness, now);
        if before.as_ref() == Some(&payment) {
            return;
        }
        payment.updated_at = now;
        self.tell_of(before.as_ref(), &payment);
        match known {
            Some(place) => self.order.payments[place] = payment,
            None => self.order.payments.push(payment),
        }
    }

    /// What is captured as a try is told when it is settled what becomes of it.
    fn tell_of(&mut self, before: Option<&Payment>, now: &Payment) {
        let (payment, money) = (now.id.clone(), now.money);
        if before.is_none_or(|before| before.status != now.status || before.money != money) {
            self.tell(Event::PaymentNoted { payment: payment.clone(), status: now.status, money });
        }
        if now.status.is_captured() && before.is_some_and(|before| !before.status.is_captured()) {
            match now.role {
                Role::Parked => self.tell(Event::PaymentParked { payment: payment.clone(), money }),
                Role::Surplus => {
                    let why = RefundKind::Review;
                    self.tell(Event::PaymentSurplus { payment: payment.clone(), money, why });
                }
                Role::Try | Role::Kept => {}
            }
        }
        if let Some(fee) = now.fee_minor.filter(|_| before.is_none_or(|before| before.fee_minor.is_none())) {
            self.tell(Event::FeeNoted { payment, fee: Money::new(fee, money.currency) });
        }
    }

    /// Once nobody can be paying any more, a payment that the books still do not know as made was not.
    fn forget_what_never_came(&mut self) {
        if self.at.now < self.order.expires_at {
            return;
        }
        for payment in &mut self.order.payments {
            if payment.status == PaymentStatus::Created && payment.capture == Capture::Unknown {
                payment.capture = Capture::NotAsked;
            }
        }
    }

    /// The books say that the money is still held although we may not take it, and nothing else is under way.
    fn park_what_cannot_be_captured(&mut self) {
        let is_held =
            |payment: &Payment| payment.status == PaymentStatus::Authorized && payment.capture == Capture::Refused;
        let held = self.order.payments.iter().any(is_held);
        if self.order.phase == Phase::Open && held && !self.order.has_payment_under_way() {
            self.review(ReviewReason::CaptureRefused);
        }
    }

    fn find(&mut self, id: &GatewayPaymentId) -> Result<&mut Payment, Rejection> {
        let found = self.order.payments.iter_mut().find(|payment| payment.id == *id);
        found.ok_or(Rejection::UnknownPayment)
    }
}

impl Payment {
    fn take(&mut self, seen: SeenPayment, witness: Witness, now: Timestamp) {
        let forward = self.moves_to(seen.status, witness);
        if forward {
            self.status = seen.status;
            self.error_code = seen.error_code;
        }
        // A message may show the moment before our own capture.
        let settles = forward || (witness == Witness::Books && self.status == PaymentStatus::Authorized);
        if self.capture == Capture::Unknown && settles || !self.may_be_captured() {
            self.capture = Capture::NotAsked;
        }
        self.money = seen.money;
        self.method = seen.method.or(self.method.take());
        if self.status.is_captured() {
            self.captured_at = self.captured_at.or(Some(now));
            self.fee_minor = self.fee_minor.or(seen.fee_minor);
            self.tax_minor = self.tax_minor.or(seen.tax_minor);
        }
    }

    /// Only the books can say that money which was held has failed, and only of money that we could not take: an older
    /// picture of the same payment looks just like it. And only they can say that what was given back is here again, since
    /// its refund has failed.
    fn moves_to(&self, status: PaymentStatus, witness: Witness) -> bool {
        let given_up = self.capture == Capture::Refused
            && self.status == PaymentStatus::Authorized
            && status == PaymentStatus::Failed
            && witness == Witness::Books;
        let is_back =
            self.status == PaymentStatus::Refunded && status == PaymentStatus::Captured && witness == Witness::Books;
        status > self.status || given_up || is_back
    }

    const fn may_be_captured(&self) -> bool {
        matches!(self.status, PaymentStatus::Created | PaymentStatus::Authorized)
    }
}

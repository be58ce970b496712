//! A gateway with its own truth: which payments exist, which are held, captured and given back. It knows nothing of our
//! orders' phases, and it refuses what a real one refuses.

use examhall_domain::id::RefundId;
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{
    Command, GatewayOrderId, GatewayPaymentId, GatewayRefundId, PaymentStatus, Progress, SeenPayment, SeenRefund,
    Witness,
};

pub const PRICE: i64 = 100;
pub const FEE: i64 = 2;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bank {
    pub opened: bool,
    pub payments: Vec<BankPayment>,
    pub refunds: Vec<BankRefund>,
    /// Signed messages that have not been delivered.
    pub post: Vec<Command>,
    /// The very first one, for whoever sends it again.
    pub first: Option<Command>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BankPayment {
    pub amount: i64,
    pub status: PaymentStatus,
    /// Captured by our call and not by the gateway itself.
    pub by_us: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BankRefund {
    pub payment: usize,
    pub amount: i64,
    pub progress: Progress,
    pub ours: Option<RefundId>,
}

impl Bank {
    pub fn pay(&mut self, amount: i64, status: PaymentStatus) {
        self.payments.push(BankPayment { amount, status, by_us: false });
        self.tell_payment(self.payments.len() - 1);
    }

    /// Moves the latest payment of one status to another.
    pub fn move_latest(&mut self, from: PaymentStatus, to: PaymentStatus) -> bool {
        let Some(place) = self.payments.iter().rposition(|payment| payment.status == from) else { return false };
        self.payments[place].status = to;
        self.tell_payment(place);
        true
    }

    pub fn capture(&mut self, payment: &GatewayPaymentId) -> Option<SeenPayment> {
        let place = self.place(payment);
        match self.payments[place].status {
            PaymentStatus::Authorized => {
                self.payments[place].status = PaymentStatus::Captured;
                self.payments[place].by_us = true;
                self.tell_payment(place);
                Some(self.seen(place))
            }
            PaymentStatus::Captured => Some(self.seen(place)),
            _ => None,
        }
    }

    /// The same refund asked for again is the one that was made.
    pub fn refund(&mut self, ours: Option<RefundId>, payment: usize, amount: i64) -> Option<SeenRefund> {
        if let Some(place) = self.refunds.iter().position(|refund| ours.is_some() && refund.ours == ours) {
            assert_eq!((self.refunds[place].payment, self.refunds[place].amount), (payment, amount));
            return Some(self.seen_refund(place));
        }
        if amount < 1 || self.given(payment) + amount > self.captured(payment) {
            return None;
        }
        self.refunds.push(BankRefund { payment, amount, progress: Progress::Pending, ours });
        self.tell_refund(self.refunds.len() - 1);
        Some(self.seen_refund(self.refunds.len() - 1))
    }

    /// All refunds that are under way come to an end.
    pub fn settle_refunds(&mut self, end: Progress) -> bool {
        let pending: Vec<_> =
            (0..self.refunds.len()).filter(|place| self.refunds[*place].progress == Progress::Pending).collect();
        for place in &pending {
            self.refunds[*place].progress = end;
            self.tell_refund(*place);
        }
        !pending.is_empty()
    }

    pub fn books(&self) -> Command {
        Command::BooksRead {
            payments: (0..self.payments.len()).map(|place| self.seen(place)).collect(),
            refunds: (0..self.refunds.len()).map(|place| self.seen_refund(place)).collect(),
        }
    }

    pub fn captured(&self, payment: usize) -> i64 {
        let payment = &self.payments[payment];
        if payment.status.is_captured() { payment.amount } else { 0 }
    }

    /// What is gone or on its way back.
    pub fn given(&self, payment: usize) -> i64 {
        let live = |refund: &&BankRefund| refund.payment == payment && refund.progress != Progress::Failed;
        self.refunds.iter().filter(live).map(|refund| refund.amount).sum()
    }

    pub fn returned(&self, payment: usize) -> i64 {
        let gone = |refund: &&BankRefund| refund.payment == payment && refund.progress == Progress::Processed;
        self.refunds.iter().filter(gone).map(|refund| refund.amount).sum()
    }

    pub fn place(&self, id: &GatewayPaymentId) -> usize {
        (0..self.payments.len()).find(|place| payment_id(*place) == *id).unwrap()
    }

    fn tell_payment(&mut self, place: usize) {
        self.send(Command::PaymentSeen { seen: self.seen(place), witness: Witness::Message });
    }

    fn tell_refund(&mut self, place: usize) {
        self.send(Command::RefundSeen { seen: self.seen_refund(place), witness: Witness::Message });
    }

    fn send(&mut self, message: Command) {
        self.first.get_or_insert_with(|| message.clone());
        self.post.push(message);
    }

    fn seen(&self, place: usize) -> SeenPayment {
        let payment = &self.payments[place];
        let fee = payment.status.is_captured().then_some(FEE);
        let all_given = payment.status == PaymentStatus::Captured && self.given(place) == payment.amount;
        SeenPayment {
            id: payment_id(place),
            order: Some(gateway_order()),
            status: if all_given { PaymentStatus::Refunded } else { payment.status },
            money: inr(payment.amount),
            method: None,
            fee_minor: fee,
            tax_minor: None,
            error_code: None,
        }
    }

    fn seen_refund(&self, place: usize) -> SeenRefund {
        let refund = &self.refunds[place];
        SeenRefund {
            id: GatewayRefundId::parse(&format!("rfnd_{place}")).unwrap(),
            payment: payment_id(refund.payment),
            ours: refund.ours,
            progress: refund.progress,
            money: inr(refund.amount),
        }
    }
}

pub fn inr(amount: i64) -> Money {
    Money::new(amount, Currency::INR)
}

pub fn gateway_order() -> GatewayOrderId {
    GatewayOrderId::parse("order_1").unwrap()
}

pub fn payment_id(place: usize) -> GatewayPaymentId {
    GatewayPaymentId::parse(&format!("pay_{place}")).unwrap()
}

//! The order machine: a command becomes the order that follows and what happened, or a rejection.
//!
//! Facts are taken in first (here, in `facts`, `refunds` and `asks`); then what follows from them is decided in one place (`settle`), whatever
//! told them and in whichever order they came; and then when to look next (`look`). Who calls it commits order and events
//! together, or not at all.

mod asks;
mod facts;
mod look;
mod refunds;
mod settle;

use super::command::{Circumstances, Command, Rejection};
use super::event::Event;
use super::order::{Closing, Entitlement, Opening, Order, Phase, Subject};
use super::reference::{GatewayName, GatewayOrderId};
use crate::id::{AccountId, OrderId};
use crate::money::Money;
use crate::time::Timestamp;
use look::Glance;

/// What follows from a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The order as it is from then on.
    pub order: Order,
    /// What happened; the last one's number in the timeline is the order's [`Order::events`]. A step that only says when to
    /// look next tells of nothing.
    pub events: Vec<Event>,
    /// The version that it follows upon.
    pub upon: i64,
}

/// An order to be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    /// Its name.
    pub id: OrderId,
    /// Who places it.
    pub account: AccountId,
    /// What is bought.
    pub subject: Subject,
    /// What has to be paid.
    pub price: Money,
    /// For how many days access is bought.
    pub access_days: u32,
    /// Who takes the money.
    pub gateway: GatewayName,
    /// From when on nobody is sent to the checkout any more.
    pub expires_at: Timestamp,
}

impl Step {
    /// Whether there is nothing to store.
    pub fn is_unchanged(&self) -> bool {
        self.order.version == self.upon
    }

    /// The events with their numbers in the timeline, which are the numbers of their entries in the ledger too.
    pub fn numbered(&self) -> impl Iterator<Item = (i64, &Event)> {
        let told = count(&self.events);
        (self.order.events - told + 1..).zip(&self.events)
    }
}

/// Places an order: the first step.
pub fn place(placing: Placing, now: Timestamp) -> Step {
    let Placing { id, account, subject, price, access_days, gateway, expires_at } = placing;
    let order = Order {
        id,
        account,
        subject,
        price,
        access_days,
        gateway,
        phase: Phase::Opening(Opening::Due),
        gateway_order: None,
        payments: Vec::new(),
        refunds: Vec::new(),
        look_at: None,
        looks: 0,
        news_at: now,
        created_at: now,
        updated_at: now,
        expires_at,
        version: 1,
        events: 1,
    };
    Step { order, events: vec![Event::Placed { price }], upon: 0 }
}

/// Decides a command.
///
/// # Errors
/// The reason for refusing; nothing changes then.
pub fn step(order: &Order, command: Command, at: &Circumstances<'_>) -> Result<Step, Rejection> {
    let mut draft = Draft { order: order.clone(), events: Vec::new(), at };
    let glance = draft.take_in(command)?;
    draft.settle();
    draft.tell_access(order.entitlement());
    draft.look(order, glance);
    Ok(draft.finish(order))
}

/// An order while a command is being decided.
struct Draft<'a> {
    order: Order,
    events: Vec<Event>,
    at: &'a Circumstances<'a>,
}

impl Draft<'_> {
    fn take_in(&mut self, command: Command) -> Result<Glance, Rejection> {
        match command {
            Command::GatewayOrderOpened { gateway_order } => self.opened(gateway_order)?,
            Command::GatewayOrderRefused { code } => self.refused(code),
            Command::OpeningUnknown => return Ok(self.opening_unknown()),
            Command::GatewayOrderMissing => self.opening_missing(),
            Command::CheckoutSigned { payment } => return Ok(self.signed(payment)),
            Command::PaymentSeen { seen, witness } => return self.payment_seen(seen, witness),
            Command::RefundSeen { seen, witness } => return self.refund_seen(&seen, witness),
            Command::BooksRead { payments, refunds: returned } => return Ok(self.books_read(payments, &returned)),
            Command::BooksUnread => return Ok(Glance::Failed),
            Command::Look => return Ok(Glance::Wanted),
            Command::CaptureUnknown { payment } => return self.capture_unknown(&payment),
            Command::CaptureRefused { payment, code } => return self.capture_refused(&payment, code),
            Command::RefundUnknown { refund } => return self.refund_unknown(refund),
            Command::RefundRefused { refund, code } => self.refund_refused(refund, code)?,
            Command::AskRefund(asked) => self.ask_refund(asked)?,
            Command::Resolve { decision, reason } => self.resolve(decision, &reason)?,
            Command::Cancel => self.cancel()?,
            Command::Expire => self.expire()?,
        }
        Ok(Glance::None)
    }

    fn opened(&mut self, gateway_order: GatewayOrderId) -> Result<(), Rejection> {
        match &self.order.gateway_order {
            Some(known) if *known == gateway_order => return Ok(()),
            Some(_) => return Err(Rejection::OtherGatewayOrder),
            None => {}
        }
        self.order.gateway_order = Some(gateway_order.clone());
        if matches!(self.order.phase, Phase::Opening(_)) {
            self.order.phase = Phase::Open;
        }
        self.tell(Event::GatewayOrderOpened { gateway_order });
        Ok(())
    }

    fn refused(&mut self, code: String) {
        if matches!(self.order.phase, Phase::Opening(_)) {
            self.tell(Event::GatewayOrderRefused { code });
            self.close(Closing::Refused);
        }
    }

    fn opening_unknown(&mut self) -> Glance {
        if !matches!(self.order.phase, Phase::Opening(_)) {
            return Glance::None;
        }
        self.order.phase = Phase::Opening(Opening::Unknown);
        self.tell(Event::OpeningUnknown {});
        Glance::Unsure
    }

    fn opening_missing(&mut self) {
        if self.order.phase == Phase::Opening(Opening::Unknown) {
            self.order.phase = Phase::Opening(Opening::Due);
            self.order.look_at = None;
            self.order.looks = self.order.looks.saturating_add(1);
            self.tell(Event::GatewayOrderMissing {});
        }
    }

    fn close(&mut self, closing: Closing) {
        self.order.phase = Phase::Closed(closing);
        self.tell(Event::Closed { closing });
    }

    fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    fn tell_access(&mut self, before: Entitlement) {
        match (before, self.order.entitlement()) {
            (Entitlement::None, Entitlement::Granted) => {
                self.tell(Event::AccessGranted { days: self.order.access_days });
            }
            (Entitlement::Granted, Entitlement::Withdrawn) => self.tell(Event::AccessWithdrawn {}),
            (Entitlement::Withdrawn, Entitlement::Granted) => self.tell(Event::AccessRestored {}),
            _ => {}
        }
    }

    fn look(&mut self, before: &Order, glance: Glance) {
        if look::is_news(before, &self.order) {
            (self.order.looks, self.order.news_at) = (0, self.at.now);
            look::after_news(&mut self.order, glance, self.at);
        } else {
            look::without_news(&mut self.order, glance, self.at);
        }
    }

    fn finish(mut self, before: &Order) -> Step {
        if self.order != *before || !self.events.is_empty() {
            self.order.version = before.version.saturating_add(1);
            self.order.events = before.events.saturating_add(count(&self.events));
            self.order.updated_at = self.at.now;
        }
        Step { order: self.order, events: self.events, upon: before.version }
    }
}

fn count(events: &[Event]) -> i64 {
    i64::try_from(events.len()).unwrap_or(i64::MAX)
}

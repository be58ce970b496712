//! One order as it is stored, the gateway beside it, and whoever carries out what comes next.

use crate::bank::{Bank, PRICE, gateway_order, inr, payment_id};
use crate::laws;
use examhall_domain::id::{AccountId, ExamId, OrderId, RefundId};
use examhall_domain::payments::{
    AccessPolicy, AskedRefund, Circumstances, Command, Decision, GatewayName, LedgerAccount, Next, Order,
    PaymentStatus, Phase, Placing, Progress, Rejection, Subject, Waits, Why, Witness, next_act, place, postings, step,
};
use examhall_domain::time::{Span, Timestamp};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::thread;
use uuid::Uuid;

pub const LIFE: i64 = 1_800;

/// Something that can happen.
#[derive(Clone, Copy, Debug)]
pub enum Letter {
    /// Somebody's money is held.
    Pay,
    /// Money of another amount is held.
    PayWrong,
    /// A try fails.
    Fail,
    /// A try that failed is authorised after all.
    AuthoriseLate,
    /// The gateway captures by itself.
    AutoCapture,
    /// The gateway lets held money go.
    Release,
    /// A signed message arrives, in or out of order.
    DeliverOldest,
    DeliverNewest,
    /// The first message arrives once more.
    DeliverAgain,
    /// A signed message with another amount arrives.
    DeliverTampered,
    /// A message about somebody else's payment arrives.
    DeliverForeign,
    /// The browser brings the signature for the latest payment.
    Callback,
    /// What comes next is done; where it is to wait, the time passes.
    Act,
    /// It is done, and the answer is lost.
    TimeOutAfter,
    /// It is not done, and nobody knows.
    TimeOutBefore,
    /// It is done, and whoever did it dies before anything is stored.
    Crash,
    /// It is done, and the answer is stored only when this letter comes again.
    Half,
    /// The order's time is over.
    Expiry,
    Cancel,
    /// An admin gives everything back and takes access.
    RefundAll,
    /// An admin gives a part back.
    RefundPart,
    /// Somebody gives everything back at the gateway.
    RefundElsewhere,
    RefundsArrive,
    RefundsFail,
    Grant,
    GiveBack,
    /// There is nothing left to be granted.
    Withdraw,
    Look,
}

#[derive(Clone, Hash)]
pub struct World {
    pub now: Timestamp,
    pub order: Order,
    pub bank: Bank,
    pub grantable: bool,
    /// What the gateway answered to whoever has not stored it yet.
    answer: Option<Command>,
    pub balances: BTreeMap<LedgerAccount, i64>,
    /// Grants and restorations without withdrawals: 0 or 1.
    pub access: i64,
    asked: u128,
    /// Whether somebody decided or gave back beside the machine, so that the gateway may refuse.
    pub meddled: bool,
    pub path: Path,
}

/// How a world came about; it says so when a law is broken. Worlds that came about in different ways may be the same.
#[derive(Clone, Default)]
pub struct Path(pub Vec<Letter>);

impl Hash for Path {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Drop for Path {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("after {:?}", self.0);
        }
    }
}

impl World {
    pub fn placed() -> Self {
        let placing = Placing {
            id: OrderId(Uuid::from_u128(1)),
            account: AccountId(Uuid::from_u128(2)),
            subject: Subject::Exam(ExamId(Uuid::from_u128(3))),
            price: inr(PRICE),
            access_days: 30,
            gateway: GatewayName::parse("bank").unwrap(),
            expires_at: Timestamp(0) + Span::from_secs(LIFE),
        };
        Self {
            now: Timestamp(0),
            order: place(placing, Timestamp(0)).order,
            bank: Bank::default(),
            grantable: true,
            answer: None,
            balances: BTreeMap::new(),
            access: 0,
            asked: 0,
            meddled: false,
            path: Path::default(),
        }
    }

    pub fn after(letters: &[Letter]) -> Self {
        let mut world = Self::placed();
        for letter in letters {
            assert!(world.play(*letter), "{letter:?} could not happen");
        }
        world
    }

    /// Whether it could happen at all.
    pub fn play(&mut self, letter: Letter) -> bool {
        match letter {
            Letter::Pay => self.pay(PRICE, PaymentStatus::Authorized),
            Letter::PayWrong => self.pay(PRICE + 1, PaymentStatus::Authorized),
            Letter::Fail => self.pay(PRICE, PaymentStatus::Failed),
            Letter::AuthoriseLate => self.bank.move_latest(PaymentStatus::Failed, PaymentStatus::Authorized),
            Letter::AutoCapture => self.bank.move_latest(PaymentStatus::Authorized, PaymentStatus::Captured),
            Letter::Release => self.bank.move_latest(PaymentStatus::Authorized, PaymentStatus::Released),
            Letter::DeliverOldest => self.deliver(0),
            Letter::DeliverNewest => self.bank.post.len() > 1 && self.deliver(self.bank.post.len() - 1),
            Letter::DeliverAgain => self.bank.first.clone().is_some_and(|first| self.send(first)),
            Letter::DeliverTampered => self.tampered(),
            Letter::DeliverForeign => self.foreign(),
            Letter::Callback => self.callback(),
            Letter::Act => self.act(),
            Letter::TimeOutAfter => self.time_out(Effect::Done),
            Letter::TimeOutBefore => self.time_out(Effect::None),
            Letter::Crash => self.is_call() && self.perform().is_some(),
            Letter::Half => self.half(),
            Letter::Expiry => self.expiry(),
            Letter::Cancel => self.command(Command::Cancel).is_ok(),
            Letter::RefundAll => self.ask(None, AccessPolicy::Revoke),
            Letter::RefundPart => self.ask(Some(PRICE / 2 + 10), AccessPolicy::Keep),
            Letter::RefundElsewhere => self.refund_elsewhere(),
            Letter::RefundsArrive => self.bank.settle_refunds(Progress::Processed),
            Letter::RefundsFail => self.bank.settle_refunds(Progress::Failed),
            Letter::Grant => self.resolve(Decision::Grant),
            Letter::GiveBack => self.resolve(Decision::Refund),
            Letter::Withdraw => std::mem::replace(&mut self.grantable, false),
            Letter::Look => self.command(Command::Look).is_ok(),
        }
    }

    /// From here on nothing goes wrong any more, though what was under way is lost, and so are all messages as long as the books
    /// will be read.
    pub fn quiesce(&mut self) {
        self.answer = None;
        for _ in 0..200 {
            if self.order.look_at.is_some() {
                self.bank.post.clear();
            }
            match self.next() {
                Next::Done if self.bank.post.is_empty() => return,
                Next::Done => assert!(self.deliver(0)),
                Next::WaitUntil(at) => {
                    assert!(at > self.now, "it waits for what is over");
                    self.now = at;
                    self.bank.settle_refunds(Progress::Processed);
                }
                _ => self.carry_out(),
            }
        }
        panic!("it never ends: {:?}, next {:?}", self.order, self.next());
    }

    fn pay(&mut self, amount: i64, status: PaymentStatus) -> bool {
        let possible = self.bank.opened && self.order.gateway_order.is_some() && self.bank.payments.len() < 3;
        if possible {
            self.bank.pay(amount, status);
        }
        possible
    }

    fn deliver(&mut self, place: usize) -> bool {
        if place >= self.bank.post.len() {
            return false;
        }
        let message = self.bank.post.remove(place);
        self.send(message)
    }

    /// A message that the order does not know what to do with is kept aside and changes nothing.
    fn send(&mut self, message: Command) -> bool {
        match self.command(message) {
            Ok(()) | Err(Rejection::UnknownPayment) => true,
            Err(other) => panic!("a genuine message was refused: {other}"),
        }
    }

    fn tampered(&mut self) -> bool {
        let Some(Command::PaymentSeen { seen, witness }) = self.bank.first.clone() else { return false };
        let before = self.access;
        let paid = self.order.phase == Phase::Paid;
        let seen = examhall_domain::payments::SeenPayment { money: inr(1), status: PaymentStatus::Captured, ..seen };
        self.command(Command::PaymentSeen { seen, witness }).unwrap();
        assert!(self.access == before && (self.order.phase == Phase::Paid) == paid, "a tampered message had an effect");
        true
    }

    fn foreign(&mut self) -> bool {
        let Some(Command::PaymentSeen { seen, .. }) = self.bank.first.clone() else { return false };
        let order = examhall_domain::payments::GatewayOrderId::parse("order_2").ok();
        let seen = examhall_domain::payments::SeenPayment { order, ..seen };
        let refused = self.command(Command::PaymentSeen { seen, witness: Witness::Message });
        assert_eq!(refused, Err(Rejection::ForeignPayment));
        true
    }

    fn callback(&mut self) -> bool {
        let Some(place) = self.bank.payments.iter().rposition(|payment| payment.status.has_money()) else {
            return false;
        };
        self.command(Command::CheckoutSigned { payment: payment_id(place) }).unwrap();
        true
    }

    fn act(&mut self) -> bool {
        if let Next::WaitUntil(at) = self.next() {
            self.now = at;
        }
        let possible = self.next() != Next::Done;
        if possible {
            self.carry_out();
        }
        possible
    }

    fn carry_out(&mut self) {
        if let Some(answer) = self.perform() {
            self.command(answer).unwrap();
        }
    }

    fn half(&mut self) -> bool {
        if let Some(answer) = self.answer.take() {
            // What was asked may have come to something else meanwhile.
            let _outdated = self.command(answer);
            return true;
        }
        self.answer = if self.is_call() { self.perform() } else { None };
        self.answer.is_some()
    }

    fn time_out(&mut self, effect: Effect) -> bool {
        let unknown = match self.next() {
            Next::OpenGatewayOrder => Command::OpeningUnknown,
            Next::Capture(payment) => Command::CaptureUnknown { payment },
            Next::SendRefund(refund) => Command::RefundUnknown { refund },
            Next::ReadBooks | Next::FindGatewayOrder if effect == Effect::None => Command::BooksUnread,
            _ => return false,
        };
        if effect == Effect::Done {
            self.perform();
        }
        self.command(unknown).unwrap();
        true
    }

    fn expiry(&mut self) -> bool {
        let at = self.order.expires_at;
        let possible = self.order.is_open() && self.now < at;
        if possible {
            self.now = at;
        }
        possible
    }

    fn ask(&mut self, amount: Option<i64>, policy: AccessPolicy) -> bool {
        self.asked += 1;
        let id = RefundId(Uuid::from_u128(self.asked));
        let (reason, by) = (Why::parse("a wish").unwrap(), AccountId(Uuid::from_u128(9)));
        let asked = AskedRefund { id, payment: None, money: amount.map(inr), policy, reason, by };
        let taken = self.command(Command::AskRefund(asked.clone())).is_ok();
        if taken {
            let version = self.order.version;
            self.command(Command::AskRefund(asked)).unwrap();
            assert_eq!(self.order.version, version, "the same wish twice is one");
        }
        taken
    }

    fn refund_elsewhere(&mut self) -> bool {
        let Some(place) = self.bank.payments.iter().rposition(|payment| payment.status.is_captured()) else {
            return false;
        };
        self.meddled = true;
        self.bank.refund(None, place, self.bank.captured(place) - self.bank.given(place)).is_some()
    }

    fn resolve(&mut self, decision: Decision) -> bool {
        let reason = Why::parse("looked at").unwrap();
        self.command(Command::Resolve { decision, reason }).is_ok()
    }

    fn next(&self) -> Next {
        next_act(&self.order, self.now, &waits())
    }

    fn is_call(&self) -> bool {
        !matches!(self.next(), Next::Done | Next::WaitUntil(_) | Next::Expire)
    }

    /// Does at the gateway what comes next; returns what it answers.
    fn perform(&mut self) -> Option<Command> {
        match self.next() {
            Next::OpenGatewayOrder => {
                self.bank.opened = true;
                Some(Command::GatewayOrderOpened { gateway_order: gateway_order() })
            }
            Next::FindGatewayOrder if self.bank.opened => {
                Some(Command::GatewayOrderOpened { gateway_order: gateway_order() })
            }
            Next::FindGatewayOrder => Some(Command::GatewayOrderMissing),
            Next::Capture(payment) => Some(match self.bank.capture(&payment) {
                Some(seen) => Command::PaymentSeen { seen, witness: Witness::Books },
                None => Command::CaptureRefused { payment, code: "no".to_owned() },
            }),
            Next::SendRefund(refund) => Some(self.send_refund(refund)),
            Next::ReadBooks => Some(self.bank.books()),
            Next::Expire => Some(Command::Expire),
            Next::WaitUntil(_) | Next::Done => None,
        }
    }

    fn send_refund(&mut self, id: RefundId) -> Command {
        let refund = self.order.refunds.iter().find(|refund| refund.id == id).unwrap();
        let place = self.bank.place(&refund.payment);
        match self.bank.refund(Some(id), place, refund.money.amount_minor) {
            Some(seen) => Command::RefundSeen { seen, witness: Witness::Books },
            None => {
                assert!(self.meddled, "more was asked back than was captured");
                Command::RefundRefused { refund: id, code: "too much".to_owned() }
            }
        }
    }

    fn command(&mut self, command: Command) -> Result<(), Rejection> {
        let waits = waits();
        let at = Circumstances { now: self.now, grantable: self.grantable, waits: &waits };
        let taken = step(&self.order, command, &at)?;
        laws::check_step(&self.order, &taken);
        for (_, event) in taken.numbered() {
            for line in postings(event) {
                *self.balances.entry(line.account).or_default() += line.money.amount_minor;
            }
            self.access += match event.kind() {
                "access_granted" | "access_restored" => 1,
                "access_withdrawn" => -1,
                _ => 0,
            };
        }
        self.order = taken.order;
        laws::check(self);
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Done,
    None,
}

pub fn waits() -> Waits {
    let spans = |seconds: &[i64]| seconds.iter().copied().map(Span::from_secs).collect();
    Waits { unsure: spans(&[5, 10, 300, 3_600, 86_400]), open: Span::from_secs(900), late: spans(&[3_600, 86_400]) }
}

//! Placing an order: price and currency come from our own database, and there is one open order for each person and exam.
//!
//! Order, job and key are one transaction. The gateway is asked afterwards by whoever holds the job; the request waits for
//! that only as long as its caller wants.

use super::apply::{By, Moved, save, tell, within};
use super::entitle::spans;
use super::idempotent::{Keyed, Reply};
use super::job;
use super::read_order::own;
use super::scope::demand_buyer;
use super::views;
use super::waiting::Found;
use crate::gateway::payments::PaymentGateway;
use crate::service::accounts::api::Caller;
use crate::service::exams::api::{self as exams, Offer};
use crate::service::jobs::Job;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context, Error};
use crate::store::payments::open_order::{self, Wish};
use crate::store::payments::{access, order};
use crate::store::{Priority, StoreError, Transaction, constraint, retrying};
use examhall_domain::id::{ExamId, OrderId};
use examhall_domain::money::Money;
use examhall_domain::payments::access::view;
use examhall_domain::payments::{Closing, Command, GatewayName, Order, Phase, Placing, Rejection, Subject, place};
use examhall_domain::time::Span;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;
use utoipa::ToSchema;

/// How often a person's requests may cross each other before one is refused.
const TRIES_MAX: u32 = 5;
/// Seconds after which an order may be placed again when none could be now.
const RETRY_S: u32 = 30;

/// What is bought.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateOrder {
    #[schema(value_type = Uuid)]
    pub exam_id: ExamId,
    /// One of those that the pricing names; the first of them unless said.
    #[serde(default)]
    #[schema(examples("razorpay"))]
    pub gateway: Option<String>,
}

/// What came of a request to place an order.
pub enum Placed {
    /// It was answered before.
    Before(Reply),
    /// There is an order.
    Order {
        order: OrderId,
        /// Its job, if it is new: whoever placed it holds it.
        job: Option<Job>,
    },
}

/// Places an order, or finds the one that is open. Its job is held by `owner`.
///
/// # Errors
/// `forbidden`, `not-found`, `exam-free`, `conflict` for whom access without an end is given, `order-in-review` with
/// the order that a person looks at, `validation-failed` for a gateway that is not known, `gateway-unavailable` and
/// `gateway-refused` when none takes the price; those of the key and of the store.
pub async fn place_order(
    cx: &Context,
    caller: &Caller,
    keyed: &Keyed,
    command: &CreateOrder,
    owner: &str,
) -> Answer<Placed> {
    demand_buyer(caller)?;
    if let Some(reply) = keyed.replayed(cx).await? {
        return Ok(Placed::Before(reply));
    }
    let (offer, price) = offered(cx, command.exam_id).await?;
    let gateway = gateway(cx, command.gateway.as_deref(), price)?;
    let attempt = Attempt { cx, caller, keyed, offer: &offer, price, gateway: &gateway, owner };
    for _ in 0..TRIES_MAX {
        match retrying(|| attempt.run()).await {
            // Another request of the same person was faster: its order is the open one.
            Err(error) if is_taken(&error) => {}
            placed => return placed,
        }
    }
    Err(Refusal::new(ProblemType::Overloaded).retry_after(1).into())
}

/// Waits for the gateway, at most `patience`, and answers as every repeat is answered.
///
/// # Errors
/// `gateway-refused` when the gateway does not take the order, and those of the store.
pub async fn answer_placed(
    cx: &Context,
    caller: &Caller,
    keyed: &Keyed,
    placed: &Placed,
    patience: Duration,
) -> Answer<Reply> {
    let (id, is_new) = match placed {
        Placed::Before(reply) => return Ok(reply.clone()),
        Placed::Order { order, job } => (*order, job.is_some()),
    };
    let look = async || {
        let order = own(cx, caller, id).await?;
        let opening = matches!(order.phase, Phase::Opening(_));
        Answer::Ok(if opening { Found::Same(order) } else { Found::Changed(order) })
    };
    let order = cx.access.waiting.until_changed(caller.account, patience, || cx.vitals.is_draining(), look).await?;
    let status = match order.phase {
        Phase::Closed(Closing::Refused) => {
            keyed.let_go(cx).await?;
            return Err(ProblemType::GatewayRefused.into());
        }
        Phase::Opening(_) => 202,
        _ if is_new => 201,
        _ => 200,
    };
    keyed.keep(cx, status, &views::of_order(cx, &order).await?).await
}

/// One run at placing an order.
struct Attempt<'a> {
    cx: &'a Context,
    caller: &'a Caller,
    keyed: &'a Keyed,
    offer: &'a Offer,
    price: Money,
    gateway: &'a GatewayName,
    owner: &'a str,
}

impl Attempt<'_> {
    async fn run(&self) -> Answer<Placed> {
        let cx = self.cx;
        let transaction = cx.store.begin(Priority::Rest).await?;
        if let Some(reply) = self.keyed.begin(cx, &transaction).await? {
            return Ok(Placed::Before(reply));
        }
        let mut closed = None;
        if let Some(open) = self.open_one(&transaction).await? {
            match self.make_way(&transaction, &open).await? {
                Some(moved) => closed = Some(moved),
                None => {
                    transaction.commit().await?;
                    return Ok(Placed::Order { order: open.id, job: None });
                }
            }
        }
        self.demand_use(&transaction).await?;
        self.demand_decided(&transaction).await?;
        let placed = save(cx, &transaction, None, place(self.placing(), cx.clock.now()), self.by()).await?;
        let job = job::begin(cx, &transaction, placed.order(), self.owner).await?;
        transaction.commit().await?;
        if let Some(closed) = closed {
            tell(cx, &closed).await?;
        }
        tell(cx, &placed).await?;
        Ok(Placed::Order { order: placed.order().id, job: Some(job) })
    }

    async fn open_one(&self, transaction: &Transaction) -> Answer<Option<Order>> {
        let subject = Subject::Exam(self.offer.exam);
        let wish = Wish { account: self.caller.account, subject_kind: subject.kind(), subject: self.offer.exam.0 };
        let Some(id) = open_order::find(transaction, wish).await? else { return Ok(None) };
        Ok(order::hold(transaction, id).await?.filter(Order::is_open))
    }

    /// An open order whose time is over, or that was placed at another price, makes way for a new one unless money is under
    /// way for it.
    async fn make_way(&self, transaction: &Transaction, open: &Order) -> Answer<Option<Moved>> {
        let command = if open.expires_at <= self.cx.clock.now() {
            Command::Expire
        } else if open.price != self.price || open.access_days != self.offer.access_days {
            Command::Cancel
        } else {
            return Ok(None);
        };
        match within(self.cx, transaction, open, command, By::CLOCK).await? {
            Ok(moved) => Ok(Some(moved)),
            Err(Rejection::PaymentUnderWay) => Ok(None),
            Err(rejection) => {
                tracing::warn!(order = %open.id, %rejection, "an open order did not make way");
                Ok(None)
            }
        }
    }

    /// Nobody pays for what they have without an end.
    async fn demand_use(&self, transaction: &Transaction) -> Answer<()> {
        let rows = access::of_exam(transaction, self.caller.account, self.offer.exam).await?;
        let view = view(&spans(&rows)?, self.cx.clock.now());
        if view.has_access && view.expires_at.is_none() { Err(ProblemType::Conflict.into()) } else { Ok(()) }
    }

    /// Nobody pays a second time while a person looks at what was paid.
    async fn demand_decided(&self, transaction: &Transaction) -> Answer<()> {
        match order::find_in_review(transaction, self.caller.account, self.offer.exam).await? {
            Some(parked) => Err(Refusal::new(ProblemType::OrderInReview).extra("order", json!(parked.id)).into()),
            None => Ok(()),
        }
    }

    fn placing(&self) -> Placing {
        Placing {
            id: OrderId(self.cx.ids.uuid()),
            account: self.caller.account,
            subject: Subject::Exam(self.offer.exam),
            price: self.price,
            access_days: self.offer.access_days,
            gateway: self.gateway.clone(),
            expires_at: self.cx.clock.now() + Span::from_secs(self.cx.settings.payments.order_s),
        }
    }

    fn by(&self) -> By {
        By::owner(self.caller.account)
    }
}

async fn offered(cx: &Context, exam: ExamId) -> Answer<(Offer, Money)> {
    let offer = exams::offer(&cx.store, exam).await?.filter(|offer| offer.is_published);
    let offer = offer.ok_or(ProblemType::NotFound)?;
    let price = offer.price.ok_or(ProblemType::ExamFree)?;
    Ok((offer, price))
}

/// The gateway that was named, or the first that takes the price.
fn gateway(cx: &Context, named: Option<&str>, price: Money) -> Answer<GatewayName> {
    let takes = |gateway: &dyn PaymentGateway| gateway.accepts(price).is_ok();
    if let Some(named) = named {
        let unknown = || Refusal::new(ProblemType::ValidationFailed).field("/gateway", "invalid");
        let name = GatewayName::parse(named).map_err(|_| unknown())?;
        let gateway = cx.gateways.get(&name).ok_or_else(unknown)?;
        return if takes(gateway.as_ref()) { Ok(name) } else { Err(ProblemType::GatewayRefused.into()) };
    }
    let mut gateways = cx.gateways.iter().peekable();
    if gateways.peek().is_none() {
        return Err(Refusal::new(ProblemType::GatewayUnavailable).retry_after(RETRY_S).into());
    }
    let first = gateways.find(|gateway| takes(gateway.as_ref()));
    Ok(first.ok_or(ProblemType::GatewayRefused)?.name().clone())
}

fn is_taken(error: &Error) -> bool {
    matches!(error, Error::Store(StoreError::Conflict { constraint: constraint::OPEN_ORDERS }))
}

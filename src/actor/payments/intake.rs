//! The intake of webhooks: what waits is kept in one transaction when the one before has returned, and only then answered.
//!
//! There is no timer: a lonely message goes at once, load makes batches. `Actors` starts it on a thread of its own; when it
//! ends, its post starts it again, and gateways send what was not answered once more.

use super::applier::Applier;
use crate::actor::post::Post;
use crate::service::payments::take_webhooks::{Admitted, Arrived, admit, take_webhooks};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context, Error};
use actix::fut::{ActorFutureExt, WrapFuture};
use actix::{Actor, AsyncContext, Handler, Message};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Seconds after which a refused message may be sent again.
const RETRY_S: u32 = 1;

/// The way to the intake.
pub struct Intake {
    cx: Context,
    post: Post<IntakeActor>,
}

impl Intake {
    /// Starts it.
    pub fn start(cx: Context, applier: Arc<Applier>) -> Self {
        let own = cx.clone();
        let post = Post::start("webhook intake", move || IntakeActor::new(own.clone(), applier.clone()));
        Self { cx, post }
    }

    /// Takes a message in; the answer comes after the commit.
    ///
    /// # Errors
    /// `signature-invalid`, `not-found` for a gateway that is not in use; `overloaded` and the store's when it was not kept.
    pub async fn take(&self, arrived: Arrived) -> Answer<()> {
        let admitted = admit(&self.cx, arrived)?;
        let (reply, answered) = oneshot::channel();
        self.post.send(Take { admitted, reply })?;
        answered.await.unwrap_or(Err(overloaded())).map_err(Error::Refused)
    }
}

struct IntakeActor {
    cx: Context,
    applier: Arc<Applier>,
    waiting: VecDeque<Take>,
    flight: Flight,
}

/// Whether a transaction is under way.
#[derive(PartialEq, Eq)]
enum Flight {
    None,
    UnderWay,
}

#[derive(Message)]
#[rtype(result = "()")]
struct Take {
    admitted: Admitted,
    reply: oneshot::Sender<Result<(), Refusal>>,
}

impl IntakeActor {
    fn new(cx: Context, applier: Arc<Applier>) -> Self {
        Self { cx, applier, waiting: VecDeque::new(), flight: Flight::None }
    }

    fn fly(&mut self, ctx: &mut actix::Context<Self>) {
        if self.flight == Flight::UnderWay || self.waiting.is_empty() {
            return;
        }
        self.flight = Flight::UnderWay;
        let size = self.waiting.len().min(self.cx.settings.payments.webhooks_batch_max);
        let (admitted, replies): (Vec<_>, Vec<_>) =
            self.waiting.drain(..size).map(|take| (take.admitted, take.reply)).unzip();
        let (cx, applier) = (self.cx.clone(), self.applier.clone());
        let flight = async move {
            let kept = take_webhooks(&cx, &admitted).await.map_err(Error::into_refusal);
            if kept.as_ref().is_ok_and(|new| !new.is_empty()) {
                applier.ring();
            }
            for reply in replies {
                // A gateway that no longer waits sends the message again.
                let _ = reply.send(kept.as_ref().map(|_| ()).map_err(Clone::clone));
            }
        };
        ctx.spawn(flight.into_actor(self).map(|(), intake, ctx| {
            intake.flight = Flight::None;
            intake.fly(ctx);
        }));
    }
}

impl Actor for IntakeActor {
    type Context = actix::Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.cx.settings.payments.webhooks_waiting_max);
    }
}

impl Handler<Take> for IntakeActor {
    type Result = ();

    fn handle(&mut self, take: Take, ctx: &mut Self::Context) {
        if self.waiting.len() >= self.cx.settings.payments.webhooks_waiting_max {
            let _ = take.reply.send(Err(overloaded()));
            return;
        }
        self.waiting.push_back(take);
        self.fly(ctx);
    }
}

fn overloaded() -> Refusal {
    Refusal::new(ProblemType::Overloaded).retry_after(RETRY_S)
}

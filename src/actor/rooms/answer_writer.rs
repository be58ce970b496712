//! The answer writer: what waits is committed when the previous commit returns, then acknowledged one by one.
//!
//! There is no timer: a lonely answer goes at once, load makes batches. `boot` starts it on a thread of its own; when it
//! ends, its post starts it again with an empty desk, and those who wait are told to send their answers again.

use super::registry::Rooms;
use crate::actor::post::Post;
use crate::bus::Signal;
use crate::service::instant::Instant;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::append::{Act, Change, Desk, Request, Settled};
use crate::service::rooms::event;
use crate::service::{Answer, Context};
use crate::telemetry::metric;
use actix::fut::{ActorFutureExt, WrapFuture};
use actix::{Actor, AsyncContext, Handler, Message};
use examhall_domain::time::Span;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Seconds after which a refused answer may be sent again.
const RETRY_S: u32 = 1;

/// The way to the writer.
pub struct Answers {
    post: Post<AnswerWriter>,
}

impl Answers {
    /// Starts the writer.
    pub fn start(cx: Context, rooms: Arc<Rooms>) -> Self {
        let post = Post::start("answer writer", move || AnswerWriter::new(cx.clone(), rooms.clone()));
        Self { post }
    }

    /// Settles a request; the answer comes after the commit.
    ///
    /// # Errors
    /// The refusal, or `overloaded` when too many wait or the writer was lost: nothing is known then, and the same save
    /// sent again is answered rightly.
    pub async fn settle(&self, request: Request) -> Answer<Settled> {
        let (reply, answered) = oneshot::channel();
        self.post.send(Append { request, reply })?;
        answered.await.unwrap_or_else(|_| Err(overloaded().into()))
    }
}

struct AnswerWriter {
    cx: Context,
    rooms: Arc<Rooms>,
    /// Away while a batch is being settled.
    desk: Option<Desk>,
    waiting: VecDeque<Append>,
}

#[derive(Message)]
#[rtype(result = "()")]
struct Append {
    request: Request,
    reply: oneshot::Sender<Answer<Settled>>,
}

impl AnswerWriter {
    fn new(cx: Context, rooms: Arc<Rooms>) -> Self {
        let desk = Desk::new(cx.settings.rooms.attempts_cached_max);
        Self { cx, rooms, desk: Some(desk), waiting: VecDeque::new() }
    }

    fn fly(&mut self, ctx: &mut actix::Context<Self>) {
        let Some(mut desk) = self.desk.take() else { return };
        let size = self.waiting.len().min(self.cx.settings.rooms.answers_batch_max);
        let (requests, replies): (Vec<_>, Vec<_>) =
            self.waiting.drain(..size).map(|append| (append.request, append.reply)).unzip();
        let (cx, rooms) = (self.cx.clone(), self.rooms.clone());
        let flight = async move {
            let started = cx.clock.now();
            let answers = desk.settle(&cx, &requests).await;
            metrics::histogram!(metric::ANSWER_BATCH_SECONDS).record(seconds(cx.clock.now() - started));
            #[expect(clippy::cast_precision_loss, reason = "a metric")]
            metrics::histogram!(metric::ANSWER_BATCH_SIZE).record(requests.len() as f64);
            let changed: Vec<Settled> =
                answers.iter().flatten().filter(|settled| settled.change != Change::Nothing).cloned().collect();
            for ((answer, reply), request) in answers.into_iter().zip(replies).zip(&requests) {
                // Who no longer waits will ask again on another connection.
                let _ = reply.send(answer);
                if let Act::Save(_) = request.act {
                    metrics::histogram!(metric::ANSWER_ACK_SECONDS)
                        .record(seconds(cx.clock.now() - request.received_at));
                }
            }
            follow_up(&cx, &rooms, changed).await;
            desk
        };
        ctx.spawn(flight.into_actor(self).map(|desk, writer, ctx| {
            writer.desk = Some(desk);
            if !writer.waiting.is_empty() {
                writer.fly(ctx);
            }
        }));
    }
}

impl Actor for AnswerWriter {
    type Context = actix::Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.cx.settings.rooms.answers_waiting_max);
    }
}

impl Handler<Append> for AnswerWriter {
    type Result = ();

    fn handle(&mut self, append: Append, ctx: &mut Self::Context) {
        if self.waiting.len() >= self.cx.settings.rooms.answers_waiting_max {
            let _ = append.reply.send(Err(overloaded().into()));
            return;
        }
        self.waiting.push_back(append);
        self.fly(ctx);
    }
}

/// Tells the others what is now so; who asked knows already.
async fn follow_up(cx: &Context, rooms: &Rooms, changed: Vec<Settled>) {
    for settled in &changed {
        let now = cx.clock.now();
        match settled.change {
            Change::Nothing | Change::Saved(_) | Change::Opened => {}
            Change::TakenOver { device } => {
                let data = json!({ "attempt": settled.attempt, "device": device });
                cx.hub.publish(event::personal(settled.account, "attempt.taken_over", now, data)).await;
                // The sockets of the other devices may be on any instance.
                cx.hub.announce(&Signal::RoomChanged(settled.sitting)).await;
            }
            Change::Closed { reason, at } => {
                let data = json!({ "attempt": settled.attempt, "closed_by": reason.name(), "closed_at": Instant(at) });
                cx.hub.publish(event::personal(settled.account, "attempt.closed", now, data)).await;
                cx.hub.announce(&Signal::JobsDue).await;
            }
        }
    }
    rooms.progress(changed);
}

#[expect(clippy::cast_precision_loss, reason = "a metric")]
fn seconds(span: Span) -> f64 {
    span.0 as f64 / 1e6
}

fn overloaded() -> Refusal {
    Refusal::new(ProblemType::Overloaded).retry_after(RETRY_S)
}

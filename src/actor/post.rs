//! The way to an actor that has to be there: an address that is made again when its actor is gone.
//!
//! A panic ends an actor and closes its address for good. The post notices that at the next message, starts another one
//! on a thread of its own, and says so loudly. There is one address per actor, because the bound of a mailbox holds for
//! each handle alone.

use crate::service::problem::{ProblemType, Refusal};
use actix::dev::ToEnvelope;
use actix::prelude::SendError;
use actix::{Actor, Addr, Arbiter, Context, Handler, Message};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An actor that keeps dying is not started more often than this.
const RESTART_PAUSE: Duration = Duration::from_millis(200);
/// Seconds after which a refused message may be sent again.
const RETRY_S: u32 = 1;

/// Leads to one actor.
pub struct Post<A: Actor<Context = Context<A>>> {
    make: Box<dyn Fn() -> A + Send + Sync>,
    office: Mutex<Office<A>>,
    name: &'static str,
}

struct Office<A: Actor> {
    arbiter: Arbiter,
    addr: Addr<A>,
    started: Instant,
}

impl<A: Actor<Context = Context<A>> + Send> Post<A> {
    /// Starts the actor that `make` makes.
    pub fn start(name: &'static str, make: impl Fn() -> A + Send + Sync + 'static) -> Self {
        let office = Office::open(make());
        Self { make: Box::new(make), office: Mutex::new(office), name }
    }

    /// Puts a message into the mailbox.
    ///
    /// # Errors
    /// `overloaded` when the mailbox is full or the actor could not be started again so soon.
    pub fn send<M>(&self, message: M) -> Result<(), Refusal>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        A: Handler<M>,
        A::Context: ToEnvelope<A, M>,
    {
        let mut office = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        if !office.addr.connected() {
            self.reopen(&mut office)?;
        }
        match office.addr.try_send(message) {
            Ok(()) => Ok(()),
            Err(SendError::Full(_) | SendError::Closed(_)) => Err(overloaded()),
        }
    }

    fn reopen(&self, office: &mut Office<A>) -> Result<(), Refusal> {
        if office.started.elapsed() < RESTART_PAUSE {
            return Err(overloaded());
        }
        tracing::error!(actor = self.name, "an actor was gone and is started again from the store");
        office.arbiter.stop();
        *office = Office::open((self.make)());
        Ok(())
    }
}

impl<A: Actor<Context = Context<A>> + Send> Office<A> {
    fn open(actor: A) -> Self {
        let arbiter = Arbiter::new();
        let addr = A::start_in_arbiter(&arbiter.handle(), move |_| actor);
        Self { arbiter, addr, started: Instant::now() }
    }
}

fn overloaded() -> Refusal {
    Refusal::new(ProblemType::Overloaded).retry_after(RETRY_S)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    struct Fragile;

    impl Actor for Fragile {
        type Context = Context<Self>;
    }

    #[derive(Message)]
    #[rtype(result = "()")]
    enum Do {
        Answer(mpsc::Sender<()>),
        Panic,
    }

    impl Handler<Do> for Fragile {
        type Result = ();

        fn handle(&mut self, message: Do, _: &mut Self::Context) {
            match message {
                Do::Answer(sender) => sender.send(()).unwrap(),
                Do::Panic => panic!("as the test asks"),
            }
        }
    }

    #[actix::test]
    async fn an_actor_that_panicked_is_started_again() {
        let post = Post::start("fragile", || Fragile);
        post.send(Do::Panic).unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let (sender, receiver) = mpsc::channel();
            if post.send(Do::Answer(sender)).is_ok() && receiver.recv().is_ok() {
                return;
            }
            assert!(Instant::now() < deadline, "the actor never came back");
            tokio::task::yield_now().await;
        }
    }
}

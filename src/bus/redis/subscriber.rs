//! Listens: one connection for everything that is wanted, opened again for ever.
//!
//! A connection can be healthy and silent, after a failover for example, so it is trusted only as long as what this
//! instance says to itself comes back in time.

use super::envelope::{Content, Envelope};
use super::shared::Shared;
use super::wishes::Heeded;
use crate::bus::{Doorbell, Health};
use crate::redis_link::{Backoff, Reach};
use crate::settings::RedisSettings;
use crate::telemetry::metric;
use futures_util::StreamExt;
use redis::aio::{PubSubSink, PubSubStream};
use redis::{Msg, RedisError};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// Channels that are named in one command.
const NAMES_AT_ONCE: usize = 1_000;

/// The one who listens; it lives as long as its engine.
pub(super) struct Subscriber {
    shared: Arc<Shared>,
    reach: Arc<Reach>,
    silent: Duration,
    answer: Duration,
    backoff: Backoff,
}

/// What a message changes for the listener.
#[derive(PartialEq, Eq)]
enum Heard {
    Oneself,
    Others,
}

impl Subscriber {
    pub(super) fn new(shared: Arc<Shared>, reach: Arc<Reach>, settings: &RedisSettings) -> Self {
        Self {
            shared,
            reach,
            silent: Duration::from_millis(settings.silent_ms),
            answer: Duration::from_millis(settings.answer_ms),
            backoff: Backoff::new(settings),
        }
    }

    /// Runs until its engine is gone.
    pub(super) async fn run(mut self) {
        loop {
            let why = match self.reach.listen().await {
                Ok((sink, stream)) => self.listen(sink, stream).await,
                Err(error) => error.to_string(),
            };
            self.shared.wishes.heed(Heeded::default());
            self.shared.note(Health::Degraded, &why);
            tokio::time::sleep(self.backoff.pause()).await;
        }
    }

    /// Returns why the connection cannot be trusted any more.
    async fn listen(&mut self, mut sink: PubSubSink, mut stream: PubSubStream) -> String {
        let mut subscribed = HashSet::new();
        let own = vec![self.shared.probe_name()];
        let begun = async {
            timeout(self.answer, sink.subscribe(own)).await.map_err(|_| self.no_answer())?.map_err(text)?;
            self.heed(&mut sink, &mut subscribed).await
        };
        if let Err(why) = begun.await {
            return why;
        }
        let mut trusted_until = Instant::now() + self.silent;
        loop {
            tokio::select! {
                message = stream.next() => match message {
                    Some(message) => if self.take(&message) == Heard::Oneself {
                        trusted_until = Instant::now() + self.silent;
                        self.backoff.reset();
                        self.shared.note(Health::Connected, "");
                    },
                    None => return "the connection ended".to_owned(),
                },
                () = self.shared.wishes.changed() => if let Err(why) = self.heed(&mut sink, &mut subscribed).await {
                    return why;
                },
                () = sleep_until(trusted_until) => {
                    return format!("nothing was heard for {} ms", self.silent.as_millis());
                }
            }
        }
    }

    /// Brings the server in line with what is wanted.
    async fn heed(&self, sink: &mut PubSubSink, subscribed: &mut HashSet<String>) -> Result<(), String> {
        let difference = self.shared.wishes.difference(subscribed);
        for names in difference.wanted.chunks(NAMES_AT_ONCE) {
            timeout(self.answer, sink.subscribe(names)).await.map_err(|_| self.no_answer())?.map_err(text)?;
        }
        for names in difference.unwanted.chunks(NAMES_AT_ONCE) {
            timeout(self.answer, sink.unsubscribe(names)).await.map_err(|_| self.no_answer())?.map_err(text)?;
        }
        subscribed.retain(|name| !difference.unwanted.contains(name));
        subscribed.extend(difference.wanted);
        self.shared.wishes.heed(Heeded { is_listening: true, number: difference.number });
        Ok(())
    }

    fn take(&self, message: &Msg) -> Heard {
        let Some(Envelope { sender, content }) = Envelope::unpack(message.get_payload_bytes()) else {
            tracing::debug!("an event of another version was not understood");
            return Heard::Others;
        };
        let is_own = sender == self.shared.own;
        match content {
            Content::Probe(number) if is_own => {
                self.shared.pulse.hear(number);
                return Heard::Oneself;
            }
            Content::Gap if !is_own => self.shared.gap(),
            Content::Event { offset, payload } if !is_own => {
                metrics::counter!(metric::DOORBELLS_TOTAL, "outcome" => "received").increment(1);
                if let Some(channel) = self.shared.wishes.find(message.get_channel_name()) {
                    self.shared.ring(Doorbell { channel, offset, payload });
                }
            }
            // What this instance said was heard here when it was said.
            Content::Probe(_) | Content::Gap | Content::Event { .. } => {}
        }
        Heard::Others
    }

    fn no_answer(&self) -> String {
        format!("no answer within {} ms", self.answer.as_millis())
    }
}

fn text(error: RedisError) -> String {
    error.to_string()
}

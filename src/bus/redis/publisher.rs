//! Sends what waits: everything that has gathered since the last time goes in one go over one connection.
//!
//! Nobody waits for it: whoever rings a doorbell leaves it in a bounded queue. What is sent and not confirmed counts as
//! lost, and the first thing said over the next connection is that there is a gap.

use super::envelope::Content;
use super::shared::{Letter, Shared};
use crate::redis_link::{Backoff, Reach};
use crate::settings::RedisSettings;
use crate::telemetry::metric;
use redis::Pipeline;
use redis::aio::MultiplexedConnection;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

/// The one who sends; it lives as long as its engine.
pub(super) struct Publisher {
    shared: Arc<Shared>,
    reach: Arc<Reach>,
    waiting: mpsc::Receiver<Letter>,
    batch_max: usize,
    probe: Duration,
    answer: Duration,
    backoff: Backoff,
}

impl Publisher {
    pub(super) fn new(
        shared: Arc<Shared>,
        reach: Arc<Reach>,
        waiting: mpsc::Receiver<Letter>,
        settings: &RedisSettings,
    ) -> Self {
        Self {
            shared,
            reach,
            waiting,
            batch_max: settings.doorbells_batch_max,
            probe: Duration::from_millis(settings.probe_ms),
            answer: Duration::from_millis(settings.answer_ms),
            backoff: Backoff::new(settings),
        }
    }

    /// Runs until its engine is gone.
    pub(super) async fn run(mut self) {
        loop {
            let why = match self.reach.connect().await {
                Ok(connection) => self.send(connection).await,
                Err(error) => error.to_string(),
            };
            self.shared.set_sending(false);
            tracing::debug!(error = why, "no connection to send events through Redis");
            tokio::time::sleep(self.backoff.pause()).await;
        }
    }

    /// Returns why the connection cannot be used any more.
    async fn send(&mut self, mut connection: MultiplexedConnection) -> String {
        let mut probes = interval(self.probe);
        probes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut letters = Vec::with_capacity(self.batch_max);
        self.shared.set_sending(true);
        loop {
            let events = tokio::select! {
                biased;
                _ = probes.tick() => {
                    if let Err(why) = self.reach.check(&mut connection).await {
                        return why.to_string();
                    }
                    let word = Content::Probe(self.shared.pulse.next());
                    letters.push(self.shared.letter(self.shared.probe_name(), word));
                    let has_gap = self.shared.take_gap();
                    letters.extend(has_gap.then(|| self.shared.letter(self.shared.control_name(), Content::Gap)));
                    u64::from(has_gap)
                }
                count = self.waiting.recv_many(&mut letters, self.batch_max) => count as u64,
            };
            if let Err(why) = self.deliver(&mut connection, &mut letters).await {
                self.shared.lose(events);
                return why;
            }
            self.backoff.reset();
            metrics::counter!(metric::DOORBELLS_TOTAL, "outcome" => "sent").increment(events);
        }
    }

    async fn deliver(&self, connection: &mut MultiplexedConnection, letters: &mut Vec<Letter>) -> Result<(), String> {
        let mut commands = Pipeline::with_capacity(letters.len());
        for Letter { name, packed } in letters.drain(..) {
            commands.cmd("PUBLISH").arg(name).arg(&packed[..]).ignore();
        }
        match tokio::time::timeout(self.answer, commands.query_async::<()>(connection)).await {
            Ok(sent) => sent.map_err(|error| error.to_string()),
            Err(_) => Err(format!("no answer within {} ms", self.answer.as_millis())),
        }
    }
}

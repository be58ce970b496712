//! A connection for commands that is kept open: whoever needs it gets it at once or learns at once that there is none.

use super::backoff::Backoff;
use super::commands::Commands;
use super::reach::{Reach, Unreachable};
use crate::settings::RedisSettings;
use redis::cmd;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Keeps one connection for commands.
pub struct Link {
    state: watch::Receiver<Option<Open>>,
    keeping: AbortHandle,
}

#[derive(Clone)]
struct Open {
    commands: Commands,
    round_trip: Duration,
}

impl Link {
    /// Begins to connect, on a runtime that lives as long as the link.
    pub fn start(reach: Arc<Reach>, settings: &RedisSettings, runtime: &Handle) -> Self {
        let (told, state) = watch::channel(None);
        let probe = Duration::from_millis(settings.probe_ms);
        let probed = format!("{}probe", settings.key_prefix);
        let keeper = Keeper { reach, told, probe, probed, backoff: Backoff::new(settings) };
        let keeping = runtime.spawn(keeper.keep()).abort_handle();
        Self { state, keeping }
    }

    /// The connection.
    ///
    /// # Errors
    /// When there is none at the moment.
    pub fn commands(&self) -> Result<Commands, Unreachable> {
        self.state.borrow().as_ref().map(|open| open.commands.clone()).ok_or_else(away)
    }

    /// How long the last probe took; nothing while there is no connection.
    pub fn round_trip(&self) -> Option<Duration> {
        self.state.borrow().as_ref().map(|open| open.round_trip)
    }

    /// Waits until there is a connection.
    pub async fn until_open(&self) {
        // The keeper ends with the link only.
        let _ = self.state.clone().wait_for(Option::is_some).await;
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.keeping.abort();
    }
}

fn away() -> Unreachable {
    Unreachable("there is no connection at the moment".to_owned())
}

struct Keeper {
    reach: Arc<Reach>,
    told: watch::Sender<Option<Open>>,
    probe: Duration,
    probed: String,
    backoff: Backoff,
}

impl Keeper {
    /// Runs as long as the link. A connection that stops answering is offered until another try has failed as well: a
    /// cluster may have lost one node of several.
    async fn keep(mut self) {
        loop {
            let why = match self.reach.commands().await {
                Ok(commands) => self.watch(commands).await,
                Err(error) => {
                    self.told.send_replace(None);
                    error
                }
            };
            tracing::debug!(error = %why, "no connection for commands to Redis");
            tokio::time::sleep(self.backoff.pause()).await;
        }
    }

    /// Returns why the connection cannot be used any more.
    async fn watch(&mut self, mut commands: Commands) -> Unreachable {
        loop {
            let asked = Instant::now();
            if let Err(error) = self.look(&mut commands).await {
                return error;
            }
            self.backoff.reset();
            self.told.send_replace(Some(Open { commands: commands.clone(), round_trip: asked.elapsed() }));
            tokio::time::sleep(self.probe).await;
        }
    }

    async fn look(&self, commands: &mut Commands) -> Result<(), Unreachable> {
        if let Commands::One(connection) = commands {
            self.reach.check(connection).await?;
        }
        Ok(cmd("EXISTS").arg(&self.probed).query_async::<()>(commands).await?)
    }
}

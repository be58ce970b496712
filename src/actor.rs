//! What lives on: the answer writer, the rooms, the registry of signed-in sockets, the sweeper, the sealer and
//! housekeeping.
//!
//! Actors queue, batch, call use cases, and only then acknowledge and broadcast. Their memory is a cache: any of them may
//! end at any line and is started again from what the store holds.

pub mod accounts;
pub mod housekeeping;
pub mod post;
pub mod rooms;
pub mod sealer;

use crate::service::Context;
use accounts::sessions::Sessions;
use rooms::answer_writer::Answers;
use rooms::registry::Rooms;
use std::sync::Arc;

/// The handles to this instance's actors; cloning shares them.
#[derive(Clone)]
pub struct Actors {
    pub answers: Arc<Answers>,
    pub rooms: Arc<Rooms>,
    pub sessions: Arc<Sessions>,
}

impl Actors {
    /// Starts all of them. Those that wait for nobody's message run until the process ends.
    pub fn start(cx: &Context) -> Self {
        let registry = Rooms::new(cx.clone());
        let answers = Arc::new(Answers::start(cx.clone(), registry.clone()));
        let sessions = Arc::new(Sessions::default());
        // Tasks of the runtime, not of its local set: at the end they are dropped while the runtime is there to take back
        // the connections that they hold.
        tokio::spawn(rooms::follower::follow_rooms(cx.clone(), registry.clone()));
        tokio::spawn(accounts::follower::follow_sessions(cx.clone(), sessions.clone()));
        tokio::spawn(rooms::sweeper::sweep(cx.clone(), answers.clone()));
        tokio::spawn(sealer::seal(cx.clone()));
        tokio::spawn(housekeeping::sweep(cx.clone()));
        tokio::spawn(housekeeping::follow_clock(cx.clone()));
        tokio::spawn(housekeeping::fold_metrics());
        Self { answers, rooms: registry, sessions }
    }
}

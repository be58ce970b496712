//! What lives on: the answer writer, the rooms, the registry of signed-in sockets, and the sweeper.
//!
//! Actors queue, batch, call use cases, and only then acknowledge and broadcast. Their memory is a cache: any of them may
//! end at any line and is started again from what the store holds.

pub mod answer_writer;
pub mod follower;
pub mod post;
pub mod room;
pub mod rooms;
pub mod sessions;
pub mod sweeper;

use crate::service::Context;
use answer_writer::Answers;
use rooms::Rooms;
use sessions::Sessions;
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
        let rooms = Rooms::new(cx.clone());
        let answers = Arc::new(Answers::start(cx.clone(), rooms.clone()));
        let sessions = Arc::new(Sessions::default());
        actix::spawn(follower::follow_rooms(cx.clone(), rooms.clone()));
        actix::spawn(follower::follow_sessions(cx.clone(), sessions.clone()));
        actix::spawn(sweeper::sweep(cx.clone(), answers.clone()));
        Self { answers, rooms, sessions }
    }
}

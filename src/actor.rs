//! What lives on: the answer writer, the rooms, the registries of signed-in sockets and of staff, the sweeper, the lookout, the
//! sagas of payments with the intake of webhooks, the postman, the sealer, the supervisor of rate limits, the keeper and
//! housekeeping.
//!
//! Actors queue, batch, call use cases, and only then acknowledge and broadcast. Their memory is a cache: any of them may
//! end at any line and is started again from what the store holds.

pub mod accounts;
pub mod housekeeping;
pub mod keeper;
pub mod lookout;
mod loops;
pub mod payments;
pub mod post;
pub mod postman;
pub mod ratelimit;
pub mod rooms;
pub mod sealer;

use crate::service::Context;
use crate::service::accounts::api::Records;
use crate::service::ops::presence::Doors;
use crate::settings::Role;
use accounts::sessions::Sessions;
use loops::keep_running;
use payments::applier::Applier;
use payments::intake::Intake;
use payments::sagas::Sagas;
use rooms::answer_writer::Answers;
use rooms::registry::Rooms;
use rooms::staff::Staff;
use std::sync::Arc;

/// The handles to this instance's actors; cloning shares them.
#[derive(Clone)]
pub struct Actors {
    pub answers: Arc<Answers>,
    pub rooms: Arc<Rooms>,
    pub sessions: Arc<Sessions>,
    pub staff: Arc<Staff>,
    pub sagas: Arc<Sagas>,
    pub webhooks: Arc<Intake>,
}

impl Actors {
    /// Starts those that the roles of this instance need. Loops that wait for nobody's message run until the process ends,
    /// panics or not.
    pub fn start(cx: &Context, records: &Records, doors: &Arc<dyn Doors>) -> Self {
        let registry = Rooms::new(cx.clone());
        let answers = Arc::new(Answers::start(cx.clone(), registry.clone()));
        let sessions = Arc::new(Sessions::default());
        let (own, followed) = (cx.clone(), registry.clone());
        keep_running("room follower", move || rooms::follower::follow_rooms(own.clone(), followed.clone()));
        let (own, followed) = (cx.clone(), sessions.clone());
        keep_running("session follower", move || accounts::follower::follow_sessions(own.clone(), followed.clone()));
        let staff = Arc::new(Staff::default());
        let (own, followed) = (cx.clone(), staff.clone());
        keep_running("staff follower", move || rooms::staff::follow_staff(own.clone(), followed.clone()));
        let (sagas, webhooks) = start_payments(cx);
        if cx.settings.instance.has(Role::Worker) {
            start_work(cx, records, &answers, &sagas);
        }
        let own = cx.clone();
        keep_running("lookout", move || lookout::keep_watch(own.clone()));
        let own = cx.clone();
        keep_running("rate limits", move || ratelimit::keep_limits(own.clone()));
        let (own, doors) = (cx.clone(), doors.clone());
        keep_running("keeper", move || keeper::keep(own.clone(), doors.clone()));
        let own = cx.clone();
        keep_running("clock", move || housekeeping::follow_clock(own.clone()));
        keep_running("metrics", housekeeping::fold_metrics);
        Self { answers, rooms: registry, sessions, staff, sagas, webhooks }
    }
}

fn start_payments(cx: &Context) -> (Arc<Sagas>, Arc<Intake>) {
    let own = cx.clone();
    keep_running("payment follower", move || payments::follower::follow_changes(own.clone()));
    let sagas = Sagas::new(cx.clone());
    let applier = Arc::new(Applier::default());
    let webhooks = Arc::new(Intake::start(cx.clone(), applier.clone()));
    let own = cx.clone();
    keep_running("webhook applier", move || payments::applier::tell_orders(own.clone(), applier.clone()));
    (sagas, webhooks)
}

/// What is due is done by workers, on whatever instance it was asked for. An order that is placed here begins its saga here
/// all the same.
fn start_work(cx: &Context, records: &Records, answers: &Arc<Answers>, sagas: &Arc<Sagas>) {
    let (own, writer) = (cx.clone(), answers.clone());
    keep_running("sweeper", move || rooms::sweeper::sweep(own.clone(), writer.clone()));
    let own = sagas.clone();
    keep_running("sagas", move || payments::sagas::run(own.clone()));
    let own = cx.clone();
    keep_running("payment clerk", move || payments::clerk::work(own.clone()));
    let own = cx.clone();
    keep_running("sealer", move || sealer::seal(own.clone()));
    let own = cx.clone();
    keep_running("postman", move || postman::deliver(own.clone()));
    let (own, kept) = (cx.clone(), records.clone());
    keep_running("housekeeping", move || housekeeping::sweep(own.clone(), kept.clone()));
}

//! Entering a room: staff see it whole, a student gets the paper that is theirs, drawn once and kept.

use crate::service::accounts::api::Caller;
use crate::service::exams::api as exams;
use crate::service::problem::ProblemType;
use crate::service::rooms::open_room;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::scope::{self, Part};
use crate::service::{Answer, Context, Error};
use crate::store::rooms::attempt;
use crate::store::{Priority, StoreError, constraint};
use examhall_domain::accounts::{Action, Tie};
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::rooms::AttemptPhase;
use std::sync::Arc;

/// What somebody is in a room.
pub enum Standing {
    /// Sees everybody.
    Staff,
    /// Writes this attempt, the latest of theirs; nothing when the room is over and they never came.
    Student(Option<AttemptId>),
}

/// Whether a further attempt is wanted when the last one is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// What there is; a first attempt is prepared.
    Latest,
    /// A further one, if the sitting allows it.
    Another,
}

/// Enters a room that is named by its id or its code.
///
/// # Errors
/// `not-found` for strangers, `not-enrolled` for students who have to enrol first, `access-needed` for an exam that has a
/// price, `room-full`, and those of the store.
pub async fn enter(cx: &Context, caller: &Caller, named: &str) -> Answer<(Arc<RoomFile>, Standing)> {
    let room = open_room::find(cx, named).await?;
    let standing = match scope::part(cx, caller, &room).await? {
        Part::Student => Standing::Student(prepare(cx, caller, &room, Wanted::Latest).await?),
        Part::Staff => Standing::Staff,
    };
    Ok((room, standing))
}

/// Whether somebody is of a room's staff now.
///
/// # Errors
/// Those of the store.
pub async fn is_staff(cx: &Context, caller: &Caller, sitting: SittingId) -> Answer<bool> {
    let room = open_room::open(cx, sitting).await?;
    match scope::part(cx, caller, &room).await {
        Ok(part) => Ok(part == Part::Staff),
        Err(Error::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The caller's attempt at a sitting, over plain HTTP.
///
/// # Errors
/// As [`enter`]; `room-full` for whom there is no place, `attempts-exhausted` when all are used up, `sitting-over` when nothing can be written any more.
pub async fn prepare_attempt(cx: &Context, caller: &Caller, sitting: SittingId, wanted: Wanted) -> Answer<AttemptId> {
    let room = open_room::open(cx, sitting).await?;
    let ties = scope::ties(cx, caller, &room).await?;
    if !ties.has(Tie::Enrolled) {
        return Err(ProblemType::NotEnrolled.into());
    }
    scope::check(caller, Action::SitExam, ties.with(Tie::Own))?;
    prepare(cx, caller, &room, wanted).await?.ok_or_else(|| ProblemType::SittingOver.into())
}

async fn prepare(cx: &Context, caller: &Caller, room: &RoomFile, wanted: Wanted) -> Answer<Option<AttemptId>> {
    let own = attempt::list_own(cx.store.read(), room.sitting.id, caller.account).await?;
    let latest = own.last();
    let latest_is_closed = match latest {
        Some(row) => matches!(row.phase()?, AttemptPhase::Closed { .. }),
        None => true,
    };
    if let Some(row) = latest
        && !(latest_is_closed && wanted == Wanted::Another)
    {
        return Ok(Some(AttemptId(row.id)));
    }
    if room.is_over() || room.sitting.cancelled_at.is_some() {
        return Ok(None);
    }
    let number = latest.map_or(1, |row| row.number + 1);
    if number > i64::from(room.sitting.plan.attempts_allowed) {
        return Err(ProblemType::AttemptsExhausted.into());
    }
    if latest.is_none() && is_full(cx, room).await? {
        return Err(ProblemType::RoomFull.into());
    }
    demand_access(cx, caller, room).await?;
    draw(cx, caller, room, number).await.map(Some)
}

/// A paper of an exam that has a price is drawn only for who has access; a paper that is there is written to its end.
async fn demand_access(cx: &Context, caller: &Caller, room: &RoomFile) -> Answer<()> {
    let offer = exams::offer(&cx.store, room.sitting.exam).await?;
    let is_priced = offer.is_some_and(|offer| offer.price.is_some());
    let (account, exam) = (caller.account, room.sitting.exam);
    if is_priced && !cx.admission.has_access(&cx.store, account, exam, cx.clock.now()).await? {
        return Err(ProblemType::AccessNeeded.into());
    }
    Ok(())
}

/// Whether nobody new may come. Who comes at the same instant as the last one may still get in: the bound keeps a room
/// manageable and is no promise.
async fn is_full(cx: &Context, room: &RoomFile) -> Result<bool, StoreError> {
    Ok(attempt::count_people(cx.store.read(), room.sitting.id).await? >= cx.settings.rooms.people_max)
}

/// Draws the paper. Of two devices that come at the same time one draws and both get its paper.
async fn draw(cx: &Context, caller: &Caller, room: &RoomFile, number: i64) -> Answer<AttemptId> {
    let seed = cx.randomness.seed();
    let paper = room.sitting.paper.materialise(seed)?;
    let id = AttemptId(cx.ids.uuid());
    let row = attempt::Model {
        id: id.0,
        sitting_id: room.sitting.id.0,
        account_id: caller.account.0,
        number,
        paper_digest: paper.digest().to_vec(),
        paper: crate::store::json::encode("attempts.paper", &paper)?,
        seed: Some(seed.0.to_vec()),
        phase: AttemptPhase::Prepared.name().to_owned(),
        opened_at_us: None,
        closes_at_us: None,
        extension_us: 0,
        closed_at_us: None,
        closed_by: None,
        device_id: None,
        last_seq: 0,
        flags: "[]".to_owned(),
        created_at_us: cx.clock.now().0,
    };
    let transaction = cx.store.begin(Priority::Rest).await?;
    match attempt::insert(&transaction, row).await {
        Ok(()) => {
            transaction.commit().await?;
            Ok(id)
        }
        Err(StoreError::Conflict { constraint: constraint::ATTEMPTS_NUMBER }) => {
            transaction.rollback().await?;
            let own = attempt::list_own(cx.store.read(), room.sitting.id, caller.account).await?;
            let theirs = own.iter().find(|row| row.number == number).map(|row| AttemptId(row.id));
            Ok(theirs.ok_or(ProblemType::Conflict)?)
        }
        Err(error) => Err(error.into()),
    }
}

//! What changes a room for all: one journal entry, the deadlines it moves and, at the start, the papers it opens, in one
//! transaction.

use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::exams::api::roster;
use crate::service::instant::Instant;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::event::{self, Place};
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::{open_room, refusal, scope};
use crate::service::{Answer, Context};
use crate::store::audit::Deed;
use crate::store::rooms::attempt_log::{Append, BATCH_ROWS_MAX, Expected, append_batch};
use crate::store::rooms::journal::Entry;
use crate::store::rooms::room::Permission;
use crate::store::rooms::{attempt, room};
use crate::store::{Priority, StoreError, Transaction, constraint, retrying};
use examhall_domain::accounts::Action;
use examhall_domain::exams::StartMode;
use examhall_domain::id::{AccountId, AttemptId, SittingId};
use examhall_domain::rooms::attempt::step as step_attempt;
use examhall_domain::rooms::room::{apply, step};
use examhall_domain::rooms::{
    Allowance, AttemptCommand, AttemptState, Outcome, RoomCommand, RoomEvent, RoomState, Salt, deadline,
};
use examhall_domain::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// Commands a room on behalf of staff.
///
/// # Errors
/// `forbidden`, `not-found`, what the room's phase refuses, and those of the store.
pub async fn command(cx: &Context, caller: &Caller, id: SittingId, command: RoomCommand) -> Answer<Arc<RoomFile>> {
    let room = open_room::open(cx, id).await?;
    if scope::rests_on_assignment(caller, Action::ProctorRoom, &room) {
        let actor = Some(caller.account);
        if let Some(done) = retrying(|| tell_at_once(cx, actor, Permission::IfAssigned, id, &command)).await? {
            return Ok(tell_done(cx, done).await);
        }
    }
    scope::demand(cx, caller, Action::ProctorRoom, &room).await?;
    carry_out(cx, Some(caller.account), id, command).await
}

/// Commands a room on behalf of the clock (`actor` is nobody) or of staff who were permitted.
///
/// # Errors
/// As [`command`].
pub async fn carry_out(
    cx: &Context,
    actor: Option<AccountId>,
    id: SittingId,
    command: RoomCommand,
) -> Answer<Arc<RoomFile>> {
    let done = retrying(|| attempt_once(cx, actor, id, command.clone())).await?;
    Ok(tell_done(cx, done).await)
}

async fn tell_done(cx: &Context, Done { file, entry, opened }: Done) -> Arc<RoomFile> {
    tell_of(cx, &file, &entry).await;
    tell_opened(cx, &entry, &opened).await;
    file
}

/// What was committed.
struct Done {
    /// The room as it is now, in memory already.
    file: Arc<RoomFile>,
    entry: Entry,
    opened: Opened,
}

/// A paper that the start opened.
struct OpenedPaper {
    attempt: AttemptId,
    account: AccountId,
    closes_at: Timestamp,
    seq: i64,
}

type Opened = Vec<OpenedPaper>;

async fn attempt_once(cx: &Context, actor: Option<AccountId>, id: SittingId, command: RoomCommand) -> Answer<Done> {
    match tell_at_once(cx, actor, Permission::Given, id, &command).await? {
        Some(done) => Ok(done),
        None => decide_alone(cx, actor, id, command).await,
    }
}

/// What moves no attempt is decided on the room in memory and stored in one round trip: whoever is told hears it as soon as
/// may be. Nothing when memory may be old, when the actor is not permitted, or when it is another command.
async fn tell_at_once(
    cx: &Context,
    actor: Option<AccountId>,
    permission: Permission,
    id: SittingId,
    command: &RoomCommand,
) -> Answer<Option<Done>> {
    let (RoomCommand::Announce { .. } | RoomCommand::Pause { .. }) = command else { return Ok(None) };
    let file = open_room::open(cx, id).await?;
    let (version, now) = (file.state.version, cx.clock.now());
    let Ok(Moved { after, entry }) = moved(&file.state, actor, command, now) else { return Ok(None) };
    let transaction = cx.store.begin_single(Priority::Answers).await?;
    match room::advance(&transaction, id, version, &after, &entry, &deed(cx, id, &entry), permission).await {
        Ok(()) => transaction.commit().await?,
        Err(StoreError::Conflict { constraint: constraint::ROOM_VERSION }) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    // Memory first, so that whoever is told finds what they are told.
    let file = open_room::moved(cx, &file, after, &entry);
    Ok(Some(Done { file, entry, opened: Opened::new() }))
}

/// Holds the room, so that commands to it wait for each other and each decides on what the one before left.
async fn decide_alone(cx: &Context, actor: Option<AccountId>, id: SittingId, command: RoomCommand) -> Answer<Done> {
    let mut file = match command {
        // Papers are opened by the plan, which has to be the newest.
        RoomCommand::Start => open_room::reread(cx, id).await?,
        _ => open_room::open(cx, id).await?,
    };
    let extras = match command {
        RoomCommand::Start => roster(&cx.store, id).await?.into_iter().map(|m| (m.account, m.extra)).collect(),
        _ => BTreeMap::new(),
    };
    let transaction = cx.store.begin(Priority::Answers).await?;
    let row = room::lock(&transaction, id).await?.ok_or(ProblemType::NotFound)?;
    if row.version != file.state.version {
        // It moved on before the lock was held, and its plan may be another one since.
        file = open_room::reread(cx, id).await?;
    }
    if actor.is_none() && command == RoomCommand::Start && file.sitting.plan.start == StartMode::Proctor {
        // The plan was changed while the clock's job was claimed.
        return Err(ProblemType::SittingNotOpen.into());
    }
    let before = row.state(file.sitting.plan.window_opens_at)?;
    let Moved { after, entry } = moved(&before, actor, &command, cx.clock.now())?;
    room::advance(&transaction, id, before.version, &after, &entry, &deed(cx, id, &entry), Permission::Given).await?;
    let opened = move_attempts(cx, &transaction, &file, &after, &entry, &extras).await?;
    transaction.commit().await?;
    // Memory first, so that whoever is told finds what they are told.
    let file = open_room::moved(cx, &file, after, &entry);
    Ok(Done { file, entry, opened })
}

/// A room after a command, and the entry of its journal.
pub(super) struct Moved {
    pub(super) after: RoomState,
    pub(super) entry: Entry,
}

/// What a command makes of a room; decided, not stored.
pub(super) fn moved(
    before: &RoomState,
    actor: Option<AccountId>,
    command: &RoomCommand,
    now: Timestamp,
) -> Result<Moved, Refusal> {
    let event = step(before, command.clone(), now).map_err(refusal::of_room)?;
    let mut after = before.clone();
    let seq = before.version + 1;
    let _next = apply(&mut after, seq, now, &event);
    Ok(Moved { after, entry: Entry { seq, at: now, actor, event } })
}

/// What the audit log says of an entry of a room's journal.
pub(super) fn deed(cx: &Context, id: SittingId, entry: &Entry) -> Deed {
    let object = Object { kind: "room", id: &id };
    audit::deed(cx, entry.at, entry.actor, entry.event.kind(), object, &serde_json::json!({ "seq": entry.seq }))
}

/// Does to the attempts what the event does to them.
async fn move_attempts(
    cx: &Context,
    transaction: &Transaction,
    file: &RoomFile,
    after: &RoomState,
    entry: &Entry,
    extras: &BTreeMap<AccountId, Span>,
) -> Answer<Opened> {
    let id = file.sitting.id;
    match &entry.event {
        RoomEvent::Started { .. } => return open_prepared(cx, transaction, file, after, entry.at, extras).await,
        RoomEvent::Resumed { shift, .. } => attempt::shift_open(transaction, id, *shift).await?,
        RoomEvent::Extended { by, .. } => attempt::shift_open(transaction, id, *by).await?,
        RoomEvent::Ended { shift, .. } => attempt::end_open(transaction, id, entry.at, *shift).await?,
        RoomEvent::Rescheduled { .. } | RoomEvent::Paused { .. } | RoomEvent::Announced { .. } => 0,
    };
    Ok(Opened::new())
}

/// Opens the papers of all who wait, at one instant.
async fn open_prepared(
    cx: &Context,
    transaction: &Transaction,
    file: &RoomFile,
    room: &RoomState,
    at: Timestamp,
    extras: &BTreeMap<AccountId, Span>,
) -> Answer<Opened> {
    let prepared = attempt::list_prepared(transaction, file.sitting.id).await?;
    let mut opened = Opened::with_capacity(prepared.len());
    let mut rows = Vec::with_capacity(prepared.len());
    for row in &prepared {
        let account = AccountId(row.account_id);
        let extra = extras.get(&account).copied().unwrap_or(Span::ZERO);
        let allowance = Allowance { limit: file.sitting.plan.time_limit, extra };
        let closes_at = deadline::opening(room, allowance, at);
        if let Some(append) = opening(cx, file, room, row, closes_at, at)? {
            opened.push(OpenedPaper { attempt: append.attempt, account, closes_at, seq: append.row.seq });
            rows.push(append);
        }
    }
    for batch in rows.chunks(BATCH_ROWS_MAX) {
        // A row that loses belongs to an attempt that was opened a moment ago: it is open all the same.
        append_batch(transaction, batch).await?;
    }
    Ok(opened)
}

fn opening(
    cx: &Context,
    file: &RoomFile,
    room: &RoomState,
    row: &attempt::Model,
    closes_at: Timestamp,
    at: Timestamp,
) -> Result<Option<Append>, StoreError> {
    let id = AttemptId(row.id);
    // Which questions there are does not matter to an opening.
    let mut state = AttemptState::prepared(id, &row.digest()?, BTreeSet::new());
    let mut salt = [0; 16];
    cx.randomness.fill(&mut salt);
    let command = AttemptCommand::Open { device: None, closes_at };
    match step_attempt(&state, command, &room.view(file.sitting.plan.grace), Salt(salt), at) {
        Ok(Outcome::Append(log_row)) => {
            let followed = examhall_domain::rooms::attempt::apply(&mut state, &log_row);
            assert!(followed.is_ok(), "an opening follows an empty log");
            let (phase, device) = (state.phase, state.device);
            Ok(Some(Append { attempt: id, row: log_row, phase, device, expected: Expected::Log }))
        }
        // A window that leaves no time: the attempt stays prepared, and entering says that the sitting is over.
        Ok(_) | Err(_) => Ok(None),
    }
}

/// After the commit of a change that the plan had part in: memory first, so that whoever is told finds what they are told.
///
/// # Errors
/// Those of the store.
pub(super) async fn tell(cx: &Context, id: SittingId, entry: &Entry) -> Answer<()> {
    let file = open_room::reread(cx, id).await?;
    tell_of(cx, &file, entry).await;
    Ok(())
}

async fn tell_of(cx: &Context, file: &RoomFile, entry: &Entry) {
    let place = Place { room: file.sitting.id, epoch: &cx.epoch, seq: entry.seq, at: entry.at };
    cx.hub.publish(event::numbered_doorbell(place, &entry.event, &file.sitting.paper_key)).await;
}

async fn tell_opened(cx: &Context, entry: &Entry, opened: &Opened) {
    if !opened.is_empty() {
        // The start reaches everybody, on every instance, before hundreds of words to one person each are in its way.
        sleep(Duration::from_millis(cx.settings.rooms.opened_after_ms)).await;
    }
    for paper in opened {
        // What the opening changed of the attempt: nobody has to ask for the rest while all begin.
        let data = serde_json::json!({ "attempt": {
            "id": paper.attempt,
            "phase": "open",
            "opened_at": Instant(entry.at),
            "closes_at": Instant(paper.closes_at),
            "room_version": entry.seq,
            "last_seq": paper.seq,
        } });
        cx.hub.publish(event::personal(paper.account, "attempt.opened", entry.at, data)).await;
    }
}

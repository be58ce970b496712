//! What was done in a room and by whom: for the desk's log, read from the audit log. A deed that concerns some of the
//! students has no place in the room's journal, which students hear; the staff is told that there is a new one.

use crate::bus::Channel;
use crate::service::accounts::api::{Caller, names_of};
use crate::service::audit::{self, Object};
use crate::service::instant::Instant;
use crate::service::page::{Page, PageRequest};
use crate::service::rooms::{event, open_room, scope};
use crate::service::{Answer, Context};
use crate::store::audit::Model;
use crate::store::rooms::journal;
use crate::store::{StoreError, Transaction, json};
use examhall_domain::accounts::Action;
use examhall_domain::id::{AccountId, AttemptId, AuditId, SittingId};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use utoipa::ToSchema;

/// As many attempts of a deed are named; the others are counted.
const NAMED_MAX: usize = 5;

/// One thing that was done in a room.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeedView {
    #[schema(value_type = Uuid)]
    pub id: AuditId,
    pub at: Instant,
    /// Such as `room.paused` or `attempts.extended`.
    pub event: String,
    /// The name of who did it; nobody's when the clock did.
    pub by: Option<String>,
    /// How many students it concerns; null when all of them.
    pub count: Option<usize>,
    /// The first of their attempts.
    #[schema(value_type = Vec<Uuid>)]
    pub attempts: Vec<AttemptId>,
    /// As the event of the room has it, or `by_us` and `reason` of more time for some.
    #[schema(value_type = Object)]
    pub data: Value,
}

/// Writes down, with the deed, what somebody did to some students of a room; `what` is said of all of them.
///
/// # Errors
/// Those of the store.
pub async fn record(
    cx: &Context,
    transaction: &Transaction,
    actor: AccountId,
    room: SittingId,
    action: &'static str,
    attempts: &[AttemptId],
    what: Value,
) -> Result<(), StoreError> {
    let detail = json!({ "attempts": attempts, "what": what });
    audit::record(cx, transaction, Some(actor), action, Object { kind: "room", id: &room }, detail).await
}

/// Tells the staff, after the commit, that there is something new to read.
pub async fn tell(cx: &Context, room: SittingId) {
    let now = cx.clock.now();
    cx.hub.publish(event::passing(Channel::Staff(room), "deeds.changed", now, json!({}))).await;
}

/// What was done in the room, the latest first.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn read(cx: &Context, caller: &Caller, room: SittingId, page: &PageRequest) -> Answer<Page<DeedView>> {
    let file = open_room::open(cx, room).await?;
    scope::demand(cx, caller, Action::ViewRoom, &file).await?;
    let object = Object { kind: "room", id: &room };
    let rows = audit::of_object(cx, object, page.after.map(AuditId), page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    let deeds: Vec<Deed> = rows.into_iter().map(Deed::read).collect::<Result<_, _>>()?;
    let actors: Vec<AccountId> = deeds.iter().filter_map(|deed| deed.actor).collect();
    let names = names_of(cx, &actors).await?;
    let mut events = events(cx, room, &deeds).await?;
    let items = deeds.into_iter().map(|deed| deed.view(&names, &mut events)).collect();
    Ok(Page { items, next_cursor })
}

/// An entry of the audit log about a room.
struct Deed {
    id: AuditId,
    at: Timestamp,
    action: String,
    actor: Option<AccountId>,
    /// Its number in the room's journal, where it concerns all.
    seq: Option<i64>,
    attempts: Option<Vec<AttemptId>>,
    what: Value,
}

#[derive(serde::Deserialize)]
struct Detail {
    seq: Option<i64>,
    attempts: Option<Vec<AttemptId>>,
    #[serde(default)]
    what: Value,
}

impl Deed {
    fn read(row: Model) -> Result<Self, StoreError> {
        let detail: Detail = json::decode("audit_log.detail", &row.detail)?;
        Ok(Self {
            id: AuditId(row.id),
            at: Timestamp(row.at_us),
            action: row.action,
            actor: row.actor_id.map(AccountId),
            seq: detail.seq,
            attempts: detail.attempts,
            what: detail.what,
        })
    }

    fn view(self, names: &HashMap<AccountId, String>, events: &mut HashMap<i64, Value>) -> DeedView {
        let count = self.attempts.as_ref().map(Vec::len);
        let mut attempts = self.attempts.unwrap_or_default();
        attempts.truncate(NAMED_MAX);
        let data = self.seq.and_then(|seq| events.remove(&seq)).unwrap_or(self.what);
        let by = self.actor.and_then(|actor| names.get(&actor)).cloned();
        DeedView { id: self.id, at: self.at.into(), event: self.action, by, count, attempts, data }
    }
}

/// The bodies of the journal's entries that the deeds are about, by number. Each entry has one deed, so that a page of deeds
/// spans no more entries than it has rows.
async fn events(cx: &Context, room: SittingId, deeds: &[Deed]) -> Answer<HashMap<i64, Value>> {
    let numbers = || deeds.iter().filter_map(|deed| deed.seq);
    let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { return Ok(HashMap::new()) };
    let span = u64::try_from(last - first + 1).unwrap_or(1);
    let entries = journal::read(cx.store.read(), room, first - 1, span).await?;
    Ok(entries.into_iter().map(|entry| (entry.seq, entry.event.body())).collect())
}

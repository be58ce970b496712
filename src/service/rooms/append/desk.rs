//! The desk: what is remembered of attempts between batches, and the rounds in which a batch is settled.

use super::commit::{self, Staged};
use super::decide::{Basis, Decision, decide};
use super::{Act, Change, Request, Settled};
use crate::service::exams::api::entry;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::attempt_file::{self, AttemptFile};
use crate::service::rooms::open_room;
use crate::service::rooms::room_file::RoomFile;
use crate::service::{Answer, Context, Error};
use crate::store::StoreError;
use crate::store::rooms::attempt;
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::time::{Span, Timestamp};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// How often requests are decided again after they lost against somebody else.
const ROUNDS_MAX: usize = 6;
/// Seconds after which a request that lost every round may be sent again.
const RETRY_S: u32 = 1;

/// Remembers attempts. One desk settles one batch at a time, so no attempt is in two batches at once.
#[derive(Default)]
pub struct Desk {
    files: HashMap<AttemptId, Filed>,
    cached_max: usize,
}

struct Filed {
    file: AttemptFile,
    /// The room's version that the deadline was last compared with.
    room_version: i64,
}

type Rooms = HashMap<SittingId, Arc<RoomFile>>;

/// What a round wants to tell a request, once the round is committed.
struct Tentative {
    index: usize,
    attempt: AttemptId,
    answer: Answer<Settled>,
}

/// The state of one batch.
struct Batch<'a> {
    requests: &'a [Request],
    answers: Vec<Option<Answer<Settled>>>,
    /// Attempts that were read from the store for this batch because what was known may have been old.
    fresh: HashSet<AttemptId>,
}

impl Desk {
    /// An empty desk that remembers at most so many attempts.
    pub fn new(cached_max: usize) -> Self {
        Self { files: HashMap::new(), cached_max }
    }

    /// Settles a batch; the answers come in the order of the requests, and only after what they say is durable.
    pub async fn settle(&mut self, cx: &Context, requests: &[Request]) -> Vec<Answer<Settled>> {
        let answers = requests.iter().map(|_| None).collect();
        let mut batch = Batch { requests, answers, fresh: HashSet::new() };
        for _ in 0..ROUNDS_MAX {
            let pending = batch.pending();
            if pending.is_empty() {
                break;
            }
            if let Err(error) = self.round(cx, &mut batch, &pending).await {
                self.forget(&batch, &pending);
                batch.fail(error.into_refusal());
            }
        }
        self.trim();
        batch.fail(Refusal::new(ProblemType::Overloaded).retry_after(RETRY_S));
        batch.answers.into_iter().flatten().collect()
    }

    async fn round(&mut self, cx: &Context, batch: &mut Batch<'_>, pending: &[usize]) -> Answer<()> {
        let rooms = self.load(cx, batch, pending).await?;
        let extras = extras(cx, self, batch, pending).await?;
        let now = cx.clock.now();
        let mut staged = Staged::default();
        let mut tentative = Vec::new();
        let mut postponed = BTreeSet::new();
        for &index in pending {
            let request = &batch.requests[index];
            if postponed.contains(&request.attempt) {
                continue;
            }
            let extra = extras.get(&index).copied().unwrap_or(Span::ZERO);
            match self.consider(cx, &rooms, request, extra, now, batch.fresh.contains(&request.attempt), &mut staged) {
                Some(answer) => tentative.push(Tentative { index, attempt: request.attempt, answer }),
                None => {
                    postponed.insert(request.attempt);
                }
            }
        }
        let lost = self.store(cx, &rooms, &mut staged, &postponed).await?;
        for attempt in postponed.iter().chain(&lost) {
            self.files.remove(attempt);
            batch.fresh.insert(*attempt);
        }
        for Tentative { index, attempt, answer } in tentative {
            // Answers before a postponed request of the same attempt stand: their rows are stored.
            if !lost.contains(&attempt) {
                batch.answers[index] = Some(answer);
            }
        }
        Ok(())
    }

    /// Decides one request; nothing when it has to be decided again on fresh knowledge.
    #[allow(clippy::too_many_arguments, reason = "one call site; a struct would only rename the arguments")]
    fn consider(
        &mut self,
        cx: &Context,
        rooms: &Rooms,
        request: &Request,
        extra: Span,
        now: Timestamp,
        is_fresh: bool,
        staged: &mut Staged,
    ) -> Option<Answer<Settled>> {
        let known = self.files.get_mut(&request.attempt);
        let owned = known.filter(|filed| request.account.is_none_or(|account| account == filed.file.account));
        let Some(Filed { file, .. }) = owned else { return Some(Err(ProblemType::NotFound.into())) };
        let Some(room) = rooms.get(&file.sitting) else { return Some(Err(ProblemType::NotFound.into())) };
        match decide(cx, room, file, request, extra, now) {
            Decision::Append(row) if row.late && !is_fresh => None,
            Decision::Append(row) => Some(staged.append(file, room, *row).map(|change| settled(file, change))),
            Decision::Settled(change) => Some(Ok(settled(file, change))),
            Decision::Refused(rejected) if rejected.basis == Basis::MayBeOld && !is_fresh => None,
            Decision::Refused(rejected) => {
                staged.keep_evidence(cx, request, rejected.evidence);
                Some(Err(rejected.error))
            }
        }
    }

    /// Brings the attempts of the pending requests and their rooms to the desk.
    async fn load(&mut self, cx: &Context, batch: &Batch<'_>, pending: &[usize]) -> Answer<Rooms> {
        let wanted: BTreeSet<AttemptId> = pending.iter().map(|index| batch.requests[*index].attempt).collect();
        let missing: Vec<AttemptId> = wanted.iter().filter(|id| !self.files.contains_key(id)).copied().collect();
        for file in attempt_file::read(cx, &missing).await? {
            // Not compared with any version yet: the comparison below reads the deadline after the room.
            self.files.insert(file.id, Filed { file, room_version: -1 });
        }
        let mut rooms = Rooms::new();
        for id in &wanted {
            let Some(filed) = self.files.get(id) else { continue };
            let sitting = filed.file.sitting;
            let is_fresh = batch.fresh.contains(id);
            match rooms.entry(sitting) {
                Entry::Vacant(place) if is_fresh => {
                    place.insert(open_room::reread(cx, sitting).await?);
                }
                Entry::Vacant(place) => {
                    place.insert(open_room::open(cx, sitting).await?);
                }
                Entry::Occupied(mut place) if is_fresh => {
                    place.insert(open_room::reread(cx, sitting).await?);
                }
                Entry::Occupied(_) => {}
            }
        }
        self.compare_deadlines(cx, &wanted, &rooms).await?;
        Ok(rooms)
    }

    /// Reads the deadlines again that a room's event may have moved. Announcements move none.
    async fn compare_deadlines(
        &mut self,
        cx: &Context,
        wanted: &BTreeSet<AttemptId>,
        rooms: &Rooms,
    ) -> Result<(), StoreError> {
        let mut outdated = Vec::new();
        for id in wanted {
            let Some(filed) = self.files.get_mut(id) else { continue };
            let Some(room) = rooms.get(&filed.file.sitting) else { continue };
            if room.was_only_announced_since(filed.room_version) {
                filed.room_version = filed.room_version.max(room.state.version);
            } else {
                outdated.push(*id);
            }
        }
        if outdated.is_empty() {
            return Ok(());
        }
        for row in attempt::find_many(cx.store.read(), &outdated).await? {
            if let Some(filed) = self.files.get_mut(&AttemptId(row.id)) {
                filed.room_version = rooms.get(&filed.file.sitting).map_or(0, |room| room.state.version);
                filed.file.move_deadline(row.closes_at_us.map(Timestamp));
            }
        }
        Ok(())
    }

    /// Commits what is staged and says whose part was not stored.
    async fn store(
        &mut self,
        cx: &Context,
        rooms: &Rooms,
        staged: &mut Staged,
        postponed: &BTreeSet<AttemptId>,
    ) -> Answer<BTreeSet<AttemptId>> {
        match commit::commit(cx, staged).await {
            Ok(lost) => Ok(lost),
            Err(error @ (StoreError::Retryable(_) | StoreError::Conflict { .. })) => {
                tracing::debug!(%error, "a batch of answers is decided again");
                for room in rooms.keys() {
                    cx.room_files.forget(*room);
                }
                let all = staged.attempts().filter(|id| !postponed.contains(id)).collect();
                Ok(all)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn forget(&mut self, batch: &Batch<'_>, pending: &[usize]) {
        for index in pending {
            self.files.remove(&batch.requests[*index].attempt);
        }
    }

    fn trim(&mut self) {
        if self.files.len() > self.cached_max {
            self.files.clear();
        }
    }
}

impl Batch<'_> {
    fn pending(&self) -> Vec<usize> {
        let unanswered = self.answers.iter().enumerate().filter(|(_, answer)| answer.is_none());
        unanswered.map(|(index, _)| index).collect()
    }

    fn fail(&mut self, refusal: Refusal) {
        for answer in self.answers.iter_mut().filter(|answer| answer.is_none()) {
            *answer = Some(Err(Error::Refused(refusal.clone())));
        }
    }
}

fn settled(file: &AttemptFile, change: Change) -> Settled {
    Settled {
        attempt: file.id,
        account: file.account,
        sitting: file.sitting,
        change,
        count: file.count(),
        last_seq: file.state.last_seq,
    }
}

/// The extra time of those who open a paper, by request.
async fn extras(cx: &Context, desk: &Desk, batch: &Batch<'_>, pending: &[usize]) -> Answer<HashMap<usize, Span>> {
    let mut extras = HashMap::new();
    for &index in pending {
        let request = &batch.requests[index];
        let (Act::Open { .. }, Some(filed)) = (&request.act, desk.files.get(&request.attempt)) else { continue };
        let extra =
            entry(&cx.store, filed.file.sitting, filed.file.account).await?.map_or(Span::ZERO, |entry| entry.extra);
        extras.insert(index, extra);
    }
    Ok(extras)
}

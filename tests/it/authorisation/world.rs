//! The people that the table speaks of and the objects that they call for.

use super::objects::{Held, Stage, Ties, hold};
use crate::accounts::house::{Client, House, JWT_SECRET, json as answered};
use crate::rooms::socket::within;
use examhall::gateway::tokens::Tokens;
use examhall::store::accounts::{account, role, session};
use examhall::store::rooms::marking_task::{self, Marker, Wanted};
use examhall::store::{Priority, Store};
use examhall_domain::accounts::Role;
use examhall_domain::id::{AccountId, AttemptId, MarkingTaskId, SessionId};
use examhall_domain::time::{Span, Timestamp};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// The kinds of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Somebody {
    Anonymous,
    /// Owns the session and whatever else a student has.
    Student,
    OtherStudent,
    /// Assigned to the sitting.
    Proctor,
    ForeignProctor,
    /// Owns the exam.
    Author,
    ForeignAuthor,
    Mentor,
    Admin,
    /// The student with a session that was ended.
    Revoked,
    /// A student with a session that nobody used for a day, and with no open paper that would keep it alive.
    Expired,
}

/// What the addresses of rows name.
pub(super) struct Objects {
    pub(super) students_session: SessionId,
    pub(super) student: AccountId,
    pub(super) held: Held,
    attempt: Option<AttemptId>,
    task: Option<MarkingTaskId>,
}

impl Objects {
    /// The student's attempt, at the stages that have one.
    pub(super) fn attempt(&self) -> AttemptId {
        self.attempt.unwrap()
    }

    /// The student's essay, at the stage at which it waits to be marked.
    pub(super) fn task(&self) -> MarkingTaskId {
        self.task.unwrap()
    }
}

/// One account for each kind of caller that has one.
pub(super) struct World {
    people: Vec<(Somebody, AccountId)>,
    tokens: Tokens,
}

impl Somebody {
    pub(super) const ALL: [Self; 11] = [
        Self::Anonymous,
        Self::Student,
        Self::OtherStudent,
        Self::Proctor,
        Self::ForeignProctor,
        Self::Author,
        Self::ForeignAuthor,
        Self::Mentor,
        Self::Admin,
        Self::Revoked,
        Self::Expired,
    ];

    /// The role of the account of this kind; nobody's, or shared with the student, without one.
    fn role(self) -> Option<Role> {
        match self {
            Self::Anonymous | Self::Revoked => None,
            Self::Student | Self::OtherStudent | Self::Expired => Some(Role::Student),
            Self::Proctor | Self::ForeignProctor => Some(Role::Proctor),
            Self::Author | Self::ForeignAuthor => Some(Role::Author),
            Self::Mentor => Some(Role::Mentor),
            Self::Admin => Some(Role::Admin),
        }
    }
}

impl World {
    pub(super) async fn populate(house: &House) -> Self {
        let mut people = Vec::new();
        for somebody in Somebody::ALL {
            if let Some(role) = somebody.role() {
                people.push((somebody, person(&house.store, &format!("{somebody:?}"), role).await));
            }
        }
        Self { people, tokens: Tokens::new(JWT_SECRET, None) }
    }

    /// What a call at this stage finds.
    pub(super) async fn objects(&self, house: &House, stage: Stage) -> Objects {
        let student = self.account(Somebody::Student);
        let students_session = open(&house.store, student, now(), None).await;
        let (held, attempt) = match stage {
            Stage::Lobby => (self.hold(&house.store).await, None),
            Stage::Open => self.opened(house).await,
            Stage::Paused => {
                let (held, attempt) = self.opened(house).await;
                let path = format!("/api/rooms/{}/pause", held.sitting);
                answered(self.client(house, Somebody::Proctor).await.post(&path, json!({})).await).await;
                (held, attempt)
            }
            Stage::Waiting => {
                let (held, attempt) = self.opened(house).await;
                self.write(house, held, attempt.unwrap()).await;
                (held, attempt)
            }
            Stage::Marked => {
                let (held, attempt) = self.mark(house).await;
                (held, Some(attempt))
            }
        };
        let task = match stage {
            Stage::Waiting => Some(waiting(&house.store, held).await),
            Stage::Lobby | Stage::Open | Stage::Paused | Stage::Marked => None,
        };
        Objects { students_session, student, held, attempt, task }
    }

    async fn hold(&self, store: &Store) -> Held {
        let student = self.account(Somebody::Student);
        let ties = Ties { owner: self.account(Somebody::Author), proctor: self.account(Somebody::Proctor), student };
        hold(store, &ties, now()).await
    }

    async fn opened(&self, house: &House) -> (Held, Option<AttemptId>) {
        let held = self.hold(&house.store).await;
        let prepare = json!({ "sitting": held.sitting, "device": Uuid::from_u128(1) });
        let student = self.client(house, Somebody::Student).await;
        let attempt = answered(student.post("/api/attempts", prepare).await).await;
        let path = format!("/api/rooms/{}/start", held.sitting);
        answered(self.client(house, Somebody::Proctor).await.post(&path, json!({})).await).await;
        (held, Some(attempt["id"].as_str().unwrap().parse().unwrap()))
    }

    /// Writes the essay and hands it in.
    async fn write(&self, house: &House, held: Held, attempt: AttemptId) {
        let student = self.client(house, Somebody::Student).await;
        let device = Uuid::from_u128(1);
        let path = format!("/api/attempts/{attempt}");
        let essay = json!({ "device": device, "revision": 1, "save_id": device, "response": { "text": "A" } });
        let saved = student.request("PUT", &format!("{path}/answers/{}", held.question)).json(&essay).send().await;
        answered(saved.unwrap()).await;
        answered(student.post(&format!("{path}/submit"), json!({ "device": device })).await).await;
    }

    async fn mark(&self, house: &House) -> (Held, AttemptId) {
        let (held, attempt) = self.opened(house).await;
        let attempt = attempt.unwrap();
        let student = self.client(house, Somebody::Student).await;
        let path = format!("/api/attempts/{attempt}");
        answered(student.post(&format!("{path}/submit"), json!({ "device": Uuid::from_u128(1) })).await).await;
        let release = format!("/api/sittings/{}/release", held.sitting);
        answered(self.client(house, Somebody::Author).await.post(&release, json!({})).await).await;
        within(async { while student.get(&format!("{path}/result")).await.status() != 200 {} }).await;
        (held, attempt)
    }

    async fn client(&self, house: &House, somebody: Somebody) -> Client {
        let token = self.token(&house.store, somebody).await.unwrap();
        house.program().with("authorization", format!("Bearer {token}"))
    }

    /// A token of a session of the caller's own.
    pub(super) async fn token(&self, store: &Store, somebody: Somebody) -> Option<String> {
        let day = Span::from_secs(24 * 60 * 60);
        let session = match somebody {
            Somebody::Anonymous => return None,
            Somebody::Revoked => open(store, self.account(Somebody::Student), now(), Some(now())).await,
            Somebody::Expired => open(store, self.account(Somebody::Expired), now() - day, None).await,
            signed_in => open(store, self.account(signed_in), now(), None).await,
        };
        Some(self.tokens.sign_session(session, now(), now() + day))
    }

    pub(super) fn account(&self, somebody: Somebody) -> AccountId {
        self.people.iter().find(|(known, _)| *known == somebody).map(|(_, account)| *account).unwrap()
    }
}

/// The task of the essay, once the attempt was marked; looking does not hold it.
async fn waiting(store: &Store, held: Held) -> MarkingTaskId {
    let marker = Marker { sitting: held.sitting, question: held.question, account: AccountId(Uuid::from_u128(1)) };
    within(async {
        loop {
            let transaction = store.begin(Priority::Rest).await.unwrap();
            let task = marking_task::take(&transaction, marker, Wanted::Unmarked, None, now(), now()).await.unwrap();
            transaction.rollback().await.unwrap();
            if let Some(task) = task {
                return MarkingTaskId(task.id);
            }
        }
    })
    .await
}

async fn person(store: &Store, name: &str, role: Role) -> AccountId {
    let account = account::Model {
        id: Uuid::now_v7(),
        email: format!("{}@example.org", name.to_lowercase()),
        name: name.to_owned(),
        password_hash: "no password".to_owned(),
        locale: "en".to_owned(),
        disabled_at_us: None,
        email_verified_at_us: None,
        created_at_us: now().0,
        time_zone: None,
        erased_from_us: None,
    };
    let id = AccountId(account.id);
    let transaction = store.begin(Priority::Rest).await.unwrap();
    account::insert(&transaction, account).await.unwrap();
    role::grant(&transaction, id, role).await.unwrap();
    transaction.commit().await.unwrap();
    id
}

async fn open(store: &Store, account: AccountId, at: Timestamp, revoked_at: Option<Timestamp>) -> SessionId {
    let row = session::Model {
        id: Uuid::now_v7(),
        account_id: account.0,
        created_at_us: at.0,
        expires_at_us: (at + Span::from_secs(24 * 60 * 60)).0,
        ends_at_us: (at + Span::from_secs(7 * 24 * 60 * 60)).0,
        last_seen_at_us: at.0,
        user_agent: String::new(),
        network: "127.0.0.0/24".to_owned(),
        revoked_at_us: revoked_at.map(|at| at.0),
    };
    let id = SessionId(row.id);
    let transaction = store.begin(Priority::Rest).await.unwrap();
    session::insert(&transaction, row).await.unwrap();
    transaction.commit().await.unwrap();
    id
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(since.as_micros().try_into().unwrap())
}

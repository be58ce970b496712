//! The people that the table speaks of and the objects that they call for.

use crate::accounts::house::JWT_SECRET;
use examhall::gateway::tokens::Tokens;
use examhall::store::accounts::{account, role, session};
use examhall::store::{Priority, Store};
use examhall_domain::accounts::Role;
use examhall_domain::id::{AccountId, SessionId};
use examhall_domain::time::{Span, Timestamp};
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
    /// The student with a session that nobody used for a day.
    Expired,
}

/// What the addresses of rows name; sessions that rows may end are fresh for each call.
pub(super) struct Objects {
    pub(super) students_session: SessionId,
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
            Self::Anonymous | Self::Revoked | Self::Expired => None,
            Self::Student | Self::OtherStudent => Some(Role::Student),
            Self::Proctor | Self::ForeignProctor => Some(Role::Proctor),
            Self::Author | Self::ForeignAuthor => Some(Role::Author),
            Self::Mentor => Some(Role::Mentor),
            Self::Admin => Some(Role::Admin),
        }
    }
}

impl World {
    pub(super) async fn populate(store: &Store) -> Self {
        let mut people = Vec::new();
        for somebody in Somebody::ALL {
            if let Some(role) = somebody.role() {
                people.push((somebody, person(store, &format!("{somebody:?}"), role).await));
            }
        }
        Self { people, tokens: Tokens::new(JWT_SECRET, None) }
    }

    pub(super) async fn objects(&self, store: &Store) -> Objects {
        let student = self.account(Somebody::Student);
        Objects { students_session: open(store, student, now(), None).await }
    }

    /// A token of a session of the caller's own.
    pub(super) async fn token(&self, store: &Store, somebody: Somebody) -> Option<String> {
        let day = Span::from_secs(24 * 60 * 60);
        let session = match somebody {
            Somebody::Anonymous => return None,
            Somebody::Revoked => open(store, self.account(Somebody::Student), now(), Some(now())).await,
            Somebody::Expired => open(store, self.account(Somebody::Student), now() - day, None).await,
            signed_in => open(store, self.account(signed_in), now(), None).await,
        };
        Some(self.tokens.sign_session(session, now(), now() + day))
    }

    fn account(&self, somebody: Somebody) -> AccountId {
        self.people.iter().find(|(known, _)| *known == somebody).map(|(_, account)| *account).unwrap()
    }
}

async fn person(store: &Store, name: &str, role: Role) -> AccountId {
    let account = account::Model {
        id: Uuid::now_v7(),
        email: format!("{}@example.org", name.to_lowercase()),
        name: name.to_owned(),
        password_hash: "no password".to_owned(),
        locale: "en".to_owned(),
        disabled_at_us: None,
        created_at_us: now().0,
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

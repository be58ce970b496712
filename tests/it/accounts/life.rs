//! How long a session counts, under a clock that the test turns.

use crate::store::engine::TestDatabase;
use examhall::boot::context;
use examhall::gateway::clock::Clock;
use examhall::service::accounts::api::{Arrival, Caller, OpenAttempts, SignedIn};
use examhall::service::accounts::authenticate::{authenticate, slide};
use examhall::service::accounts::register::{Register, register};
use examhall::service::accounts::{end_sessions, read_me};
use examhall::service::problem::ProblemType;
use examhall::service::{Answer, Context, Error};
use examhall::settings::{self, Environment};
use examhall::store::accounts::session;
use examhall::store::{Store, StoreError};
use examhall_domain::accounts::{Locale, Network, session as life};
use examhall_domain::id::AccountId;
use examhall_domain::time::{Span, Timestamp};
use futures_util::future::BoxFuture;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const START_US: i64 = 1_764_000_000_000_000;
const HOUR_S: i64 = 3600;

struct TurnedClock(AtomicI64);

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

impl TurnedClock {
    fn turn(&self, seconds: i64) {
        self.0.fetch_add(Span::from_secs(seconds).0, Ordering::SeqCst);
    }
}

/// Everybody is writing.
struct Writing;

impl OpenAttempts for Writing {
    fn of(&self, _: AccountId) -> BoxFuture<'_, Result<life::OpenAttempts, StoreError>> {
        Box::pin(async { Ok(life::OpenAttempts::Some) })
    }
}

async fn instance(database: &TestDatabase, clock: &Arc<TurnedClock>, cache_ms: &str) -> Context {
    let folder = std::env::temp_dir().join("examhall-never-made");
    let environment: Environment = [
        ("DATABASE_URL", database.settings.url.expose_secret()),
        ("JWT_SECRET", super::house::JWT_SECRET),
        ("EXAMHALL__INSTANCE__DATA_DIR", folder.to_str().unwrap()),
        ("EXAMHALL__ACCOUNTS__HASH_MEMORY_KIB", "8"),
        ("EXAMHALL__ACCOUNTS__HASH_PASSES", "1"),
        ("EXAMHALL__ACCOUNTS__SESSION_CACHE_MS", cache_ms),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into();
    let settings = Arc::new(settings::load(None, &environment).unwrap());
    let clock: Arc<dyn Clock> = clock.clone();
    let cx = Context { clock, ..context::build(&settings).await.unwrap() };
    cx.store.migrate_up().await.unwrap();
    cx
}

async fn sign_in(cx: &Context) -> SignedIn {
    let network = Network::of("192.0.2.1".parse().unwrap());
    let arrival = Arrival { network, user_agent: String::new(), locale: Locale::En, device: None, caller: None };
    let (email, password) = ("ada@example.org".to_owned(), "correct horse".to_owned());
    register(cx, &arrival, Register { email, password, name: "Ada".to_owned(), locale: None }).await.unwrap()
}

fn problem<T: std::fmt::Debug>(answer: Answer<T>) -> ProblemType {
    match answer.unwrap_err() {
        Error::Refused(refusal) => refusal.problem,
        Error::Store(error) => panic!("{error}"),
    }
}

async fn row(store: &Store, caller: &Caller) -> session::Model {
    session::find(store.read(), caller.session).await.unwrap().unwrap()
}

fn clock() -> Arc<TurnedClock> {
    Arc::new(TurnedClock(AtomicI64::new(START_US)))
}

#[actix_web::test]
async fn a_session_that_nobody_uses_ends_after_a_day() {
    let (database, clock) = (TestDatabase::sqlite().await, clock());
    let cx = instance(&database, &clock, "0").await;
    let token = sign_in(&cx).await.token;
    clock.turn(24 * HOUR_S - 1);
    assert!(authenticate(&cx, &token).await.is_ok());
    let other = instance(&database, &clock, "0").await;
    clock.turn(24 * HOUR_S);
    assert_eq!(problem(authenticate(&other, &token).await), ProblemType::SessionEnded);
    database.remove().await;
}

#[actix_web::test]
async fn being_seen_is_written_down_and_slides_the_session_on() {
    let (database, clock) = (TestDatabase::sqlite().await, clock());
    let cx = instance(&database, &clock, "0").await;
    let signed_in = sign_in(&cx).await;
    let caller = authenticate(&cx, &signed_in.token).await.unwrap();
    assert_eq!(row(&cx.store, &caller).await.last_seen_at_us, START_US);
    clock.turn(23 * HOUR_S);
    let terms = cx.settings.accounts.session_terms();
    let before = life::SessionLife::begin(Timestamp(START_US), terms);
    let touched = before.touched(cx.clock.now(), terms);
    assert!(slide(&cx, caller.session, touched).await.unwrap());
    assert_eq!(row(&cx.store, &caller).await.last_seen_at_us, touched.last_seen_at.0);
    let me = read_me::read_me(&cx, &caller).await.unwrap();
    assert_eq!(me.session.expires_at.0, touched.expires_at);
    clock.turn(23 * HOUR_S);
    assert!(authenticate(&cx, &signed_in.token).await.is_ok());
    end_sessions::end_session(&cx, &caller, caller.session).await.unwrap();
    assert!(!slide(&cx, caller.session, touched).await.unwrap(), "an ended session does not slide");
    database.remove().await;
}

#[actix_web::test]
async fn nobody_is_signed_out_in_the_middle_of_an_attempt() {
    let (database, clock) = (TestDatabase::sqlite().await, clock());
    let cx = instance(&database, &clock, "0").await;
    let token = sign_in(&cx).await.token;
    clock.turn(8 * 24 * HOUR_S);
    let writing = Context { open_attempts: Arc::new([Arc::new(Writing) as Arc<dyn OpenAttempts>]), ..cx.clone() };
    let caller = authenticate(&writing, &token).await.unwrap();
    assert_eq!(problem(authenticate(&cx, &token).await), ProblemType::SessionEnded);
    end_sessions::end_session(&writing, &caller, caller.session).await.unwrap();
    assert_eq!(problem(authenticate(&writing, &token).await), ProblemType::SessionEnded, "signing out is one's own");
    database.remove().await;
}

#[actix_web::test]
async fn an_instance_that_remembers_nothing_sees_a_revocation_elsewhere_at_once() {
    let (database, clock) = (TestDatabase::sqlite().await, clock());
    let (here, elsewhere) = (instance(&database, &clock, "3600000").await, instance(&database, &clock, "0").await);
    let token = sign_in(&here).await.token;
    let caller = authenticate(&here, &token).await.unwrap();
    assert_eq!(authenticate(&elsewhere, &token).await.unwrap(), caller);
    end_sessions::end_all_sessions(&here, &caller).await.unwrap();
    assert_eq!(problem(authenticate(&here, &token).await), ProblemType::SessionEnded, "the cache knows");
    assert_eq!(problem(authenticate(&elsewhere, &token).await), ProblemType::SessionEnded);
    database.remove().await;
}

//! The application over a database of its own, with a clock that the test turns and a route that reaches a gateway.

use crate::accounts::house::{Client, JWT_SECRET};
use crate::store::accounts::person;
use crate::store::engine::TestDatabase;
use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, HttpServer, web};
use examhall::boot::context;
use examhall::edge::http::auth::SignedIn;
use examhall::edge::http::register::register;
use examhall::edge::http::route::{Access, Input, Limit, Route, Verb};
use examhall::edge::http::{self as edge, envelope};
use examhall::gateway::clock::Clock;
use examhall::service::Context;
use examhall::service::ratelimit::limits::Limits;
use examhall::settings::{self, Environment};
use examhall::store::Priority;
use examhall::store::accounts::{account, role, session};
use examhall::store::ratelimit::Engine;
use examhall_domain::accounts::Role;
use examhall_domain::id::{AccountId, SessionId};
use examhall_domain::time::{Span, Timestamp};
use secrecy::ExposeSecret;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// What would call a gateway.
pub(super) const PAY: &str = "/pay";

const PAYING: &[Route] = &[Route {
    verb: Verb::Post,
    pattern: PAY,
    access: Access::SignedIn,
    input: Input::Nothing,
    limit: Limit::Gateway,
    handler: |route| route.to(pay),
    problems: &[],
}];

async fn pay(SignedIn(_): SignedIn) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Stands still until it is turned.
pub(super) struct TurnedClock(AtomicI64);

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

pub(super) struct Hall {
    pub(super) cx: Context,
    clock: Arc<TurnedClock>,
    address: SocketAddr,
    server: ServerHandle,
    database: TestDatabase,
}

impl Hall {
    /// Opens with the defaults and what `overrides` says, each below `EXAMHALL__`.
    pub(super) async fn open(overrides: &[(&str, &str)]) -> Self {
        Self::sharing(overrides, None).await
    }

    /// The same with an engine that other instances might share.
    pub(super) async fn sharing(overrides: &[(&str, &str)], engine: Option<Arc<dyn Engine>>) -> Self {
        let database = TestDatabase::sqlite().await;
        let clock = Arc::new(TurnedClock(AtomicI64::new(1_700_000_000_000_000)));
        let mut cx = context::build(&Arc::new(settings(&database, overrides))).await.unwrap();
        cx.clock = clock.clone();
        if let Some(engine) = engine {
            cx.limits = Arc::new(Limits::new(&cx.settings.ratelimit).unwrap().shared_by(engine));
        }
        let (address, server) = listen(&cx);
        Self { cx, clock, address, server, database }
    }

    pub(super) async fn close(self) {
        self.server.stop(false).await;
        // A test may have closed it already.
        let _ = self.cx.store.close().await;
        self.database.remove().await;
    }

    /// Turns the clock.
    pub(super) fn pass(&self, span: Span) {
        self.clock.0.fetch_add(span.0, Ordering::SeqCst);
    }

    /// Somebody who is not signed in.
    pub(super) fn stranger(&self) -> Client {
        Client::at(format!("http://{}", self.address))
    }

    /// A program of somebody new.
    pub(super) async fn somebody(&self) -> Client {
        let account = self.account(None).await;
        self.program(account).await
    }

    /// A program of an admin.
    pub(super) async fn admin(&self) -> Client {
        let account = self.account(Some(Role::Admin)).await;
        self.program(account).await
    }

    /// A further session of somebody.
    pub(super) async fn program(&self, account: AccountId) -> Client {
        self.stranger().with("authorization", format!("Bearer {}", self.token(account).await))
    }

    pub(super) async fn token(&self, account: AccountId) -> String {
        let (now, day) = (self.clock.now(), Span::from_secs(24 * 60 * 60));
        let row = session::Model {
            id: Uuid::now_v7(),
            account_id: account.0,
            created_at_us: now.0,
            expires_at_us: (now + day).0,
            ends_at_us: (now + day).0,
            last_seen_at_us: now.0,
            user_agent: String::new(),
            network: String::new(),
            revoked_at_us: None,
        };
        let session = SessionId(row.id);
        let transaction = self.cx.store.begin(Priority::Rest).await.unwrap();
        session::insert(&transaction, row).await.unwrap();
        transaction.commit().await.unwrap();
        self.cx.tokens.sign_session(session, now, now + day)
    }

    pub(super) async fn account(&self, extra: Option<Role>) -> AccountId {
        let row = person(&format!("{}@example.org", Uuid::now_v7()));
        let account = AccountId(row.id);
        let transaction = self.cx.store.begin(Priority::Rest).await.unwrap();
        account::insert(&transaction, row).await.unwrap();
        for role in [Some(Role::Student), extra].into_iter().flatten() {
            role::grant(&transaction, account, role).await.unwrap();
        }
        transaction.commit().await.unwrap();
        account
    }
}

fn settings(database: &TestDatabase, overrides: &[(&str, &str)]) -> settings::Settings {
    let own = [
        ("DATABASE_URL", database.settings.url.expose_secret()),
        ("JWT_SECRET", JWT_SECRET),
        ("RECEIPT_KEY", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="),
        // Sessions are remembered for longer than any test runs.
        ("EXAMHALL__ACCOUNTS__SESSION_CACHE_MS", "600000"),
        ("EXAMHALL__OPS__PROBE_MS", "0"),
    ];
    let own = own.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let given = overrides.iter().map(|(key, value)| (format!("EXAMHALL__{key}"), (*value).to_owned()));
    settings::load(None, &own.into_iter().chain(given).collect::<Environment>()).unwrap()
}

fn listen(cx: &Context) -> (SocketAddr, ServerHandle) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let cx = cx.clone();
    let app = move || {
        let instance = cx.settings.instance.clone();
        App::new()
            .app_data(web::Data::new(cx.settings.clone()))
            .app_data(web::Data::new(cx.clone()))
            .configure(|config| register(PAYING, config))
            .configure(|config| edge::routes(config, &instance))
            .wrap(from_fn(envelope::wrap))
    };
    let server = HttpServer::new(app).workers(2).disable_signals().listen(listener).unwrap().run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (address, handle)
}

//! What counting a request costs: `cargo bench --bench limits` prints nanoseconds for each.
//!
//! A request through the application is timed on the same route without and with a limit, in turns, and the best turn of
//! each counts, so that what else the machine does disturbs both alike. Run by the tests it only shows that it runs.

#![allow(clippy::unwrap_used, reason = "figures that cannot be taken say where")]

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, test, web};
use examhall::boot::context;
use examhall::edge::http::auth::SignedIn;
use examhall::edge::http::register::register;
use examhall::edge::http::route::{Access, Input, Limit, Route, Verb};
use examhall::edge::http::{self as edge, envelope};
use examhall::service::Context;
use examhall::service::ratelimit::admit::{Visitor, admit};
use examhall::settings::{self, Environment};
use examhall::store::ratelimit::{Ask, Asks, LocalEngine};
use examhall_domain::id::AccountId;
use examhall_domain::ratelimit::{PerScope, Policy, Scope, Subject, Terms};
use examhall_domain::time::{Span, Timestamp};
use futures_util::FutureExt;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

const TURNS: usize = 8;
const START: Timestamp = Timestamp(1_700_000_000_000_000);
/// More than any measurement sends.
const FAR: &str = "60000000";

const fn look(pattern: &'static str, limit: Limit) -> Route {
    let (access, input) = (Access::SignedIn, Input::Nothing);
    Route { verb: Verb::Get, pattern, access, input, limit, handler: |route| route.to(answer), problems: &[] }
}

const ROUTES: &[Route] =
    &[look("/free", Limit::Free), look("/general", Limit::General), look("/gateway", Limit::Gateway)];

async fn answer(SignedIn(_): SignedIn) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[actix_web::main]
async fn main() {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let (buckets, requests) = if is_measured { (1_000_000, 20_000) } else { (1_000, 50) };
    measure_engine(buckets);
    let folder = std::env::temp_dir().join(format!("examhall-bench-{}", Uuid::now_v7()));
    let cx = context(&folder).await;
    measure_admission(&cx, buckets);
    measure_requests(&cx, requests).await;
    cx.store.close().await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
}

fn measure_engine(takes: usize) {
    let engine = LocalEngine::new(200_000);
    let people: Vec<Asks> = (0..100_000).map(|_| of(Subject::Account(AccountId(Uuid::now_v7())))).collect();
    let take = |asks: &Asks| {
        black_box(engine.take(asks, START));
    };
    say("engine, one account", timed(takes, |_| take(&people[0])));
    say("engine, 100,000 accounts", timed(takes, |n| take(&people[n % people.len()])));
    let both = |first: &(dyn Fn(usize) + Sync), second: &(dyn Fn(usize) + Sync)| {
        std::thread::scope(|scope| {
            let one = scope.spawn(|| timed(takes, first));
            let other = scope.spawn(|| timed(takes, second));
            one.join().unwrap().max(other.join().unwrap())
        })
    };
    let half = people.len() / 2;
    let (low, high) = (|n: usize| take(&people[n % half]), |n: usize| take(&people[half + n % half]));
    say("engine, two threads, 100,000 accounts", both(&low, &high));
    let hot = |_: usize| take(&people[0]);
    say("engine, two threads, one account", both(&hot, &hot));
}

fn of(subject: Subject) -> Asks {
    let ask = Ask { subject, terms: Terms::parse(60_000_000, Span::from_secs(60)).unwrap() };
    Asks { policy: Policy::General, by: PerScope::of(|scope| (scope == Scope::User).then_some(ask)) }
}

fn measure_admission(cx: &Context, requests: usize) {
    for policy in [Policy::General, Policy::SignIn, Policy::Gateway] {
        let visitor = Visitor { account: Some(AccountId(Uuid::now_v7())), address: [192, 0, 2, 7].into() };
        let ns = timed(requests, |_| {
            black_box(admit(&cx.limits, policy, visitor, cx.clock.now()).now_or_never());
        });
        say(&format!("admission, {}", policy.name()), ns);
    }
}

async fn measure_requests(cx: &Context, requests: usize) {
    let app = App::new()
        .app_data(web::Data::new(cx.settings.clone()))
        .app_data(web::Data::new(cx.clone()))
        .configure(|config| register(ROUTES, config))
        .configure(|config| edge::routes(config, &cx.settings.instance))
        .wrap(from_fn(envelope::wrap));
    let app = test::init_service(app).await;
    let token = signed_in(&app).await;
    let mut best = [f64::INFINITY; ROUTES.len()];
    for _ in 0..TURNS {
        for (route, best) in ROUTES.iter().zip(&mut best) {
            *best = best.min(timed_requests(&app, route.pattern, &token, requests).await);
        }
    }
    for (route, ns) in ROUTES.iter().zip(best) {
        say(&format!("request, {} ({:.3} of one without a limit)", &route.pattern[1..], ns / best[0]), ns);
    }
}

async fn timed_requests<S, B>(app: &S, path: &str, token: &str, requests: usize) -> f64
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let prepared: Vec<_> = (0..requests)
        .map(|_| test::TestRequest::get().uri(path).insert_header(("authorization", format!("Bearer {token}"))))
        .map(|request| request.peer_addr(([192, 0, 2, 7], 1).into()).to_request())
        .collect();
    let started = Instant::now();
    for request in prepared {
        assert_eq!(app.call(request).await.unwrap().status(), 204);
    }
    nanoseconds(started, requests)
}

async fn signed_in<S, B>(app: &S) -> String
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let person = serde_json::json!({ "email": "ada@example.org", "password": "correct horse", "name": "Ada" });
    posted(app, "/api/auth/register", &person).await;
    let proof = serde_json::json!({ "email": "ada@example.org", "password": "correct horse" });
    posted(app, "/api/auth/login", &proof).await["token"].as_str().unwrap().to_owned()
}

async fn posted<S, B>(app: &S, path: &str, body: &serde_json::Value) -> serde_json::Value
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let request = test::TestRequest::post().uri(path).set_json(body).to_request();
    test::read_body_json(app.call(request).await.unwrap()).await
}

async fn context(folder: &std::path::Path) -> Context {
    let limits =
        ["GENERAL__PER_USER", "SIGN_IN__PER_NETWORK", "GATEWAY__PER_USER", "GATEWAY__PER_NETWORK", "GATEWAY__OVERALL"];
    let far = limits.map(|limit| (format!("EXAMHALL__RATELIMIT__{limit}"), FAR.to_owned()));
    let own = [
        ("EXAMHALL__INSTANCE__DATA_DIR", folder.to_str().unwrap()),
        ("EXAMHALL__ACCOUNTS__HASH_MEMORY_KIB", "8"),
        ("EXAMHALL__ACCOUNTS__SESSION_CACHE_MS", "600000"),
    ];
    let own = own.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let environment: Environment = own.into_iter().chain(far).collect();
    context::build(&Arc::new(settings::load(None, &environment).unwrap())).await.unwrap()
}

fn timed(times: usize, act: impl Fn(usize)) -> f64 {
    let started = Instant::now();
    (0..times).for_each(act);
    nanoseconds(started, times)
}

#[expect(clippy::cast_precision_loss, reason = "a measurement")]
fn nanoseconds(started: Instant, times: usize) -> f64 {
    started.elapsed().as_nanos() as f64 / times as f64
}

fn say(what: &str, ns: f64) {
    println!("{what:<60} {ns:>9.0} ns");
}

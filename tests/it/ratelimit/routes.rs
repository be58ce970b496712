//! Every route says by which policy it is counted, and is.

use crate::accounts::house::House;
use crate::store::engine::TestDatabase;
use examhall::edge::http::route::{Input, Limit, Route, Verb};
use examhall::edge::http::table::table;
use examhall::service::problem::ProblemType;
use uuid::Uuid;

fn counted_by(limit: Limit) -> Vec<String> {
    let routes = table().filter(|route| route.limit == limit);
    routes.map(|route| format!("{} {}", route.verb.name(), route.pattern)).collect()
}

#[test]
fn only_what_has_guards_of_its_own_is_free() {
    let guarded = [
        "GET /api/openapi.json",
        "POST /api/payments/callback/{gateway}",
        "POST /api/payments/webhook",
        "POST /api/payments/webhook/{gateway}",
        "GET /ws",
    ];
    assert_eq!(counted_by(Limit::Free), guarded);
}

#[test]
fn whatever_can_be_guessed_by_strangers_counts_by_network() {
    let guarded = ["register", "login", "login/finish", "password/ask", "password/reset"];
    assert_eq!(counted_by(Limit::SignIn), guarded.map(|rest| format!("POST /api/auth/{rest}")));
}

#[test]
fn files_that_are_sent_here_are_uploads() {
    for route in table().filter(|route| route.input == Input::Picture) {
        assert_eq!(route.limit, Limit::Upload, "{}", route.pattern);
    }
    assert!(counted_by(Limit::Upload).contains(&"POST /api/exams/{id}/import".to_owned()));
}

#[test]
fn pictures_that_a_page_shows_do_not_use_up_what_it_does() {
    let is_shown = |route: &&Route| {
        let last = route.pattern.rsplit('/').next().unwrap();
        route.verb == Verb::Get && (route.pattern.contains("pictures/") || last == "picture")
    };
    assert!(table().filter(is_shown).count() > 5);
    for route in table().filter(is_shown) {
        assert_eq!(route.limit, Limit::Pictures, "{}", route.pattern);
    }
}

#[test]
fn nothing_of_an_exam_under_way_is_closed_by_a_ban() {
    let read_afterwards = ["result", "receipt", "log"].map(|rest| format!("/api/attempts/{{id}}/{rest}"));
    let of_exam = |route: &&Route| {
        let begins = ["/api/attempts", "/api/rooms"].iter().any(|start| route.pattern.starts_with(start));
        begins && !read_afterwards.iter().any(|path| path == route.pattern)
    };
    for route in table().filter(of_exam) {
        assert!(matches!(route.limit, Limit::Exam | Limit::Pictures), "{}", route.pattern);
    }
    for page in ["/api/auth/me", "/api/my/exams", "/api/my/rooms", "/api/sittings/{id}/enrol"] {
        assert!(table().any(|route| route.pattern == page && route.limit == Limit::Exam), "{page}");
    }
}

#[test]
fn every_counted_route_says_that_it_may_refuse() {
    for route in table() {
        let says = route.every_problem().contains(&ProblemType::TooManyRequests);
        assert!(says || route.limit == Limit::Free, "{}", route.pattern);
    }
}

#[actix_web::test]
async fn every_route_tells_its_limit() {
    let house = House::open(TestDatabase::sqlite().await, &[]).await;
    for route in table() {
        let path = route
            .pattern
            .split('/')
            .map(|part| if part.starts_with('{') { Uuid::now_v7().to_string() } else { part.to_owned() });
        let path = path.collect::<Vec<_>>().join("/");
        let answer = house.program().request(route.verb.name(), &path).send().await.unwrap();
        let told = answer.headers().get("ratelimit-policy").map(|value| value.to_str().unwrap().to_owned());
        let starts = route.limit.policy().map(|policy| format!("\"{}-network\";", policy.name()));
        let agrees = match (&told, &starts) {
            (Some(told), Some(starts)) => told.starts_with(starts.as_str()),
            (told, starts) => told.is_none() && starts.is_none(),
        };
        assert!(agrees, "{} {}: {told:?}", route.verb.name(), route.pattern);
    }
    house.close().await;
}

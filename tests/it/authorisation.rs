//! Who may call what: every route of the application against every kind of caller.
//!
//! [`rows::ROWS`] says for each route and caller with which status class the server answers. A route that is in the
//! application's table and not here, or the other way round, fails the test. A new slice adds its rows, and to the world
//! the objects that its addresses name.

mod bodies;
mod objects;
mod operations;
mod rows;
mod scene;
mod world;

use crate::accounts::house::{House, served_by_both_engines};
use examhall::edge::http::route::{Access, Route, Verb};
use examhall::edge::http::table::table;
use reqwest::Response;
use rows::{ROWS, Row};
use scene::Scene;
use serde_json::Value;
use std::collections::BTreeSet;
use world::Somebody;

#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let routed: BTreeSet<_> = table().map(|route| (route.verb.name(), route.pattern)).collect();
    let tabled: BTreeSet<_> = ROWS.iter().map(|row| (row.verb.name(), row.pattern)).collect();
    assert_eq!(routed, tabled);
    assert_eq!(ROWS.len(), tabled.len(), "a route has one row");
}

#[test]
fn what_a_row_expects_agrees_with_who_may_call_its_route() {
    for row in ROWS {
        let refused = row.expected(Somebody::Anonymous) == 401;
        assert_eq!(refused, route(row).access != Access::Anyone, "{}", row.pattern);
    }
}

served_by_both_engines! {
    async fn every_caller_is_answered_as_the_table_says(house: &House) {
        let mut scene = Scene::new(house).await;
        let mut wrong = Vec::new();
        for row in ROWS {
            for somebody in Somebody::ALL {
                let answer = call(&mut scene, row, somebody).await;
                let (status, expected) = (answer.status().as_u16(), row.expected(somebody));
                if status < 400 && row.verb != Verb::Get {
                    scene.clear();
                }
                if status != expected {
                    let place = format!("{} {} {somebody:?}", row.verb.name(), row.pattern);
                    wrong.push(format!("{place}: {status} instead of {expected}: {}", answer.text().await.unwrap()));
                } else if status >= 400 {
                    is_documented(row, answer).await;
                }
            }
        }
        assert_eq!(wrong, [""; 0]);
    }
}

async fn call(scene: &mut Scene<'_>, row: &Row, somebody: Somebody) -> Response {
    let program = scene.house.program().standing();
    let (objects, token) = scene.set(row.stage, somebody).await;
    let client = match token {
        Some(token) => program.with("authorization", format!("Bearer {token}")),
        None => program,
    };
    let request = client.request(row.verb.name(), &(row.path)(objects));
    // Where money moves it has to be there, and elsewhere nobody looks at it.
    let request = request.header("idempotency-key", uuid::Uuid::now_v7().to_string());
    let request = match row.body {
        Some(body) => match body(objects) {
            Value::String(text) => request.header("content-type", "text/plain").body(text),
            json => request.json(&json),
        },
        None => request,
    };
    request.send().await.unwrap()
}

/// What is answered stands in the API's document.
async fn is_documented(row: &Row, answer: Response) {
    let problem: Value = answer.json().await.unwrap();
    let slug = problem["type"].as_str().unwrap().trim_start_matches("/problems/");
    let documented = route(row).every_problem();
    assert!(documented.iter().any(|problem| problem.slug() == slug), "{} does not say {slug}", row.pattern);
}

fn route(row: &Row) -> &'static Route {
    let found = table().find(|route| route.verb == row.verb && route.pattern == row.pattern);
    found.unwrap_or_else(|| panic!("{} is no route", row.pattern))
}

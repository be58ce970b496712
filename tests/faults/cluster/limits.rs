//! A limit that is exact is exact for all instances together.

use super::hall::Hall;
use crate::api::Api;
use crate::school::School;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

const ALLOWED: usize = 10;
/// So many are asked for on each instance at once.
const ASKED: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_limits_of_money_and_of_signing_in_are_exact_over_both_instances() {
    let _place = crate::place().await;
    let hall = Hall::open(&[
        ("EXAMHALL__RATELIMIT__GATEWAY__PER_USER", "10"),
        ("EXAMHALL__RATELIMIT__GATEWAY__WINDOW_S", "3600"),
        ("EXAMHALL__RATELIMIT__SIGN_IN__PER_NETWORK", "1000"),
    ])
    .await;
    let school = School::found_behind(&hall.instances[0], hall.address()).await;
    let person = school.register(1).await.remove(0);
    let instances = hall.instances.each_ref().map(|instance| Api::anonymous(instance.address()));
    let asking = instances.iter().flat_map(|instance| {
        let api = instance.with_token(&person.token);
        let exam = school.exam;
        (0..ASKED).map(move |_| {
            let request = api.request(Method::POST, "/api/payments/create-order");
            let request = request.header("idempotency-key", Uuid::now_v7().to_string());
            let request = request.json(&json!({ "exam_id": exam }));
            async move { request.send().await.unwrap().status().as_u16() }
        })
    });
    let answers = join_all(asking).await;
    // The exam is free, which is said after counting.
    let let_through = answers.iter().filter(|status| **status != 429).count();
    figure!("{let_through} of {} requests let through where {ALLOWED} may be", answers.len());
    assert_eq!(let_through, ALLOWED, "{answers:?}");
    hall.close().await;
}

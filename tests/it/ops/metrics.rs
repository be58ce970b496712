//! What a scraper reads.

use super::exam::begin;
use crate::accounts::house::House;
use crate::exams::desk::with_role;
use crate::store::engine::TestDatabase;
use examhall::telemetry::metric;
use examhall_domain::accounts::Role;
use std::collections::BTreeSet;

/// Not seen here: no event is broadcast without a socket or heard from another instance, only PostgreSQL has a clock and
/// partitions, and nothing is sold.
const ELSEWHERE: [&str; 9] = [
    metric::EVENT_BROADCAST_SECONDS,
    metric::EVENT_BUS_CONNECTED,
    metric::EVENT_BUS_ROUND_TRIP_SECONDS,
    metric::DOORBELLS_TOTAL,
    metric::CLOCK_SKEW_SECONDS,
    metric::PAYMENT_PARTITIONS_AHEAD_SECONDS,
    metric::GATEWAY_REQUESTS_TOTAL,
    metric::PAYMENT_TRANSACTIONS_TOTAL,
    metric::GATEWAY_REQUEST_DURATION_SECONDS,
];

#[actix_web::test]
async fn a_scrape_after_an_exam_has_every_figure_with_its_description() {
    let house = House::open(TestDatabase::sqlite().await, &[]).await;
    let author = with_role(&house, "author", Role::Author).await;
    begin(&house.program(), author).await.finish().await;
    let text = house.program().get("/metrics").await.text().await.unwrap();
    let described: BTreeSet<&str> =
        text.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).collect();
    for name in metric::ALL.iter().filter(|name| !ELSEWHERE.contains(name)) {
        assert!(described.contains(name), "{name} is missing or has no description:\n{text}");
    }
    for line in [
        "database_queries_total{slice=\"rooms\",operation=\"insert\"}",
        "database_queries_total{slice=\"accounts\",operation=\"select\"}",
        "database_connections{pool=\"write\",state=\"idle\"}",
        "http_requests_total{method=\"PUT\",route=\"/api/attempts/{id}/answers/{question_id}\",status=\"200\"}",
        "answer_ack_seconds_bucket{le=\"0.2\"}",
        "answer_batch_size_sum",
        "dependency_state{dependency=\"store_write\"} ",
        "build_info{version=\"",
        "active_sockets_max 20000",
        "instance_draining ",
        "payment_dead_letters ",
        "mails_total{outcome=\"given_up\"} ",
        "cache_hits_total{cache=\"session\"}",
        "cache_misses_total{cache=\"paper\"}",
    ] {
        assert!(text.lines().any(|found| found.starts_with(line)), "{line} is missing:\n{text}");
    }
    house.close().await;
}

#[actix_web::test]
async fn nobody_else_reads_the_metrics() {
    let house = House::open(TestDatabase::sqlite().await, &[("EXAMHALL__HTTP__METRICS_ALLOW", "[\"10.0.0.1\"]")]).await;
    assert_eq!(house.program().get("/metrics").await.status(), 404);
    house.close().await;
}

#[actix_web::test]
async fn a_proxy_that_may_read_the_metrics_does_not_let_others_do_so() {
    let trusted = [("EXAMHALL__HTTP__TRUSTED_PROXIES", "[\"127.0.0.0/8\"]")];
    let house = House::open(TestDatabase::sqlite().await, &trusted).await;
    assert_eq!(house.program().get("/metrics").await.status(), 200);
    assert_eq!(house.program().from("198.51.100.9").get("/metrics").await.status(), 404);
    house.close().await;
}

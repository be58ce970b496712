//! What an admin sees of limits, and lifting a ban.

use super::hall::Hall;
use crate::accounts::house::{json as answered, slug};
use examhall::service::ratelimit::supervise::supervise;
use examhall_domain::time::Span;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

const LIMITS: &str = "/api/admin/ratelimit";
const LIFT: &str = "/api/admin/ratelimit/lift";
const IMPATIENT: [(&str, &str); 2] = [("RATELIMIT__BREACHES", "3"), ("RATELIMIT__SIGN_IN__PER_NETWORK", "2")];

async fn audited(hall: &Hall) -> Vec<(String, String)> {
    let backend = hall.cx.store.read().get_database_backend();
    let statement = Statement::from_string(backend, "SELECT action, object_id FROM audit_log ORDER BY id");
    let rows = hall.cx.store.read().query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap())).collect()
}

fn policy<'r>(report: &'r Value, name: &str) -> &'r Value {
    report["policies"].as_array().unwrap().iter().find(|policy| policy["policy"] == name).unwrap()
}

#[actix_web::test]
async fn an_admin_sees_what_was_refused_and_who_is_shut_out_and_lets_them_in() {
    let hall = Hall::open(&IMPATIENT).await;
    let (admin, stranger) = (hall.admin().await, hall.stranger());
    for _ in 0..6 {
        stranger.post("/api/auth/login", json!({})).await;
    }
    assert_eq!(stranger.get("/api/exams").await.status(), 429, "shut out");
    let report = answered(admin.get(LIMITS).await).await;
    assert_eq!(policy(&report, "sign-in")["refused"], 4);
    assert_eq!(policy(&report, "general")["refused"], 1);
    let gateway = json!([
        { "scope": "user", "quota": 10, "window_s": 60 },
        { "scope": "network", "quota": 100, "window_s": 60 },
        { "scope": "overall", "quota": 10_000, "window_s": 60 },
    ]);
    assert_eq!((&policy(&report, "gateway")["limits"], &report["counting"]), (&gateway, &json!("exact")));
    let bans = report["bans"].as_array().unwrap();
    assert_eq!((bans.len(), &bans[0]["key"], &bans[0]["count"]), (1, &json!("network:127.0.0.1"), &json!(1)));
    assert_eq!(bans[0]["until"], "2023-11-14T22:14:20.000000Z");

    assert_eq!(admin.post(LIFT, json!({ "key": "network:127.0.0.1" })).await.status(), 204);
    assert_eq!(stranger.get("/api/exams").await.status(), 200);
    assert_eq!(audited(&hall).await, [("ratelimit.lifted".to_owned(), "network:127.0.0.1".to_owned())]);
    assert_eq!(answered(admin.get(LIMITS).await).await["bans"], json!([]));
    assert_eq!(slug(admin.post(LIFT, json!({ "key": "network:127.0.0.1" })).await).await, "not-found");
    for nobody in ["127.0.0.1", "everybody", "account:ada@example.org"] {
        assert_eq!(slug(admin.post(LIFT, json!({ "key": nobody })).await).await, "validation-failed", "{nobody}");
    }
    hall.close().await;
}

#[actix_web::test]
async fn a_ban_that_is_over_is_not_shown_and_idle_buckets_go() {
    let hall = Hall::open(&IMPATIENT).await;
    let admin = hall.admin().await;
    for _ in 0..6 {
        hall.stranger().post("/api/auth/login", json!({})).await;
    }
    hall.pass(Span::from_secs(60));
    supervise(&hall.cx).await;
    assert_eq!(answered(admin.get(LIMITS).await).await["bans"], json!([]));
    hall.pass(Span::from_secs(600));
    supervise(&hall.cx).await;
    let report = answered(admin.get(LIMITS).await).await;
    assert_eq!((&report["keys"]["networks"], &report["keys"]["accounts"]), (&json!(0), &json!(1)), "the admin asks");
    hall.close().await;
}

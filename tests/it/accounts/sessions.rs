//! Own sessions: listed, ended one by one, ended all at once.

use super::house::{House, PASSWORD, credentials, json, served_by_both_engines, slug};
use examhall::store::audit;
use serde_json::{Value, json as value};

const SESSIONS: &str = "/api/auth/sessions";

async fn listed(client: &super::house::Client) -> Vec<Value> {
    let list = json(client.get(SESSIONS).await).await;
    assert_eq!(list["next_cursor"], Value::Null);
    list["items"].as_array().unwrap().clone()
}

served_by_both_engines! {
    async fn sessions_are_listed_with_the_one_that_asks_marked(house: &House) {
        let first = house.registered("ada").await;
        house.registered("eve").await;
        let second = house.browser().from("203.0.113.9");
        json(second.post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
        let items = listed(&second).await;
        assert_eq!(items.iter().map(|item| item["current"].clone()).collect::<Vec<_>>(), [true, false]);
        assert_eq!(items[0]["network"], "203.0.113.0/24");
        assert_eq!(items[0]["user_agent"], "Browser/1");
        assert_eq!(listed(&first).await[1]["current"], true);
    }

    async fn an_ended_session_is_refused_at_once_and_the_deed_recorded(house: &House) {
        let first = house.registered("ada").await;
        let second = house.browser();
        json(second.post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
        let other = listed(&second).await[1]["id"].as_str().unwrap().to_owned();
        assert_eq!(json(first.get("/api/auth/me").await).await["session"]["id"], other.as_str());
        assert_eq!(second.delete(&format!("{SESSIONS}/{other}")).await.status(), 204);
        assert_eq!(slug(first.get(SESSIONS).await).await, "session-ended");
        assert_eq!(slug(second.delete(&format!("{SESSIONS}/{other}")).await).await, "not-found");
        assert_eq!(listed(&second).await.len(), 1);
        let deeds = audit::list_of_object(house.store.read(), "session", &other, None, 10).await.unwrap();
        assert!(deeds.iter().any(|deed| deed.action == "accounts.session_ended"));
    }

    async fn nobody_ends_the_session_of_somebody_else(house: &House) {
        let ada = house.registered("ada").await;
        let eve = house.registered("eve").await;
        let session = listed(&ada).await[0]["id"].as_str().unwrap().to_owned();
        for id in [session.as_str(), "0190b6a0-0000-7000-8000-000000000000", "nonsense"] {
            assert_eq!(slug(eve.delete(&format!("{SESSIONS}/{id}")).await).await, "not-found");
        }
        assert_eq!(ada.get("/api/auth/me").await.status(), 200);
    }

    async fn ending_all_ends_here_and_everywhere_else(house: &House) {
        let first = house.registered("ada").await;
        let eve = house.registered("eve").await;
        assert_eq!(first.get(SESSIONS).await.status(), 200);
        let second = house.browser();
        let token = json(second.post("/api/auth/login", credentials("ada", PASSWORD)).await).await["token"].clone();
        let ended = second.delete(SESSIONS).await;
        assert_eq!(ended.status(), 204);
        assert!(ended.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        assert_eq!(slug(first.get(SESSIONS).await).await, "session-ended");
        assert_eq!(slug(second.get("/api/auth/me").await).await, "not-signed-in");
        let bearer = house.program().with("authorization", format!("Bearer {}", token.as_str().unwrap()));
        assert_eq!(slug(bearer.get(SESSIONS).await).await, "session-ended");
        assert_eq!(eve.get("/api/auth/me").await.status(), 200);
    }

    async fn logging_out_ends_the_session_and_needs_none(house: &House) {
        let browser = house.registered("ada").await;
        let token = json(browser.post("/api/auth/refresh", value!({})).await).await["token"].clone();
        for _ in 0..2 {
            let answer = browser.post("/api/auth/logout", value!({})).await;
            assert_eq!(answer.status(), 204);
            assert!(answer.headers()["set-cookie"].to_str().unwrap().starts_with("examhall=;"));
        }
        let bearer = house.program().with("authorization", format!("Bearer {}", token.as_str().unwrap()));
        assert_eq!(slug(bearer.get(SESSIONS).await).await, "session-ended");
        assert_eq!(bearer.post("/api/auth/logout", value!({})).await.status(), 204);
    }
}

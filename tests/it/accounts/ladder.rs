//! The lock-out ladder as a guesser meets it, and who need not climb it.

use super::house::{Client, House, PASSWORD, credentials, json, served_by_both_engines, slug};
use futures_util::future::join_all;

const LOGIN: &str = "/api/auth/login";

async fn fail(client: &Client, name: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(slug(client.post(LOGIN, credentials(name, "incorrect horse")).await).await, "wrong-credentials");
    }
}

served_by_both_engines! {
    async fn after_five_failures_even_the_right_password_waits(house: &House) {
        house.registered("ada").await;
        let stranger = house.program().from("192.0.2.7");
        fail(&stranger, "ada", 4).await;
        assert_eq!(stranger.post(LOGIN, credentials("ada", PASSWORD)).await.status(), 200, "four are forgiven");
        fail(&stranger, "ada", 5).await;
        let locked = stranger.post(LOGIN, credentials("ada", PASSWORD)).await;
        assert_eq!(locked.status(), 429);
        let wait: u32 = locked.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(slug(locked).await, "locked-out");
        let neighbour = stranger.from("192.0.2.200");
        assert_eq!(neighbour.post(LOGIN, credentials("ada", PASSWORD)).await.status(), 429);
        let elsewhere = stranger.from("198.51.100.1");
        assert_eq!(elsewhere.post(LOGIN, credentials("ada", PASSWORD)).await.status(), 200);
    }

    async fn an_address_without_an_account_climbs_the_same_ladder(house: &House) {
        let stranger = house.program().from("192.0.2.7");
        fail(&stranger, "nobody", 5).await;
        assert_eq!(slug(stranger.post(LOGIN, credentials("nobody", PASSWORD)).await).await, "locked-out");
    }

    async fn of_guesses_at_once_only_the_free_ones_are_looked_at(house: &House) {
        house.registered("ada").await;
        let stranger = house.program().from("192.0.2.7");
        let guesses = (0..12).map(|_| stranger.post(LOGIN, credentials("ada", "incorrect horse")));
        let mut statuses: Vec<_> = join_all(guesses).await.iter().map(|answer| answer.status().as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429, 429, 429, 429, 429]);
    }

    async fn a_known_device_and_a_live_session_do_not_wait(house: &House) {
        let network = "192.0.2.7";
        let device = house.registered("ada").await.from(network);
        assert_eq!(device.post("/api/auth/logout", serde_json::json!({})).await.status(), 204);
        let program = house.program().from("198.51.100.1");
        let session = json(program.post(LOGIN, credentials("ada", PASSWORD)).await).await;
        fail(&house.program().from(network), "ada", 5).await;
        assert_eq!(house.browser().from(network).post(LOGIN, credentials("ada", PASSWORD)).await.status(), 429);
        assert_eq!(device.post(LOGIN, credentials("ada", "incorrect horse")).await.status(), 401);
        assert_eq!(device.post(LOGIN, credentials("ada", PASSWORD)).await.status(), 200, "the device is known");
        fail(&house.program().from(network), "ada", 5).await;
        let bearer = format!("Bearer {}", session["token"].as_str().unwrap());
        let signed_in = house.program().from(network).with("authorization", bearer);
        assert_eq!(signed_in.post(LOGIN, credentials("ada", PASSWORD)).await.status(), 200, "the session is live");
    }

    async fn another_persons_device_is_a_strangers(house: &House) {
        house.registered("ada").await;
        let device = house.registered("eve").await.from("192.0.2.7");
        fail(&device, "ada", 5).await;
        assert_eq!(slug(device.post(LOGIN, credentials("ada", PASSWORD)).await).await, "locked-out");
    }
}

//! Changing the device in the middle of an exam.

use super::school::{School, id, save, taught_in_both_engines};
use super::socket::within;
use crate::accounts::house::{House, json as answered, slug as refusal};
use examhall::store::rooms::evidence;
use serde_json::json;
use uuid::Uuid;

taught_in_both_engines! { []
    async fn the_old_device_is_told_closed_and_fenced(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut old, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        old.must("answer.save", save(&essay, 1, json!({ "text": "old" }))).await;
        let phone = Uuid::now_v7();
        let (mut new, joined) = pupil.joined_on(phone).await;
        assert_eq!(joined["state"]["attempt"]["device"], "other");
        assert_eq!(new.refused("attempt.start", json!({})).await, "device-busy", "while the old one is there");
        assert_eq!(new.must("attempt.take_over", json!({})).await["device"], "this");

        let (_, wall) = school.staffed().await;
        let row = &wall["state"]["roster"][0];
        assert_eq!((&row["device_changes"], row["device_changed_at"].is_string()), (&json!(1), true), "{row}");
        let told = old.event("attempt.taken_over").await;
        assert_eq!((&told["data"]["attempt"], &told["data"]["device"]), (&attempt["id"], &json!(phone)));
        assert_eq!(old.closed().await, 4001);
        new.must("answer.save", save(&essay, 2, json!({ "text": "new" }))).await;

        let (mut back, _) = pupil.joined().await;
        let late = save(&essay, 3, json!({ "text": "from the drawer" }));
        assert_eq!(back.refused("answer.save", late.clone()).await, "device-fenced");
        let kept = evidence::list(house.store.read(), id(&attempt), 10).await.unwrap();
        assert_eq!((kept.len(), kept[0].reason.as_str(), kept[0].device_id), (1, "superseded", Some(pupil.device)));
        assert!(String::from_utf8_lossy(&kept[0].body).contains("from the drawer"));
        assert_eq!(pupil.attempt(&attempt).await["answers"][0]["response"], json!({ "text": "new" }), "never merged");
    }

    async fn a_new_device_need_not_ask_when_the_old_one_is_gone(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut old, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        old.must("answer.save", save(&essay, 1, json!({ "text": "old" }))).await;
        let (mut staff, _) = school.staffed().await;
        drop(old);
        within(async { while staff.event("roster.changed").await["data"]["rows"][0]["connected"] == true {} }).await;
        let (mut new, _) = pupil.joined_on(Uuid::now_v7()).await;
        let started = new.must("attempt.start", json!({})).await;
        assert_eq!((&started["id"], &started["device"]), (&attempt["id"], &json!("this")));
        assert_eq!(started["answers"][0]["response"], json!({ "text": "old" }));
        new.must("answer.save", save(&essay, 2, json!({ "text": "new" }))).await;
    }

    async fn a_device_that_leaves_and_comes_back_on_the_same_socket_is_still_told_of_a_take_over(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut old, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        old.must("answer.save", save(&essay, 1, json!({ "text": "old" }))).await;
        for _ in 0..5 {
            old.must("join", json!({ "room": school.room, "device": pupil.device })).await;
        }
        let taken = pupil.client.post(&format!("/api/attempts/{}/take-over", attempt["id"].as_str().unwrap()),
            json!({ "device": Uuid::now_v7() })).await;
        assert_eq!(answered(taken).await["device"], "this");
        assert_eq!(old.closed().await, 4001);
    }

    async fn over_plain_http_a_second_device_has_to_take_over(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let body = |device: Uuid| json!({ "device": device });
        let prepared = json!({ "sitting": school.room, "device": pupil.device });
        let attempt = answered(pupil.client.post("/api/attempts", prepared).await).await;
        let path = format!("/api/attempts/{}", attempt["id"].as_str().unwrap());
        answered(pupil.client.post(&format!("{path}/start"), body(pupil.device)).await).await;
        let phone = Uuid::now_v7();
        assert_eq!(refusal(pupil.client.post(&format!("{path}/start"), body(phone)).await).await, "device-busy");
        answered(pupil.client.post(&format!("{path}/take-over"), body(phone)).await).await;
        assert_eq!(refusal(pupil.client.post(&format!("{path}/submit"), body(pupil.device)).await).await, "device-fenced");
    }
}

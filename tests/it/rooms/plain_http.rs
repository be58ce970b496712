//! The whole exam without a socket, for networks that block it.

use super::school::{School, save, taught_in_both_engines, unseal};
use super::socket::within;
use crate::accounts::house::{Client, House, json as answered, slug as refusal};
use reqwest::Response;
use serde_json::{Value, json};
use uuid::Uuid;

async fn put(client: &Client, path: &str, body: Value) -> Response {
    client.request("PUT", path).json(&body).send().await.unwrap()
}

taught_in_both_engines! { []
    async fn an_exam_is_sat_from_the_lobby_to_the_receipt(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let device = json!({ "device": pupil.device });
        let prepare = json!({ "sitting": school.room, "device": pupil.device });
        let attempt = answered(pupil.client.post("/api/attempts", prepare.clone()).await).await;
        assert_eq!(answered(pupil.client.post("/api/attempts", prepare).await).await["id"], attempt["id"], "one paper");
        let path = format!("/api/attempts/{}", attempt["id"].as_str().unwrap());
        let paper = pupil.paper(&attempt).await;
        assert_eq!(refusal(pupil.client.post(&format!("{path}/start"), device.clone()).await).await, "room-not-started");

        school.command("start", json!({})).await;
        let open = answered(pupil.client.post(&format!("{path}/start"), device.clone()).await).await;
        assert_eq!(open["phase"], "open");
        let paper: Value = serde_json::from_str(&unseal(&paper, open["key"].as_str().unwrap()).unwrap()).unwrap();
        let questions = paper["sections"][0]["questions"].as_array().unwrap();
        let essay = questions.iter().find(|question| question["kind"] == "essay").unwrap();
        let answers = format!("{path}/answers/{}", essay["id"].as_str().unwrap());
        let save = json!({ "device": pupil.device, "revision": 1, "save_id": Uuid::now_v7(), "response": { "text": "The Loire" } });
        let ack = answered(put(&pupil.client, &answers, save.clone()).await).await;
        assert_eq!(answered(put(&pupil.client, &answers, save.clone()).await).await, ack, "a repeat is the same");
        let mut wrong = save.clone();
        (wrong["save_id"], wrong["response"]) = (json!(Uuid::now_v7()), json!({ "text": "other" }));
        let conflict = put(&pupil.client, &answers, wrong.clone()).await;
        assert_eq!(conflict.status(), 409);
        let conflict: Value = conflict.json().await.unwrap();
        assert_eq!(conflict["stored"]["response"], json!({ "text": "The Loire" }));
        (wrong["revision"], wrong["response"]) = (json!(2), json!({ "choice": "x" }));
        assert_eq!(refusal(put(&pupil.client, &answers, wrong.clone()).await).await, "response-invalid");
        let nowhere = format!("{path}/answers/{}", Uuid::now_v7());
        assert_eq!(refusal(put(&pupil.client, &nowhere, wrong).await).await, "unknown-question");

        school.command("pause", json!({ "reason": "alarm" })).await;
        let mut later = save.clone();
        (later["save_id"], later["revision"]) = (json!(Uuid::now_v7()), json!(2));
        assert_eq!(refusal(put(&pupil.client, &answers, later.clone()).await).await, "room-paused");
        school.command("resume", json!({})).await;
        answered(put(&pupil.client, &answers, later).await).await;

        let closed = answered(pupil.client.post(&format!("{path}/submit"), device.clone()).await).await;
        assert_eq!((&closed["phase"], &closed["closed_by"]), (&json!("closed"), &json!("submit")));
        within(async { while pupil.attempt(&attempt).await["result_ready"] == false {} }).await;
        let result = answered(pupil.client.get(&format!("{path}/result")).await).await;
        let receipt = answered(pupil.client.get(result["receipt_url"].as_str().unwrap()).await).await;
        assert_eq!((&receipt["attempt"], &receipt["answers"]), (&attempt["id"], &json!(1)));
        let mine = answered(pupil.client.get("/api/my/exams").await).await;
        assert_eq!(mine["items"][0]["attempt"]["phase"], "closed");
    }

    async fn who_asks_hears_what_the_room_was_told_once_and_in_order(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let path = format!("/api/rooms/{}/state", school.room);
        let first = answered(pupil.client.get(&path).await).await;
        assert_eq!((&first["room"]["phase"], &first["events"]), (&json!("lobby"), &Value::Null), "the state says it all");
        let since = |state: &Value| {
            let room = &state["room"];
            format!("{path}?epoch={}&offset={}", room["epoch"].as_str().unwrap(), room["offset"])
        };
        let (mut socket, _) = pupil.joined().await;
        school.command("start", json!({})).await;
        school.command("announce", json!({ "text": "Page two has a misprint" })).await;
        let second = answered(pupil.client.get(&since(&first)).await).await;
        let heard = [socket.event("room.started").await, socket.event("room.announced").await];
        assert_eq!(second["events"], json!(heard), "word for word what sockets heard");
        assert_eq!(second["room"]["offset"], 2);
        let nothing = answered(pupil.client.get(&since(&second)).await).await;
        assert_eq!(nothing["events"], json!([]));
        for elsewhere in ["?epoch=another&offset=1".to_owned(), since(&second).replace("offset=2", "offset=3")] {
            let elsewhere = format!("{path}?{}", elsewhere.split_once('?').unwrap().1);
            assert_eq!(answered(pupil.client.get(&elsewhere).await).await["events"], Value::Null, "{elsewhere}");
        }
        assert_eq!(refusal(pupil.client.get(&format!("{path}?offset=x")).await).await, "validation-failed");
    }

    async fn a_socket_and_plain_http_write_the_same_attempt(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let saved = save(&essay, 1, json!({ "text": "by socket" }));
        let ack = socket.must("answer.save", saved.clone()).await;
        let path = format!("/api/attempts/{}/answers/{}", attempt["id"].as_str().unwrap(), essay["id"].as_str().unwrap());
        let repeat = json!({ "device": pupil.device, "revision": 1, "save_id": saved["save_id"], "response": saved["response"] });
        assert_eq!(answered(put(&pupil.client, &path, repeat).await).await, ack);
    }
}

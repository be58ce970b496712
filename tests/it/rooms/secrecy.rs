//! The paper lies on every device before the start, and nobody can read it.

use super::school::{School, save, taught_in_both_engines, unseal};
use crate::accounts::house::{Client, House};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use examhall::store::exams::sitting;
use serde_json::{Value, json};
use uuid::Uuid;

/// Everything that would give the paper away: its key in the usual spellings, and its words.
fn needles(key: &[u8]) -> Vec<String> {
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let list = format!("{key:?}").replace(' ', "");
    let words =
        ["prime number", "basalt", "tragedy", "spider", "capitals", "a river", "Shakespeare", "Madrid", "seven"];
    let keys = [BASE64_STANDARD.encode(key), BASE64_URL_SAFE_NO_PAD.encode(key), hex, list];
    keys.into_iter().chain(words.map(str::to_owned)).map(|needle| needle.to_lowercase()).collect()
}

async fn text(client: &Client, verb: &str, path: &str, body: Value) -> String {
    let request = client.request(verb, path);
    let request = if verb == "GET" { request } else { request.json(&body) };
    let answer = request.send().await.unwrap();
    format!("{verb} {path} {:?} {}", answer.headers().clone(), answer.text().await.unwrap())
}

taught_in_both_engines! { []
    async fn nothing_that_a_student_can_get_before_the_start_opens_the_paper(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let (mut staff, _) = school.staffed().await;
        let (mut socket, joined) = pupil.joined().await;
        let attempt = joined["state"]["attempt"].clone();
        assert_eq!(attempt["key"], Value::Null);
        let (own, device, question) = (attempt["id"].as_str().unwrap(), pupil.device, Uuid::now_v7());

        staff.must("proctor.announce", json!({ "text": "Be quiet" })).await;
        staff.must("proctor.extend", json!({ "by_s": 60, "reason": "fog" })).await;
        socket.event("room.extended").await;
        let asked = save(&json!({ "id": 1 }), 1, json!({ "text": "guess" }));
        assert_eq!(socket.refused("attempt.start", json!({})).await, "room-not-started");
        assert_eq!(socket.refused("answer.save", asked.clone()).await, "attempt-not-open");
        for (position, response) in [(1, json!({ "choice": "x" })), (2, json!("text")), (99, json!({ "text": "x" }))] {
            let guess = save(&json!({ "id": position }), 1, response);
            assert_eq!(socket.refused("answer.save", guess).await, "attempt-not-open", "no guess tells what is asked");
        }
        for (op, fields) in [("attempt.submit", json!({})), ("attempt.take_over", json!({})), ("proctor.start", json!({})),
                             ("flag", json!({ "question": question, "flagged": true })), ("time.sync", json!({ "t0": 0 }))] {
            let _ = socket.ask(op, fields).await;
        }
        let back = json!({ "room": school.room, "device": device, "since": { "epoch": joined["epoch"], "offset": 0 } });
        assert_eq!(socket.must("join", back).await["recovered"], true);

        let answer = json!({ "device": device, "revision": 1, "save_id": question, "response": null });
        let mut seen = vec![
            text(&pupil.client, "POST", "/api/attempts", json!({ "sitting": school.room, "device": device })).await,
            text(&pupil.client, "PUT", &format!("/api/attempts/{own}/answers/{question}"), answer).await,
        ];
        for verb in ["start", "take-over", "submit"] {
            seen.push(text(&pupil.client, "POST", &format!("/api/attempts/{own}/{verb}"), json!({ "device": device })).await);
        }
        for path in ["", "/paper", "/result", "/receipt"] {
            seen.push(text(&pupil.client, "GET", &format!("/api/attempts/{own}{path}"), json!({})).await);
        }
        let (room, exam) = (format!("/api/rooms/{}", school.room), format!("/api/exams/{}", school.exam));
        let log = format!("{room}/log");
        for path in [&*room, &*log, &*exam, "/api/exams", "/api/my/exams", "/api/my/rooms", "/api/receipts/keys"] {
            seen.push(text(&pupil.client, "GET", path, json!({})).await);
        }
        seen.push(text(&pupil.client, "GET", &format!("{exam}/questions"), json!({})).await);
        seen.append(&mut socket.heard);

        let row = sitting::find(house.store.read(), school.sitting()).await.unwrap().unwrap();
        for text in &seen {
            for needle in needles(&row.paper_key) {
                assert!(!text.to_lowercase().contains(&needle), "{needle} stands in {text}");
            }
        }
        assert!(seen.len() > 25, "only {} texts were looked at", seen.len());

        let sealed = pupil.paper(&attempt).await;
        staff.must("proctor.start", json!({})).await;
        let key = socket.event("room.started").await["data"]["key"].as_str().unwrap().to_owned();
        assert_eq!(key, BASE64_STANDARD.encode(&row.paper_key));
        let plain = unseal(&sealed, &key).unwrap();
        assert!(plain.contains("tragedy") && !plain.contains("Shakespeare") && !plain.contains("praise"), "{plain}");
        assert_eq!(unseal(&sealed, &BASE64_STANDARD.encode([7; 32])), None);
        assert_eq!(pupil.attempt(&attempt).await["key"], json!(key), "and later by every answer");
    }
}

//! The proctor's wall: who is there, who writes, who has handed in.

use super::school::{School, save, taught_in_both_engines};
use super::socket::{Socket, within};
use crate::accounts::house::{House, json as answered};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The person's row once it is in this state.
async fn shows(staff: &mut Socket, account: &str, state: &str) -> Value {
    within(async {
        loop {
            let event = staff.event("roster.changed").await;
            let mut rows = event["data"]["rows"].as_array().unwrap().iter();
            if let Some(row) = rows.find(|row| row["account"] == account && row["state"] == state) {
                return row.clone();
            }
        }
    })
    .await
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__ROSTER_MS", "100"), ("EXAMHALL__ROOMS__IDLE_S", "2")]
    async fn a_students_way_through_the_exam_is_seen_by_the_staff_alone(house: &House) {
        let school = School::open(house, json!({})).await;
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        let (mut staff, joined) = school.staffed().await;
        let states: Vec<&Value> = joined["state"]["roster"].as_array().unwrap().iter().map(|row| &row["state"]).collect();
        assert_eq!(states, ["absent", "absent"]);
        let (mut fellow, _) = bert.joined().await;
        let (mut socket, attempt) = anna.joined().await;
        assert_eq!(shows(&mut staff, &anna.account, "in").await["connected"], true);
        within(async { while fellow.event("room.members").await["data"]["count"] != 2 {} }).await;
        school.command("start", json!({})).await;
        assert_eq!(shows(&mut staff, &anna.account, "idle").await["answered"], 0);
        let attempt = anna.attempt(&attempt["state"]["attempt"]).await;
        let questions = anna.questions(&attempt).await;
        let ack = socket.must("answer.save", save(&questions["essay"], 1, json!({ "text": "The Loire" }))).await;
        let row = shows(&mut staff, &anna.account, "writing").await;
        assert_eq!((&row["answered"], &row["total"], &row["last_seq"]), (&json!(1), &json!(7), &ack["seq"]));
        shows(&mut staff, &anna.account, "idle").await;
        drop(socket);
        let gone = shows(&mut staff, &anna.account, "offline").await;
        assert_eq!((&gone["connected"], gone["since"].is_string()), (&json!(false), true));
        let (mut socket, _) = anna.writing().await;
        socket.must("attempt.submit", json!({})).await;
        shows(&mut staff, &anna.account, "handed_in").await;
        assert!(!fellow.heard.iter().any(|frame| frame.contains("roster")), "students hear numbers, never names");

        let room = answered(school.proctor.get(&format!("/api/rooms/{}", school.room)).await).await;
        let rows = room["roster"].as_array().unwrap();
        let of = |account: &str| rows.iter().find(|row| row["account"] == account).unwrap()["state"].clone();
        assert_eq!((of(&anna.account), of(&bert.account)), (json!("handed_in"), json!("idle")));
    }

    async fn the_staff_reads_who_did_what_to_whom_and_why(house: &House) {
        let school = School::open(house, json!({})).await;
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        let (_, joined) = anna.joined().await;
        let attempt = &joined["state"]["attempt"]["id"];
        bert.joined().await;
        school.command("start", json!({})).await;
        let (mut staff, _) = school.staffed().await;
        let absent = "0198c0de-0000-7000-8000-000000000000";
        let given = school.command("extend", json!({ "by_s": 300, "reason": "lift", "attempts": [attempt, absent] })).await;
        assert_eq!((&given["moved"], &given["phase"]), (&json!(1), &json!("running")));
        within(staff.event("deeds.changed")).await;
        let all = staff.must("proctor.extend", json!({ "by_s": 60, "reason": "fog" })).await;
        assert_eq!(all["moved"], Value::Null);
        let some = staff.must("proctor.extend", json!({ "by_s": 60, "reason": "lift", "attempts": [attempt] })).await;
        assert_eq!(some["moved"], 1);

        let path = format!("/api/rooms/{}/deeds", school.room);
        let deeds = answered(school.proctor.get(&path).await).await["items"].clone();
        let told: Vec<&str> = deeds.as_array().unwrap().iter().map(|deed| deed["event"].as_str().unwrap()).collect();
        assert_eq!(told, ["attempts.extended", "room.extended", "attempts.extended", "room.started"]);
        assert_eq!((&deeds[1]["count"], &deeds[1]["data"]["reason"]), (&Value::Null, &json!("fog")));
        assert_eq!((&deeds[2]["count"], &deeds[2]["attempts"]), (&json!(1), &json!([attempt])));
        assert_eq!(deeds[2]["data"], json!({ "by_us": 300_000_000, "reason": "lift" }));
        assert!(deeds.as_array().unwrap().iter().all(|deed| deed["by"] == "proctor"), "{deeds}");
        let first = answered(school.proctor.get(&format!("{path}?limit=3")).await).await;
        let next = first["next_cursor"].as_str().unwrap();
        let second = answered(school.proctor.get(&format!("{path}?limit=3&cursor={next}")).await).await;
        assert_eq!((second["items"][0].clone(), &second["next_cursor"]), (deeds[3].clone(), &Value::Null));
    }

    async fn words_and_hands_leave_their_deeds(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, joined) = anna.joined().await;
        let attempt = joined["state"]["attempt"]["id"].clone();
        let (mut staff, _) = school.staffed().await;
        let of_attempt = format!("/api/rooms/{}/attempts/{}", school.room, attempt.as_str().unwrap());
        socket.must("hand.raise", json!({})).await;
        socket.must("hand.lower", json!({})).await;
        socket.must("hand.raise", json!({})).await;
        for _ in 0..2 {
            let lowered = answered(school.proctor.post(&format!("{of_attempt}/lower-hand"), json!({})).await).await;
            assert_eq!(lowered["since"], Value::Null);
        }
        within(staff.event("deeds.changed")).await;
        let letter = json!({ "attempts": [attempt], "text": "Show your card", "message_id": Uuid::now_v7() });
        for _ in 0..2 {
            assert_eq!(school.command("messages", letter.clone()).await["sent"], 1);
        }
        within(staff.event("deeds.changed")).await;
        let noticed = json!({ "events": [{ "kind": "focus_lost", "at": "2026-05-01T09:30:00Z" }] });
        socket.must("integrity", noticed).await;
        let recorded = answered(school.proctor.get(&format!("{of_attempt}/integrity")).await).await;
        assert_eq!(recorded["events"][0]["kind"], "focus_lost");

        let deeds = answered(school.proctor.get(&format!("/api/rooms/{}/deeds", school.room)).await).await;
        let told: Vec<&str> = deeds["items"].as_array().unwrap().iter().map(|deed| deed["event"].as_str().unwrap()).collect();
        assert_eq!(told, ["attempts.messaged", "attempts.hand_lowered"], "students and repeats leave none");
        assert!(!deeds.to_string().contains("Show your card"), "what was said stays in the conversation: {deeds}");
    }

    async fn a_room_that_everybody_left_is_right_again_for_those_who_come(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        for _ in 0..3 {
            let (mut socket, joined) = pupil.joined().await;
            assert_eq!(joined["state"]["members"], 1);
            let room = answered(school.proctor.get(&format!("/api/rooms/{}", school.room)).await).await;
            assert_eq!(room["roster"][0]["state"], "in");
            socket.must("leave", json!({})).await;
            let (_, joined) = school.staffed().await;
            assert_eq!(joined["state"]["roster"][0]["state"], "absent");
        }
    }
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__ROSTER_MS", "500"), ("EXAMHALL__SOCKET__MESSAGES_BURST", "100000")]
    async fn the_roster_is_told_no_more_often_than_the_setting_says(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let (mut staff, _) = school.staffed().await;
        let started = Instant::now();
        let mut revision = 0;
        while started.elapsed() < Duration::from_secs(2) {
            revision += 1;
            socket.must("answer.save", save(&essay, revision, json!({ "text": "again" }))).await;
        }
        let last = within(async {
            loop {
                let event = staff.event("roster.changed").await;
                if event["data"]["rows"][0]["last_seq"].as_i64().unwrap() > revision {
                    return started.elapsed();
                }
            }
        })
        .await;
        let told = staff.heard.iter().filter(|frame| frame.contains("roster.changed")).count();
        let most = usize::try_from(last.as_millis() / 500).unwrap() + 1;
        assert!((2..=most).contains(&told), "{told} times in {last:?}");
    }
}

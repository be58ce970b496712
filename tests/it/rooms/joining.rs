//! Coming into a room, and coming back to it.

use super::school::{School, proctor, signed_in, taught_in_both_engines};
use super::socket::Socket;
use crate::accounts::house::{House, registration};
use serde_json::{Value, json};
use uuid::Uuid;

fn offsets(joined: &Value) -> Vec<i64> {
    joined["events"].as_array().unwrap().iter().map(|event| event["offset"].as_i64().unwrap()).collect()
}

taught_in_both_engines! { []
    async fn a_room_is_found_by_its_id_and_its_code_and_by_no_stranger(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let (mut socket, joined) = pupil.joined().await;
        assert_eq!((&joined["state"]["role"], &joined["recovered"]), (&json!("student"), &json!(false)));
        assert_eq!(joined["state"]["attempt"]["phase"], "prepared");
        assert_eq!(joined["state"]["members"], 1);
        assert!(joined["state"].get("roster").is_none(), "students do not see each other");
        let code = school.card["code"].as_str().unwrap().to_ascii_lowercase();
        let by_code = socket.must("join", json!({ "room": code, "device": pupil.device })).await;
        assert_eq!(by_code["state"]["attempt"]["id"], joined["state"]["attempt"]["id"], "one paper each");
        assert_eq!(socket.refused("join", json!({ "room": "ZZZZZZZZ", "device": pupil.device })).await, "not-found");
        let (_, staff) = school.staffed().await;
        assert_eq!(staff["state"]["role"], "staff");
        assert_eq!(staff["state"]["roster"][0]["state"], "in");

        house.program().post("/api/auth/register", registration("stranger")).await;
        for (_, token) in [signed_in(house, "stranger").await, proctor(house, "foreign").await] {
            let mut socket = Socket::open(house.server.running.address(), &token).await;
            let room = json!({ "room": school.room, "device": Uuid::now_v7() });
            assert_eq!(socket.refused("join", room).await, "not-enrolled");
            assert_eq!(socket.refused("attempt.start", json!({})).await, "not-joined");
        }
    }

    async fn the_room_that_a_socket_names_for_the_balancer_is_no_business_of_the_server(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let bearer = format!("Bearer {}", pupil.token);
        let room = school.room.as_str();
        for query in [&format!("room={room}"), &format!("room={}", Uuid::now_v7()), "room=%00&room=&other=1"] {
            let path = format!("/ws?{query}");
            let headers = [("authorization", bearer.as_str())];
            let mut socket = Socket::open_at(house.server.running.address(), &path, &headers).await;
            let joined = socket.must("join", json!({ "room": room, "device": pupil.device })).await;
            assert_eq!(joined["state"]["room"]["id"], room, "{query}");
        }
    }

    async fn a_socket_is_signed_in_by_header_by_cookie_or_by_its_first_frame(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let address = house.server.running.address();
        let room = json!({ "room": school.room, "device": pupil.device });
        let (cookie, origin) = (format!("examhall={}", pupil.token), house.server.url(""));
        let mut browser = Socket::open_with(address, &[("cookie", &cookie), ("origin", &origin)]).await;
        browser.must("join", room.clone()).await;

        let mut program = Socket::open_with(address, &[]).await;
        assert_eq!(program.refused("join", room.clone()).await, "not-signed-in");
        program.must("time.sync", json!({ "t0": 1.5 })).await;
        program.must("hello", json!({ "token": pupil.token })).await;
        assert_eq!(program.refused("hello", json!({ "token": pupil.token })).await, "conflict");
        program.must("join", room).await;

        let mut liar = Socket::open_with(address, &[]).await;
        liar.send("hello", &json!({ "token": "nonsense" })).await;
        assert_eq!(liar.closed().await, 4000);
    }

    async fn what_is_asked_right_behind_the_hello_waits_for_it(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let mut socket = Socket::open_with(house.server.running.address(), &[]).await;
        let hello = socket.send("hello", &json!({ "token": pupil.token })).await;
        let join = socket.send("join", &json!({ "room": school.room, "device": pupil.device })).await;
        socket.answer(hello).await.unwrap();
        socket.answer(join).await.unwrap();
    }

    async fn who_comes_back_gets_what_was_missed_in_order_or_the_whole_state(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let (mut socket, joined) = pupil.joined().await;
        let epoch = joined["epoch"].as_str().unwrap();
        socket.must("leave", json!({})).await;
        for text in ["one", "two", "three"] {
            school.command("announce", json!({ "text": text })).await;
        }
        let back = |epoch: &str, offset: i64| {
            json!({ "room": school.room, "device": pupil.device, "since": { "epoch": epoch, "offset": offset } })
        };
        let all = socket.must("join", back(epoch, 0)).await;
        assert_eq!((&all["recovered"], offsets(&all), &all["offset"]), (&json!(true), vec![1, 2, 3], &json!(3)));
        let texts: Vec<&str> = all["events"].as_array().unwrap().iter()
            .map(|event| event["data"]["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["one", "two", "three"]);
        assert_eq!(offsets(&socket.must("join", back(epoch, 2)).await), [3]);
        assert_eq!(offsets(&socket.must("join", back(epoch, 3)).await), [0; 0], "nothing was missed");
        for since in [back("another", 3), back(epoch, 9)] {
            let whole = socket.must("join", since).await;
            assert_eq!(whole["recovered"], false);
            assert!(whole.get("events").is_none());
            assert_eq!(whole["state"]["room"]["announcements"].as_array().unwrap().len(), 3);
            assert_eq!(whole["offset"], 3);
        }
        school.command("announce", json!({ "text": "four" })).await;
        assert_eq!(socket.event("room.announced").await["offset"], 4, "and goes on from there, each event once");
        assert!(!socket.unread().contains(&"room.announced"));
    }

    async fn announcements_reach_everybody_in_order(house: &House) {
        let school = School::open(house, json!({})).await;
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        let (mut staff, _) = school.staffed().await;
        let mut sockets = [anna.joined().await.0, bert.joined().await.0];
        for number in 1..=20 {
            staff.must("proctor.announce", json!({ "text": format!("number {number}") })).await;
        }
        for socket in &mut sockets {
            for number in 1..=20 {
                let event = socket.event("room.announced").await;
                assert_eq!((&event["offset"], &event["data"]["text"]), (&json!(number), &json!(format!("number {number}"))));
                assert_eq!(event["data"]["version"], number);
            }
        }
    }

    async fn a_request_with_a_number_beyond_what_json_keeps_exact_is_refused(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let (mut socket, _) = pupil.joined().await;
        socket.say(r#"{"id":9007199254740993,"op":"leave"}"#).await;
        socket.must("time.sync", json!({ "t0": 0 })).await;
        let refused: Value = serde_json::from_str(socket.heard.iter().find(|frame| frame.contains("\"re\":null")).unwrap()).unwrap();
        assert_eq!(refused["error"]["errors"][0]["pointer"], "/id");
        assert_eq!(socket.refused("attempt.start", json!({})).await, "room-not-started", "it did not leave");
    }
}

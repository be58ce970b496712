//! Sessions that end while a socket is open, or before it opens.

use super::school::{School, save, signed_in, taught_in_both_engines};
use super::socket::Socket;
use crate::accounts::house::{House, json as answered};
use serde_json::json;
use std::time::{Duration, Instant};
use uuid::Uuid;

taught_in_both_engines! { []
    async fn ending_a_session_elsewhere_closes_its_socket_within_a_second_and_no_other(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let (mut doomed, _) = pupil.joined().await;
        let (phone, phones_token) = signed_in(house, "anna").await;
        let mut kept = Socket::open(house.server.running.address(), &phones_token).await;
        kept.must("join", json!({ "room": school.room, "device": Uuid::now_v7() })).await;
        let sessions = answered(pupil.client.get("/api/auth/sessions").await).await;
        let own = sessions["items"].as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
        let started = Instant::now();
        let ended = phone.delete(&format!("/api/auth/sessions/{}", own["id"].as_str().unwrap())).await;
        assert_eq!(ended.status(), 204);
        assert_eq!(doomed.closed().await, 4000);
        assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
        kept.must("time.sync", json!({ "t0": 0 })).await;
        assert!(!kept.unread().contains(&"session.ended"), "the other session goes on");

        let mut late = Socket::open(house.server.running.address(), &pupil.token).await;
        assert_eq!(late.closed().await, 4000, "and the ended one opens nothing any more");
    }

    async fn signing_out_everywhere_is_told_to_every_device_and_closes_them(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let (_, second) = signed_in(house, "anna").await;
        let mut sockets = [pupil.socket().await, Socket::open(house.server.running.address(), &second).await];
        for socket in &mut sockets {
            socket.must("join", json!({ "room": school.room, "device": Uuid::now_v7() })).await;
        }
        assert_eq!(pupil.client.delete("/api/auth/sessions").await.status(), 204);
        for socket in &mut sockets {
            socket.event("session.ended").await;
            assert_eq!(socket.closed().await, 4000);
        }
    }

    async fn what_was_acknowledged_before_the_session_ended_is_there_after_signing_in_again(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        socket.must("answer.save", save(&essay, 1, json!({ "text": "The Loire" }))).await;
        assert_eq!(pupil.client.delete("/api/auth/sessions").await.status(), 204);
        assert_eq!(socket.closed().await, 4000);
        let (_, token) = signed_in(house, "anna").await;
        let mut back = Socket::open(house.server.running.address(), &token).await;
        let joined = back.must("join", json!({ "room": school.room, "device": pupil.device })).await;
        assert_eq!(joined["state"]["attempt"]["answers"][0]["response"], json!({ "text": "The Loire" }));
        assert_eq!(joined["state"]["attempt"]["device"], "this");
    }
}

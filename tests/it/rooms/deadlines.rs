//! The end of the time: late answers, closings, and who sees to them.

use super::school::{Pupil, School, id, save, taught_in_both_engines, us};
use super::socket::within;
use crate::accounts::house::{House, json as answered};
use examhall::store::rooms::evidence;
use serde_json::{Value, json};

/// The attempt once it is closed.
async fn closed(pupil: &Pupil, attempt: &Value) -> Value {
    within(async {
        loop {
            let now = pupil.attempt(attempt).await;
            if now["phase"] == "closed" {
                return now;
            }
        }
    })
    .await
}

/// An attempt that is prepared over plain HTTP: nobody is connected.
async fn prepared(school: &School<'_>, pupil: &Pupil) -> Value {
    let body = json!({ "sitting": school.room, "device": pupil.device });
    answered(pupil.client.post("/api/attempts", body).await).await
}

// The sweeper hardly ever looks and the writer remembers nothing, so that a test moves the deadline and sees the writer's
// own judgement.
taught_in_both_engines! { [("EXAMHALL__ROOMS__SWEEP_MS", "3600000"), ("EXAMHALL__ROOMS__ATTEMPTS_CACHED_MAX", "0")]
    async fn an_answer_inside_the_grace_counts_as_late_and_one_after_it_is_evidence(house: &House) {
        let school = School::open(house, json!({ "grace_s": 600 })).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let in_time = socket.must("answer.save", save(&essay, 1, json!({ "text": "in time" }))).await;
        assert_eq!(in_time["late"], false);
        school.let_pass(&attempt, 3_601).await;
        let late = socket.must("answer.save", save(&essay, 2, json!({ "text": "late" }))).await;
        assert_eq!(late["late"], true);
        school.let_pass(&attempt, 600).await;
        let gone = save(&essay, 3, json!({ "text": "gone" }));
        assert_eq!(socket.refused("answer.save", gone).await, "answer-too-late");
        assert_eq!(socket.refused("attempt.submit", json!({})).await, "answer-too-late");
        let kept = evidence::list(house.store.read(), id(&attempt), 10).await.unwrap();
        assert_eq!((kept.len(), kept[0].reason.as_str()), (1, "too_late"));
        assert!(String::from_utf8_lossy(&kept[0].body).contains("gone"));
        let now = pupil.attempt(&attempt).await;
        assert_eq!((&now["answers"][0]["response"], &now["answers"][0]["late"]), (&json!({ "text": "late" }), &json!(true)));
    }

    async fn what_was_due_while_no_instance_ran_is_closed_and_marked_by_the_next_one(house: &House) {
        let school = School::open(house, json!({ "grace_s": 1 })).await;
        let pupils = [school.pupil("anna").await, school.pupil("bert").await];
        let attempts = [prepared(&school, &pupils[0]).await, prepared(&school, &pupils[1]).await];
        school.command("start", json!({})).await;
        for attempt in &attempts {
            school.let_pass(attempt, 3_602).await;
        }
        assert_eq!(pupils[0].attempt(&attempts[0]).await["phase"], "open", "this instance does not look");
        let _next = house.instance(&[]).await;
        for (pupil, attempt) in pupils.iter().zip(&attempts) {
            let closed = closed(pupil, attempt).await;
            assert_eq!(closed["closed_by"], "deadline");
            within(async { while pupil.attempt(attempt).await["result_ready"] == false {} }).await;
        }
    }
}

taught_in_both_engines! { []
    async fn the_deadline_closes_everybody_though_nobody_is_connected(house: &House) {
        let school = School::open(house, json!({ "grace_s": 1 })).await;
        let pupils = [school.pupil("anna").await, school.pupil("bert").await];
        let attempts = [prepared(&school, &pupils[0]).await, prepared(&school, &pupils[1]).await];
        school.command("start", json!({})).await;
        for attempt in &attempts {
            school.let_pass(attempt, 3_602).await;
        }
        for (pupil, attempt) in pupils.iter().zip(&attempts) {
            assert_eq!(closed(pupil, attempt).await["closed_by"], "deadline");
        }
    }

    async fn the_windows_end_closes_the_attempts_and_then_the_room(house: &House) {
        let ends_at = (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(4)).to_string();
        let school = School::open(house, json!({ "grace_s": 1, "window_closes_at": ends_at })).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let ends_at = ends_at.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        assert_eq!(us(&attempt["closes_at"]), ends_at);
        let told = socket.event("attempt.closed").await;
        assert_eq!(told["data"]["closed_by"], "deadline");
        assert!(us(&told["data"]["closed_at"]) > ends_at + 1_000_000, "not before the grace is over");
        let ended = socket.event("room.ended").await;
        assert_eq!(ended["data"]["reason"], "");
        let (_, joined) = pupil.joined().await;
        assert_eq!(joined["state"]["room"]["phase"], "ended");
        assert_eq!(joined["state"]["attempt"]["closed_by"], "deadline");
    }

    async fn an_end_by_the_proctor_closes_after_the_grace_and_says_so(house: &House) {
        let school = School::open(house, json!({ "grace_s": 2 })).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        school.command("end", json!({ "reason": "flood" })).await;
        let ended = socket.event("room.ended").await;
        assert_eq!(ended["data"]["reason"], "flood");
        let late = socket.must("answer.save", save(&essay, 1, json!({ "text": "under way" }))).await;
        assert_eq!(late["late"], true, "what was under way still counts");
        let told = socket.event("attempt.closed").await;
        assert_eq!(told["data"]["closed_by"], "ended");
        assert!(us(&told["data"]["closed_at"]) > us(&ended["at"]) + 2_000_000);
        assert_eq!(pupil.attempt(&attempt).await["closed_by"], "ended");
        let (mut staff, _) = school.staffed().await;
        assert_eq!(staff.refused("proctor.resume", json!({})).await, "room-ended");
        let newcomer = school.proctor.post(&format!("/api/rooms/{}/start", school.room), json!({})).await;
        assert_eq!(newcomer.status(), 409);
    }

    async fn a_deadline_from_before_the_end_is_told_as_it_is_stored(house: &House) {
        let school = School::open(house, json!({ "grace_s": 2 })).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        school.let_pass(&attempt, 3_600).await;
        school.command("end", json!({ "reason": "all are done" })).await;
        let told = socket.event("attempt.closed").await;
        assert_eq!(told["data"]["closed_by"], pupil.attempt(&attempt).await["closed_by"]);
        assert_eq!(told["data"]["closed_by"], "deadline");
    }
}

//! What becomes of a sitting when its plan is changed: before the start, after it, and when it is called off.

use super::school::{School, taught_in_both_engines, us};
use crate::accounts::house::{House, json as answered, slug};
use crate::exams::desk::in_hours;
use examhall::store::exams::staff;
use examhall::store::jobs;
use reqwest::Response;
use serde_json::{Value, json};
use uuid::Uuid;

async fn sheet(school: &School<'_>) -> Value {
    answered(school.author.get(&format!("/api/sittings/{}", school.room)).await).await
}

/// Sends the present plan with these changes.
async fn change(school: &School<'_>, changes: Value) -> Response {
    let mut plan = sheet(school).await["plan"].clone();
    for (name, change) in changes.as_object().unwrap() {
        plan[name] = change.clone();
    }
    school.author.request("PUT", &format!("/api/sittings/{}", school.room)).json(&plan).send().await.unwrap()
}

async fn cancel(school: &School<'_>) -> Response {
    school.author.request("DELETE", &format!("/api/sittings/{}", school.room)).send().await.unwrap()
}

async fn start_waits(house: &House) -> bool {
    jobs::waits(house.store.read(), "room_start").await.unwrap()
}

taught_in_both_engines! { []
    async fn before_the_start_all_of_a_plan_changes_and_the_lobby_hears_of_it(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let (mut socket, _) = pupil.joined().await;
        school.command("extend", json!({ "by_s": 60, "reason": "fog" })).await;
        let opens = in_hours(1);
        let closes = "2099-01-01T10:00:00.000000Z";
        let changes = json!({
            "title": "Afternoon", "window_opens_at": opens, "time_limit_s": 1800, "grace_s": 9, "start": "clock",
            "attempts_allowed": 3, "release": "manual",
        });
        assert_eq!(change(&school, changes).await.status(), 204);
        let told = socket.event("room.rescheduled").await["data"].clone();
        assert_eq!((&told["time_limit_s"], &told["start"]), (&json!(1800), &json!("clock")));
        assert_eq!(told["window_opens_at"].as_str().unwrap()[..19], opens[..19]);
        assert!(start_waits(house).await, "the clock starts it now");

        let room = answered(school.proctor.get(&format!("/api/rooms/{}", school.room)).await).await["room"].clone();
        assert_eq!((&room["title"], &room["time_limit_s"]), (&json!("Afternoon"), &json!(1800)));
        assert_eq!(room["window_closes_at"], told["window_closes_at"], "with what was given to all");
        let now = sheet(&school).await;
        assert_eq!((&now["plan"]["grace_s"], &now["plan"]["attempts_allowed"]), (&json!(9), &json!(3)));
        assert_eq!((&now["fixed"], &now["entered"]), (&json!([]), &json!(1)));
        let too_late = change(&school, json!({ "window_closes_at": closes })).await;
        assert_eq!(slug(too_late).await, "validation-failed", "more than a year");
        assert_eq!(change(&school, json!({ "start": "proctor" })).await.status(), 204);
        assert!(!start_waits(house).await, "and the proctor again");
        let deeds = answered(school.proctor.get(&format!("/api/rooms/{}/deeds", school.room)).await).await;
        let told: Vec<&str> = deeds["items"].as_array().unwrap().iter().map(|d| d["event"].as_str().unwrap()).collect();
        assert_eq!(told, ["room.rescheduled", "room.rescheduled", "room.extended"]);
    }

    async fn a_window_that_is_moved_to_now_is_opened_by_the_clock(house: &House) {
        let school = School::open(house, json!({ "start": "clock", "window_opens_at": in_hours(2) })).await;
        let pupil = school.pupil("anna").await;
        let (mut socket, _) = pupil.joined().await;
        assert_eq!(change(&school, json!({ "window_opens_at": in_hours(0), "time_limit_s": 600 })).await.status(), 204);
        let opened = socket.event("attempt.opened").await["data"]["attempt"].clone();
        let at = |name: &str| us(&opened[name]);
        assert_eq!(at("closes_at") - at("opened_at"), 600_000_000, "by the new limit");
    }

    async fn once_begun_times_stay_and_what_becomes_of_results_may_change(house: &House) {
        let school = School::open(house, json!({})).await;
        school.command("start", json!({})).await;
        let now = sheet(&school).await;
        assert_eq!(now["fixed"], json!(["window_opens_at", "window_closes_at", "time_limit_s", "grace_s", "start"]));
        let refused = change(&school, json!({ "time_limit_s": 60, "start": "clock", "attempts_allowed": 2 })).await;
        assert_eq!(refused.status(), 409);
        let problem: Value = refused.json().await.unwrap();
        let fixed: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        assert_eq!(fixed, ["/time_limit_s", "/start"]);
        let allowed = json!({ "title": "Renamed", "attempts_allowed": 2, "release": "manual" });
        assert_eq!(change(&school, allowed).await.status(), 204);
        assert_eq!(slug(change(&school, json!({ "attempts_allowed": 1 })).await).await, "sitting-begun");
        school.command("end", json!({ "reason": "" })).await;
        assert_eq!(change(&school, json!({ "title": "Over", "release": "on_close" })).await.status(), 204);
        assert_eq!(slug(change(&school, json!({ "attempts_allowed": 3 })).await).await, "sitting-begun");
        assert_eq!(sheet(&school).await["plan"]["title"], "Over");
    }

    async fn a_sitting_that_nobody_came_to_is_called_off_and_another_one_is_not(house: &House) {
        let school = School::open(house, json!({ "start": "clock", "window_opens_at": in_hours(2) })).await;
        let pupil = school.pupil("anna").await;
        let (mut staff, _) = school.staffed().await;
        assert_eq!(cancel(&school).await.status(), 204);
        assert_eq!(staff.event("room.ended").await["data"]["reason"], "");
        assert!(!start_waits(house).await);
        assert_eq!(slug(cancel(&school).await).await, "not-found");
        assert_eq!(slug(school.author.get(&format!("/api/sittings/{}", school.room)).await).await, "not-found");
        let exam = answered(school.author.get(&format!("/api/exams/{}", school.exam)).await).await;
        assert_eq!(exam["sittings"], json!([]));
        let prepare = json!({ "sitting": school.room, "device": pupil.device });
        assert_eq!(slug(pupil.client.post("/api/attempts", prepare).await).await, "sitting-over");
    }

    async fn whoever_has_been_in_the_room_keeps_the_sitting(house: &House) {
        let school = School::open(house, json!({})).await;
        school.pupil("anna").await.joined().await;
        assert_eq!(slug(cancel(&school).await).await, "sitting-entered");
        assert_eq!(sheet(&school).await["phase"], "lobby");
    }

    /// The socket of a dismissed proctor stayed on the channel of the staff until it was closed.
    async fn who_is_dismissed_hears_nothing_more_of_the_room(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        let (mut student, _) = pupil.joined().await;
        let mut owner = school.authors_socket().await;
        owner.must("join", json!({ "room": school.room, "device": Uuid::now_v7() })).await;
        let (mut dismissed, _) = school.staffed().await;
        let staff = sheet(&school).await["staff"][0]["account"].clone();
        let path = format!("/api/sittings/{}/staff/{}", school.room, staff.as_str().unwrap());
        assert_eq!(school.author.delete(&path).await.status(), 204);
        let told = dismissed.event("staff.dismissed").await;
        assert_eq!(told["data"], json!({ "room": school.room }));
        let hello = json!({ "text": "Hello", "message_id": Uuid::now_v7() });
        student.must("chat", hello).await;
        owner.event("chat.message").await;
        dismissed.must("time.sync", json!({ "t0": 0 })).await;
        assert_eq!(dismissed.unread(), [""; 0], "others hear it");
        assert_eq!(dismissed.refused("proctor.announce", json!({ "text": "Hello" })).await, "not-joined");
        let again = json!({ "room": school.room, "device": Uuid::now_v7() });
        assert_eq!(dismissed.refused("join", again).await, "not-enrolled");
        assert!(!owner.unread().contains(&"staff.dismissed"), "whoever else is there stays");
    }

    async fn who_is_dismissed_says_nothing_more_wherever_they_are(house: &House) {
        let school = School::open(house, json!({})).await;
        // Nothing tells the other instance of the dismissal, and it has the room in memory.
        let other = house.instance(&[]).await;
        let elsewhere = school.proctor_at(other.running.address());
        let say = format!("/api/rooms/{}/announce", school.room);
        assert_eq!(elsewhere.post(&say, json!({ "text": "before" })).await.status(), 200);
        let staff = sheet(&school).await["staff"][0]["account"].clone();
        let path = format!("/api/sittings/{}/staff/{}", school.room, staff.as_str().unwrap());
        assert_eq!(school.author.delete(&path).await.status(), 204);
        assert_eq!(elsewhere.post(&say, json!({ "text": "after" })).await.status(), 404);
        let own = format!("/api/rooms/{}", school.room);
        let said = answered(school.author.get(&own).await).await["room"]["announcements"].clone();
        assert_eq!(said.as_array().unwrap().len(), 1, "{said}");
    }

    async fn an_owner_who_dismisses_themselves_joins_again(house: &House) {
        let school = School::open(house, json!({})).await;
        let mut owner = school.authors_socket().await;
        let join = json!({ "room": school.room, "device": Uuid::now_v7() });
        owner.must("join", join.clone()).await;
        let email = json!({ "email": "author@example.org" });
        let assigned = school.author.post(&format!("/api/sittings/{}/staff", school.room), email).await;
        assert_eq!(assigned.status(), 204);
        let account = answered(school.author.get("/api/auth/me").await).await["id"].clone();
        let path = format!("/api/sittings/{}/staff/{}", school.room, account.as_str().unwrap());
        assert_eq!(school.author.delete(&path).await.status(), 204);
        owner.event("staff.dismissed").await;
        assert_eq!(owner.must("join", join).await["state"]["role"], "staff");
    }

    async fn who_is_dismissed_commands_the_room_no_more(house: &House) {
        let school = School::open(house, json!({})).await;
        let listed = sheet(&school).await["staff"].clone();
        assert_eq!((listed.as_array().unwrap().len(), &listed[0]["email"]), (1, &json!("proctor@example.org")));
        let path = format!("/api/sittings/{}/staff/{}", school.room, listed[0]["account"].as_str().unwrap());
        for _ in 0..2 {
            assert_eq!(school.author.request("DELETE", &path).send().await.unwrap().status(), 204);
        }
        assert_eq!(staff::list(house.store.read(), school.sitting(), 10).await.unwrap(), []);
        let refused = school.proctor.post(&format!("/api/rooms/{}/start", school.room), json!({})).await;
        assert_eq!(slug(refused).await, "not-found");
    }
}

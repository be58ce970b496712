//! The room's clock: one instant to start, pauses, and more time for one, some and all.

use super::school::{Pupil, School, save, taught_in_both_engines, us};
use super::socket::Socket;
use crate::accounts::house::{House, json as answered, slug};
use crate::exams::desk::{self, account_of};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// Their deadlines as the server has them now.
async fn deadlines(pupils: &[(&Pupil, &Value)]) -> Vec<i64> {
    let mut found = Vec::new();
    for (pupil, attempt) in pupils {
        found.push(us(&pupil.attempt(attempt).await["closes_at"]));
    }
    found
}

async fn agree_on(school: &School<'_>, name: &str, extra_s: i64, group: &str) {
    let account = account_of(school.house, name).await;
    let path = format!("/api/sittings/{}/enrolments/{account}", school.room);
    let terms = json!({ "extra_time_s": extra_s, "group": group });
    assert_eq!(school.author.request("PUT", &path).json(&terms).send().await.unwrap().status(), 204);
}

/// Three people with open papers: two of group B, one of them beside it.
async fn three<'a>(school: &School<'_>, pupils: &'a [Pupil; 3]) -> Vec<(Socket, Value, &'a Pupil)> {
    agree_on(school, "anna", 0, "B").await;
    agree_on(school, "bert", 0, "B").await;
    let mut lobby = Vec::new();
    for pupil in pupils {
        lobby.push(pupil.joined().await);
    }
    school.command("start", json!({})).await;
    let mut open = Vec::new();
    for ((mut socket, joined), pupil) in lobby.into_iter().zip(pupils) {
        socket.event("attempt.opened").await;
        let attempt = pupil.attempt(&joined["state"]["attempt"]).await;
        open.push((socket, attempt, pupil));
    }
    open
}

async fn pupils(school: &School<'_>) -> [Pupil; 3] {
    [school.pupil("anna").await, school.pupil("bert").await, school.pupil("carl").await]
}

taught_in_both_engines! { []
    async fn what_is_decided_on_a_room_that_has_moved_on_is_decided_again(house: &House) {
        let school = School::open(house, json!({})).await;
        // Nothing carries events between the two: each remembers the room as it left it.
        let other = house.instance(&[]).await;
        let elsewhere = school.proctor_at(other.running.address());
        let path = |verb: &str| format!("/api/rooms/{}/{verb}", school.room);
        school.command("start", json!({})).await;
        for version in [2, 4, 6] {
            let here = school.command("announce", json!({ "text": "here" })).await;
            let there = answered(elsewhere.post(&path("announce"), json!({ "text": "there" })).await).await;
            assert_eq!((&here["version"], &there["version"]), (&json!(version), &json!(version + 1)));
        }
        let paused = answered(elsewhere.post(&path("pause"), json!({ "reason": "fire alarm" })).await).await;
        assert_eq!((&paused["version"], &paused["phase"]), (&json!(8), &json!("paused")));
        let again = school.proctor.post(&path("pause"), json!({ "reason": "again" })).await;
        assert_eq!((again.status().as_u16(), slug(again).await.as_str()), (409, "room-already-paused"));
        let texts = school.command("resume", json!({})).await["announcements"].clone();
        let texts: Vec<&str> = texts.as_array().unwrap().iter().map(|said| said["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["here", "there", "here", "there", "here", "there"]);
    }

    async fn the_proctor_starts_everybody_at_one_instant(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupils = pupils(&school).await;
        agree_on(&school, "carl", 600, "").await;
        let open = three(&school, &pupils).await;
        let opened: Vec<i64> = open.iter().map(|(_, attempt, _)| us(&attempt["opened_at"])).collect();
        let closes: Vec<i64> = open.iter().map(|(_, attempt, _)| us(&attempt["closes_at"])).collect();
        assert!(opened.iter().all(|at| *at == opened[0]), "{opened:?}");
        let limit = 3_600_000_000;
        assert_eq!(closes, [opened[0] + limit, opened[0] + limit, opened[0] + limit + 600_000_000], "one has extra time");
        let again = school.proctor.post(&format!("/api/rooms/{}/start", school.room), json!({})).await;
        assert_eq!(again.status(), 409);

        let late = school.pupil("dora").await;
        let (mut socket, joined) = late.joined().await;
        assert_eq!(joined["state"]["attempt"]["phase"], "prepared");
        assert!(joined["state"]["attempt"]["key"].is_string(), "the key is out");
        let attempt = socket.must("attempt.start", json!({})).await;
        assert_eq!(us(&attempt["closes_at"]), us(&attempt["opened_at"]) + limit, "who comes later has the full time");
    }

    async fn the_clock_starts_everybody_when_the_window_opens(house: &House) {
        let opens_at = (jiff::Timestamp::now() + jiff::SignedDuration::from_millis(2_500)).to_string();
        let school = School::open(house, json!({ "start": "clock", "window_opens_at": opens_at })).await;
        let early = school.proctor.post(&format!("/api/rooms/{}/start", school.room), json!({})).await;
        assert_eq!(early.status(), 409, "not before the window");
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        let (mut first, one) = anna.joined().await;
        let (mut second, two) = bert.joined().await;
        let started = first.event("room.started").await;
        assert_eq!(second.event("room.started").await, started);
        assert!(us(&started["data"]["started_at"]) >= opens_at.parse::<jiff::Timestamp>().unwrap().as_microsecond());
        let both = deadlines(&[(&anna, &one["state"]["attempt"]), (&bert, &two["state"]["attempt"])]).await;
        assert_eq!(both, [us(&started["data"]["started_at"]) + 3_600_000_000; 2]);
    }

    async fn a_pause_stops_the_paper_and_gives_everybody_the_same_time_back(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupils = pupils(&school).await;
        let mut open = three(&school, &pupils).await;
        let before: Vec<i64> = open.iter().map(|(_, attempt, _)| us(&attempt["closes_at"])).collect();
        let (mut staff, _) = school.staffed().await;
        staff.must("proctor.pause", json!({ "reason": "fire alarm" })).await;
        assert_eq!(staff.refused("proctor.pause", json!({ "reason": "again" })).await, "room-already-paused");
        let (socket, attempt, pupil) = &mut open[0];
        assert_eq!(socket.event("room.paused").await["data"]["reason"], "fire alarm");
        let essay = pupil.questions(attempt).await["essay"].clone();
        let waiting = save(&essay, 1, json!({ "text": "kept by the page" }));
        assert_eq!(socket.refused("answer.save", waiting.clone()).await, "room-paused");
        staff.must("proctor.resume", json!({})).await;
        let resumed = socket.event("room.resumed").await;
        socket.must("answer.save", waiting).await;
        let shift = resumed["data"]["shift_us"].as_i64().unwrap();
        assert!(shift > 0);
        let all: Vec<_> = open.iter().map(|(_, attempt, pupil)| (*pupil, attempt)).collect();
        let moved: Vec<i64> = before.iter().map(|at| at + shift).collect();
        assert_eq!(deadlines(&all).await, moved);
        assert_eq!(open[0].2.attempt(&open[0].1).await["room_version"], resumed["data"]["version"]);
    }

    async fn more_time_for_one_for_a_group_and_for_all_is_seen_at_once(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupils = pupils(&school).await;
        let mut open = three(&school, &pupils).await;
        let mut expected: Vec<i64> = open.iter().map(|(_, attempt, _)| us(&attempt["closes_at"])).collect();
        let (mut staff, _) = school.staffed().await;

        let one = json!({ "by_s": 60, "reason": "lift", "attempts": [open[2].1["id"]] });
        staff.must("proctor.extend", one).await;
        expected[2] += 60_000_000;
        let told = open[2].0.event("attempt.timing").await;
        assert_eq!((us(&told["data"]["closes_at"]), &told["data"]["by_us"]), (expected[2], &json!(60_000_000)));

        staff.must("proctor.extend", json!({ "by_s": 120, "reason": "noise", "group": "B" })).await;
        for place in [0, 1] {
            expected[place] += 120_000_000;
            let told = open[place].0.event("attempt.timing").await;
            assert_eq!((us(&told["data"]["closes_at"]), &told["data"]["room_version"]), (expected[place], &json!(1)));
        }

        staff.must("proctor.extend", json!({ "by_s": 300, "reason": "fog" })).await;
        for (place, (socket, ..)) in open.iter_mut().enumerate() {
            expected[place] += 300_000_000;
            let told = socket.event("room.extended").await;
            assert_eq!((&told["data"]["by_us"], &told["data"]["extension_us"]), (&json!(300_000_000), &json!(300_000_000)));
            assert!(!socket.unread().contains(&"attempt.timing"), "nobody hears of the time of others");
        }
        let all: Vec<_> = open.iter().map(|(_, attempt, pupil)| (*pupil, attempt)).collect();
        assert_eq!(deadlines(&all).await, expected);

        for (wrong, code) in [(json!({ "by_s": 0 }), "validation-failed"), (json!({ "by_s": 86_401, "group": "B" }), "validation-failed"),
                              (json!({ "by_s": 9, "group": "Z" }), "attempt-not-open")] {
            assert_eq!(staff.refused("proctor.extend", wrong).await, code);
        }
    }

    async fn extensions_that_race_are_told_with_the_version_that_contains_them(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupils = pupils(&school).await;
        let mut open = three(&school, &pupils).await;
        let (socket, attempt, pupil) = &mut open[0];
        let mut known = (attempt["room_version"].as_i64().unwrap(), us(&attempt["closes_at"]));
        let (mut staff, _) = school.staffed().await;
        let mut asked = Vec::new();
        for _ in 0..10 {
            asked.push(staff.send("proctor.extend", &json!({ "by_s": 10, "reason": "all" })).await);
            asked.push(staff.send("proctor.extend", &json!({ "by_s": 1, "reason": "one", "attempts": [attempt["id"]] })).await);
        }
        for id in asked {
            staff.answer(id).await.unwrap();
        }
        // What a page does: an absolute deadline holds as of its version, and every later event moves it.
        let mut shifts = Vec::new();
        let mut seen = (0, 0);
        while seen != (10, 10) {
            let event = socket.next_event().await;
            let data = &event["data"];
            match event["event"].as_str().unwrap() {
                "attempt.timing" => {
                    seen.0 += 1;
                    // The later word has the later version, and of one version the later deadline.
                    known = known.max((data["room_version"].as_i64().unwrap(), us(&data["closes_at"])));
                }
                "room.extended" => {
                    seen.1 += 1;
                    shifts.push((event["offset"].as_i64().unwrap(), data["by_us"].as_i64().unwrap()));
                }
                _ => {}
            }
        }
        let later: i64 = shifts.iter().filter(|(offset, _)| *offset > known.0).map(|(_, by)| by).sum();
        assert_eq!(known.1 + later, us(&pupil.attempt(attempt).await["closes_at"]));
    }

    async fn commands_that_come_at_once_are_all_carried_out_in_turn(house: &House) {
        let school = School::open(house, json!({})).await;
        school.command("start", json!({})).await;
        let path = format!("/api/rooms/{}/extend", school.room);
        let once = || school.proctor.post(&path, json!({ "by_s": 1, "reason": "all" }));
        let answers = join_all((0..40).map(|_| once())).await;
        let states: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
        assert!(states.iter().all(|state| (200..300).contains(state)), "{states:?}");
        let log = answered(school.proctor.get(&format!("/api/rooms/{}/log?limit=100", school.room)).await).await;
        let offsets: Vec<i64> = log["items"].as_array().unwrap().iter().map(|e| e["offset"].as_i64().unwrap()).collect();
        assert_eq!(offsets, (1..=41).collect::<Vec<i64>>());
    }

    async fn the_log_of_the_room_says_who_did_what(house: &House) {
        let school = School::open(house, json!({})).await;
        for (verb, body) in [("start", json!({})), ("pause", json!({ "reason": "alarm" })), ("resume", json!({})),
                             ("extend", json!({ "by_s": 60, "reason": "alarm" })), ("announce", json!({ "text": "Go on" })),
                             ("end", json!({ "reason": "done" }))] {
            school.command(verb, body).await;
        }
        let log = answered(school.proctor.get(&format!("/api/rooms/{}/log?limit=4", school.room)).await).await;
        let rest = format!("/api/rooms/{}/log?cursor={}", school.room, log["next_cursor"].as_str().unwrap());
        let rest = answered(school.proctor.get(&rest).await).await;
        let entries: Vec<Value> = [&log, &rest].iter().flat_map(|page| page["items"].as_array().unwrap().clone()).collect();
        let names: Vec<&str> = entries.iter().map(|entry| entry["event"].as_str().unwrap()).collect();
        assert_eq!(names, ["room.started", "room.paused", "room.resumed", "room.extended", "room.announced", "room.ended"]);
        let proctor = desk::account_of(house, "proctor").await;
        assert!(entries.iter().all(|entry| entry["actor"] == json!(proctor)));
        assert_eq!(rest["next_cursor"], Value::Null);
    }
}

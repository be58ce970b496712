//! Students and proctors talk, hands go up and down, pages tell what they noticed; nobody else hears of it.

use super::school::{Pupil, School, taught_in_both_engines};
use super::socket::{Socket, slug, within};
use crate::accounts::house::{House, json as answered, slug as refusal};
use examhall::store::audit;
use examhall_domain::time::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

fn words(text: &str) -> Value {
    json!({ "text": text, "message_id": Uuid::now_v7() })
}

fn noticed(kind: &str, second: i64) -> Value {
    json!({ "kind": kind, "at": format!("2026-05-01T09:30:{second:02}.000000Z") })
}

fn letter(attempts: &[&Value], text: &str) -> Value {
    let ids: Vec<&Value> = attempts.iter().map(|attempt| &attempt["id"]).collect();
    json!({ "attempts": ids, "text": text, "message_id": Uuid::now_v7() })
}

/// The person's row as it is read now.
async fn row(school: &School<'_>, pupil: &Pupil) -> Value {
    let room = answered(school.proctor.get(&format!("/api/rooms/{}", school.room)).await).await;
    let rows = room["roster"].as_array().unwrap();
    rows.iter().find(|row| row["account"] == pupil.account.as_str()).unwrap().clone()
}

/// What the audit log says of every deed, in the order of time.
async fn deeds(house: &House) -> Vec<String> {
    let deeds = audit::list_since(house.store.read(), Timestamp(0), 1_000).await.unwrap();
    deeds.into_iter().map(|deed| deed.detail).collect()
}

async fn prepared(pupil: &Pupil) -> (Socket, Value) {
    let (socket, joined) = pupil.joined().await;
    (socket, joined["state"]["attempt"].clone())
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__ROSTER_MS", "100")]
    async fn messages_go_both_ways_and_are_read(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, attempt) = prepared(&anna).await;
        assert_eq!((&attempt["chat"], &attempt["hand_since"]), (&json!({ "messages": [], "unread": 0 }), &Value::Null));
        let (mut staff, _) = school.staffed().await;

        let said = socket.must("chat", words("May I leave\r\nfor a minute?")).await;
        assert_eq!(said["seq"], 1);
        let heard = staff.event("chat.message").await;
        assert_eq!((&heard["ch"], &heard["data"]["attempt"]), (&json!(format!("staff:{}", school.room)), &attempt["id"]));
        let message = &heard["data"]["message"];
        assert_eq!((&message["text"], &message["from"], &message["by"]), (&json!("May I leave\nfor a minute?"), &json!("student"), &Value::Null));
        assert_eq!((&message["seq"], &message["at"]), (&said["seq"], &said["at"]));
        assert_eq!(socket.event("chat.message").await["data"], heard["data"], "the own devices hear it too");
        assert_eq!(row(&school, &anna).await["unread"], 1);

        let answer = letter(&[&attempt], "Yes, of course.");
        assert_eq!(staff.must("proctor.message", answer.clone()).await, json!({ "sent": 1 }));
        let heard = socket.event("chat.message").await;
        let message = &heard["data"]["message"];
        assert_eq!((&message["id"], &message["from"], &message["by"]), (&answer["message_id"], &json!("staff"), &json!("proctor")));
        let chat = anna.attempt(&attempt).await["chat"].clone();
        assert_eq!((&chat["unread"], &chat["messages"][1]), (&json!(1), message));

        let thread = staff.must("proctor.chat", json!({ "attempt": attempt["id"] })).await;
        assert_eq!(thread["messages"], chat["messages"]);
        assert_eq!(row(&school, &anna).await["unread"], 0, "the staff has read it");
        assert_eq!(socket.must("chat.read", json!({ "upto": 1 })).await, json!({ "unread": 1 }));
        assert_eq!(socket.must("chat.read", json!({ "upto": 99 })).await, json!({ "unread": 0 }));
        assert_eq!(socket.must("chat.read", json!({ "upto": -1 })).await, json!({ "unread": 0 }), "read stays read");
        socket.must("chat", words("Thank you")).await;
        staff.must("proctor.message", letter(&[&attempt], "Welcome back")).await;
        assert_eq!(anna.attempt(&attempt).await["chat"]["unread"], 1, "what came later is unread");
    }

    async fn the_wall_follows_the_conversation_without_being_asked(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, attempt) = prepared(&anna).await;
        let (mut staff, _) = school.staffed().await;
        socket.must("chat", words("Hello")).await;
        let since = socket.must("hand.raise", json!({})).await["since"].clone();
        socket.must("integrity", json!({ "events": [noticed("focus_lost", 1)] })).await;
        let shows = async |staff: &mut Socket, wanted: Value| {
            within(async {
                loop {
                    let event = staff.event("roster.changed").await;
                    let row = event["data"]["rows"][0].clone();
                    if json!([row["unread"], row["hand_since"], row["integrity"]["count"]]) == wanted {
                        return row;
                    }
                }
            })
            .await
        };
        let row = shows(&mut staff, json!([1, since, 1])).await;
        assert_eq!(row["integrity"]["last"], noticed("focus_lost", 1));
        staff.must("proctor.chat", json!({ "attempt": attempt["id"] })).await;
        staff.must("proctor.lower_hand", json!({ "attempt": attempt["id"] })).await;
        shows(&mut staff, json!([0, null, 1])).await;
    }

    async fn the_same_message_again_is_the_same_message(house: &House) {
        let school = School::open(house, json!({})).await;
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        let ((mut socket, attempt), (_bert, other)) = (prepared(&anna).await, prepared(&bert).await);
        let (mut staff, _) = school.staffed().await;
        let hello = words("Hello");
        let said = socket.must("chat", hello.clone()).await;
        assert_eq!(socket.must("chat", hello.clone()).await, said);
        let path = format!("/api/attempts/{}/messages", attempt["id"].as_str().unwrap());
        assert_eq!(answered(anna.client.post(&path, hello.clone()).await).await, said, "over HTTP too");
        let mut changed = hello.clone();
        changed["text"] = json!("Something else");
        let problem = socket.ask("chat", changed).await.unwrap_err();
        assert_eq!((slug(&problem).as_str(), &problem["errors"][0]["code"]), ("validation-failed", &json!("message_id_reused")));

        let both = letter(&[&attempt, &other], "Ten minutes left");
        let mut first = both.clone();
        first["attempts"] = json!([attempt["id"]]);
        assert_eq!(staff.must("proctor.message", first).await["sent"], 1);
        assert_eq!(staff.must("proctor.message", both.clone()).await["sent"], 2, "who has it and who got it");
        let before = deeds(house).await;
        assert_eq!(staff.must("proctor.message", both).await["sent"], 2);
        assert_eq!(deeds(house).await, before, "what changed nothing is no deed");
        let mut stolen = letter(&[&attempt], "Hello");
        stolen["message_id"] = hello["message_id"].clone();
        assert_eq!(staff.refused("proctor.message", stolen).await, "validation-failed", "a student's name for a message");
        let messages = |view: &Value| view["chat"]["messages"].as_array().unwrap().len();
        assert_eq!((messages(&anna.attempt(&attempt).await), messages(&bert.attempt(&other).await)), (2, 1));
        assert!(deeds(house).await.iter().all(|detail| !detail.contains("Ten minutes")), "no words in the audit log");
    }

    async fn a_hand_goes_up_once_and_comes_down(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, attempt) = prepared(&anna).await;
        let (mut staff, _) = school.staffed().await;
        let up = socket.must("hand.raise", json!({})).await;
        assert!(up["since"].is_string());
        assert_eq!(socket.must("hand.raise", json!({})).await, up, "it is up already");
        assert_eq!(staff.event("hand.changed").await["data"], json!({ "attempt": attempt["id"], "since": up["since"] }));
        assert_eq!(anna.attempt(&attempt).await["hand_since"], up["since"]);
        assert_eq!(row(&school, &anna).await["hand_since"], up["since"]);
        assert_eq!(socket.must("hand.lower", json!({})).await, json!({ "since": null }));
        assert_eq!(staff.event("hand.changed").await["data"]["since"], Value::Null, "the second raising was no news");

        socket.must("hand.raise", json!({})).await;
        let lower = json!({ "attempt": attempt["id"] });
        let before = deeds(house).await.len();
        assert_eq!(staff.must("proctor.lower_hand", lower.clone()).await, json!({ "since": null }));
        staff.must("proctor.lower_hand", lower).await;
        within(async { while !socket.event("hand.changed").await["data"]["since"].is_null() {} }).await;
        assert_eq!(deeds(house).await.len(), before + 1, "a proctor's hand on a student's is written down, once");

        school.command("start", json!({})).await;
        socket.must("attempt.start", json!({})).await;
        socket.must("hand.raise", json!({})).await;
        socket.must("attempt.submit", json!({})).await;
        assert_eq!(anna.attempt(&attempt).await["hand_since"], Value::Null, "who has handed in asks no more");
        assert_eq!(row(&school, &anna).await["hand_since"], Value::Null);
        assert_eq!(socket.refused("hand.raise", json!({})).await, "attempt-closed");
    }

    async fn what_a_page_noticed_is_kept_once_and_shown_to_staff_and_student_alike(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, attempt) = prepared(&anna).await;
        let (mut staff, _) = school.staffed().await;
        let mut back = noticed("focus_back", 9);
        back["seconds"] = json!(8);
        let events = json!({ "events": [back, noticed("focus_lost", 1)] });
        assert_eq!(socket.must("integrity", events.clone()).await, json!({ "count": 2 }));
        let told = staff.event("integrity.changed").await["data"].clone();
        assert_eq!(told, json!({ "attempt": attempt["id"], "count": 2, "last": noticed("focus_back", 9) }));
        assert_eq!(socket.must("integrity", events).await, json!({ "count": 2 }), "the same again");
        socket.must("integrity", json!({ "events": [noticed("pasted", 1)] })).await;
        assert_eq!(staff.event("integrity.changed").await["data"]["count"], 3, "the repeat was no news");

        let listed = staff.must("proctor.integrity", json!({ "attempt": attempt["id"] })).await["events"].clone();
        let kinds: Vec<_> = listed.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["focus_lost", "pasted", "focus_back"]);
        assert_eq!((&listed[2]["seconds"], listed[2]["received_at"].is_string()), (&json!(8), true));
        let path = format!("/api/attempts/{}/integrity", attempt["id"].as_str().unwrap());
        assert_eq!(answered(anna.client.get(&path).await).await["events"], listed);
        assert!(!socket.heard.iter().any(|frame| frame.contains("integrity.changed")), "the page knows it itself");
        for wrong in [json!([]), json!([{ "kind": "yawned", "at": "2026-05-01T09:30:00Z" }]), json!([{ "kind": "pasted", "at": "noon" }])] {
            assert_eq!(socket.refused("integrity", json!({ "events": wrong })).await, "validation-failed");
        }
    }

    async fn nobody_but_the_student_and_the_staff_hears_of_it(house: &House) {
        let school = School::open(house, json!({})).await;
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        let ((mut socket, attempt), (mut fellow, _)) = (prepared(&anna).await, prepared(&bert).await);
        let (mut phone, _) = anna.joined_on(Uuid::now_v7()).await;
        let (mut staff, _) = school.staffed().await;
        socket.must("chat", words("A secret question")).await;
        socket.must("hand.raise", json!({})).await;
        socket.must("integrity", json!({ "events": [noticed("pasted", 1)] })).await;
        staff.must("proctor.message", letter(&[&attempt], "A secret answer")).await;
        school.command("announce", json!({ "text": "For all" })).await;
        fellow.event("room.announced").await;
        for hidden in ["secret", "chat.message", "hand.changed", "integrity.changed"] {
            assert!(!fellow.heard.iter().any(|frame| frame.contains(hidden)), "{hidden}");
        }
        assert_eq!(phone.event("chat.message").await["data"]["message"]["text"], "A secret question");
        assert!(phone.event("hand.changed").await["data"]["since"].is_string(), "every device of the student shows it");
    }

    async fn all_of_it_goes_over_plain_http(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let prepare = json!({ "sitting": school.room, "device": anna.device });
        let attempt = answered(anna.client.post("/api/attempts", prepare).await).await;
        let path = format!("/api/attempts/{}", attempt["id"].as_str().unwrap());
        let room = format!("/api/rooms/{}", school.room);
        let said = answered(anna.client.post(&format!("{path}/messages"), words("Hello")).await).await;
        assert_eq!(said["seq"], 1);
        let up = answered(anna.client.post(&format!("{path}/hand"), json!({ "raised": true })).await).await;
        let events = json!({ "events": [noticed("network_back", 3)] });
        assert_eq!(answered(anna.client.post(&format!("{path}/integrity"), events).await).await, json!({ "count": 1 }));
        let seen = row(&school, &anna).await;
        assert_eq!((&seen["unread"], &seen["hand_since"], &seen["integrity"]["count"]), (&json!(1), &up["since"], &json!(1)));

        let told = answered(school.proctor.post(&format!("{room}/messages"), letter(&[&attempt], "Hello Anna")).await).await;
        assert_eq!(told, json!({ "sent": 1 }));
        let thread = format!("{room}/attempts/{}/messages", attempt["id"].as_str().unwrap());
        let thread = answered(school.proctor.get(&thread).await).await;
        let view = anna.attempt(&attempt).await;
        assert_eq!((&view["chat"]["messages"], &view["chat"]["unread"]), (&thread["messages"], &json!(1)));
        assert_eq!(view["hand_since"], up["since"]);
        let read = answered(anna.client.post(&format!("{path}/messages/read"), json!({ "upto": 2 })).await).await;
        assert_eq!(read, json!({ "unread": 0 }));
        let down = answered(anna.client.post(&format!("{path}/hand"), json!({ "raised": false })).await).await;
        assert_eq!(down, json!({ "since": null }));
        assert_eq!(row(&school, &anna).await["unread"], 0);
    }

    async fn an_ended_room_takes_no_message_but_remembers_what_was_said(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, attempt) = prepared(&anna).await;
        let hello = words("Hello");
        let said = socket.must("chat", hello.clone()).await;
        school.command("start", json!({})).await;
        school.command("end", json!({})).await;
        assert_eq!(socket.must("chat", hello).await, said, "a repeat whose answer was lost");
        assert_eq!(socket.refused("chat", words("Too late")).await, "room-ended");
        let letter = letter(&[&attempt], "Too late");
        let told = school.proctor.post(&format!("/api/rooms/{}/messages", school.room), letter).await;
        assert_eq!(refusal(told).await, "room-ended");
        let late = socket.must("integrity", json!({ "events": [noticed("network_back", 5)] })).await;
        assert_eq!(late["count"], 1, "what an offline page noticed arrives late");
    }

    async fn attempts_of_other_rooms_are_not_found(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (_, attempt) = prepared(&anna).await;
        let (mut staff, _) = school.staffed().await;
        let stranger = json!({ "id": Uuid::now_v7() });
        assert_eq!(staff.refused("proctor.message", letter(&[&attempt, &stranger], "Hello")).await, "not-found");
        assert_eq!(anna.attempt(&attempt).await["chat"]["messages"], json!([]), "all or nobody");
        for op in ["proctor.chat", "proctor.integrity", "proctor.lower_hand"] {
            assert_eq!(staff.refused(op, json!({ "attempt": stranger["id"] })).await, "not-found", "{op}");
        }
    }
}

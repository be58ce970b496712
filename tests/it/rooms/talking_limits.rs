//! How much may be said and noticed, each at its limit.

use super::school::{Pupil, School, taught_in_both_engines};
use super::socket::{Socket, slug};
use crate::accounts::house::House;
use serde_json::{Value, json};
use uuid::Uuid;

fn words(text: &str) -> Value {
    json!({ "text": text, "message_id": Uuid::now_v7() })
}

fn pasted(second: usize) -> Value {
    json!({ "kind": "pasted", "at": format!("2026-05-01T09:30:{second:02}.000000Z") })
}

async fn joined(pupil: &Pupil) -> (Socket, Value) {
    let (socket, joined) = pupil.joined().await;
    (socket, joined["state"]["attempt"]["id"].clone())
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__MESSAGES_BURST_MAX", "2"), ("EXAMHALL__ROOMS__MESSAGES_BURST_S", "3600")]
    async fn who_writes_too_fast_is_told_how_long_to_wait(house: &House) {
        let school = School::open(house, json!({})).await;
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        let ((mut socket, id), (mut fellow, _)) = (joined(&anna).await, joined(&bert).await);
        let first = words("One");
        socket.must("chat", first.clone()).await;
        socket.must("chat", words("Two")).await;
        let problem = socket.ask("chat", words("Three")).await.unwrap_err();
        assert_eq!((slug(&problem).as_str(), &problem["status"]), ("chat-too-fast", &json!(429)));
        let wait = problem["retry_after_s"].as_i64().unwrap();
        assert!((3_000..=3_600).contains(&wait), "{wait}");
        socket.must("chat", first).await;
        fellow.must("chat", words("One")).await;
        let (mut staff, _) = school.staffed().await;
        for _ in 0..3 {
            staff.must("proctor.message", json!({ "attempts": [id], "text": "Calm down", "message_id": Uuid::now_v7() })).await;
        }
    }
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__MESSAGES_STUDENT_MAX", "3"), ("EXAMHALL__ROOMS__MESSAGES_STAFF_MAX", "1")]
    async fn a_conversation_has_an_end_on_each_side(house: &House) {
        let school = School::open(house, json!({})).await;
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        let ((mut socket, one), (_bert, other)) = (joined(&anna).await, joined(&bert).await);
        let (mut staff, _) = school.staffed().await;
        for _ in 0..3 {
            socket.must("chat", words("Hello")).await;
        }
        let problem = socket.ask("chat", words("Hello")).await.unwrap_err();
        assert_eq!(slug(&problem), "chat-full");
        assert!(problem["detail"].as_str().unwrap().contains('3'), "{problem}");
        let letter = |attempts: Value| json!({ "attempts": attempts, "text": "Hello", "message_id": Uuid::now_v7() });
        assert_eq!(staff.must("proctor.message", letter(json!([one]))).await["sent"], 1);
        assert_eq!(staff.refused("proctor.message", letter(json!([one]))).await, "chat-full");
        assert_eq!(staff.must("proctor.message", letter(json!([one, other]))).await["sent"], 1, "the full one is left out");
    }
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__INTEGRITY_MAX", "3")]
    async fn what_is_noticed_beyond_the_limit_is_only_counted(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, id) = joined(&anna).await;
        let (mut staff, _) = school.staffed().await;
        let events: Vec<Value> = (1..=5).map(pasted).collect();
        assert_eq!(socket.must("integrity", json!({ "events": events })).await["count"], 5);
        let told = staff.event("integrity.changed").await["data"].clone();
        assert_eq!((&told["count"], &told["last"]), (&json!(5), &pasted(5)));
        let kept = staff.must("proctor.integrity", json!({ "attempt": id })).await;
        let kept: Vec<Value> = kept["events"].as_array().unwrap().iter().map(|event| event["at"].clone()).collect();
        assert_eq!(kept, (1..=3).map(|second| pasted(second)["at"].clone()).collect::<Vec<_>>());
        let again = socket.must("integrity", json!({ "events": [pasted(1)] })).await;
        assert_eq!(again["count"], 5, "what is kept is known");
        assert_eq!(socket.must("integrity", json!({ "events": [pasted(6)] })).await["count"], 6);
        socket.must("chat", words("That was all")).await;
        staff.event("chat.message").await;
        let told = staff.heard.iter().filter(|frame| frame.contains("integrity.changed")).count();
        assert_eq!(told, 1, "beyond the limit the staff is not told one by one");
    }

    async fn messages_and_lists_are_bounded(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, _) = joined(&anna).await;
        let longest = "é".repeat(1000);
        socket.must("chat", words(&longest)).await;
        for (text, code) in [(format!("{longest}e"), "too_long"), (" \n ".to_owned(), "required"), ("a\tb".to_owned(), "control_characters")] {
            let problem = socket.ask("chat", words(&text)).await.unwrap_err();
            assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/text"), &json!(code)));
        }
        let events: Vec<Value> = (1..=33).map(pasted).collect();
        assert_eq!(socket.refused("integrity", json!({ "events": events })).await, "validation-failed");
        assert_eq!(socket.must("integrity", json!({ "events": events[..32] })).await["count"], 32);
        let nil = json!({ "text": "Hello", "message_id": Uuid::nil() });
        assert_eq!(socket.refused("chat", nil).await, "validation-failed", "the nil UUID is nobody's name");
    }
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__MESSAGES_BURST_MAX", "60")]
    async fn an_attempt_brings_the_last_fifty_messages_and_the_staff_reads_all(house: &House) {
        let school = School::open(house, json!({})).await;
        let anna = school.pupil("anna").await;
        let (mut socket, id) = joined(&anna).await;
        for number in 1..=51 {
            socket.must("chat", words(&number.to_string())).await;
        }
        let chat = anna.attempt(&json!({ "id": id })).await["chat"].clone();
        let messages = chat["messages"].as_array().unwrap();
        assert_eq!((messages.len(), &messages[0]["seq"], &messages[49]["seq"]), (50, &json!(2), &json!(51)));
        let (mut staff, _) = school.staffed().await;
        let whole = staff.must("proctor.chat", json!({ "attempt": id })).await;
        assert_eq!(whole["messages"].as_array().unwrap().len(), 51);
    }
}

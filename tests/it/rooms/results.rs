//! After the hand-in: marks, what may be seen of them, and the receipt.

use super::school::{Pupil, School, save, taught_in_both_engines, us};
use super::socket::{Socket, within};
use crate::accounts::house::{House, json as answered, slug as refusal};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use examhall_domain::rooms::{Head, LogKind, Receipt, Salt, chain};
use examhall_domain::time::Timestamp;
use serde_json::{Value, json};

fn path(attempt: &Value, rest: &str) -> String {
    format!("/api/attempts/{}{rest}", attempt["id"].as_str().unwrap())
}

/// Answers everything: one choice right, one number wrong, an essay.
async fn write(pupil: &Pupil, socket: &mut Socket, attempt: &Value) {
    let questions = pupil.questions(attempt).await;
    let options = questions["single_choice"]["options"].as_array().unwrap();
    let seven = options.iter().find(|option| option["text"].as_str().unwrap().contains("seven")).unwrap();
    for (kind, response) in [
        ("single_choice", json!({ "choice": seven["id"] })),
        ("numerical", json!({ "number": "6" })),
        ("essay", json!({ "text": "The Loire" })),
    ] {
        socket.must("answer.save", save(&questions[kind], 1, response)).await;
    }
}

fn of_kind<'a>(result: &'a Value, kind: &str) -> &'a Value {
    result["questions"].as_array().unwrap().iter().find(|question| question["kind"] == kind).unwrap()
}

taught_in_both_engines! { []
    async fn a_hand_in_is_marked_and_read_at_once(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        write(&pupil, &mut socket, &attempt).await;
        assert_eq!(refusal(pupil.client.get(&path(&attempt, "/result")).await).await, "result-not-released");
        socket.must("attempt.submit", json!({})).await;
        assert_eq!(socket.event("attempt.closed").await["data"]["closed_by"], "submit");
        assert_eq!(socket.event("result.ready").await["data"]["attempt"], attempt["id"]);
        let result = answered(pupil.client.get(&path(&attempt, "/result")).await).await;
        assert_eq!((&result["score"], &result["max"], &result["provisional"]), (&json!(100_000), &json!(700_000), &json!(true)));
        let choice = of_kind(&result, "single_choice");
        assert_eq!((&choice["awarded"], &choice["correct"]), (&json!(100_000), &json!("correct")));
        assert!(choice["feedback"].to_string().contains("praise") && choice["correct_answer"].is_object());
        assert_eq!(of_kind(&result, "numerical")["awarded"], 0);
        assert_eq!(of_kind(&result, "essay").get("awarded"), None, "a person still has to mark it");
        assert_eq!(of_kind(&result, "essay")["response"], json!({ "text": "The Loire" }));
        assert_eq!(pupil.attempt(&attempt).await["result_ready"], true);
    }

    async fn what_the_review_hides_is_not_sent(house: &House) {
        let review = json!({ "show_score": false, "show_answers": true, "show_correct": false, "show_feedback": false });
        let review = review_of(review);
        let school = School::open(house, json!({ "review": review })).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        write(&pupil, &mut socket, &attempt).await;
        socket.must("attempt.submit", json!({})).await;
        socket.event("result.ready").await;
        let result = answered(pupil.client.get(&path(&attempt, "/result")).await).await;
        let text = result.to_string();
        for hidden in ["\"score\"", "\"awarded\"", "\"correct\"", "\"correct_answer\"", "\"feedback\"", "praise", "Shakespeare"] {
            assert!(!text.contains(hidden), "{hidden} stands in {text}");
        }
        assert_eq!(of_kind(&result, "essay")["response"], json!({ "text": "The Loire" }));
    }

    async fn a_result_that_is_released_by_hand_is_told_when_it_is(house: &House) {
        let school = School::open(house, json!({ "release": "manual" })).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        write(&pupil, &mut socket, &attempt).await;
        socket.must("attempt.submit", json!({})).await;
        // The receipt is there once the attempt is marked.
        within(async { while pupil.client.get(&path(&attempt, "/receipt")).await.status() != 200 {} }).await;
        assert_eq!(refusal(pupil.client.get(&path(&attempt, "/result")).await).await, "result-not-released");
        assert_eq!(pupil.attempt(&attempt).await["result_ready"], false);
        socket.must("time.sync", json!({ "t0": 0 })).await;
        assert!(!socket.unread().contains(&"result.ready"), "it cannot be read yet");
        answered(school.author.post(&format!("/api/sittings/{}/release", school.room), json!({ "unmarked": "release" })).await).await;
        assert_eq!(socket.event("result.ready").await["data"]["attempt"], attempt["id"]);
        answered(pupil.client.get(&path(&attempt, "/result")).await).await;
    }

    async fn the_receipt_is_signed_over_what_was_written(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        write(&pupil, &mut socket, &attempt).await;
        assert_eq!(refusal(pupil.client.get(&path(&attempt, "/receipt")).await).await, "result-not-released");
        let closed = socket.must("attempt.submit", json!({})).await;
        socket.event("result.ready").await;
        let mut receipt = answered(pupil.client.get(&path(&attempt, "/receipt")).await).await;
        let keys = answered(house.program().get("/api/receipts/keys").await).await;
        let bytes = |text: &Value| BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap();
        let signature = Signature::from_slice(&bytes(&receipt["signature"])).unwrap();
        assert_eq!(us(&receipt["closed_at"]), receipt["closed_at_us"].as_i64().unwrap());
        for extra in ["signature", "closed_at"] {
            receipt.as_object_mut().unwrap().remove(extra);
        }
        let statement: Receipt = serde_json::from_value(receipt).unwrap();
        let key = keys["keys"].as_array().unwrap().iter().find(|key| key["id"] == statement.key_id.to_string()).unwrap();
        let key = VerifyingKey::from_bytes(&bytes(&key["public_key"]).try_into().unwrap()).unwrap();
        key.verify_strict(&statement.canonical_bytes(), &signature).unwrap();
        assert_eq!((statement.answers, statement.last_seq), (3, closed["last_seq"].as_i64().unwrap()));
        assert_eq!(statement.head.to_string(), closed["head"]);
        let forged = Receipt { answers: 4, ..statement };
        assert!(key.verify_strict(&forged.canonical_bytes(), &signature).is_err());
    }

    async fn the_log_gives_the_head_on_the_receipt_once_there_is_one(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        write(&pupil, &mut socket, &attempt).await;
        assert_eq!(refusal(pupil.client.get(&path(&attempt, "/log")).await).await, "result-not-released");
        socket.must("attempt.submit", json!({})).await;
        socket.event("result.ready").await;
        let receipt = answered(pupil.client.get(&path(&attempt, "/receipt")).await).await;
        let log = answered(pupil.client.get(&path(&attempt, "/log")).await).await;
        let digest = Head::parse(log["paper_digest"].as_str().unwrap()).unwrap();
        let mut head = chain::start(log["attempt"].as_str().unwrap().parse().unwrap(), &digest.0);
        for (row, seq) in log["rows"].as_array().unwrap().iter().zip(1..) {
            let salt = BASE64_STANDARD.decode(row["salt"].as_str().unwrap()).unwrap();
            let inner = chain::inner_digest(&Salt(salt.try_into().unwrap()), row["body"].as_str().unwrap().as_bytes());
            assert_eq!(Head(inner).to_string(), row["inner"]);
            let kind = LogKind::from_code(u8::try_from(row["kind"].as_u64().unwrap()).unwrap()).unwrap();
            head = chain::link(head, seq, kind, Timestamp(row["at_us"].as_i64().unwrap()), &inner);
            assert_eq!((&json!(seq), &json!(head.to_string())), (&row["seq"], &row["chain"]));
        }
        assert_eq!(receipt["head"], head.to_string());
    }

    async fn a_second_attempt_is_drawn_and_written_and_a_third_is_refused(house: &House) {
        let school = School::open(house, json!({ "attempts_allowed": 2 })).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, first) = pupil.writing().await;
        write(&pupil, &mut socket, &first).await;
        socket.must("attempt.submit", json!({})).await;
        let second = socket.must("attempt.start", json!({})).await;
        assert_eq!((&second["number"], &second["phase"], &second["answers"]), (&json!(2), &json!("open"), &json!([])));
        assert_ne!(second["id"], first["id"]);
        write(&pupil, &mut socket, &second).await;
        assert_eq!(pupil.attempt(&first).await["answers"].as_array().unwrap().len(), 3);
        socket.must("attempt.submit", json!({})).await;
        assert_eq!(socket.refused("attempt.start", json!({})).await, "attempts-exhausted");
        let (_, joined) = pupil.joined().await;
        assert_eq!(joined["state"]["attempt"]["id"], second["id"]);
    }
}

/// The policy in the words of the wire.
fn review_of(shown: Value) -> Value {
    let word = |shown: &Value| if *shown == true { "shown" } else { "hidden" };
    let members = shown.as_object().unwrap().iter().map(|(name, shown)| (name.clone(), word(shown).into()));
    Value::Object(members.collect())
}

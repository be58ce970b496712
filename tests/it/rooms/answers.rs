//! Answers: acknowledged once they are stored, each exactly once, and refused with what is stored.

use super::school::{School, id, save, taught_in_both_engines};
use super::socket::slug;
use crate::accounts::house::House;
use examhall::store::rooms::{attempt_log, evidence};
use examhall_domain::id::AttemptId;
use serde_json::{Value, json};
use uuid::Uuid;

/// The sequences of the stored saves.
async fn stored(house: &House, attempt: AttemptId) -> Vec<i64> {
    let rows = attempt_log::read_many(house.store.read(), &[attempt]).await.unwrap().remove(&attempt).unwrap();
    rows.iter().filter(|row| row.save_id.is_some()).map(|row| row.seq).collect()
}

taught_in_both_engines! { []
    async fn an_acknowledged_answer_is_stored_and_its_repeat_is_acknowledged_alike(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let questions = pupil.questions(&attempt).await;
        let first = save(&questions["essay"], 1, json!({ "text": "The Loire" }));
        let ack = socket.must("answer.save", first.clone()).await;
        assert_eq!(stored(house, id(&attempt)).await, [ack["seq"].as_i64().unwrap()]);
        assert_eq!((&ack["question"], &ack["revision"], &ack["late"]), (&questions["essay"]["id"], &json!(1), &json!(false)));
        let again = socket.must("answer.save", first.clone()).await;
        assert_eq!(again, ack);
        let after = pupil.attempt(&attempt).await;
        assert_eq!((&after["head"], &after["last_seq"], &after["device"]), (&ack["chain"], &ack["seq"], &json!("this")));
        assert_eq!(after["answers"][0]["response"], json!({ "text": "The Loire" }));

        let mut other = first.clone();
        other["revision"] = 2.into();
        let refused = socket.ask("answer.save", other).await.unwrap_err();
        assert_eq!(refused["errors"][0]["code"], "save_id_reused");
        assert_eq!(stored(house, id(&attempt)).await.len(), 1);
    }

    async fn a_lower_or_an_equal_revision_is_answered_with_what_is_stored(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let kept = save(&essay, 5, json!({ "text": "kept" }));
        socket.must("answer.save", kept.clone()).await;
        for (revision, expected) in [(4, "answer-stale"), (5, "answer-conflict")] {
            let problem = socket.ask("answer.save", save(&essay, revision, json!({ "text": "lost" }))).await.unwrap_err();
            assert_eq!(slug(&problem), expected);
            let stored = &problem["stored"];
            assert_eq!((&stored["save_id"], &stored["revision"]), (&kept["save_id"], &json!(5)));
            assert_eq!(stored["response"], json!({ "text": "kept" }));
        }
        socket.must("answer.save", save(&essay, 6, Value::Null)).await;
        assert_eq!(pupil.attempt(&attempt).await["answers"][0]["response"], Value::Null, "null withdraws it");
    }

    async fn a_question_is_named_by_its_id_or_its_position(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let named = |question: Value| save(&json!({ "id": question }), 1, json!({ "text": "by place" }));
        let ack = socket.must("answer.save", named(essay["position"].clone())).await;
        assert_eq!(ack["question"], essay["id"]);
        for unknown in [json!(Uuid::now_v7()), json!(0), json!(99)] {
            assert_eq!(socket.refused("answer.save", named(unknown)).await, "unknown-question");
        }
    }

    async fn a_response_that_its_question_does_not_take_is_pointed_at(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let questions = pupil.questions(&attempt).await;
        assert_eq!(questions.len(), 7, "one of each kind");
        let option = |kind: &str| questions[kind]["options"][0]["id"].clone();
        let (stem, twice) = (questions["matching"]["stems"][0]["id"].as_str().unwrap(), option("multiple_choice"));
        let table = [
            ("single_choice", json!({ "choice": "nowhere" }), "/response/choice"),
            ("single_choice", json!({ "choices": [option("single_choice")] }), "/response/choices"),
            ("multiple_choice", json!({ "choices": [twice, twice] }), "/response/choices/1"),
            ("true_false", json!({ "choice": "perhaps" }), "/response/choice"),
            ("short_text", json!({ "text": 7 }), "/response/text"),
            ("short_text", json!({ "text": "x".repeat(5_000) }), "/response/text"),
            ("numerical", json!({ "number": "many" }), "/response/number"),
            ("matching", json!({ "pairs": { stem: "nowhere" } }), &format!("/response/pairs/{stem}")),
            ("essay", json!({}), "/response/text"),
            ("essay", json!("text"), "/response"),
        ];
        for (kind, response, pointer) in table {
            let problem = socket.ask("answer.save", save(&questions[kind], 1, response)).await.unwrap_err();
            assert_eq!((slug(&problem).as_str(), &problem["errors"][0]["pointer"]), ("response-invalid", &json!(pointer)), "{kind}");
        }
        assert_eq!(stored(house, id(&attempt)).await, [0; 0]);
    }

    async fn what_comes_after_the_hand_in_is_refused_and_kept_as_evidence(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let handed_in = socket.must("attempt.submit", json!({})).await;
        assert_eq!((&handed_in["phase"], &handed_in["closed_by"]), (&json!("closed"), &json!("submit")));
        let late = save(&essay, 1, json!({ "text": "one more thing" }));
        assert_eq!(socket.refused("answer.save", late.clone()).await, "attempt-closed");
        let kept = evidence::list(house.store.read(), id(&attempt), 10).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].reason.as_str(), kept[0].device_id), ("too_late", Some(pupil.device)));
        assert!(String::from_utf8_lossy(&kept[0].body).contains("one more thing"));
        assert_eq!(socket.must("attempt.submit", json!({})).await["head"], handed_in["head"], "twice is once");
    }

    async fn nobody_writes_into_the_attempt_of_somebody_else(house: &House) {
        let school = School::open(house, json!({})).await;
        let (anna, eve) = (school.pupil("anna").await, school.pupil("eve").await);
        school.command("start", json!({})).await;
        let (_, attempt) = anna.writing().await;
        let essay = anna.questions(&attempt).await["essay"].clone();
        let (mut socket, _) = eve.writing().await;
        let mut theirs = save(&essay, 1, json!({ "text": "forged" }));
        theirs["attempt"] = attempt["id"].clone();
        assert_eq!(socket.refused("answer.save", theirs).await, "not-found");
        assert_eq!(anna.attempt(&attempt).await["answers"], json!([]));
    }

    async fn an_answer_or_a_device_without_a_name_is_refused_and_breaks_nothing(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let mut nameless = save(&essay, 1, json!({ "text": "The Loire" }));
        nameless["save_id"] = json!(Uuid::nil());
        assert!(socket.ask("answer.save", nameless).await.is_err());
        assert!(socket.ask("join", json!({ "room": school.room, "device": Uuid::nil() })).await.is_err());
        socket.must("answer.save", save(&essay, 1, json!({ "text": "The Loire" }))).await;
        assert_eq!(pupil.attempt(&attempt).await["answers"].as_array().unwrap().len(), 1);
    }

    async fn flags_raised_at_once_all_survive(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let questions = pupil.questions(&attempt).await;
        let mut asked = Vec::new();
        for question in questions.values() {
            asked.push(socket.send("flag", &json!({ "question": question["id"], "flagged": true })).await);
        }
        for id in asked {
            socket.answer(id).await.unwrap();
        }
        socket.must("flag", json!({ "question": questions["essay"]["id"], "flagged": false })).await;
        assert_eq!(socket.refused("flag", json!({ "question": Uuid::now_v7(), "flagged": true })).await, "unknown-question");
        let (_, joined) = pupil.joined_on(Uuid::now_v7()).await;
        assert_eq!(joined["state"]["attempt"]["flags"].as_array().unwrap().len(), questions.len() - 1);
    }
}

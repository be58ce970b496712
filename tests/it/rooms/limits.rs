//! The bounds of `[rooms]`, each at its limit.

use super::school::{School, save, taught_in_both_engines};
use super::socket::slug;
use crate::accounts::house::{House, json as answered, slug as refusal};
use serde_json::json;

taught_in_both_engines! { [("EXAMHALL__ROOMS__PEOPLE_MAX", "2")]
    async fn a_full_room_lets_in_only_who_was_in_already_and_its_staff(house: &House) {
        let school = School::open(house, json!({ "attempts_allowed": 2 })).await;
        let pupils = [school.pupil("anna").await, school.pupil("bert").await, school.pupil("carl").await];
        pupils[0].joined().await;
        pupils[1].joined().await;
        let mut third = pupils[2].socket().await;
        let room = json!({ "room": school.room, "device": pupils[2].device });
        assert_eq!(third.refused("join", room).await, "room-full");
        let prepare = json!({ "sitting": school.room, "device": pupils[2].device });
        assert_eq!(refusal(pupils[2].client.post("/api/attempts", prepare).await).await, "room-full");
        pupils[0].joined().await;
        school.staffed().await;
        school.command("start", json!({})).await;
        let (mut socket, _) = pupils[0].writing().await;
        socket.must("attempt.submit", json!({})).await;
        assert_eq!(socket.must("attempt.start", json!({})).await["number"], 2, "a second attempt is nobody new");
    }
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__ANSWERS_WAITING_MAX", "1"), ("EXAMHALL__ROOMS__ANSWERS_BATCH_MAX", "1")]
    async fn answers_beyond_the_queue_are_refused_as_overloaded_and_taken_when_sent_again(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let saves: Vec<_> = (1..=40).map(|revision| save(&essay, revision, json!({ "text": revision.to_string() }))).collect();
        let mut asked = Vec::new();
        for save in &saves {
            asked.push(socket.send("answer.save", save).await);
        }
        let mut refused = Vec::new();
        let mut stored = 0;
        for (id, save) in asked.into_iter().zip(&saves) {
            match socket.answer(id).await {
                Ok(_) => stored += 1,
                Err(problem) => {
                    assert_eq!(slug(&problem), "overloaded");
                    assert_eq!(problem["status"], 503);
                    refused.push(save);
                }
            }
        }
        assert!(stored > 0 && !refused.is_empty(), "{stored} stored, {} refused", refused.len());
        // Sent again one by one they are stored, or known to be older than what is.
        for save in refused {
            match socket.ask("answer.save", save.clone()).await {
                Ok(ack) => assert_eq!(ack["revision"], save["revision"]),
                Err(problem) => assert_eq!(slug(&problem), "answer-stale"),
            }
        }
        assert_eq!(pupil.attempt(&attempt).await["answers"][0]["revision"], 40);
    }
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__ANSWERS_BATCH_MAX", "2"), ("EXAMHALL__ROOMS__ATTEMPTS_CACHED_MAX", "1")]
    async fn small_batches_and_an_emptied_cache_lose_nothing_and_keep_one_chain(house: &House) {
        let school = School::open(house, json!({})).await;
        let pupils = [school.pupil("anna").await, school.pupil("bert").await, school.pupil("carl").await];
        school.command("start", json!({})).await;
        let mut open = Vec::new();
        for pupil in &pupils {
            let (socket, attempt) = pupil.writing().await;
            let essay = pupil.questions(&attempt).await["essay"].clone();
            open.push((pupil, socket, attempt, essay));
        }
        let mut asked = Vec::new();
        for revision in 1..=15 {
            for (place, (_, socket, _, essay)) in open.iter_mut().enumerate() {
                asked.push((place, socket.send("answer.save", &save(essay, revision, json!({ "text": "x" }))).await));
            }
        }
        for (place, id) in asked {
            open[place].1.answer(id).await.unwrap();
        }
        for (pupil, socket, attempt, _) in &mut open {
            let now = pupil.attempt(attempt).await;
            assert_eq!((&now["answers"][0]["revision"], &now["last_seq"]), (&json!(15), &json!(16)));
            let closed = socket.must("attempt.submit", json!({})).await;
            socket.event("result.ready").await;
            let receipt = pupil.client.get(&format!("/api/attempts/{}/receipt", attempt["id"].as_str().unwrap())).await;
            assert_eq!(answered(receipt).await["head"], closed["head"]);
        }
    }
}

//! Pictures of papers: sealed on every device before the start, and afterwards for those who see the question.

use super::school::{Pupil, School, save, taught_in_both_engines, unseal};
use super::socket::within;
use crate::accounts::house::{House, json as answered, slug as refusal};
use crate::exams::desk;
use crate::exams::pictures::add;
use crate::store::pictures::GIF;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_domain::accounts::Role;
use serde_json::{Value, json};

/// A sitting whose essay shows a picture, and the picture's digest.
async fn school(house: &House) -> (School<'_>, String) {
    let mut school = School::open(house, json!({ "release": "manual" })).await;
    let picture = answered(add(&school.author, &school.exam, GIF).await).await;
    let digest = picture["id"].as_str().unwrap().to_owned();
    let source = format!("Describe <img src=\"picture:{digest}\" alt=\"a dot\">.");
    let question =
        json!({ "name": "Dot", "kind": "essay", "points": 100_000, "text": { "format": "html", "source": source } });
    let path = format!("/api/exams/{}", school.exam);
    let made = answered(school.author.post(&format!("{path}/questions"), json!({ "question": question })).await).await;
    let paper = json!({ "sections": [{ "items": [{ "question": made["id"], "points": 100_000 }] }] });
    answered(school.author.put(&format!("{path}/paper"), paper).await).await;
    let mut plan = desk::plan();
    (plan["start"], plan["release"]) = ("proctor".into(), "manual".into());
    school.card = answered(school.author.post(&format!("{path}/sittings"), plan).await).await;
    school.room = school.card["id"].as_str().unwrap().to_owned();
    let staff = json!({ "email": "proctor@example.org" });
    assert_eq!(school.author.post(&format!("/api/sittings/{}/staff", school.room), staff).await.status(), 204);
    (school, digest)
}

fn sealed_address(attempt: &Value, name: &str) -> String {
    format!("/api/attempts/{}/sealed-pictures/{name}", attempt["id"].as_str().unwrap())
}

async fn sealed(pupil: &Pupil, attempt: &Value) -> (String, Vec<u8>) {
    let paper = pupil.paper(attempt).await;
    let [picture] = paper["pictures"].as_array().unwrap().as_slice() else { panic!("{paper}") };
    let name = picture["name"].as_str().unwrap().to_owned();
    let answer = pupil.client.get(&sealed_address(attempt, &name)).await;
    assert_eq!(answer.headers()["cache-control"], "private, max-age=31536000, immutable");
    let bytes = answer.bytes().await.unwrap().to_vec();
    assert_eq!(picture["size_bytes"], bytes.len());
    (name, bytes)
}

fn opened(sealed: &[u8], name: &str, key: &[u8]) -> Option<Vec<u8>> {
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(<[u8; 32]>::try_from(key).unwrap()));
    let (nonce, text) = sealed.split_at(12);
    let nonce = Nonce::from(<[u8; 12]>::try_from(nonce).unwrap());
    cipher.decrypt(&nonce, Payload { msg: text, aad: name.as_bytes() }).ok()
}

taught_in_both_engines! { []
    async fn before_the_start_a_picture_is_there_and_tells_nothing(house: &House) {
        let (school, digest) = school(house).await;
        let (anna, berta) = (school.pupil("anna").await, school.pupil("berta").await);
        let (mut socket, joined) = anna.joined().await;
        let attempt = joined["state"]["attempt"].clone();
        let (name, bytes) = sealed(&anna, &attempt).await;
        let theirs = berta.joined().await.1["state"]["attempt"].clone();
        assert_eq!(sealed(&berta, &theirs).await, (name.clone(), bytes.clone()), "the same for everybody");

        let paper = anna.paper(&attempt).await.to_string();
        assert!(!paper.contains(&digest) && !name.contains(&digest[..8]), "names tell nothing");
        assert!(!bytes.windows(6).any(|part| part == &GIF[..6]));
        let readable = [
            format!("/api/exams/{}/pictures/{digest}", school.exam),
            format!("/api/sittings/{}/marking/pictures/{digest}", school.room),
            format!("/api/attempts/{}/pictures/{digest}", attempt["id"].as_str().unwrap()),
        ];
        for path in &readable {
            let answer = anna.client.get(path).await;
            assert!(matches!(answer.status().as_u16(), 403 | 404 | 409), "{path}");
        }

        let stranger = desk::student(house, "stranger").await;
        assert_eq!(refusal(stranger.get(&sealed_address(&attempt, &name)).await).await, "not-found");
        assert_eq!(refusal(school.author.get(&sealed_address(&attempt, &name)).await).await, "not-found");
        assert_eq!(refusal(berta.client.get(&sealed_address(&attempt, &name)).await).await, "not-found");
        assert_eq!(refusal(anna.client.get(&sealed_address(&attempt, &digest)).await).await, "not-found");

        school.command("start", json!({})).await;
        let key = socket.event("room.started").await["data"]["key"].as_str().unwrap().to_owned();
        let paper: Value = serde_json::from_str(&unseal(&anna.paper(&attempt).await, &key).unwrap()).unwrap();
        assert_eq!(paper["pictures"][&digest], json!({ "name": name, "media_type": "image/gif" }));
        let text = paper["sections"][0]["questions"][0]["text"].as_str().unwrap();
        assert!(text.contains(&format!("picture:{digest}")) && text.contains("width=\"1\" height=\"1\""), "{text}");
        let key = BASE64_STANDARD.decode(key).unwrap();
        assert_eq!(opened(&bytes, &name, &key).as_deref(), Some(GIF));
        assert_eq!(opened(&bytes, &name, &[7; 32]), None);
        assert_eq!(opened(&bytes, "another", &key), None);
    }

    async fn marker_and_student_see_it_when_they_see_the_question(house: &House) {
        let (school, digest) = school(house).await;
        let pupil = school.pupil("anna").await;
        school.command("start", json!({})).await;
        let (mut socket, attempt) = pupil.writing().await;
        let essay = pupil.questions(&attempt).await["essay"].clone();
        let other = "0".repeat(64);
        let claim = format!("<img src=\"picture:{other}\" alt=\"a\">");
        socket.must("answer.save", save(&essay, 1, json!({ "text": claim }))).await;
        socket.must("attempt.submit", json!({})).await;
        let marking = |name: &str| format!("/api/sittings/{}/marking/pictures/{name}", school.room);
        assert_eq!(school.author.get(&marking(&digest)).await.bytes().await.unwrap(), GIF);
        assert_eq!(refusal(school.author.get(&marking(&other)).await).await, "not-found");
        let foreign = desk::with_role(house, "foreign", Role::Author).await;
        assert_eq!(refusal(foreign.get(&marking(&digest)).await).await, "not-found");

        let result = |name: &str| format!("/api/attempts/{}/pictures/{name}", attempt["id"].as_str().unwrap());
        assert_eq!(refusal(pupil.client.get(&result(&digest)).await).await, "result-not-released");
        let path = format!("/api/sittings/{}/marking", school.room);
        within(async { while answered(school.author.get(&path).await).await["unmarked"] != json!(1) {} }).await;
        let release = json!({ "unmarked": "release" });
        let answer = school.author.post(&format!("/api/sittings/{}/release", school.room), release).await;
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        assert_eq!(pupil.client.get(&result(&digest)).await.bytes().await.unwrap(), GIF);
        assert_eq!(refusal(pupil.client.get(&result(&other)).await).await, "not-found");
        assert_eq!(refusal(foreign.get(&result(&digest)).await).await, "not-found");
    }
}

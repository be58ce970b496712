//! The own profile and picture.

use super::house::{Client, House, PASSWORD, credentials, json, served_by_both_engines, slug};
use crate::exams::desk::{account_of, with_role};
use crate::mail::letters::letters;
use crate::ops::exam::begin;
use crate::store::engine::TestDatabase;
use examhall::store::audit;
use examhall_domain::accounts::Role;
use reqwest::Response;
use serde_json::{Value, json as value};

const PROFILE: &str = "/api/auth/profile";
const PICTURE: &str = "/api/auth/picture";

/// A PNG file of this size with so many bytes of data.
pub fn png(side: u32, bytes: usize) -> Vec<u8> {
    let head = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let signature = b"\x89PNG\r\n\x1a\n".to_vec();
    [signature, chunk(b"IHDR", &head), chunk(b"IDAT", &vec![7; bytes]), chunk(b"IEND", b"")].concat()
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(data);
    [&length.to_be_bytes()[..], name, data, &sum.sum().to_be_bytes()].concat()
}

pub async fn upload(client: &Client, kind: &str, bytes: Vec<u8>) -> Response {
    client.request("PUT", PICTURE).header("content-type", kind).body(bytes).send().await.unwrap()
}

served_by_both_engines! {
    async fn name_language_and_zone_are_changed_and_mails_follow(house: &House) {
        let ada = house.registered("ada").await;
        let me = json(ada.get("/api/auth/me").await).await;
        assert_eq!((&me["time_zone"], &me["picture"]), (&Value::Null, &Value::Null));
        let profile = value!({ "name": " Ada Lovelace ", "locale": "fr", "time_zone": "africa/douala" });
        let me = json(ada.put(PROFILE, profile).await).await;
        let told = (&me["name"], &me["locale"], &me["time_zone"]);
        assert_eq!(told, (&value!("Ada Lovelace"), &value!("fr"), &value!("Africa/Douala")));
        assert_eq!(json(ada.get("/api/auth/me").await).await["time_zone"], "Africa/Douala");
        let passwords = value!({ "old_password": PASSWORD, "new_password": "battery staple" });
        assert_eq!(ada.put("/api/auth/password", passwords).await.status(), 204);
        let last = letters(house, "ada").await.pop().unwrap();
        assert_eq!(last.subject(), "Votre mot de passe a été changé");
        assert!(last.body.contains(" Africa/Douala."), "{}", last.body);
        let me = json(ada.put(PROFILE, value!({ "name": "Ada", "locale": "en" })).await).await;
        assert_eq!(me["time_zone"], Value::Null, "without one, it is that of the device");
        let account = account_of(house, "ada").await.to_string();
        let deeds = audit::list_of_object(house.store.read(), "account", &account, None, 10).await.unwrap();
        assert_eq!(deeds.iter().filter(|deed| deed.action == "accounts.profile_changed").count(), 2);
        assert!(deeds.iter().all(|deed| !deed.detail.contains("Ada")));
    }

    async fn what_cannot_be_is_refused_field_by_field(house: &House) {
        let ada = house.registered("ada").await;
        let table = [
            (value!({ "name": " ", "locale": "en" }), "/name", "required"),
            (value!({ "name": "x".repeat(81), "locale": "en" }), "/name", "too_long"),
            (value!({ "name": "Ada", "locale": "en", "time_zone": "Africa/Nowhere" }), "/time_zone", "time_zone_unknown"),
            (value!({ "name": "Ada", "locale": "en", "time_zone": "" }), "/time_zone", "time_zone_unknown"),
            (value!({ "name": "Ada", "locale": "de" }), "/locale", "invalid"),
        ];
        for (profile, pointer, code) in table {
            let answer = ada.put(PROFILE, profile).await;
            assert_eq!(answer.status(), 422);
            let problem: Value = answer.json().await.unwrap();
            let fault = &problem["errors"][0];
            assert_eq!((&fault["pointer"], &fault["code"]), (&value!(pointer), &value!(code)));
        }
        assert_eq!(json(ada.get("/api/auth/me").await).await["name"], "ada");
    }

    async fn a_picture_is_shown_to_its_person_as_what_it_is(house: &House) {
        let (ada, eve) = (house.registered("ada").await, house.registered("eve").await);
        assert_eq!(slug(ada.get(PICTURE).await).await, "not-found");
        // The type that is claimed does not matter.
        assert_eq!(upload(&ada, "image/gif", png(512, 100)).await.status(), 204);
        let shown = ada.get(PICTURE).await;
        assert_eq!(shown.headers()["content-type"], "image/png");
        assert_eq!(shown.headers()["x-content-type-options"], "nosniff");
        assert_eq!(shown.headers()["cache-control"], "private, no-cache");
        let tag = shown.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(shown.bytes().await.unwrap(), png(512, 100));
        assert_eq!(ada.with("if-none-match", tag.clone()).get(PICTURE).await.status(), 304);
        assert_eq!(slug(eve.get(PICTURE).await).await, "not-found");
        let name = json(ada.get("/api/auth/me").await).await["picture"].clone();
        assert!(name.is_string());
        assert_eq!(upload(&ada, "image/png", png(256, 100)).await.status(), 204);
        assert_ne!(json(ada.get("/api/auth/me").await).await["picture"], name);
        assert_eq!(ada.with("if-none-match", tag).get(PICTURE).await.status(), 200);
        let again = json(house.browser().post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
        assert!(again["picture"].is_string());
        for _ in 0..2 {
            assert_eq!(ada.delete(PICTURE).await.status(), 204);
        }
        assert_eq!(slug(ada.get(PICTURE).await).await, "not-found");
        assert_eq!(json(ada.get("/api/auth/me").await).await["picture"], Value::Null);
    }

    async fn who_proctors_an_exam_sees_the_faces_of_its_students_and_of_nobody_else(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = begin(&house.program(), author).await;
        let [student, eve] = ["student", "eve"];
        let stranger = house.registered(eve).await;
        for client in [&exam.student, &stranger] {
            assert_eq!(upload(client, "image/png", png(64, 10)).await.status(), 204);
        }
        let (student, eve) = (account_of(house, student).await, account_of(house, eve).await);
        let face = |account| format!("/api/rooms/{}/people/{account}/picture", exam.sitting);
        let shown = exam.author.get(&face(student)).await;
        assert_eq!((shown.status().as_u16(), &shown.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
        assert_eq!(slug(exam.author.get(&face(eve)).await).await, "not-found", "she is not enrolled");
        assert_eq!(slug(exam.student.get(&face(student)).await).await, "forbidden");
        assert_eq!(exam.student.delete(PICTURE).await.status(), 204);
        assert_eq!(exam.author.get(&face(student)).await.status(), 204);
    }

    async fn what_is_no_picture_or_too_large_is_refused(house: &House) {
        let ada = house.registered("ada").await;
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
        let table = [
            (svg, "picture_unknown_kind"),
            (Vec::new(), "picture_unknown_kind"),
            (png(16, 0)[..20].to_vec(), "picture_truncated"),
            (png(1_001, 0), "picture_too_many_pixels"),
        ];
        for (bytes, code) in table {
            let refusal: Value = upload(&ada, "image/png", bytes).await.json().await.unwrap();
            assert_eq!(refusal["errors"][0]["code"], code, "{refusal}");
        }
        assert_eq!(slug(ada.get(PICTURE).await).await, "not-found");
    }
}

#[actix_web::test]
async fn a_picture_has_as_many_bytes_as_the_settings_say() {
    let overrides = [("EXAMHALL__ACCOUNTS__PICTURE_BYTES_MAX", "1024")];
    let house = House::open(TestDatabase::sqlite().await, &overrides).await;
    let ada = house.registered("ada").await;
    let rest = 1024 - png(16, 0).len();
    assert_eq!(upload(&ada, "image/png", png(16, rest)).await.status(), 204);
    assert_eq!(slug(upload(&ada, "image/png", png(16, rest + 1)).await).await, "payload-too-large");
    house.close().await;
}

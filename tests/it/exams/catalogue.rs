//! What people find, and what stays hidden from them.

use super::desk::{self, exam, in_hours, plan, published, sitting, student, with_role};
use crate::accounts::house::{House, json, served_by_both_engines, slug};
use examhall::store::Priority;
use examhall::store::exams::exam as row;
use examhall_domain::accounts::Role;
use examhall_domain::id::ExamId;
use serde_json::{Value, json as value};
use uuid::Uuid;

const ONE: &str = "::q::Yes? {T}";

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|card| card["title"].as_str().unwrap()).collect()
}

served_by_both_engines! {
    async fn exams_are_found_by_words_and_listed_in_pages(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        for title in ["Algebra I", "Éléments de GÉOMÉTRIE", "Algebra 100%"] {
            published(&author, title, ONE).await;
        }
        exam(&author, "Algebra, a draft").await;
        let visitor = house.program();
        let all = json(visitor.get("/api/exams").await).await;
        assert_eq!(titles(&all), ["Algebra 100%", "Éléments de GÉOMÉTRIE", "Algebra I"]);
        assert_eq!(all["next_cursor"], Value::Null);
        let card = &all["items"][0];
        assert_eq!((&card["price"], &card["questions"], &card["next_sitting"]), (&Value::Null, &value!(1), &Value::Null));
        for (query, found) in [
            ("algebra", vec!["Algebra 100%", "Algebra I"]),
            ("g%C3%A9om%C3%A9trie", vec!["Éléments de GÉOMÉTRIE"]),
            ("100%25", vec!["Algebra 100%"]),
            ("_", vec![]),
            ("a%20summary", vec!["Algebra 100%", "Éléments de GÉOMÉTRIE", "Algebra I"]),
        ] {
            let page = json(visitor.get(&format!("/api/exams?query={query}")).await).await;
            assert_eq!(titles(&page), found, "{query}");
        }
        let first = json(visitor.get("/api/exams?limit=2").await).await;
        assert_eq!(titles(&first), ["Algebra 100%", "Éléments de GÉOMÉTRIE"]);
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = json(visitor.get(&format!("/api/exams?limit=2&cursor={cursor}")).await).await;
        assert_eq!((titles(&second), &second["next_cursor"]), (vec!["Algebra I"], &Value::Null));
        let long = format!("query={}", "x".repeat(201));
        for wrong in ["limit=0", "limit=201", "cursor=x", "sort=title", long.as_str()] {
            assert_eq!(slug(visitor.get(&format!("/api/exams?{wrong}")).await).await, "validation-failed", "{wrong}");
        }
    }

    async fn a_draft_exists_for_its_author_and_admins_only(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let other = with_role(house, "other", Role::Author).await;
        let admin = with_role(house, "admin", Role::Admin).await;
        let draft = exam(&author, "Draft").await;
        let address = format!("/api/exams/{draft}");
        for stranger in [house.program(), other, student(house, "student").await] {
            assert_eq!(slug(stranger.get(&address).await).await, "not-found");
        }
        for keeper in [&author, &admin] {
            assert_eq!(json(keeper.get(&address).await).await["title"], "Draft");
        }
        let empty = author.post(&format!("{address}/publish"), value!({})).await;
        assert_eq!(slug(empty).await, "exam-not-published");
        let desk = json(author.get("/api/my/authored").await).await;
        assert_eq!((titles(&desk), &desk["items"][0]["paper"]), (vec!["Draft"], &Value::Null));
        assert_eq!(titles(&json(admin.get("/api/my/authored").await).await), [""; 0]);
    }

    async fn an_exams_page_shows_its_sittings_and_safe_html(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = published(&author, "Algebra", ONE).await;
        let mut over = plan();
        over["title"] = value!("Later");
        over["window_opens_at"] = value!(in_hours(24));
        json(author.post(&format!("/api/exams/{exam}/sittings"), over).await).await;
        sitting(&author, &exam).await;
        let page = json(house.program().get(&format!("/api/exams/{exam}")).await).await;
        assert_eq!(page["description_html"], "<p><em>All</em> of it</p>\n");
        assert_eq!(titles(&value!({ "items": page["sittings"] })), ["Morning", "Later"]);
        assert_eq!((&page["next_sitting"]["title"], &page["time_limit_s"]), (&value!("Morning"), &value!(3600)));
        assert_eq!(page["sittings"][0].get("enrolled"), None, "nobody is signed in");
        let card = &json(house.program().get("/api/exams").await).await["items"][0];
        assert_eq!(card["next_sitting"]["title"], "Morning");
    }

    async fn enrolling_is_free_of_charge_and_happens_once(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let student = student(house, "student").await;
        let exam = published(&author, "Algebra", ONE).await;
        let planned = sitting(&author, &exam).await;
        let address = format!("/api/sittings/{}/enrol", planned["id"].as_str().unwrap());
        for _ in 0..2 {
            let enrolled = json(student.post(&address, value!({})).await).await;
            assert_eq!(enrolled["sitting"]["enrolled"], true);
            assert_eq!(enrolled["sitting"]["my_attempts"], value!([]));
        }
        let mine = json(student.get("/api/my/exams").await).await;
        assert_eq!(mine["items"].as_array().unwrap().len(), 1);
        assert_eq!((&mine["items"][0]["exam"]["title"], &mine["items"][0]["attempt"]), (&value!("Algebra"), &Value::Null));
        let page = json(student.get(&format!("/api/exams/{exam}")).await).await;
        assert_eq!(page["sittings"][0]["enrolled"], true);
        let proctor = with_role(house, "author2", Role::Proctor).await;
        assert_eq!(json(proctor.get("/api/my/exams").await).await["items"], value!([]));
    }

    async fn what_cannot_be_entered_says_why(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let student = student(house, "student").await;
        let draft = desk::exam(&author, "Draft").await;
        json(desk::import(&author, &draft, "mode=publish", ONE.as_bytes()).await).await;
        let planned = sitting(&author, &draft).await;
        let enrol = async |sitting: &str| slug(student.post(&format!("/api/sittings/{sitting}/enrol"), value!({})).await).await;
        assert_eq!(enrol(planned["id"].as_str().unwrap()).await, "exam-not-published");
        assert_eq!(enrol(&Uuid::now_v7().to_string()).await, "not-found");
        assert_eq!(enrol("7").await, "not-found");
        let priced = priced(house, &author, &draft).await;
        assert_eq!(enrol(&priced).await, "access-needed");
    }
}

/// The sitting of a published exam that costs something, planned with the paper of another one.
async fn priced(house: &House, author: &crate::accounts::house::Client, like: &str) -> String {
    let draft = row::find(house.store.read(), ExamId(like.parse().unwrap())).await.unwrap().unwrap();
    let id = Uuid::now_v7();
    let exam = row::Model {
        id,
        price_minor: Some(49_900),
        currency: Some("INR".to_owned()),
        published_at_us: Some(draft.created_at_us),
        ..draft
    };
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    row::insert(&transaction, exam).await.unwrap();
    transaction.commit().await.unwrap();
    let card = json(author.get(&format!("/api/exams/{id}")).await).await;
    assert_eq!(card["price"], value!({ "amount_minor": 49_900, "currency": "INR" }));
    sitting(author, &id.to_string()).await["id"].as_str().unwrap().to_owned()
}

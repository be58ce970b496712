//! Results as a table to take away, and as figures.

use super::school::{School, save, taught_in_both_engines};
use super::socket::within;
use crate::accounts::house::{House, json as answered};
use examhall::store::Priority;
use examhall::store::accounts::account;
use examhall::store::exams::enrolment;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

/// Enrols people with these names without their ever coming; the mail addresses are numbered.
async fn enrol(school: &School<'_>, names: impl Iterator<Item = String>) {
    let people: Vec<account::Model> = names
        .enumerate()
        .map(|(number, name)| account::Model {
            name,
            ..crate::store::accounts::person(&format!("absent{number}@example.org"))
        })
        .collect();
    let transaction = school.house.store.begin(Priority::Rest).await.unwrap();
    for chunk in people.chunks(1_000) {
        let accounts = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        account::Entity::insert_many(accounts).exec_without_returning(&transaction).await.unwrap();
        let enrolments = chunk.iter().map(|person| {
            enrolment::Model {
                sitting_id: school.sitting().0,
                account_id: person.id,
                extra_time_us: 0,
                group_label: "B, \"late\"".to_owned(),
                enrolled_at_us: 0,
            }
            .into_active_model()
        });
        enrolment::Entity::insert_many(enrolments).exec_without_returning(&transaction).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn csv(school: &School<'_>, language: &str) -> String {
    let path = format!("/api/sittings/{}/results.csv", school.room);
    let answer = school.author.with("accept-language", language).get(&path).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let attached = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(attached, format!("attachment; filename=\"results-{}.csv\"", school.card["code"].as_str().unwrap()));
    String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap()
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__EXPORT_ROWS", "1")]
    async fn everybody_stands_in_the_table_with_every_question_and_no_formula(house: &House) {
        let school = School::open(house, json!({})).await;
        school.command("start", json!({})).await;
        let pupil = school.pupil("anna").await;
        let (mut socket, attempt) = pupil.writing().await;
        let questions = pupil.questions(&attempt).await;
        socket.must("answer.save", save(&questions["numerical"], 1, json!({ "number": "8" }))).await;
        socket.must("answer.save", save(&questions["essay"], 1, json!({ "text": "Words" }))).await;
        let closed = socket.must("attempt.submit", json!({})).await;
        socket.event("result.ready").await;
        let names = ["=cmd|' /C calc'!A0", "@SUM(1)", "Lee \"Jr\", Ann"].map(str::to_owned);
        enrol(&school, names.into_iter()).await;
        let table = csv(&school, "en").await;
        let lines: Vec<&str> = table.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n").collect();
        assert_eq!(
            lines[0],
            "\"Name\",\"E-mail\",\"Group\",\"Attempt\",\"Opened\",\"Closed\",\"Closed by\",\"Points\",\"Of\",\
             \"choice\",\"choices\",\"truth\",\"word\",\"number\",\"pairs\",\"essay\",\"Provisional\""
        );
        let (opened, ended) = (closed["opened_at"].as_str().unwrap(), closed["closed_at"].as_str().unwrap());
        assert_eq!(
            lines[1],
            format!("\"anna\",\"anna@example.org\",\"\",1,{opened},{ended},\"handing in\",1,7,0,0,0,0,1,0,,\"yes\"")
        );
        let absent = |name: &str, number: u8| {
            format!("\"{name}\",\"absent{number}@example.org\",\"B, \"\"late\"\"\",,,,,,,,,,,,,,")
        };
        assert_eq!(
            lines[2..],
            [absent("'=cmd|' /C calc'!A0", 0), absent("'@SUM(1)", 1), absent("Lee \"\"Jr\"\", Ann", 2)]
        );
        let french = csv(&school, "fr").await;
        assert!(french.starts_with("\u{feff}\"Nom\",\"E-mail\",\"Groupe\"") && french.contains(",\"oui\"\r\n"), "{french}");
        let figures = answered(school.author.get(&format!("/api/sittings/{}/figures", school.room)).await).await;
        assert_eq!(figures["bands"], json!([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]), "one of seven");
        let counts = ["results", "provisional", "unmarked"].map(|name| figures[name].clone());
        assert_eq!(counts, [1, 1, 1]);
        let facility = |at: usize| (figures["questions"][at]["marked"].clone(), figures["questions"][at]["facility"].clone());
        assert_eq!(facility(0), (json!(1), json!(0)));
        assert_eq!(facility(4), (json!(1), json!(10_000_000)));
        assert_eq!(facility(6), (json!(0), Value::Null));
    }

    async fn the_table_of_a_full_page_and_of_nobody_ends(house: &House) {
        let school = School::open(house, json!({})).await;
        assert_eq!(csv(&school, "en").await.lines().count(), 1);
        enrol(&school, ["One".to_owned(), "Two".to_owned()].into_iter()).await;
        assert_eq!(csv(&school, "en").await.lines().count(), 3);
    }
}

taught_in_both_engines! { []
    async fn ten_thousand_rows_are_sent_each_once(house: &House) {
        let school = School::open(house, json!({})).await;
        enrol(&school, (0..10_000).map(|number| format!("N{number:05}"))).await;
        let table = csv(&school, "en").await;
        let mut names: Vec<&str> = table.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!((names.len(), names[0], names[9_999]), (10_000, "\"N00000\"", "\"N09999\""));
        within(async {
            let figures = answered(school.author.get(&format!("/api/sittings/{}/figures", school.room)).await).await;
            assert_eq!(figures["results"], 0);
        })
        .await;
    }
}

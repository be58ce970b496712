//! Who sits: lists that teachers bring, single and common terms, and the roster to take away.

use super::desk::{account_of, published, sitting, student, with_role};
use crate::accounts::house::{Client, House, json, served_by_both_engines, slug};
use crate::rooms::school::{School, taught_in_both_engines};
use examhall::store::Priority;
use examhall::store::accounts::role;
use examhall::store::exams::enrolment;
use examhall_domain::accounts::Role;
use examhall_domain::id::SittingId;
use reqwest::Response;
use serde_json::{Value, json as value};
use std::collections::BTreeSet;

async fn bring(author: &Client, sitting: &str, mode: &str, list: impl Into<Vec<u8>>) -> Response {
    let request = author.request("POST", &format!("/api/sittings/{sitting}/enrolments?mode={mode}"));
    request.header("content-type", "text/plain").body(list.into()).send().await.unwrap()
}

/// Line and outcome of each, with the fault where there is one.
fn told(report: &Value) -> Vec<String> {
    let line = |line: &Value| {
        let fault = line["fault"]["code"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
        format!("{} {}{fault}", line["line"], line["outcome"].as_str().unwrap())
    };
    report["lines"].as_array().unwrap().iter().map(line).collect()
}

/// Name, group and minutes of each.
async fn listed(author: &Client, sitting: &str, query: &str) -> Vec<String> {
    let page = json(author.get(&format!("/api/sittings/{sitting}/enrolments{query}")).await).await;
    let person = |row: &Value| {
        let minutes = row["extra_time_s"].as_i64().unwrap() / 60;
        format!("{} [{}] {minutes}", row["name"].as_str().unwrap(), row["group"].as_str().unwrap())
    };
    page["items"].as_array().unwrap().iter().map(person).collect()
}

/// An author with a sitting, and its id.
async fn held(house: &House) -> (Client, String) {
    let author = with_role(house, "author", Role::Author).await;
    let exam = published(&author, "Algebra", "::a::A {T}").await;
    let card = sitting(&author, &exam).await;
    (author, card["id"].as_str().unwrap().to_owned())
}

async fn faults(refused: Response) -> Vec<String> {
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.json().await.unwrap();
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
}

served_by_both_engines! {
    async fn a_list_is_told_line_by_line_before_it_takes_effect_and_again_changes_nothing(house: &House) {
        let (author, sitting) = held(house).await;
        for name in ["ada", "bert"] {
            student(house, name).await;
        }
        let teacher = account_of(house, "author").await;
        let transaction = house.store.begin(Priority::Rest).await.unwrap();
        assert!(role::revoke(&transaction, teacher, Role::Student).await.unwrap());
        transaction.commit().await.unwrap();
        let list = "Mail;Name;Minutes;Group\r\nAda@Example.org;Ada;15;A\r\nnobody@example.org;Nina;;A\r\nwrong;Xavier;;\r\n\
                    ada@example.org;Again;;\r\nauthor@example.org;;;\r\nbert@example.org;Bert;;\r\n";
        let outcomes =
            ["2 enrol", "3 no_account", "4 faulty address_malformed", "5 faulty repeated", "6 cannot_sit", "7 enrol"];
        let checked = json(bring(&author, &sitting, "check", list).await).await;
        assert_eq!((told(&checked), &checked["done"]), (outcomes.map(str::to_owned).to_vec(), &value!(false)));
        assert_eq!(checked["lines"][3]["fault"]["first"], 2);
        assert_eq!(checked["lines"][0]["terms"], value!({ "extra_time_s": 900, "group": "A" }));
        assert_eq!(checked["lines"][0]["email_verified"], false);
        assert_eq!(listed(&author, &sitting, "").await, [""; 0], "nothing has happened yet");

        let done = json(bring(&author, &sitting, "enrol", list).await).await;
        assert_eq!((told(&done), &done["done"]), (outcomes.map(str::to_owned).to_vec(), &value!(true)));
        assert_eq!(listed(&author, &sitting, "").await, ["ada [A] 15", "bert [] 0"]);
        let again = json(bring(&author, &sitting, "enrol", list).await).await;
        assert_eq!((told(&again)[0].as_str(), told(&again)[5].as_str()), ("2 same", "7 same"));

        let other = json(bring(&author, &sitting, "enrol", "ada@example.org,,,B\nbert@example.org,,30,").await).await;
        assert_eq!(told(&other), ["1 change", "2 change"]);
        assert_eq!(other["lines"][0]["before"], value!({ "extra_time_s": 900, "group": "A" }));
        assert_eq!(listed(&author, &sitting, "").await, ["ada [B] 15", "bert [] 30"], "an empty cell changes nothing");
    }

    async fn lists_of_other_encodings_and_without_addresses_are_refused_whole(house: &House) {
        let (author, sitting) = held(house).await;
        assert_eq!(slug(bring(&author, &sitting, "check", b"mail\nren\xe9@example.org".to_vec()).await).await, "encoding-unknown");
        let named = bring(&author, &sitting, "check&encoding=windows-1252", b"mail,name\nren@example.org,Ren\xe9".to_vec()).await;
        assert_eq!(json(named).await["lines"][0]["name"], "René");
        assert_eq!(faults(bring(&author, &sitting, "enrol", "").await).await, ["/list list_empty"]);
        assert_eq!(faults(bring(&author, &sitting, "enrol", "Name,Group\nAda,B").await).await, ["/list list_without_addresses"]);
    }

    async fn the_roster_is_searched_filtered_and_paged_by_name(house: &House) {
        let (author, sitting) = held(house).await;
        for name in ["ada", "bert", "carl"] {
            student(house, name).await;
        }
        let list = "ada@example.org,,,A\nbert@example.org,,,B\ncarl@example.org,,,\n";
        json(bring(&author, &sitting, "enrol", list).await).await;
        assert_eq!(listed(&author, &sitting, "?query=B%C3%89RT").await, ["bert [B] 0"]);
        assert_eq!(listed(&author, &sitting, "?query=example.org%20ar").await, ["carl [] 0"]);
        assert_eq!(listed(&author, &sitting, "?group=A").await, ["ada [A] 0"]);
        assert_eq!(listed(&author, &sitting, "?grouped=false").await, ["carl [] 0"]);
        let path = format!("/api/sittings/{sitting}/enrolments");
        let first = json(author.get(&format!("{path}?limit=2")).await).await;
        assert_eq!(first["items"].as_array().unwrap().len(), 2);
        let cursor = first["next_cursor"].as_str().unwrap();
        // Who stood last may be gone by then.
        let gone = value!({ "accounts": [first["items"][1]["account"]] });
        assert_eq!(json(author.post(&format!("{path}/withdraw"), gone).await).await["withdrawn"], 1);
        assert_eq!(listed(&author, &sitting, &format!("?limit=2&cursor={cursor}")).await, ["carl [] 0"]);
        let sheet = json(author.get(&format!("/api/sittings/{sitting}")).await).await;
        assert_eq!((&sheet["enrolled"], &sheet["groups"]), (&value!(2), &value!([{ "group": "A", "people": 1 }])));
        let table = author.get(&format!("{path}.csv")).await.text().await.unwrap();
        assert_eq!(
            table,
            "\u{feff}\"E-mail address\",\"Name\",\"Extra minutes\",\"Group\"\r\n\"ada@example.org\",\"ada\",0,\"A\"\r\n\
             \"carl@example.org\",\"carl\",0,\"\"\r\n"
        );
    }

    async fn several_people_get_the_same_terms_and_keep_what_is_not_named(house: &House) {
        let (author, sitting) = held(house).await;
        let mut accounts = Vec::new();
        for name in ["ada", "bert"] {
            student(house, name).await;
            accounts.push(account_of(house, name).await);
        }
        json(bring(&author, &sitting, "enrol", "ada@example.org,,10,A\nbert@example.org,,20,\n").await).await;
        let path = format!("/api/sittings/{sitting}/enrolments/terms");
        let to_b = author.post(&path, value!({ "accounts": accounts, "group": "B" })).await;
        assert_eq!(json(to_b).await["adjusted"], 2);
        assert_eq!(listed(&author, &sitting, "").await, ["ada [B] 10", "bert [B] 20"]);
        json(author.post(&path, value!({ "accounts": accounts, "extra_time_s": 0 })).await).await;
        json(author.post(&path, value!({ "accounts": [accounts[0]], "group": "" })).await).await;
        assert_eq!(listed(&author, &sitting, "").await, ["ada [] 0", "bert [B] 0"]);
        for (wrong, fault) in [
            (value!({ "accounts": [], "group": "A" }), "/accounts required"),
            (value!({ "accounts": accounts, "group": "x".repeat(81) }), "/group too_long"),
            (value!({ "accounts": accounts, "extra_time_s": 86_401 }), "/extra_time_s out_of_range"),
            (value!({ "accounts": accounts }), " nothing_to_change"),
        ] {
            assert_eq!(faults(author.post(&path, wrong).await).await, [fault]);
        }
    }
}

taught_in_both_engines! { [
    ("EXAMHALL__EXAMS__ENROLMENT_ROWS_MAX", "2"),
    ("EXAMHALL__EXAMS__ENROLMENT_BYTES_MAX", "60"),
    ("EXAMHALL__EXAMS__STAFF_MAX", "2"),
]
    async fn lists_and_staff_end_at_their_limits(house: &House) {
        let school = School::open(house, value!({})).await;
        let (author, sitting) = (&school.author, school.room.as_str());
        let two = "ada@example.org\nbert@example.org\n";
        assert_eq!(told(&json(bring(author, sitting, "check", two).await).await).len(), 2);
        let three = "a@example.org\nb@example.org\nc@example.org\n";
        assert_eq!(faults(bring(author, sitting, "check", three).await).await, ["/list list_too_long"]);
        let filled = |bytes: usize| format!("{:<bytes$}", "a@example.org");
        assert_eq!(bring(author, sitting, "check", filled(60)).await.status(), 200);
        assert_eq!(slug(bring(author, sitting, "check", filled(61)).await).await, "payload-too-large");
        let many = value!({ "accounts": vec![uuid::Uuid::nil(); 3], "group": "A" });
        let path = format!("/api/sittings/{sitting}/enrolments");
        assert_eq!(faults(author.post(&format!("{path}/terms"), many).await).await, ["/accounts too_many"]);
        let many = value!({ "accounts": vec![uuid::Uuid::nil(); 3] });
        assert_eq!(faults(author.post(&format!("{path}/withdraw"), many).await).await, ["/accounts too_many"]);

        let staff = format!("/api/sittings/{sitting}/staff");
        for (name, status) in [("second", 204), ("third", 422)] {
            with_role(house, name, Role::Proctor).await;
            let email = value!({ "email": format!("{name}@example.org") });
            assert_eq!(author.post(&staff, email).await.status(), status, "{name}");
        }
    }
}

taught_in_both_engines! { [("EXAMHALL__ROOMS__ROSTER_MS", "100")]
    async fn who_has_been_in_the_room_stays_on_the_list_and_the_wall_hears_of_groups(house: &House) {
        let school = School::open(house, value!({})).await;
        let (anna, bert) = (school.pupil("anna").await, school.pupil("bert").await);
        anna.joined().await;
        let (mut staff, _) = school.staffed().await;
        let path = format!("/api/sittings/{}/enrolments", school.room);
        let both = value!({ "accounts": [anna.account, bert.account], "group": "Row 1" });
        json(school.author.post(&format!("{path}/terms"), both).await).await;
        // Who came and went may be told before the other.
        let told = crate::rooms::socket::within(async {
            let mut told = BTreeSet::new();
            while told.len() < 2 {
                let event = staff.event("roster.changed").await;
                let rows = event["data"]["rows"].as_array().unwrap().iter();
                told.extend(rows.filter(|row| row["group"] == "Row 1").map(|row| row["account"].to_string()));
            }
        });
        told.await;
        let listed = json(school.author.get(&path).await).await;
        let entered: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|row| &row["entered"]).collect();
        assert_eq!(entered, [&value!(true), &value!(false)]);
        let both = value!({ "accounts": [anna.account, bert.account] });
        let gone = json(school.author.post(&format!("{path}/withdraw"), both).await).await;
        assert_eq!(gone, value!({ "withdrawn": 1, "entered": 1 }));
        let room: SittingId = school.room.parse().unwrap();
        let left = enrolment::roster(house.store.read(), room).await.unwrap();
        assert_eq!(left.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), ["anna"]);
        school.command("end", value!({ "reason": "" })).await;
        assert_eq!(slug(bring(&school.author, &school.room, "check", "bert@example.org").await).await, "sitting-over");
    }
}

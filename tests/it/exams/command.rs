//! `examhall import` and `examhall seed` as an operator types them.

use super::desk::{COMPLETE, DIRTY, bank, exam, with_role};
use crate::accounts::house::{House, JWT_SECRET, json};
use crate::store::engine::TestDatabase;
use crate::support::NO_IDLE_CONNECTIONS;
use examhall::store::{self, Priority};
use examhall_domain::accounts::Role;
use secrecy::ExposeSecret;
use serde_json::json as value;
use std::path::PathBuf;
use std::process::Output;
use tokio::process::Command;

/// Runs the program without holding up the server that runs on this thread: it may have the only writer.
async fn examhall(database: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_examhall"));
    let own = [NO_IDLE_CONNECTIONS, ("DATABASE_URL", database), ("JWT_SECRET", JWT_SECRET)];
    command.args(arguments).env_clear().envs(own);
    command.output().await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A file of the test's own; it goes with its folder.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("examhall-import-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

async fn files_are_imported_from_the_command_line(database: TestDatabase) {
    let url = database.settings.url.expose_secret().to_owned();
    let house = House::open(database, &[]).await;
    let author = with_role(&house, "author", Role::Author).await;
    let id = exam(&author, "Geography").await;
    exam(&author, "Twice").await;
    exam(&author, "Twice").await;
    let folder = Folder::new();
    let (complete, dirty) =
        (folder.file("complete.gift", COMPLETE.as_bytes()), folder.file("dirty.gift", DIRTY.as_bytes()));
    let windows = folder.file("windows.gift", b"::Caf\xe9::Two {T}");

    let checked = examhall(&url, &["import", &complete, "--exam", &id, "--check"]).await;
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    assert!(text(&checked.stdout).contains("nothing was stored"));
    assert_eq!(bank(&author, &id).await, 0);

    let refused = examhall(&url, &["import", &dirty, "--exam", &id]).await;
    assert!(!refused.status.success());
    assert!(text(&refused.stdout).contains("line 10: This { is never closed."), "{}", text(&refused.stdout));
    assert!(text(&refused.stderr).contains("Nothing was imported"));
    assert_eq!(bank(&author, &id).await, 0);
    let french = examhall(&url, &["import", &dirty, "--exam", &id, "--check", "--locale", "fr"]).await;
    assert!(!french.status.success() && text(&french.stdout).lines().count() > 10);

    let unnamed = examhall(&url, &["import", &windows, "--exam", &id]).await;
    assert!(text(&unnamed.stderr).contains("windows-1252"), "{}", text(&unnamed.stderr));
    assert!(examhall(&url, &["import", &windows, "--exam", &id, "--encoding", "windows-1252"]).await.status.success());
    assert_eq!(bank(&author, &id).await, 1);

    let stored = examhall(&url, &["import", &complete, "--exam", "Geography", "--points", "0.5"]).await;
    assert!(stored.status.success(), "{}", text(&stored.stderr));
    assert!(bank(&author, &id).await > 20);
    for (exam, why) in [("Twice", "name one by its id"), ("Nowhere", "there is no exam")] {
        let refused = examhall(&url, &["import", &complete, "--exam", exam]).await;
        assert!(!refused.status.success() && text(&refused.stderr).contains(why), "{}", text(&refused.stderr));
    }
    house.close().await;
}

async fn the_demo_is_made_once_and_its_people_sign_in(database: TestDatabase) {
    let url = database.settings.url.expose_secret().to_owned();
    let house = House::open(database, &[]).await;
    let made = examhall(&url, &["seed", "demo"]).await;
    assert!(made.status.success(), "{}", text(&made.stderr));
    let printed = text(&made.stdout);
    let people: Vec<Vec<&str>> = printed.lines().map(|line| line.split_whitespace().collect()).collect();
    let roles: Vec<&str> = people.iter().map(|person| person[0]).collect();
    assert_eq!(roles, ["admin", "author", "proctor", "student", "student", "student"]);
    for person in &people {
        let command = value!({ "email": person[1], "password": person[2] });
        let me = json(house.program().post("/api/auth/login", command).await).await;
        assert_eq!(me["roles"], value!([person[0]]));
    }
    let catalogue = json(house.program().get("/api/exams").await).await;
    let exams = catalogue["items"].as_array().unwrap();
    assert_eq!(exams.len(), 3);
    let prices: Vec<_> = exams.iter().map(|exam| &exam["price"]).filter(|price| !price.is_null()).collect();
    assert_eq!(prices, [&value!({ "amount_minor": 49_900, "currency": "INR" })]);
    for exam in exams {
        let page = json(house.program().get(&format!("/api/exams/{}", exam["id"].as_str().unwrap())).await).await;
        let starts: Vec<_> = page["sittings"].as_array().unwrap().iter().map(|sitting| &sitting["start"]).collect();
        assert_eq!(starts, ["clock", "proctor"]);
    }
    let again = examhall(&url, &["seed", "demo"]).await;
    assert!(again.status.success() && text(&again.stdout).contains("is there already"));
    house.close().await;
}

/// Killed in the middle of its first start: nobody knows anybody's password, and silence would leave them wondering.
async fn a_demo_that_was_interrupted_is_not_taken_for_a_whole_one(database: TestDatabase) {
    let url = database.settings.url.expose_secret().to_owned();
    let house = House::open(database, &[]).await;
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    store::house::put(&transaction, "demo", "begun").await.unwrap();
    transaction.commit().await.unwrap();
    let refused = examhall(&url, &["seed", "demo"]).await;
    assert!(!refused.status.success() && text(&refused.stderr).contains("in part only"), "{}", text(&refused.stderr));
    house.close().await;
}

#[actix_web::test]
async fn files_are_imported_from_the_command_line_on_sqlite() {
    files_are_imported_from_the_command_line(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn files_are_imported_from_the_command_line_on_postgres() {
    files_are_imported_from_the_command_line(TestDatabase::postgres().await).await;
}

#[actix_web::test]
async fn the_demo_is_made_once_on_sqlite() {
    the_demo_is_made_once_and_its_people_sign_in(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn the_demo_is_made_once_on_postgres() {
    the_demo_is_made_once_and_its_people_sign_in(TestDatabase::postgres().await).await;
}

#[actix_web::test]
async fn a_demo_that_was_interrupted_is_not_taken_for_a_whole_one_on_sqlite() {
    a_demo_that_was_interrupted_is_not_taken_for_a_whole_one(TestDatabase::sqlite().await).await;
}

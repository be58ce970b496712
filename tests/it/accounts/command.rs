//! `examhall user` as an operator types it.

use super::house::{House, PASSWORD, credentials, json};
use super::second_factor::turned_on;
use crate::store::engine::TestDatabase;
use secrecy::ExposeSecret;
use serde_json::json as value;
use std::process::{Output, Stdio};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// Runs the program without holding up the server that runs on this thread: it may have the only writer.
async fn user(database: &str, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_examhall"))
        .args(["user"])
        .args(arguments)
        .env_clear()
        .envs([("DATABASE_URL", database), ("JWT_SECRET", super::house::JWT_SECRET)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
    child.wait_with_output().await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[actix_web::test]
async fn people_are_added_with_roles_and_sign_in() {
    let database = TestDatabase::sqlite().await;
    let url = database.settings.url.expose_secret().to_owned();
    let house = House::open(database, &[]).await;
    let create = async |name: &str, more: &[&str], input: &str| {
        let email = format!("{name}@example.org");
        user(&url, &[&["create", "--email", &email, "--name", name, "--role", "author"], more].concat(), input).await
    };

    let made = create("ada", &["--role", "proctor"], "").await;
    let printed = text(&made.stdout);
    let password = printed.lines().find_map(|line| line.strip_prefix("password  ")).unwrap();
    let me = json(house.program().post("/api/auth/login", credentials("ada", password)).await).await;
    assert_eq!(me["roles"], value!(["proctor", "author"]));

    let given = create("bob", &["--password-stdin"], "bob's own words\n").await;
    assert!(given.status.success() && !text(&given.stdout).contains("password"));
    json(house.program().post("/api/auth/login", credentials("bob", "bob's own words")).await).await;

    let again = create("ada", &[], "").await;
    assert!(!again.status.success() && text(&again.stderr).contains("exists"), "{}", text(&again.stderr));
    let short = create("eve", &["--password-stdin"], "short\n").await;
    assert!(!short.status.success() && text(&short.stderr).contains("password: "), "{}", text(&short.stderr));

    let email = ["--email", "ada@example.org"];
    assert!(user(&url, &[&["role"], &email[..], &["--grant", "admin"]].concat(), "").await.status.success());
    assert!(user(&url, &[&["role"], &email[..], &["--revoke", "proctor"]].concat(), "").await.status.success());
    let me = json(house.program().post("/api/auth/login", credentials("ada", password)).await).await;
    assert_eq!(me["roles"], value!(["author", "admin"]));
    let unknown = user(&url, &["role", "--email", "no@example.org", "--grant", "admin"], "").await;
    assert!(!unknown.status.success() && text(&unknown.stderr).contains("nobody has the address"));
    house.close().await;
}

#[actix_web::test]
async fn a_lost_second_factor_is_taken_away() {
    let database = TestDatabase::sqlite().await;
    let url = database.settings.url.expose_secret().to_owned();
    let house = House::open(database, &[]).await;
    let reset = async |email: &str| user(&url, &["reset-second-factor", "--email", email], "").await;
    let nobody = reset("ada@example.org").await;
    assert!(!nobody.status.success() && text(&nobody.stderr).contains("nobody"), "{}", text(&nobody.stderr));
    let ada = house.registered("ada").await;
    let none = reset("ada@example.org").await;
    assert!(!none.status.success() && text(&none.stderr).contains("second factor is off"), "{}", text(&none.stderr));
    turned_on(&ada).await;
    let done = reset("ada@example.org").await;
    assert!(done.status.success(), "{}", text(&done.stderr));
    json(house.browser().post("/api/auth/login", credentials("ada", PASSWORD)).await).await;
    house.close().await;
}

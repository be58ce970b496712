//! Every setting that a shipped file names exists, and what the files set together is accepted.

use super::{shipped, shipped_in};
use crate::accounts::house::JWT_SECRET;
use examhall::settings::{Environment, Settings, effective, load};
use std::collections::BTreeSet;

/// Names that other programs know.
const FOREIGN: [&str; 8] = [
    "AF_INET",
    "AF_INET6",
    "AF_UNIX",
    "GF_ANALYTICS_REPORTING_ENABLED",
    "GF_SECURITY_ADMIN_PASSWORD__FILE",
    "POSTGRES_DB",
    "POSTGRES_PASSWORD_FILE",
    "POSTGRES_USER",
];
/// How comments speak of any setting.
const ANY: &str = "EXAMHALL__SECTION__KEY";
const PREFIX: &str = "EXAMHALL__";

fn keys(environment: &Environment) -> BTreeSet<String> {
    effective(None, environment).unwrap().into_iter().map(|(key, _)| key).collect()
}

/// Whether the program knows a variable: a prefixed one adds no key, a well-known one changes what is in effect.
fn is_setting(name: &str) -> bool {
    let none = Environment::new();
    if name.starts_with(PREFIX) {
        return keys(&Environment::from([(name.to_owned(), "1".to_owned())])) == keys(&none);
    }
    let name = name.strip_suffix("_FILE").unwrap_or(name);
    let with = Environment::from([(name.to_owned(), "1".to_owned())]);
    effective(None, &with).unwrap() != effective(None, &none).unwrap()
}

/// Words that only a variable is written like.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_variable = |word: &&str| {
        let is_upper = word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        is_upper && word.starts_with(|c: char| c.is_ascii_uppercase()) && (word.contains('_') || *word == "PORT")
    };
    text.split(move |c| !is_part(c)).filter(is_variable)
}

/// What a file sets, as `NAME: value` or `NAME=value`, with files of secrets left out.
fn set(text: &str) -> Environment {
    let pair = |line: &str| {
        let line = line.trim().trim_start_matches("ENV ").trim_end_matches(" \\");
        let (name, value) = line.split_once(": ").or_else(|| line.split_once('='))?;
        let is_set = name.starts_with(PREFIX) && variables(name).next() == Some(name);
        is_set.then(|| (name.to_owned(), value.trim_matches(['"', '\'']).to_owned()))
    };
    text.lines().filter_map(pair).collect()
}

/// The settings of an instance that gets its secrets.
fn settings_of(texts: &[&str]) -> Settings {
    let secrets = [
        ("DATABASE_URL", "postgres://examhall:password@database/examhall"),
        ("JWT_SECRET", JWT_SECRET),
        ("RECEIPT_KEY", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="),
    ];
    let mut environment: Environment = texts.iter().flat_map(|text| set(text)).collect();
    environment.extend(secrets.map(|(name, value)| (name.to_owned(), value.to_owned())));
    load(None, &environment).unwrap_or_else(|error| panic!("{error}"))
}

/// Of the instances that Compose runs.
pub(super) fn of_compose() -> Settings {
    let compose = shipped("config/compose.yaml");
    let (_, instances) = compose.split_once("x-environment:").unwrap();
    let (instances, _) = instances.split_once("\nservices:").unwrap();
    settings_of(&[&shipped("config/Dockerfile"), &shipped("config/compose/house.env"), instances])
}

/// Of the instances that Kubernetes runs.
pub(super) fn of_kubernetes() -> Settings {
    settings_of(&[&shipped("config/Dockerfile"), &shipped("config/kubernetes/settings.yaml")])
}

#[test]
fn every_variable_is_a_setting() {
    let mut files =
        vec!["config/Dockerfile".to_owned(), "config/compose.yaml".to_owned(), "config/production.toml".to_owned()];
    for folder in ["config/compose", "config/kubernetes", "config/systemd"] {
        files.extend(shipped_in(folder));
    }
    for file in files {
        let text = shipped(&file);
        let unknown: BTreeSet<&str> =
            variables(&text).filter(|name| *name != ANY && !FOREIGN.contains(name) && !is_setting(name)).collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
    assert!(!is_setting("EXAMHALL__HTTP__PROT") && !is_setting("JWT_SECRETS") && is_setting("JWT_SECRET_FILE"));
}

#[test]
fn what_compose_and_kubernetes_set_is_accepted_and_reaches_other_machines() {
    for settings in [of_compose(), of_kubernetes()] {
        assert!(settings.http.bind.is_unspecified() && !settings.demo.enabled && !settings.payments.simulated);
        assert!(!settings.http.trusted_proxies.is_empty());
    }
}

#[test]
fn the_schema_is_migrated_with_nothing_but_the_database() {
    for file in ["config/compose.yaml", "config/kubernetes/migrate.yaml"] {
        let text = shipped(file);
        let (_, migrate) = text.split_once("[migrate, up]").unwrap();
        assert!(migrate.contains("EXAMHALL__HTTP__BIND") && migrate.contains("127.0.0.1"), "{file}");
    }
    let environment =
        [("EXAMHALL__HTTP__BIND", "127.0.0.1"), ("DATABASE_URL", "postgres://examhall@database/examhall")];
    let dockerfile = set(&shipped("config/Dockerfile"));
    let environment =
        dockerfile.into_iter().chain(environment.map(|(name, value)| (name.to_owned(), value.to_owned())));
    load(None, &environment.collect()).unwrap();
}

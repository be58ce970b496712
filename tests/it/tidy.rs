//! The shape of the repository, kept by tests rather than by good will.
//!
//! Every path in every source is resolved to the file that defines what it names, and each arrow is judged by the layers
//! and slices of ARCHITECTURE.md. The rules live beside this file and are tested on wrong snippets there; here they meet
//! the real tree. A failure prints the arrow that points the wrong way.

mod browser;
mod circles;
mod conduct;
mod layers;
mod mention;
mod resolve;
mod source;
mod tree;

use examhall::edge::http::pages::PAGES;
use source::Sources;
use std::path::Path;
use std::process::Command;

const NONE: [String; 0] = [];

/// Packages that do I/O, wait or know a framework; the domain's whole dependency tree is free of them.
const IMPURE: [&str; 18] = [
    "actix",
    "async",
    "chrono",
    "futures",
    "getrandom",
    "h2",
    "http",
    "hyper",
    "libsqlite3",
    "log",
    "mio",
    "quinn",
    "redis",
    "reqwest",
    "sea",
    "socket2",
    "sqlx",
    "tokio",
];

/// One test, since parsing all sources takes longer than any of the questions.
#[test]
fn sources_keep_the_rules_of_layers_and_slices() {
    let sources = Sources::read(root());
    // Down the layers and to earlier slices.
    let mut told = layers::wrong_arrows(&sources);
    told.extend(circles::circles(&sources));
    told.extend(circles::circles(&Sources::read_simulator(root())));
    told.extend(conduct::misconduct(&sources));
    assert_eq!(told, NONE);
    let files = conduct::files_naming_the_socket_actors(&sources);
    assert!(files.len() <= 1, "{files:?}");
}

#[test]
fn the_domain_depends_on_nothing_that_reaches_outside() {
    let impure = |package: &String| {
        let family = package.split(['-', '_']).next().unwrap_or(package);
        IMPURE.contains(&family)
    };
    assert_eq!(dependencies("examhall-domain").into_iter().filter(impure).collect::<Vec<_>>(), NONE);
}

#[test]
fn the_simulator_shares_no_code_with_the_server_that_it_is_there_to_try() {
    let ours = |package: &String| package.starts_with("examhall") && package != "examhall-simulator";
    assert_eq!(dependencies("examhall-simulator").into_iter().filter(ours).collect::<Vec<_>>(), NONE);
}

/// The names of everything that a package of the workspace is built from, itself included.
fn dependencies(package: &str) -> Vec<String> {
    let arguments = ["tree", "-p", package, "-e", "normal,build", "--prefix", "none", "--offline", "--locked"];
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    assert!(listed.starts_with(&format!("{package} ")), "{}", String::from_utf8_lossy(&output.stderr));
    listed.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn tests_neither_sleep_nor_are_switched_off() {
    let mut told = Vec::new();
    for (path, text) in texts() {
        told.extend(tree::sleeping_script(&path, &text));
        if path.ends_with(".rs") {
            told.extend(conduct::lazy_tests(&path, &text));
        }
    }
    assert_eq!(told, NONE);
}

#[test]
fn files_have_names_that_say_something_and_lie_where_they_may() {
    let files = tree::files(root());
    assert_eq!(tree::strangers_at_the_top(&files), NONE);
    assert_eq!(tree::empty_names(&files), NONE);
}

#[test]
fn files_can_be_held_in_the_head_and_speak_of_the_project_alone() {
    let mut told = Vec::new();
    for (path, text) in texts() {
        told.extend(tree::too_long(&path, &text));
        told.extend(tree::foreign_words(&path, &text));
    }
    assert_eq!(told, NONE);
}

#[test]
fn every_file_of_the_browser_is_reached_from_a_page() {
    let (mut browser, mut rust) = (browser::BrowserFiles::new(), String::new());
    for (path, text) in texts() {
        if path.starts_with("src/") {
            rust.push_str(&text);
        } else if let Some(below) = path.strip_prefix("static/") {
            browser.insert(below.to_owned(), text);
        }
    }
    assert_eq!(browser::unreached(&browser, &rust), NONE);
    assert_eq!(browser::dangling(&browser), NONE);
    assert_eq!(browser::forgotten(&browser, &kept_scripts(&browser["sw.js"])), NONE);
    assert_eq!(browser::untold(&browser, examhall::edge::http::assets::texts::ROOM), NONE);
}

/// The scripts of the pages that the service worker keeps for use without network.
fn kept_scripts(worker: &str) -> Vec<&'static str> {
    let list = worker.lines().find(|line| line.starts_with("const PAGES")).unwrap();
    let kept = |address: &str| list.contains(&format!("\"{address}\""));
    let scripts: Vec<&str> = PAGES.iter().filter(|(address, _)| kept(address)).map(|(_, page)| page.script).collect();
    assert_eq!(scripts.len(), list.split(", ").count(), "the worker keeps an address that shows no page");
    scripts
}

/// Every file with its text; what is no text (images, archives) counts by its name alone.
fn texts() -> Vec<(String, String)> {
    let read = |path: String| {
        let bytes = std::fs::read(root().join(&path)).unwrap();
        (path, String::from_utf8(bytes).unwrap_or_default())
    };
    tree::files(root()).into_iter().map(read).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

//! The repository as files: what may lie at its top, how files are called, how long they are, which words they hold.

use std::path::Path;

const LINES_MAX: usize = 500;

/// Everything that may lie at the top. What is made by building and running is not looked at.
const TOP: [&str; 17] = [
    ".ci",
    ".gitignore",
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "clippy.toml",
    "config",
    "migrations",
    "nginx",
    "rustfmt.toml",
    "rust-toolchain.toml",
    "src",
    "static",
    "tests",
];
const MADE: [&str; 3] = [".git", "target", "data"];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] = ["mod", "util", "utils", "helper", "helpers", "common", "manager", "misc"];

/// Hosts of package registries and paths of one person's machine, each in two halves so that this file holds none.
/// The lock file names its registry by format.
const FOREIGN_WORDS: [(&str, &str); 8] = [
    ("crates", ".io"),
    ("npmjs", ".com"),
    ("npmjs", ".org"),
    ("pypi", ".org"),
    ("proxy.golang", ".org"),
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
];

/// Every file of the repository, relative to `root`, with `/` between folders, sorted.
pub fn files(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    descend(root, "", &mut found);
    found.sort();
    found
}

/// What lies at the top and has no business there.
pub fn strangers_at_the_top(files: &[String]) -> Vec<String> {
    let top = files.iter().map(|path| path.split('/').next().unwrap_or(path));
    let mut strangers: Vec<String> = top.filter(|name| !TOP.contains(name)).map(str::to_owned).collect();
    strangers.dedup();
    strangers
}

/// Files and folders whose names say nothing.
pub fn empty_names(files: &[String]) -> Vec<String> {
    let empty = |part: &str| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or(part));
    files.iter().filter(|path| path.split('/').any(empty)).cloned().collect()
}

/// Sources that nobody can hold in the head at once.
pub fn too_long(path: &str, text: &str) -> Option<String> {
    // What is not ours stays as its makers released it.
    if path.starts_with("static/vendor/") {
        return None;
    }
    let is_source = [".rs", ".js", ".css", ".html"].iter().any(|ending| path.ends_with(ending));
    let lines = text.lines().count();
    (is_source && lines > LINES_MAX).then(|| format!("{path}: {lines} lines, at most {LINES_MAX}"))
}

/// Lines that speak of something outside the project.
pub fn foreign_words(path: &str, text: &str) -> Vec<String> {
    if path == "Cargo.lock" || path == "LICENSE" {
        return Vec::new();
    }
    let words: Vec<String> = FOREIGN_WORDS.iter().map(|(start, end)| format!("{start}{end}")).collect();
    let told = |(number, line): (usize, &str)| {
        let word = words.iter().find(|word| line.contains(word.as_str()))?;
        Some(format!("{path}:{}: {word}", number + 1))
    };
    text.lines().enumerate().filter_map(told).collect()
}

/// Scripts among the tests that wait for time to pass rather than for something to happen.
pub fn sleeping_script(path: &str, text: &str) -> Option<String> {
    let is_script = path.starts_with("tests/") && !path.ends_with(".rs");
    let sleeps = text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "sleep");
    (is_script && sleeps).then(|| format!("{path}: sleeps"))
}

fn descend(root: &Path, below: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(root.join(below)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if below.is_empty() && MADE.contains(&name.as_str()) {
            continue;
        }
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.file_type().unwrap().is_dir() { descend(root, &path, found) } else { found.push(path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_and_empty_names_are_told() {
        let files = ["src/lib.rs", "src/store/mod.rs", "src/utils/x.rs", "notes/a.md", "src/helpers.js"];
        let files: Vec<String> = files.map(str::to_owned).into();
        assert_eq!(strangers_at_the_top(&files), ["notes"]);
        assert_eq!(empty_names(&files), ["src/store/mod.rs", "src/utils/x.rs", "src/helpers.js"]);
    }

    #[test]
    fn length_words_and_sleeps_are_told() {
        assert!(too_long("src/x.rs", &"\n".repeat(LINES_MAX)).is_none());
        assert!(too_long("src/x.rs", &"\n".repeat(LINES_MAX + 1)).is_some());
        assert!(too_long("static/vendor/x.js", &"\n".repeat(LINES_MAX + 1)).is_none());
        let host = FOREIGN_WORDS.map(|(start, end)| format!("{start}{end}"))[0].clone();
        assert_eq!(foreign_words("a.md", &format!("one\nsee {host}")).len(), 1);
        assert_eq!(foreign_words("a.md", "a framework of its own"), Vec::<String>::new());
        assert!(sleeping_script("tests/run", "sleep 1").is_some());
        assert!(sleeping_script("tests/run", "# nobody sleeps here").is_none());
    }
}

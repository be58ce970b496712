//! What is shipped to run the server and to watch it agrees with the server: figures, settings, paths, ports, bounds.

mod bounds;
mod figures;
mod names;

use std::path::Path;

/// A shipped file's text.
fn shipped(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the files in a shipped folder, with it, in their order.
fn shipped_in(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<String> = entries.map(name).map(|name| format!("{folder}/{name}")).collect();
    names.sort();
    names
}

/// What stands behind each occurrence of `before` in its line.
fn behind<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| Some(line.split_once(before)?.1.trim()))
}

/// The number that stands behind the first occurrence of `before`.
fn number(text: &str, before: &str) -> u64 {
    let rest = behind(text, before).next().unwrap_or_else(|| panic!("{before} is missing"));
    let digits: String = rest.trim_start_matches('"').chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("{before}{rest}"))
}

//! The browser's files: each is reached from a page that the server shows, and what a file names exists.

use std::collections::{BTreeMap, BTreeSet};

/// Where pages find their files; the server fills in the digest.
const SERVED_AT: &str = "/static/@digest/";

/// Files of `static/` by their path in it.
pub type BrowserFiles = BTreeMap<String, String>;

/// Files that no page and no Rust source leads to. `rust` is the text of the sources, which name pages and catalogues.
pub fn unreached(files: &BrowserFiles, rust: &str) -> Vec<String> {
    let named_by_rust =
        |path: &&String| rust.contains(&format!("\"{path}\"")) || rust.contains(&format!("static/{path}\""));
    let mut reached: BTreeSet<&String> = files.keys().filter(named_by_rust).collect();
    let mut waiting: Vec<&String> = reached.iter().copied().collect();
    while let Some(path) = waiting.pop() {
        for next in named_in(path, &files[path]) {
            if let Some((next, _)) = files.get_key_value(&next)
                && reached.insert(next)
            {
                waiting.push(next);
            }
        }
    }
    files.keys().filter(|path| !reached.contains(path)).cloned().collect()
}

/// Names that lead to no file, as `who: whom`.
pub fn dangling(files: &BrowserFiles) -> Vec<String> {
    let mut told = Vec::new();
    for (path, text) in files {
        let missing =
            named_in(path, text).into_iter().filter(|named| !named.contains('$') && !files.contains_key(named));
        told.extend(missing.map(|named| format!("{path}: {named}")));
    }
    told
}

/// The files that a text names: quoted addresses that are relative or below the served folder, and CSS `url(...)`.
fn named_in(path: &str, text: &str) -> Vec<String> {
    let quoted = text.split(['"', '\'', '`', '(', ')', '\n']).map(str::trim);
    quoted.filter_map(|word| resolve(path, word)).collect()
}

fn resolve(path: &str, word: &str) -> Option<String> {
    let is_file = word.rsplit('/').next().is_some_and(|name| name.contains('.') && !name.ends_with('.'));
    if word.contains(char::is_whitespace) || !is_file {
        return None;
    }
    if let Some(below) = word.strip_prefix(SERVED_AT) {
        return Some(below.to_owned());
    }
    if !word.starts_with("./") && !word.starts_with("../") {
        return None;
    }
    let mut folder: Vec<&str> = path.split('/').collect();
    folder.pop();
    for part in word.split('/') {
        match part {
            "." => {}
            ".." => drop(folder.pop()),
            name => folder.push(name),
        }
    }
    Some(folder.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_nothing_leads_to_and_a_name_that_leads_nowhere_are_told() {
        let files: BrowserFiles = [
            ("index.html", "<script src=\"/static/@digest/pages/a.js\">"),
            ("pages/a.js", "import { b } from \"../lib/b.js\"; new URL(`../i18n/${found}.json`, x);"),
            ("lib/b.js", "import \"./gone.js\";"),
            ("lib/lonely.js", "import \"./lonelier.js\";"),
            ("lib/lonelier.js", ""),
            ("i18n/en.json", "{}"),
            ("style/a.css", "a { background: url(./a.svg) }"),
            ("style/a.svg", ""),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into();
        let rust = "(\"/\", \"index.html\") include_str!(\"../../static/i18n/en.json\") \"style/a.css\"";
        assert_eq!(unreached(&files, rust), ["lib/lonelier.js", "lib/lonely.js"]);
        assert_eq!(dangling(&files), ["lib/b.js: lib/gone.js"]);
    }
}

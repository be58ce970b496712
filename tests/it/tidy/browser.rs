//! The browser's files: each is reached from a page that the server shows, and what a file names exists.

use std::collections::{BTreeMap, BTreeSet};

/// Where pages find their files; the server fills in the digest.
const SERVED_AT: &str = "/static/@digest/";

/// The script of the exam room.
const ROOM: &str = "pages/room.js";

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

/// What the service worker forgot to name, as `sw.js: module`: without network a module that it fetches for later needs
/// others, and one that is missing would leave the page blank. `kept` are the scripts of the pages that it keeps, which
/// name what they need.
pub fn forgotten(files: &BrowserFiles, kept: &[&str]) -> Vec<String> {
    let mut named = needed(files, kept.iter().map(|&script| script.to_owned()).collect());
    named.extend(named_in("sw.js", &files["sw.js"]));
    let lacking = needed(files, named.iter().cloned().collect()).into_iter().filter(|module| !named.contains(module));
    lacking.map(|module| format!("sw.js: {module}")).collect()
}

/// These scripts with every module that they cannot begin without.
fn needed(files: &BrowserFiles, scripts: Vec<String>) -> BTreeSet<String> {
    let mut waiting = scripts;
    let mut needed = BTreeSet::new();
    while let Some(module) = waiting.pop() {
        let Some((path, text)) = files.get_key_value(&module).filter(|(path, _)| path.ends_with(".js")) else {
            continue;
        };
        if needed.insert(module) {
            waiting.extend(imported_by(path, text));
        }
    }
    needed
}

/// Texts that a module of the exam room names and that its catalogue lacks, as `module: key`. `beginnings` are those of the
/// catalogue's keys. What is named up to a `${` is every text that begins so.
pub fn untold(files: &BrowserFiles, beginnings: &[&str]) -> Vec<String> {
    let keys: BTreeMap<String, String> = serde_json::from_str(&files["i18n/en.json"]).unwrap();
    let lacking = |key: &&String| !beginnings.iter().any(|beginning| key.starts_with(beginning));
    let lacking: Vec<&String> = keys.keys().filter(lacking).collect();
    let mut told = Vec::new();
    let of_the_room = [vec![ROOM.to_owned()], named_in("sw.js", &files["sw.js"])].concat();
    for module in needed(files, of_the_room) {
        for word in files[&module].split(['"', '`']) {
            let beginning = word.split("${").next().filter(|beginning| beginning.contains('.'));
            let Some(beginning) = beginning else { continue };
            let whole = beginning.len() == word.len();
            let named = |key: &&&String| if whole { **key == beginning } else { key.starts_with(beginning) };
            told.extend(lacking.iter().filter(named).map(|key| format!("{module}: {key}")));
        }
    }
    told
}

/// The modules that a module cannot begin without.
fn imported_by(path: &str, text: &str) -> Vec<String> {
    let modules = text.split("\nimport ").skip(1).chain(text.strip_prefix("import "));
    modules.filter_map(|rest| resolve(path, rest.split('"').nth(1)?)).collect()
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

    #[test]
    fn a_module_that_the_worker_forgot_to_keep_is_told() {
        let mut files: BrowserFiles = [
            ("sw.js", "\"/static/@digest/lib/later.js\""),
            ("pages/a.js", "// A page.\nimport { b } from \"../lib/b.js\";\n"),
            ("lib/b.js", "import {\n  c,\n} from \"./c.js\";\nawait import(\"./later.js\");\n"),
            ("lib/c.js", ""),
            ("lib/later.js", "import { c } from \"./c.js\";\nimport \"./last.js\";\n"),
            ("lib/last.js", ""),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into();
        assert_eq!(forgotten(&files, &["pages/a.js"]), ["sw.js: lib/last.js"]);
        files.insert("lib/last.js".to_owned(), "import \"./c.js\";".to_owned());
        files
            .insert("sw.js".to_owned(), "\"/static/@digest/lib/later.js\", \"/static/@digest/lib/last.js\"".to_owned());
        assert_eq!(forgotten(&files, &["pages/a.js"]), [""; 0]);
    }

    #[test]
    fn a_text_that_the_room_names_and_does_not_have_is_told() {
        let files: BrowserFiles = [
            ("pages/room.js", "import \"../a.js\";"),
            ("sw.js", "\"/static/@digest/b.js\""),
            ("a.js", "t(\"room.a\"); t(`page.x.${kind}`); t(\"page.z\")"),
            ("b.js", "t(\"page.y\")"),
            (
                "i18n/en.json",
                "{\"room.a\": \"\", \"page.x.one\": \"\", \"page.y\": \"\", \"page.yes\": \"\", \"page.z\": \"\"}",
            ),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into();
        assert_eq!(untold(&files, &["room.", "page.z"]), ["a.js: page.x.one", "b.js: page.y"]);
    }
}

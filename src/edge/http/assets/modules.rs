//! Which modules a script needs before it can begin. A page names them all ahead, so that a browser asks for them at once
//! instead of finding them one after the other, and the service worker learns from the page what to keep.

use std::collections::BTreeSet;

/// The modules below `script`, by their paths in the tree of files; `read` answers the text of one, none where there is
/// no such file. What a script fetches only when it is asked for (`import(…)`) is not among them.
pub fn needed_by(script: &str, read: impl Fn(&str) -> Option<String>) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    let mut waiting = vec![script.to_owned()];
    while let Some(module) = waiting.pop() {
        let imported = read(&module).map(|text| imported_by(&module, &text)).unwrap_or_default();
        waiting.extend(imported.into_iter().filter(|next| needed.insert(next.clone())));
    }
    needed
}

/// The addresses of a module's `import` statements, which each begin a line.
fn imported_by(module: &str, text: &str) -> Vec<String> {
    let statements = text.split("\nimport ").skip(1).chain(text.strip_prefix("import "));
    statements.filter_map(|statement| statement.split('"').nth(1)).map(|address| resolve(module, address)).collect()
}

/// `address` as it is meant in `module`.
fn resolve(module: &str, address: &str) -> String {
    let mut folders: Vec<&str> = module.split('/').collect();
    folders.pop();
    for part in address.split('/') {
        match part {
            "." => {}
            ".." => drop(folders.pop()),
            name => folders.push(name),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_through_modules_and_those_for_later_are_not() {
        let read = |name: &str| {
            let text = match name {
                "pages/a.js" => "// A page.\nimport \"../parts/b.js\";\nimport {\n  c,\n} from \"./a/c.js\";\n",
                "parts/b.js" => "import { c } from \"../pages/a/c.js\";\nexport const d = () => import(\"./d.js\");\n",
                "pages/a/c.js" => "import { b } from \"../../parts/b.js\";\nawait import(\"./later.js\");\n",
                _ => return None,
            };
            Some(text.to_owned())
        };
        assert_eq!(Vec::from_iter(needed_by("pages/a.js", read)), ["pages/a/c.js", "parts/b.js"]);
    }
}

//! From a path as written to the file that defines what it names, through renames, re-exports and globs.

use super::source::{Build, Kind, Mention, Module, ModulePath, Sources};

/// Longer chains of re-exports than this are a circle among them.
const HOPS_MAX: usize = 16;

/// What a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Something defined in this module of ours.
    Ours(ModulePath),
    /// Something of another package, by its full path.
    Foreign(Vec<String>),
    /// A local name, a generic or a word of the language.
    Local,
}

/// A file's use of something that another module defines.
pub struct Arrow<'s> {
    pub from: &'s Mention,
    pub to: Target,
}

impl Arrow<'_> {
    /// `src/edge/http/x.rs:12 (crate::store::Store)`.
    pub fn origin(&self, sources: &Sources) -> String {
        let file = &sources.files[self.from.file].path;
        format!("{file}:{} ({})", self.from.line, self.from.path.join("::"))
    }

    /// Whether the arrow is one that shipped code needs for itself.
    pub fn is_needed(&self) -> bool {
        self.from.kind == Kind::Used && self.from.build == Build::Shipped
    }
}

/// Every arrow that leaves its own module.
pub fn arrows(sources: &Sources) -> Vec<Arrow<'_>> {
    let resolved = sources.mentions.iter().map(|from| Arrow { from, to: resolve(sources, &from.scope, &from.path, 0) });
    resolved.filter(|arrow| arrow.to != Target::Local && arrow.to != Target::Ours(arrow.from.scope.clone())).collect()
}

/// What `path`, written in the module `scope`, names.
pub fn resolve(sources: &Sources, scope: &ModulePath, path: &[String], hops: usize) -> Target {
    let Some((first, rest)) = path.split_first() else { return Target::Local };
    if hops > HOPS_MAX {
        return Target::Local;
    }
    match first.as_str() {
        "crate" => walk(sources, vec![scope[0].clone()], rest, hops),
        "self" => walk(sources, scope.clone(), rest, hops),
        "super" => {
            let parent: ModulePath = scope[..scope.len() - 1].to_vec();
            let below = rest.first().is_some_and(|next| next == "super");
            if below { resolve(sources, &parent, rest, hops) } else { walk(sources, parent, rest, hops) }
        }
        "Self" => Target::Local,
        name => match named(sources, scope, name, rest, hops) {
            Some(target) => target,
            None if sources.modules.contains_key(&vec![first.clone()]) => {
                walk(sources, vec![first.clone()], rest, hops)
            }
            // A lone word that nobody imported is a local name or one of the language.
            None if rest.is_empty() => Target::Local,
            None => Target::Foreign(path.to_vec()),
        },
    }
}

/// Goes down from `module` along `rest` until the definition is reached.
fn walk(sources: &Sources, mut module: ModulePath, rest: &[String], hops: usize) -> Target {
    for (position, name) in rest.iter().enumerate() {
        match named(sources, &module, name, &rest[position + 1..], hops) {
            Some(Target::Ours(next)) if next == child(&module, name) => module = next,
            Some(target) => return target,
            None => break,
        }
    }
    Target::Ours(module)
}

/// What `name` followed by `rest` means inside `scope`, when the module itself knows the name.
fn named(sources: &Sources, scope: &ModulePath, name: &str, rest: &[String], hops: usize) -> Option<Target> {
    let module: &Module = sources.modules.get(scope)?;
    let below = child(scope, name);
    if sources.modules.contains_key(&below) && !(rest.is_empty() && module.uses.contains_key(name)) {
        return Some(if rest.is_empty() { Target::Ours(below) } else { walk(sources, below, rest, hops) });
    }
    if let Some(target) = module.uses.get(name) {
        let full: Vec<String> = target.iter().chain(rest).cloned().collect();
        // `use serde;` names itself: the package of that name is meant.
        let itself = target.len() == 1 && target[0] == name;
        return Some(if itself { Target::Foreign(full) } else { resolve(sources, scope, &full, hops + 1) });
    }
    if module.items.contains(name) {
        return Some(Target::Ours(scope.clone()));
    }
    module.globs.iter().find_map(|glob| match resolve(sources, scope, glob, hops + 1) {
        Target::Ours(source) if source != *scope => named(sources, &source, name, rest, hops + 1),
        _ => None,
    })
}

fn child(scope: &ModulePath, name: &str) -> ModulePath {
    scope.iter().cloned().chain([name.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: [(&str, &str); 5] = [
        ("src/lib.rs", "pub mod store; pub mod service;"),
        ("src/store.rs", "mod row; pub use row::Row; pub use crate::service as uses;"),
        ("src/store/row.rs", "pub struct Row; pub mod inner { pub fn deep() {} }"),
        ("src/service.rs", "use crate::store::{self as kept, Row as Line}; pub use crate::store::*; use bytes::Bytes;"),
        ("src/domain/src/lib.rs", "pub struct Marks;"),
    ];

    #[test]
    fn paths_are_followed_to_the_file_that_defines_them() {
        let sources = Sources::of(&TREE);
        let table = [
            ("examhall::service", "kept::Row", "examhall::store::row"),
            ("examhall::service", "Line", "examhall::store::row"),
            ("examhall::service", "crate::store::Row::new", "examhall::store::row"),
            ("examhall::store", "crate::service::Row", "examhall::store::row"),
            ("examhall::store", "uses::Row", "examhall::store::row"),
            ("examhall::store", "row::inner::deep", "examhall::store::row::inner"),
            ("examhall::store::row::inner", "super::super::super::service", "examhall::service"),
            ("examhall::store::row", "examhall_domain::Marks", "examhall_domain"),
        ];
        for (scope, path, expected) in table {
            assert_eq!(at(&sources, scope, path), Target::Ours(split(expected)), "{path} in {scope}");
        }
        assert_eq!(at(&sources, "examhall::service", "Bytes::new"), Target::Foreign(split("bytes::Bytes::new")));
        assert_eq!(at(&sources, "examhall::service", "String"), Target::Local);
    }

    fn at(sources: &Sources, scope: &str, path: &str) -> Target {
        resolve(sources, &split(scope), &split(path), 0)
    }

    fn split(path: &str) -> Vec<String> {
        path.split("::").map(str::to_owned).collect()
    }
}

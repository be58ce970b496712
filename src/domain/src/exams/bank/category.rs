//! Categories: paths of names, as GIFT's `$CATEGORY` lines have them, and the tree that the paths of a bank make.
//!
//! A path is written with `/` between its names; a `/` inside of a name is written `\/`.

use std::collections::BTreeMap;

/// Longest name of a category, in characters.
pub const NAME_CHARS_MAX: usize = 255;
/// Most levels of categories.
pub const LEVELS_MAX: usize = 20;

/// Where a question stands; the empty path is the top.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryPath(Vec<String>);

/// Why a text is no category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CategoryFault {
    /// Nothing stands between two slashes.
    #[error("a name in the path is empty")]
    NameEmpty,
    /// A name has more than `max` characters.
    #[error("a name in the path is longer than {max} characters")]
    NameTooLong {
        /// Characters that a name may have.
        max: usize,
    },
    /// More than `max` levels.
    #[error("the path has more than {max} levels")]
    TooDeep {
        /// Levels that a path may have.
        max: usize,
    },
    /// A character that no keyboard types.
    #[error("the path contains a control character")]
    ControlCharacter,
}

/// A category of a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryNode {
    /// As it is stored.
    pub path: String,
    /// The last part of the path, as people read it.
    pub name: String,
    /// 1 below the top.
    pub level: usize,
    /// How many questions stand in it.
    pub own: u64,
    /// How many stand in it and beneath.
    pub total: u64,
}

impl CategoryPath {
    /// Reads a path; spaces around names are dropped.
    pub fn parse(text: &str) -> Result<Self, CategoryFault> {
        let names = split(text.trim());
        if names.len() > LEVELS_MAX {
            return Err(CategoryFault::TooDeep { max: LEVELS_MAX });
        }
        for name in &names {
            if name.is_empty() {
                return Err(CategoryFault::NameEmpty);
            }
            if name.chars().count() > NAME_CHARS_MAX {
                return Err(CategoryFault::NameTooLong { max: NAME_CHARS_MAX });
            }
            if name.chars().any(char::is_control) {
                return Err(CategoryFault::ControlCharacter);
            }
        }
        Ok(Self(names))
    }

    /// The path of these names, none of them empty.
    pub fn of(names: Vec<String>) -> Self {
        Self(names)
    }

    /// As it is stored and sent.
    pub fn written(&self) -> String {
        write(&self.0)
    }
}

/// The tree of these paths with how many questions each has, parents before children and in the order of their names.
/// Parents that no question stands in are part of it; the top is not.
pub fn tree<'a>(counts: impl IntoIterator<Item = (&'a str, u64)>) -> Vec<CategoryNode> {
    let mut nodes: BTreeMap<Vec<String>, (u64, u64)> = BTreeMap::new();
    for (path, count) in counts {
        let names = split(path);
        for level in 1..=names.len() {
            nodes.entry(names[..level].to_vec()).or_default().1 += count;
        }
        if let Some(node) = nodes.get_mut(&names) {
            node.0 += count;
        }
    }
    let listed = nodes.into_iter().map(|(names, (own, total))| CategoryNode {
        path: write(&names),
        level: names.len(),
        name: names.last().cloned().unwrap_or_default(),
        own,
        total,
    });
    listed.collect()
}

fn write(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| name.replace('/', "\\/")).collect();
    names.join("/")
}

fn split(path: &str) -> Vec<String> {
    if path.is_empty() {
        return Vec::new();
    }
    let mut names = vec![String::new()];
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(name) = names.last_mut() else { unreachable!("there is a first name") };
        match c {
            '\\' if chars.next_if_eq(&'/').is_some() => name.push('/'),
            '/' => names.push(String::new()),
            other => name.push(other),
        }
    }
    names.iter().map(|name| name.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_and_written_back() {
        for (text, written) in [("", ""), (" a / b ", "a/b"), (r"a\/b/c", r"a\/b/c"), (r"C:\x", r"C:\x")] {
            assert_eq!(CategoryPath::parse(text).unwrap().written(), written, "{text}");
        }
        assert_eq!(CategoryPath::of(vec!["a/b".to_owned()]).written(), r"a\/b");
    }

    #[test]
    fn paths_have_bounds() {
        let deep = |levels: usize| vec!["a"; levels].join("/");
        assert!(CategoryPath::parse(&deep(LEVELS_MAX)).is_ok());
        assert_eq!(CategoryPath::parse(&deep(LEVELS_MAX + 1)), Err(CategoryFault::TooDeep { max: LEVELS_MAX }));
        assert!(CategoryPath::parse(&"é".repeat(NAME_CHARS_MAX)).is_ok());
        let long = CategoryPath::parse(&"é".repeat(NAME_CHARS_MAX + 1));
        assert_eq!(long, Err(CategoryFault::NameTooLong { max: NAME_CHARS_MAX }));
        for empty in ["a//b", "/", "a/", " /a"] {
            assert_eq!(CategoryPath::parse(empty), Err(CategoryFault::NameEmpty), "{empty}");
        }
        assert_eq!(CategoryPath::parse("a\u{0}b"), Err(CategoryFault::ControlCharacter));
    }

    #[test]
    fn a_tree_counts_what_is_beneath_and_has_every_parent() {
        let nodes = tree([("b/c", 2), ("", 7), ("b", 1), (r"a\/x", 4), ("b/c/d", 3), ("e/f", 5)]);
        let told: Vec<_> = nodes.iter().map(|n| (n.path.as_str(), n.name.as_str(), n.level, n.own, n.total)).collect();
        assert_eq!(
            told,
            [
                (r"a\/x", "a/x", 1, 4, 4),
                ("b", "b", 1, 1, 6),
                ("b/c", "c", 2, 2, 5),
                ("b/c/d", "d", 3, 3, 3),
                ("e", "e", 1, 0, 5),
                ("e/f", "f", 2, 5, 5),
            ]
        );
    }
}

//! What stands around the questions: categories, and the ids and tags in comments.

use super::super::bank::category;
use super::fault::GiftFaultCode;
use super::lexer::{plain_text, trim};

/// Longest id or tag, in characters.
const NAME_CHARS_MAX: usize = 100;

/// What the comments of a question say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    /// The first `[id:…]`.
    pub id: Option<String>,
    /// Every `[tag:…]`, once.
    pub tags: Vec<String>,
}

/// Something that is longer than it may be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MetadataFault {
    pub code: GiftFaultCode,
    /// The bound that was broken.
    pub max: usize,
}

impl Metadata {
    /// Reads the comments of one question.
    pub fn of(comments: &[&str]) -> Result<Self, MetadataFault> {
        let mut metadata = Self::default();
        for comment in comments {
            for token in comment.split('[').skip(1) {
                metadata.take(token)?;
            }
        }
        Ok(metadata)
    }

    fn take(&mut self, token: &str) -> Result<(), MetadataFault> {
        if let Some(id) = value(token, "id:")? {
            self.id.get_or_insert(id);
        } else if let Some(tag) = value(token, "tag:")?
            && !self.tags.contains(&tag)
        {
            self.tags.push(tag);
        }
        Ok(())
    }
}

/// Splits a path at its single slashes; a double one is a slash in a name. The context token and Moodle's `top`, which
/// say where in a Moodle site the path starts, are left out.
pub(super) fn category(path: &str) -> Result<Vec<String>, MetadataFault> {
    let mut names = split_path(path).into_iter().peekable();
    let is_context = |name: &String| {
        let token = name.strip_prefix('$').and_then(|rest| rest.strip_suffix('$'));
        token.is_some_and(|token| token.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    names.next_if(is_context);
    names.next_if(|name| name == "top");
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    let code = GiftFaultCode::CategoryTooLong;
    if names.len() > category::LEVELS_MAX {
        return Err(MetadataFault { code, max: category::LEVELS_MAX });
    }
    if names.iter().any(|name| name.chars().count() > category::NAME_CHARS_MAX) {
        return Err(MetadataFault { code, max: category::NAME_CHARS_MAX });
    }
    Ok(names)
}

fn split_path(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '/' && chars.next_if_eq(&'/').is_none() {
            names.push(String::new());
        } else if let Some(name) = names.last_mut() {
            name.push(c);
        }
    }
    names.iter().map(|name| plain_text(name)).collect()
}

/// The value of `[key…]` when the token after the bracket is one; `\]` is a bracket in it.
fn value(token: &str, key: &str) -> Result<Option<String>, MetadataFault> {
    let Some(rest) = token.strip_prefix(key) else {
        return Ok(None);
    };
    let mut value = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next() {
            Some('\\') if chars.as_str().starts_with(']') => value.extend(chars.next()),
            Some(']') => break,
            Some(c) => value.push(c),
            None => return Ok(None),
        }
    }
    let value = trim(&value);
    if value.chars().count() > NAME_CHARS_MAX {
        return Err(MetadataFault { code: GiftFaultCode::MetadataTooLong, max: NAME_CHARS_MAX });
    }
    Ok(Some(value.to_owned()).filter(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_at_single_slashes() {
        for (path, names) in [
            (" $course$/top/Maths/Sets", &["Maths", "Sets"][..]),
            ("$course$/Default for X: y", &["Default for X: y"]),
            ("a//b/c", &["a/b", "c"]),
            ("/ //a/", &["/a"]),
            (r"Unit 1\: Topic", &["Unit 1: Topic"]),
            ("top", &[]),
            ("$5$ questions", &["$5$ questions"]),
            ("", &[]),
        ] {
            assert_eq!(category(path).unwrap(), names, "{path}");
        }
        assert!(category(&"a/".repeat(21)).is_err());
        assert!(category(&"a".repeat(256)).is_err());
    }

    #[test]
    fn ids_and_tags_are_read_from_anywhere_in_the_comments() {
        let metadata = Metadata::of(&[
            "// question 7 [id:a\\]b] and [tag: fred ]",
            "// [tag:fred] [tag:barney-wilma] [id:second] [tag:] [tag:unclosed",
        ]);
        assert_eq!(
            metadata,
            Ok(Metadata { id: Some("a]b".to_owned()), tags: vec!["fred".to_owned(), "barney-wilma".to_owned()] })
        );
        let long = format!("// [id:{}]", "x".repeat(101));
        assert_eq!(Metadata::of(&[&long]).unwrap_err().code, GiftFaultCode::MetadataTooLong);
    }
}

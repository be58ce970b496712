//! Fills the gaps of a page; whatever goes in is escaped.

use super::language::Language;
use std::collections::BTreeMap;

/// What stands in the gaps beside the texts.
pub type Gaps<'a> = BTreeMap<&'a str, String>;

/// The page with its texts in the language: `{{name}}` is a gap, and within texts `{name}` is.
pub fn render(page: &str, language: Language, gaps: &Gaps<'_>) -> String {
    let mut rendered = String::with_capacity(page.len() * 2);
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        rendered.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        rendered.push_str(&escaped(&value(name, language, gaps)));
        rest = after;
    }
    rendered.push_str(rest);
    rendered
}

/// Texts as HTML shows them, in elements and in quoted attributes.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn value(name: &str, language: Language, gaps: &Gaps<'_>) -> String {
    if let Some(value) = gaps.get(name) {
        return value.clone();
    }
    let mut text = language.texts().get(name).cloned().unwrap_or_default();
    for (gap, value) in gaps {
        text = text.replace(&format!("{{{gap}}}"), value);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_into_a_page_cannot_leave_its_place() {
        let gaps = Gaps::from([("description", "<script>\"'&".to_owned()), ("amount", "INR 1.00".to_owned())]);
        let page = render("<p title=\"{{description}}\">{{pay}}{{nothing}}</p>", Language::English, &gaps);
        assert_eq!(page, "<p title=\"&lt;script&gt;&quot;&#39;&amp;\">Pay INR 1.00</p>");
    }
}

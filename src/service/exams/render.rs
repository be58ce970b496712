//! Authors' markup as HTML that is safe to show.
//!
//! Everything an author writes passes one allow-list, whatever its format says. Nothing in the result makes a browser run
//! or fetch anything: images are those inside the text itself, links lead to pages and mail only. Formulas between
//! dollar signs stay the text they are. It must not know where the HTML is shown.

use ammonia::{Builder, UrlRelative};
use examhall_domain::exams::{Markup, MarkupFormat};
use pulldown_cmark::{CowStr, Event, Options, Parser, html};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const TAGS: [&str; 55] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
const ATTRIBUTES: [(&str, &[&str]); 7] = [
    ("a", &["href"]),
    ("bdo", &["dir"]),
    ("img", &["alt", "height", "src", "width"]),
    ("ol", &["start"]),
    ("table", &["summary"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
];
/// Pictures that travel inside the text. SVG is left out: it can carry scripts.
const PICTURES: [&str; 4] =
    ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,"];

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(
            ATTRIBUTES
                .map(|(tag, names)| (tag, names.iter().copied().collect()))
                .into_iter()
                .collect::<HashMap<_, _>>(),
        )
        .generic_attributes(HashSet::from(["lang", "title"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "data"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(kept);
    builder
});

/// The markup as safe HTML.
pub fn render(markup: &Markup) -> String {
    ALLOWED.clean(&html_of(markup)).to_string()
}

/// Whether rendering leaves out a picture that the author put in, so that an import can say so.
pub fn loses_picture(markup: &Markup) -> bool {
    let shown = render(markup);
    shown.matches("<img").count() > shown.matches("src=\"data:image/").count()
}

fn html_of(markup: &Markup) -> Cow<'_, str> {
    let source = markup.source.as_str();
    match markup.format {
        MarkupFormat::Html => Cow::Borrowed(source),
        MarkupFormat::Moodle => Cow::Owned(broken_lines(source)),
        MarkupFormat::Markdown => Cow::Owned(markdown(source)),
        MarkupFormat::Plain => Cow::Owned(escaped(source).replace('\n', "<br>")),
    }
}

/// Line ends become breaks, except beside a tag: there they only lay out the source.
fn broken_lines(source: &str) -> String {
    let lines: Vec<&str> = source.trim().lines().collect();
    let mut html = String::with_capacity(source.len() + lines.len() * 4);
    for (at, line) in lines.iter().enumerate() {
        html.push_str(line);
        let Some(next) = lines.get(at + 1) else { break };
        let beside_tag = line.trim_end().ends_with('>') || next.trim_start().starts_with('<');
        html.push_str(if beside_tag { "\n" } else { "<br>" });
    }
    html
}

fn markdown(source: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let events = Parser::new_ext(source, options).map(|event| match event {
        Event::InlineMath(formula) => Event::Text(CowStr::from(format!("${formula}$"))),
        Event::DisplayMath(formula) => Event::Text(CowStr::from(format!("$${formula}$$"))),
        other => other,
    });
    let mut shown = String::with_capacity(source.len() * 2);
    html::push_html(&mut shown, events);
    shown
}

fn escaped(source: &str) -> String {
    source.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Addresses that `url_schemes` alone would let through: `data` is for pictures, and pictures are for `data`.
fn kept<'v>(tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let fit = match (tag, attribute) {
        ("img", "src") => PICTURES.iter().any(|start| value.starts_with(start)),
        ("a", "href") => !value.trim_start().to_ascii_lowercase().starts_with("data:"),
        _ => true,
    };
    fit.then_some(Cow::Borrowed(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(format: MarkupFormat, source: &str) -> String {
        render(&Markup::new(format, source))
    }

    #[test]
    fn each_format_is_read_as_its_own() {
        let table = [
            (MarkupFormat::Plain, "a < b & c\nd", "a &lt; b &amp; c<br>d"),
            (MarkupFormat::Html, "<b>a</b>\nb", "<b>a</b>\nb"),
            (
                MarkupFormat::Moodle,
                "a\nb <i>c</i>\n<ul>\n<li>d</li>\n</ul>",
                "a<br>b <i>c</i>\n<ul>\n<li>d</li>\n</ul>",
            ),
            (MarkupFormat::Markdown, "**a** `b`", "<p><strong>a</strong> <code>b</code></p>\n"),
        ];
        for (format, source, expected) in table {
            assert_eq!(shown(format, source), expected, "{source}");
        }
    }

    #[test]
    fn nothing_runs_and_nothing_is_fetched() {
        let attacks = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<img src=\"https://example.org/a.png\">",
            "<img src=\"data:image/svg+xml;base64,AAAA\">",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\" data:text/html,x\">x</a>",
            "<a href=\"//example.org/x\">x</a>",
            "<iframe src=\"https://example.org\"></iframe>",
            "<p style=\"background:url(https://example.org)\" onclick=\"x\">x</p>",
            "<svg><script>alert(1)</script></svg>",
            "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
            "<form action=\"https://example.org\"><input name=a></form>",
            "<link rel=stylesheet href=\"https://example.org\"><meta http-equiv=refresh content=0>",
        ];
        let forbidden =
            ["script", "onerror", "onclick", "example.org", "style", "svg", "alert", "data:", "<form", "<input"];
        for attack in attacks {
            for format in [MarkupFormat::Html, MarkupFormat::Moodle, MarkupFormat::Markdown] {
                let html = shown(format, attack);
                for word in forbidden {
                    assert!(!html.contains(word), "{attack} gave {html}");
                }
            }
        }
    }

    #[test]
    fn links_to_pages_and_pictures_inside_the_text_stay() {
        let link = shown(MarkupFormat::Html, "<a href=\"https://example.org/\">x</a>");
        assert_eq!(link, "<a href=\"https://example.org/\" rel=\"noopener noreferrer\">x</a>");
        let picture = "<img src=\"data:image/png;base64,AAAA\" alt=\"a\">";
        assert_eq!(shown(MarkupFormat::Html, picture), picture);
        assert!(!loses_picture(&Markup::new(MarkupFormat::Html, picture)));
        assert!(loses_picture(&Markup::new(MarkupFormat::Markdown, "![a](https://example.org/a.png)")));
    }

    #[test]
    fn formulas_stay_text_in_every_format() {
        for format in [MarkupFormat::Moodle, MarkupFormat::Html, MarkupFormat::Markdown, MarkupFormat::Plain] {
            let html = shown(format, "so $$a_1 * b_2 * c$$ and $x_1 + y_1$");
            assert!(html.contains("$$a_1 * b_2 * c$$ and $x_1 + y_1$"), "{html}");
        }
    }
}

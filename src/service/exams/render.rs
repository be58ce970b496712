//! Authors' markup as HTML that is safe to show.
//!
//! Everything an author writes passes one allow-list, whatever its format says. Nothing in the result makes a browser run
//! or fetch anything: images are those inside the text itself or name a picture of the exam, which the page brings; links
//! lead to pages and mail only. Formulas, between `\(` and
//! `\)`, `\[` and `\]` or dollar signs, stay the text they are: pages draw them. It must not know where the HTML is shown.

use super::api::images;
use crate::service::media::api::PicturesKnown;
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
        .url_schemes(HashSet::from(["http", "https", "mailto", "data", "picture"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(kept);
    builder
});

/// The markup as safe HTML, with the size of every picture that is known.
pub fn render(markup: &Markup, pictures: &PicturesKnown) -> String {
    images::sized(sanitised(markup), pictures)
}

/// The markup as safe HTML, as far as its text tells.
pub fn sanitised(markup: &Markup) -> String {
    ALLOWED.clean(&html_of(markup)).to_string()
}

/// Whether safe HTML leaves out a picture that the author put in, so that an import can say so.
pub fn loses_picture(html: &str) -> bool {
    let (images, addressed) = images::count(html);
    images > addressed
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
    let formulas = Formulas::set_aside(source);
    let events = Parser::new_ext(&formulas.rest, options).map(|event| match event {
        Event::InlineMath(formula) => Event::Text(CowStr::from(format!("${}$", formulas.put_back(&formula)))),
        Event::DisplayMath(formula) => Event::Text(CowStr::from(format!("$${}$$", formulas.put_back(&formula)))),
        Event::Text(text) => Event::Text(CowStr::from(formulas.put_back(&text))),
        Event::Code(text) => Event::Code(CowStr::from(formulas.put_back(&text))),
        Event::Html(text) => Event::Html(CowStr::from(formulas.put_back(&text))),
        Event::InlineHtml(text) => Event::InlineHtml(CowStr::from(formulas.put_back(&text))),
        other => other,
    });
    let mut shown = String::with_capacity(source.len() * 2);
    html::push_html(&mut shown, events);
    shown
}

/// The formulas of a Markdown source, taken out while it is read: Markdown would take their brackets and signs for its own.
struct Formulas<'s> {
    /// The source with a mark in the place of each.
    rest: String,
    taken: Vec<&'s str>,
}

/// Around the number of a formula; characters without a meaning, which are dropped where an author has them.
const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

impl<'s> Formulas<'s> {
    fn set_aside(source: &'s str) -> Self {
        let mut formulas = Self { rest: String::with_capacity(source.len()), taken: Vec::new() };
        let mut left = source;
        while let Some(at) = left.find('\\') {
            formulas.keep(&left[..at]);
            left = &left[at..];
            match formula(left) {
                Some(formula) => {
                    formulas.rest.push_str(&format!("{}{}{}", MARKS[0], formulas.taken.len(), MARKS[1]));
                    formulas.taken.push(formula);
                    left = &left[formula.len()..];
                }
                None => {
                    // What a backslash stands before is no beginning of a formula, another backslash above all.
                    let end = left.chars().take(2).map(char::len_utf8).sum();
                    formulas.keep(&left[..end]);
                    left = &left[end..];
                }
            }
        }
        formulas.keep(left);
        formulas
    }

    fn keep(&mut self, text: &str) {
        self.rest.extend(text.chars().filter(|c| !MARKS.contains(c)));
    }

    fn put_back(&self, text: &str) -> String {
        let mut parts = text.split(MARKS[0]);
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (number, after) = part.split_once(MARKS[1]).unwrap_or((part, ""));
            let formula = number.parse().ok().and_then(|number: usize| self.taken.get(number));
            whole.push_str(formula.copied().unwrap_or_default());
            whole.push_str(after);
        }
        whole
    }
}

/// The formula that the text begins with; an empty line ends every one.
fn formula(text: &str) -> Option<&str> {
    let closing = match text.get(..2)? {
        "\\(" => "\\)",
        "\\[" => "\\]",
        _ => return None,
    };
    let end = text.find(closing)? + closing.len();
    let formula = &text[..end];
    (!formula.contains("\n\n")).then_some(formula)
}

fn escaped(source: &str) -> String {
    source.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Addresses that `url_schemes` alone would let through: `data` and `picture` are for images, and images are for them.
fn kept<'v>(tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let fit = match (tag, attribute) {
        ("img", "src") => PICTURES.iter().any(|start| value.starts_with(start)) || images::named(value).is_some(),
        ("a", "href") => {
            let address = value.trim_start().to_ascii_lowercase();
            !["data:", images::SCHEME].iter().any(|scheme| address.starts_with(scheme))
        }
        _ => true,
    };
    fit.then_some(Cow::Borrowed(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(format: MarkupFormat, source: &str) -> String {
        sanitised(&Markup::new(format, source))
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
        assert!(!loses_picture(&shown(MarkupFormat::Html, picture)));
        assert!(loses_picture(&shown(MarkupFormat::Markdown, "![a](https://example.org/a.png)")));
    }

    #[test]
    fn a_picture_of_the_exam_is_named_by_its_digest_alone() {
        let address = format!("picture:{}", "ab".repeat(32));
        let image = format!("<img src=\"{address}\" alt=\"a\">");
        assert_eq!(shown(MarkupFormat::Html, &image), image);
        assert_eq!(shown(MarkupFormat::Markdown, &format!("![a]({address})")), format!("<p>{image}</p>\n"));
        for address in ["picture:ab", &address.to_uppercase(), &format!("{address}0")] {
            assert_eq!(shown(MarkupFormat::Html, &format!("<img src=\"{address}\">")), "<img>");
        }
        assert!(!shown(MarkupFormat::Html, &format!("<a href=\"{address}\">x</a>")).contains("href"));
    }

    #[test]
    fn formulas_stay_text_in_every_format() {
        for format in [MarkupFormat::Moodle, MarkupFormat::Html, MarkupFormat::Markdown, MarkupFormat::Plain] {
            let html = shown(format, "so $$a_1 * b_2 * c$$ and $x_1 + y_1$");
            assert!(html.contains("$$a_1 * b_2 * c$$ and $x_1 + y_1$"), "{html}");
            let html = shown(format, r"so \(a_1 * b * c\) and \[x_1 [y] \frac{1}{2}\]");
            assert!(html.contains(r"\(a_1 * b * c\) and \[x_1 [y] \frac{1}{2}\]"), "{html}");
        }
    }

    #[test]
    fn what_only_begins_like_a_formula_is_markdown() {
        for (source, expected) in [
            (r"\\(*a*\\)", "<p>\\(<em>a</em>\\)</p>\n"),
            (r"\(*a*", "<p>(<em>a</em></p>\n"),
            ("\\(a\n\nb\\)", "<p>(a</p>\n<p>b)</p>\n"),
            (r"`\(a\)` \(<b\)", "<p><code>\\(a\\)</code> \\(&lt;b\\)</p>\n"),
            ("\u{e000}0\u{e001} \\(a\\)", "<p>0 \\(a\\)</p>\n"),
            ("é\\é \\", "<p>é\\é \\</p>\n"),
        ] {
            assert_eq!(shown(MarkupFormat::Markdown, source), expected, "{source}");
        }
    }
}

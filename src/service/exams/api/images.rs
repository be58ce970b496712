//! The pictures that sanitised HTML shows.
//!
//! Markup names a picture by its digest, as `picture:<digest>` in the place of an address, so that a text means the same
//! picture in every version and wherever it is shown. Where the bytes come from is for the page. Only HTML from the
//! sanitiser is read here: it quotes every value and escapes every quote inside of one.

use crate::service::media::api::PicturesKnown;
use examhall_domain::picture::{PictureDigest, PictureSize};
use std::collections::BTreeSet;
use std::ops::Range;

/// What stands before the digest.
pub(in crate::service::exams) const SCHEME: &str = "picture:";

/// The picture that an address names.
pub(in crate::service::exams) fn named(address: &str) -> Option<PictureDigest> {
    address.strip_prefix(SCHEME)?.parse().ok()
}

/// The address of a picture.
pub(in crate::service::exams) fn address(picture: PictureDigest) -> String {
    format!("{SCHEME}{picture}")
}

/// Every picture that the HTML shows.
pub fn shown_in(html: &str) -> BTreeSet<PictureDigest> {
    images(html).into_iter().filter_map(|range| named(attribute(&html[range], "src")?)).collect()
}

/// Whether an image is shown without words for those who do not see it.
pub(in crate::service::exams) fn lacks_words(html: &str) -> bool {
    let has_words = |tag: &str| attribute(tag, "alt").is_some_and(|words| !words.trim().is_empty());
    let mut tags = images(html).into_iter().map(|range| &html[range]);
    tags.any(|tag| attribute(tag, "src").is_some() && !has_words(tag))
}

/// How many images there are, and how many of them have an address that the sanitiser kept.
pub(in crate::service::exams) fn count(html: &str) -> (usize, usize) {
    let images = images(html);
    let addressed = images.iter().filter(|range| attribute(&html[(*range).clone()], "src").is_some()).count();
    (images.len(), addressed)
}

/// The HTML with the size of each known picture, so that a page keeps the room for it. A width or a height that an author
/// asked for makes the picture smaller and keeps its shape.
pub(in crate::service::exams) fn sized(html: String, known: &PicturesKnown) -> String {
    let mut shown = String::with_capacity(html.len() + 64);
    let mut end = 0;
    for range in images(&html) {
        let tag = &html[range.clone()];
        let facts = attribute(tag, "src").and_then(named).and_then(|picture| known.get(&picture));
        if let Some(facts) = facts {
            shown.push_str(&html[end..range.start]);
            push_sized(&mut shown, tag, facts.size);
            end = range.end;
        }
    }
    shown.push_str(&html[end..]);
    shown
}

fn push_sized(shown: &mut String, tag: &str, size: PictureSize) {
    shown.push_str("<img");
    for (name, value) in attributes(tag).filter(|(name, _)| !matches!(*name, "width" | "height")) {
        shown.push_str(&format!(" {name}=\"{value}\""));
    }
    let wanted = |name| attribute(tag, name).and_then(|value| value.parse::<u32>().ok()).filter(|side| *side > 0);
    let PictureSize { width, height } = match (wanted("width"), wanted("height")) {
        (Some(width), _) => scaled(size, width, size.width),
        (None, Some(height)) => scaled(size, height, size.height),
        (None, None) => size,
    };
    shown.push_str(&format!(" width=\"{width}\" height=\"{height}\">"));
}

/// The size with one side, now `whole`, made as long as is wanted, and never longer than it is.
fn scaled(size: PictureSize, wanted: u32, whole: u32) -> PictureSize {
    let wanted = wanted.min(whole);
    // A side of at most 2^32 times one of at most 2^32 fits; the quotient is no longer than the side was.
    let side = |side: u32| {
        let scaled = (u64::from(side) * u64::from(wanted) + u64::from(whole) / 2) / u64::from(whole);
        u32::try_from(scaled).unwrap_or(side).max(1)
    };
    PictureSize { width: side(size.width), height: side(size.height) }
}

fn images(html: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(before) = html[at..].find('<') {
        let begin = at + before;
        at = begin + tag_length(&html[begin..]);
        if html[begin..at].starts_with("<img ") || &html[begin..at] == "<img>" {
            found.push(begin..at);
        }
    }
    found
}

/// How long a tag is; a `>` between quotes does not end it.
fn tag_length(tag: &str) -> usize {
    let mut is_quoted = false;
    let end = tag.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    });
    end.map_or(tag.len(), |end| end + 1)
}

fn attribute<'t>(tag: &'t str, wanted: &str) -> Option<&'t str> {
    attributes(tag).find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut parts = tag.trim_start_matches("<img").split('"');
    std::iter::from_fn(move || {
        let name = parts.next()?.trim().trim_end_matches('=');
        Some((name, parts.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use examhall_domain::picture::{PictureFacts, PictureKind};

    const DIGEST: PictureDigest = PictureDigest([0xab; 32]);

    fn image(rest: &str) -> String {
        format!("<img src=\"{}\"{rest}>", address(DIGEST))
    }

    #[test]
    fn a_picture_takes_the_room_of_its_size_or_less() {
        let facts =
            PictureFacts { kind: PictureKind::Png, size: PictureSize { width: 640, height: 480 }, size_bytes: 1 };
        let known = PicturesKnown::from([(DIGEST, facts)]);
        for (given, taken) in [
            (" alt=\"a\"", " alt=\"a\" width=\"640\" height=\"480\""),
            (" width=\"320\" alt=\"a\"", " alt=\"a\" width=\"320\" height=\"240\""),
            (" height=\"48\" alt=\"a\"", " alt=\"a\" width=\"64\" height=\"48\""),
            (" width=\"9000\" height=\"1\"", " width=\"640\" height=\"480\""),
            (" width=\"wide\"", " width=\"640\" height=\"480\""),
            (" width=\"1\"", " width=\"1\" height=\"1\""),
        ] {
            let html = format!("<p>a {} b</p>", image(given));
            assert_eq!(sized(html, &known), format!("<p>a {} b</p>", image(taken)));
        }
        let unknown = format!("{}<img src=\"data:image/png;base64,AA\">", image(""));
        assert_eq!(sized(unknown.clone(), &PicturesKnown::new()), unknown);
    }

    #[test]
    fn only_tags_show_pictures() {
        let quoted = format!("<a title=\"<img src=&quot;{}&quot;>\">x</a>", address(DIGEST));
        assert_eq!(shown_in(&quoted), BTreeSet::new());
        assert_eq!(shown_in(&format!("{quoted} {}", image(""))), BTreeSet::from([DIGEST]));
        assert_eq!(shown_in("<img src=\"picture:abc\"> < img"), BTreeSet::new());
    }

    #[test]
    fn words_are_missed() {
        assert!(!lacks_words(&format!("no image {}", image(" alt=\"A cell\""))));
        for rest in ["", " alt=\"\"", " alt=\" \"", " title=\"alt=\""] {
            assert!(lacks_words(&image(rest)), "{rest}");
        }
        assert!(!lacks_words("<img>"));
    }
}

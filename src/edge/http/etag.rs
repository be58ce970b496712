//! Entity tags (RFC 9110, section 8.8.3) of what clients ask for again and again.

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

/// The tag that the client knows, without its quotes, if it names exactly one.
pub fn known(request: &HttpRequest) -> Option<String> {
    let value = only(request.headers())?;
    let tag = value.strip_prefix("W/").unwrap_or(value);
    let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
    (!tag.contains('"')).then(|| tag.to_owned())
}

/// The representation under its tag; nothing but the tag when the client has it.
pub fn answer(known: Option<&str>, tag: &str, body: &impl Serialize) -> HttpResponse {
    if known == Some(tag) { unchanged(tag) } else { tagged(HttpResponse::Ok(), tag).json(body) }
}

/// What the client has under this tag still holds.
pub fn unchanged(tag: &str) -> HttpResponse {
    tagged(HttpResponse::NotModified(), tag).finish()
}

fn tagged(mut builder: HttpResponseBuilder, tag: &str) -> HttpResponseBuilder {
    builder.insert_header((header::ETAG, format!("\"{tag}\"")));
    // The browser may keep it, and asks each time whether it still holds.
    builder.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    builder
}

fn only(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::IF_NONE_MATCH);
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().map(str::trim),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn one_tag_is_read_strong_or_weak() {
        for (value, tag) in [
            ("\"free\"", Some("free")),
            (" W/\"order-7\" ", Some("order-7")),
            ("*", None),
            ("free", None),
            ("\"a\", \"b\"", None),
            ("\"", None),
        ] {
            let request = TestRequest::default().insert_header((header::IF_NONE_MATCH, value)).to_http_request();
            assert_eq!(known(&request).as_deref(), tag, "{value}");
        }
        assert_eq!(known(&TestRequest::default().to_http_request()), None);
    }

    #[test]
    fn who_knows_the_tag_gets_no_body() {
        let fresh = answer(Some("old"), "new", &1);
        assert_eq!((fresh.status().as_u16(), fresh.headers().get("etag").unwrap().as_bytes()), (200, &b"\"new\""[..]));
        assert_eq!(answer(Some("new"), "new", &1).status().as_u16(), 304);
        assert_eq!(answer(None, "new", &1).status().as_u16(), 200);
    }
}

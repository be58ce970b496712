//! Whether a request comes from our own pages.
//!
//! Browsers send `Origin` with every unsafe method and `Sec-Fetch-Site` with everything; programs send neither, and have
//! no cookie that a foreign page could ride on.

use crate::service::Context;
use crate::service::problem::ProblemType;
use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets through what our own pages or a program sent.
///
/// # Errors
/// `origin-refused`.
pub fn check(cx: &Context, request: &HttpRequest) -> Result<(), ProblemType> {
    if is_own(request.headers(), |origin| cx.settings.http.is_own_origin(origin)) {
        Ok(())
    } else {
        Err(ProblemType::OriginRefused)
    }
}

fn is_own(headers: &HeaderMap, is_own_origin: impl Fn(&str) -> bool) -> bool {
    let mut origins = headers.get_all(header::ORIGIN);
    match (origins.next(), origins.next()) {
        (Some(origin), None) => origin.to_str().is_ok_and(is_own_origin),
        (Some(_), Some(_)) => false,
        (None, _) => headers.get(&SEC_FETCH_SITE).is_none_or(|site| site == "same-origin"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_our_own_pages_and_programs_pass() {
        let table: [(&[(&str, &str)], bool); 9] = [
            (&[], true),
            (&[("origin", "https://exam.example")], true),
            (&[("origin", "https://exam.example"), ("sec-fetch-site", "cross-site")], true),
            (&[("origin", "https://exam.example.evil")], false),
            (&[("origin", "http://exam.example")], false),
            (&[("origin", "null")], false),
            (&[("origin", "https://exam.example"), ("origin", "https://exam.example")], false),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
        ];
        for (headers, passes) in table {
            let request = headers.iter().fold(TestRequest::default(), |request, header| request.append_header(*header));
            let request = request.to_http_request();
            assert_eq!(is_own(request.headers(), |origin| origin == "https://exam.example"), passes, "{headers:?}");
        }
    }
}

//! Which pages may open a socket: browsers send cookies with a cross-site handshake, so the server has to look (RFC 6455,
//! section 10.2).

use actix_web::http::Uri;
use actix_web::http::header::{self, HeaderMap};

/// The page's origin is not one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("pages of this origin may not use the server")]
pub struct OriginRefused;

/// Passes programs, which send no origin, and pages of the listed origins; without a list, pages of the host that the request
/// itself went to.
///
/// # Errors
/// For every other page.
pub fn check_origin(headers: &HeaderMap, listed: &[String]) -> Result<(), OriginRefused> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().map_err(|_| OriginRefused)?;
    let allowed = match listed {
        [] => is_own_host(origin, headers),
        listed => listed.iter().any(|known| known.trim_end_matches('/').eq_ignore_ascii_case(origin)),
    };
    if allowed { Ok(()) } else { Err(OriginRefused) }
}

fn is_own_host(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let page =
        origin.parse::<Uri>().ok().and_then(|uri| uri.authority().map(|authority| authority.as_str().to_owned()));
    matches!((host, page), (Some(host), Some(page)) if host.eq_ignore_ascii_case(&page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn headers(origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("exam.example:8080"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn pages_of_the_same_host_and_programs_pass() {
        assert_eq!(check_origin(&headers(None), &[]), Ok(()));
        assert_eq!(check_origin(&headers(Some("http://Exam.example:8080")), &[]), Ok(()));
        for foreign in ["http://exam.example", "https://evil.example:8080", "null", "file://"] {
            assert_eq!(check_origin(&headers(Some(foreign)), &[]), Err(OriginRefused), "{foreign}");
        }
    }

    #[test]
    fn a_list_replaces_the_host() {
        let listed = ["https://exam.example/".to_owned()];
        assert_eq!(check_origin(&headers(Some("https://exam.example")), &listed), Ok(()));
        assert_eq!(check_origin(&headers(Some("http://exam.example:8080")), &listed), Err(OriginRefused));
        assert_eq!(check_origin(&headers(Some("https://exam.example.evil")), &listed), Err(OriginRefused));
    }
}

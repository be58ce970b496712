//! The browser app's files, compiled into the program and served under the digest of their tree.
//!
//! A digest in the path lets browsers keep a file for a year; a page served by this build always names this build's files.

pub mod frame;
mod modules;
mod packed;
pub mod texts;

use self::frame::{FRAME, Page, Rooms};
use super::failure::Answer;
use super::packing::takes_gzip;
use super::reading::reading;
use crate::service::problem::ProblemType;
use actix_web::http::header::{self, ContentEncoding, EntityTag};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const DIGEST_PLACEHOLDER: &str = "/static/@digest/";

/// The tree's digest at start: 16 hexadecimal digits.
pub static DIGEST: LazyLock<String> = LazyLock::new(digest);

/// Pages by their scripts and by what they do with rooms, each made when it was first asked for.
static PAGES: LazyLock<RwLock<HashMap<(&'static str, Rooms), Bytes>>> = LazyLock::new(RwLock::default);

/// The routes of the scope `/static`.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/{digest}/{path:.*}", reading().to(read_asset));
}

/// A page's HTML; it is never cached, so that it always names the present files.
///
/// # Errors
/// `internal` when the tree lacks the frame of all pages.
pub fn page(page: Page, rooms: Rooms) -> Answer {
    if let Some(html) = PAGES.read().unwrap_or_else(PoisonError::into_inner).get(&(page.script, rooms)) {
        return Ok(fresh("text/html; charset=utf-8", html.clone()));
    }
    let html = Bytes::from(with_digest(&page.html(&text(FRAME).ok_or(ProblemType::Internal)?, rooms, text)));
    PAGES.write().unwrap_or_else(PoisonError::into_inner).insert((page.script, rooms), html.clone());
    Ok(fresh("text/html; charset=utf-8", html))
}

/// The service worker with the digest filled in. It lies at the root because a worker serves what lies below itself, and
/// is asked for anew each time, so that each build brings its own.
///
/// # Errors
/// As [`page`].
pub fn worker() -> Answer {
    let script = text("sw.js").ok_or(ProblemType::Internal)?;
    Ok(fresh("text/javascript; charset=utf-8", with_digest(&script).into()))
}

fn fresh(kind: &str, text: Bytes) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, kind)).insert_header((header::CACHE_CONTROL, "no-cache"));
    response.body(text)
}

/// The text of a file of the tree.
fn text(name: &str) -> Option<String> {
    Some(String::from_utf8_lossy(&Files::get(name)?.data).into_owned())
}

fn with_digest(text: &str) -> String {
    text.replace(DIGEST_PLACEHOLDER, &format!("/static/{}/", *DIGEST))
}

/// Which part of a file is wanted.
#[derive(Deserialize)]
struct Wanted {
    /// The page whose texts these are.
    of: Option<String>,
}

async fn read_asset(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    web::Query(wanted): web::Query<Wanted>,
) -> Answer {
    let (digest, path) = path.into_inner();
    let file = Files::get(&path).ok_or(ProblemType::NotFound)?;
    let data = match wanted.of.as_deref() {
        None => file.data,
        Some("room") if path.starts_with("i18n/") => texts::part(&file.data, texts::ROOM).into(),
        Some(_) => return Err(ProblemType::NotFound.into()),
    };
    let hash: [u8; 32] = Sha256::digest(&data).into();
    let is_packed = takes_gzip(&request);
    // Other bytes, another tag (RFC 9110, 8.8.3).
    let etag = EntityTag::new_strong(hex(&hash[..8]) + if is_packed { "-gz" } else { "" });
    let unchanged =
        request.headers().get(header::IF_NONE_MATCH).is_some_and(|sent| sent.as_bytes() == etag.to_string().as_bytes());
    // While instances of two builds run side by side, a page of the other build asks with its own digest.
    let cache = if digest == *DIGEST { IMMUTABLE } else { "no-cache" };
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::CACHE_CONTROL, cache)).insert_header(header::ETag(etag));
    response.insert_header((header::VARY, "accept-encoding"));
    if unchanged {
        return Ok(response.finish());
    }
    response.insert_header((header::CONTENT_TYPE, file.metadata.mimetype()));
    if is_packed {
        return Ok(response.insert_header(ContentEncoding::Gzip).body(packed::packed(hash, &data)));
    }
    Ok(response.body(data.into_owned()))
}

fn digest() -> String {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut hasher = Sha256::new();
    for name in names {
        let Some(file) = Files::get(&name) else { continue };
        hasher.update(name.as_bytes());
        hasher.update([0]);
        hasher.update(file.metadata.sha256_hash());
    }
    hex(&hasher.finalize()[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

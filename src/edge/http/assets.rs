//! The browser app's files, compiled into the program and served under the digest of their tree.
//!
//! A digest in the path lets browsers keep a file for a year; a page served by this build always names this build's files.
//! Files are packed once, as small as gzip can: on a slow network that is a fifth of the wait for a page.

use super::failure::Answer;
use crate::service::problem::ProblemType;
use actix_web::http::header::{self, AcceptEncoding, Encoding, Header};
use actix_web::{HttpRequest, HttpResponse, web};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Below this a header costs more than packing saves.
const PACKED_MIN: usize = 256;
const DIGEST_PLACEHOLDER: &str = "/static/@digest/";

/// The tree's digest at start: 16 hexadecimal digits.
pub static DIGEST: LazyLock<String> = LazyLock::new(digest);

/// The files that packing makes smaller, by name; packed when the first one is asked for.
static PACKED: LazyLock<HashMap<String, Vec<u8>>> = LazyLock::new(|| {
    let smaller = |name: String| {
        let bytes = packed(&Files::get(&name)?.data)?;
        Some((name, bytes))
    };
    Files::iter().filter_map(|name| smaller(name.into_owned())).collect()
});

/// The routes of the scope `/static`.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/{digest}/{path:.*}", web::get().to(read_asset));
}

/// A page's HTML with the digest filled in; it is never cached, so that it always names the present files.
///
/// # Errors
/// `not-found` when there is no such file.
pub fn page(name: &str) -> Answer {
    let file = Files::get(name).ok_or(ProblemType::NotFound)?;
    let html = String::from_utf8_lossy(&file.data).replace(DIGEST_PLACEHOLDER, &format!("/static/{}/", *DIGEST));
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(html))
}

async fn read_asset(request: HttpRequest, path: web::Path<(String, String)>) -> Answer {
    let (digest, path) = path.into_inner();
    let file = Files::get(&path).ok_or(ProblemType::NotFound)?;
    let packed = PACKED.get(&path).filter(|_| takes_gzip(&request));
    let mark = if packed.is_some() { "-gz" } else { "" };
    let etag = header::EntityTag::new_strong(hex(&file.metadata.sha256_hash()[..8]) + mark);
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
    Ok(match packed {
        Some(packed) => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed.as_slice()),
        None => response.body(file.data.into_owned()),
    })
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let wished = AcceptEncoding::parse(request).ok();
    wished.and_then(|wished| wished.negotiate([Encoding::gzip()].iter())) == Some(Encoding::gzip())
}

/// The file packed, if that is worth it.
fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < PACKED_MIN {
        return None;
    }
    let pack = || -> io::Result<Vec<u8>> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes)?;
        encoder.finish()
    };
    // Writing into memory does not fail; should it ever, the file goes out as it is.
    pack().ok().filter(|packed| packed.len() < bytes.len())
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

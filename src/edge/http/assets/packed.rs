//! Files packed once instead of for everybody: a hall of browsers asks for the same fifty files in the same minute, and
//! the tightest packing, which takes long, is worth most on slow networks.

use crate::edge::http::packing::gzip;
use actix_web::web::Bytes;
use flate2::Compression;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// By the SHA-256 of what was packed; as many as there are files.
static PACKED: LazyLock<RwLock<HashMap<[u8; 32], Bytes>>> = LazyLock::new(RwLock::default);

/// `data` in gzip; `digest` is its SHA-256.
pub fn packed(digest: [u8; 32], data: &[u8]) -> Bytes {
    if let Some(known) = PACKED.read().unwrap_or_else(PoisonError::into_inner).get(&digest) {
        return known.clone();
    }
    let bytes = gzip(data, Compression::best());
    PACKED.write().unwrap_or_else(PoisonError::into_inner).insert(digest, bytes.clone());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn what_is_packed_is_unpacked_the_same() {
        let data = b"the same words again and again and again".repeat(50);
        let first = packed([1; 32], &data);
        let mut unpacked = Vec::new();
        GzDecoder::new(&first[..]).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, data);
        assert!(first.len() < data.len() / 10);
        assert_eq!(packed([1; 32], &data).as_ptr(), first.as_ptr(), "it was packed again");
    }
}

//! PNG (W3C, third edition): a row of chunks, each with its length and its checksum.

use super::PictureFault;
use super::reader::{Reader, length};
use super::size::{Found, PictureSize};

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// What drawing takes: the picture itself, its colours and its background.
const KEPT: [&[u8; 4]; 10] = [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD"];
/// A chunk whose name begins with a small letter may be left out.
const ANCILLARY: u8 = 0x20;

pub(super) fn read(bytes: &[u8]) -> Result<Found, PictureFault> {
    let mut reader = Reader::new(bytes);
    if reader.array()? != SIGNATURE {
        return Err(PictureFault::Damaged);
    }
    let mut kept = SIGNATURE.to_vec();
    let (mut size, mut has_data) = (None, false);
    loop {
        let chunk = Chunk::next(&mut reader)?;
        match (&chunk.name, size) {
            (b"IHDR", None) => size = Some(header(chunk.data)?),
            (_, None) | (b"IHDR", Some(_)) => return Err(PictureFault::Damaged),
            // The beginning of an animation.
            (b"acTL", _) => return Err(PictureFault::Moving),
            (b"IDAT", _) => has_data = true,
            _ => {}
        }
        if KEPT.contains(&&chunk.name) {
            kept.extend_from_slice(chunk.whole);
        } else if chunk.name[0] & ANCILLARY == 0 {
            return Err(PictureFault::Damaged);
        }
        if let (b"IEND", Some(size)) = (&chunk.name, size) {
            return if has_data { Ok(Found { size, bytes: kept }) } else { Err(PictureFault::Damaged) };
        }
    }
}

struct Chunk<'a> {
    name: [u8; 4],
    data: &'a [u8],
    /// With length and checksum.
    whole: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn next(reader: &mut Reader<'a>) -> Result<Self, PictureFault> {
        let begin = reader.left();
        let count = length(reader.u32_be()?);
        let name = reader.array()?;
        let data = reader.take(count)?;
        let sum = reader.u32_be()?;
        // Length and checksum are four bytes each; the sum covers what stands between them.
        let whole = &begin[..begin.len() - reader.left().len()];
        if crc32fast::hash(&whole[4..whole.len() - 4]) != sum {
            return Err(PictureFault::Damaged);
        }
        Ok(Self { name, data, whole })
    }
}

fn header(data: &[u8]) -> Result<PictureSize, PictureFault> {
    let mut reader = Reader::new(data);
    PictureSize::of(reader.u32_be()?, reader.u32_be()?)
}

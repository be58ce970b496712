//! WebP (RFC 9649): chunks in a RIFF container, simple or extended.

use super::PictureFault;
use super::reader::{Reader, length};
use super::size::{Found, PictureSize};

/// Flags of an extended file.
const ANIMATED: u8 = 0x02;
const HAS_ALPHA: u8 = 0x10;
/// What begins a frame of VP8 and an image of VP8L.
const VP8_START: [u8; 3] = [0x9d, 0x01, 0x2a];
const VP8L_START: u8 = 0x2f;

pub(super) fn read(bytes: &[u8]) -> Result<Found, PictureFault> {
    let mut file = Reader::new(bytes);
    file.take(4)?;
    let count = length(file.u32_le()?);
    let mut chunks = Reader::new(file.take(count)?);
    chunks.take(4)?;
    let mut kept = Vec::with_capacity(count);
    let (mut canvas, mut image) = (None, None);
    while !chunks.left().is_empty() {
        let name: [u8; 4] = chunks.array()?;
        let size = length(chunks.u32_le()?);
        let data = chunks.take(size)?;
        // A chunk of odd length is followed by a byte that belongs to none; some programs leave out the last one.
        if size % 2 == 1 && !chunks.left().is_empty() {
            chunks.byte()?;
        }
        match &name {
            b"VP8X" if canvas.is_none() && image.is_none() => {
                let (size, extended) = extended(data)?;
                canvas = Some(size);
                chunk(&mut kept, &name, &extended);
            }
            b"ALPH" if canvas.is_some() && image.is_none() => chunk(&mut kept, &name, data),
            b"VP8 " | b"VP8L" if image.is_none() => {
                image = Some(if name == *b"VP8L" { lossless(data)? } else { lossy(data)? });
                chunk(&mut kept, &name, data);
            }
            b"ANIM" | b"ANMF" => return Err(PictureFault::Moving),
            b"VP8X" | b"VP8 " | b"VP8L" => return Err(PictureFault::Damaged),
            // Notes of cameras and programs, colour profiles, and what nobody knows.
            _ => {}
        }
    }
    let size = image.ok_or(PictureFault::Truncated)?;
    if canvas.is_some_and(|canvas| canvas != size) {
        return Err(PictureFault::Damaged);
    }
    Ok(Found { size, bytes: whole(&kept) })
}

fn chunk(kept: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    kept.extend_from_slice(name);
    kept.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    kept.extend_from_slice(data);
    if data.len() % 2 == 1 {
        kept.push(0);
    }
}

/// The canvas, and the chunk again without what it announces of notes and profiles.
fn extended(data: &[u8]) -> Result<(PictureSize, [u8; 10]), PictureFault> {
    let mut chunk: [u8; 10] = Reader::new(data).array()?;
    if chunk[0] & ANIMATED != 0 {
        return Err(PictureFault::Moving);
    }
    chunk[0] &= HAS_ALPHA;
    let side = |at: usize| u32::from_le_bytes([chunk[at], chunk[at + 1], chunk[at + 2], 0]) + 1;
    Ok((PictureSize::of(side(4), side(7))?, chunk))
}

fn lossy(data: &[u8]) -> Result<PictureSize, PictureFault> {
    let mut reader = Reader::new(data);
    reader.take(3)?;
    if reader.array()? != VP8_START {
        return Err(PictureFault::Damaged);
    }
    // The two upper bits scale what is shown.
    let (width, height) = (reader.u16_le()? & 0x3fff, reader.u16_le()? & 0x3fff);
    PictureSize::of(width.into(), height.into())
}

fn lossless(data: &[u8]) -> Result<PictureSize, PictureFault> {
    let mut reader = Reader::new(data);
    if reader.byte()? != VP8L_START {
        return Err(PictureFault::Damaged);
    }
    let sides = reader.u32_le()?;
    PictureSize::of((sides & 0x3fff) + 1, (sides >> 14 & 0x3fff) + 1)
}

fn whole(kept: &[u8]) -> Vec<u8> {
    let count = u32::try_from(kept.len() + 4).unwrap_or(u32::MAX);
    let mut bytes = b"RIFF".to_vec();
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(b"WEBP");
    bytes.extend_from_slice(kept);
    bytes
}

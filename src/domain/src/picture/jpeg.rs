//! JPEG (ITU-T T.81): segments that begin with a marker, and scans of coded data between them.

use super::PictureFault;
use super::exif::{self, Orientation};
use super::reader::Reader;
use super::size::{Found, PictureSize};

const START: [u8; 2] = [0xff, 0xd8];
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
/// JFIF's segment, programs' and cameras' notes, and Adobe's, which says how colours are coded.
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP14: u8 = 0xee;

pub(super) fn read(bytes: &[u8]) -> Result<Found, PictureFault> {
    let mut reader = Reader::new(bytes);
    if reader.array()? != START {
        return Err(PictureFault::Damaged);
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let (mut orientation, mut size, mut has_scan) = (None, None, false);
    loop {
        let marker = marker(&mut reader)?;
        if marker == END {
            break;
        }
        let count = reader.u16_be()?.checked_sub(2).ok_or(PictureFault::Damaged)?;
        let body = reader.take(count.into())?;
        match marker {
            APP0 if body.starts_with(b"JFIF\0") => segment(&mut kept, marker, &without_thumbnail(body)?),
            APP1 if body.starts_with(exif::MARK) => orientation = orientation.or(Orientation::of(body)),
            APP14 if body.starts_with(b"Adobe") => segment(&mut kept, marker, body),
            // Baseline, extended and progressive: what browsers draw.
            0xc0..=0xc2 => {
                if size.is_some() {
                    return Err(PictureFault::Damaged);
                }
                size = Some(frame(body)?);
                segment(&mut kept, marker, body);
            }
            // Huffman and quantisation tables, and how often a scan starts anew.
            0xc4 | 0xdb | 0xdd => segment(&mut kept, marker, body),
            SCAN if size.is_some() => {
                segment(&mut kept, marker, body);
                kept.extend_from_slice(coded(&mut reader)?);
                has_scan = true;
            }
            // Other programs' notes, thumbnails and comments.
            0xe0..=0xef | 0xfe => {}
            _ => return Err(PictureFault::Damaged),
        }
    }
    let size: PictureSize = size.filter(|_| has_scan).ok_or(PictureFault::Damaged)?;
    let seen = match orientation {
        Some(orientation) if orientation.swaps_sides() => PictureSize { width: size.height, height: size.width },
        _ => size,
    };
    Ok(Found { size: seen, bytes: whole(orientation, &kept) })
}

/// The next marker; any number of fill bytes may stand before it.
fn marker(reader: &mut Reader<'_>) -> Result<u8, PictureFault> {
    if reader.byte()? != 0xff {
        return Err(PictureFault::Damaged);
    }
    loop {
        match reader.byte()? {
            0xff => {}
            marker => return Ok(marker),
        }
    }
}

fn segment(kept: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let count = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    kept.extend_from_slice(&[0xff, marker]);
    kept.extend_from_slice(&count.to_be_bytes());
    kept.extend_from_slice(body);
}

/// JFIF's version and density; behind them may stand a smaller copy of the picture.
fn without_thumbnail(body: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let mut kept = Reader::new(body).take(12)?.to_vec();
    kept.extend_from_slice(&[0, 0]);
    Ok(kept)
}

fn frame(body: &[u8]) -> Result<PictureSize, PictureFault> {
    let mut reader = Reader::new(body);
    reader.byte()?;
    let (height, width) = (reader.u16_be()?, reader.u16_be()?);
    PictureSize::of(width.into(), height.into())
}

/// The coded data of a scan, up to the next marker that is not one of its own.
fn coded<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], PictureFault> {
    let left = reader.left();
    // A zero behind 0xff says that it is data, 0xd0 to 0xd7 that the coding starts anew.
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
    let end = left.windows(2).position(ends).ok_or(PictureFault::Truncated)?;
    reader.take(end)
}

fn whole(orientation: Option<Orientation>, kept: &[u8]) -> Vec<u8> {
    let mut bytes = START.to_vec();
    if let Some(orientation) = orientation {
        segment(&mut bytes, APP1, &orientation.notes());
    }
    bytes.extend_from_slice(kept);
    bytes.extend_from_slice(&[0xff, END]);
    bytes
}

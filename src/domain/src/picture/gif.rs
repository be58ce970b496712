//! GIF (CompuServe, 89a): a screen, extensions, and images made of short blocks.

use super::PictureFault;
use super::reader::Reader;
use super::size::{Found, PictureSize};

const IMAGE: u8 = 0x2c;
const EXTENSION: u8 = 0x21;
const END: u8 = 0x3b;
/// The extension that says which colour is transparent; the others are comments and programs' own.
const GRAPHIC_CONTROL: u8 = 0xf9;
/// Set where a table of colours follows.
const HAS_COLOURS: u8 = 0x80;

pub(super) fn read(bytes: &[u8]) -> Result<Found, PictureFault> {
    let mut reader = Reader::new(bytes);
    if !matches!(reader.take(6)?, b"GIF87a" | b"GIF89a") {
        return Err(PictureFault::Damaged);
    }
    let (width, height) = (reader.u16_le()?, reader.u16_le()?);
    let flags = reader.byte()?;
    reader.take(2)?;
    colours(&mut reader, flags)?;
    let mut kept = read_since(bytes, &reader).to_vec();
    let mut images = 0;
    loop {
        let begin = reader.left();
        match reader.byte()? {
            IMAGE => {
                image(&mut reader, (width, height))?;
                images += 1;
                kept.extend_from_slice(read_since(begin, &reader));
            }
            EXTENSION => {
                let label = reader.byte()?;
                blocks(&mut reader)?;
                if label == GRAPHIC_CONTROL {
                    kept.extend_from_slice(read_since(begin, &reader));
                }
            }
            END => {
                kept.push(END);
                break;
            }
            _ => return Err(PictureFault::Damaged),
        }
    }
    match images {
        0 => Err(PictureFault::Damaged),
        1 => Ok(Found { size: PictureSize::of(width.into(), height.into())?, bytes: kept }),
        _ => Err(PictureFault::Moving),
    }
}

fn read_since<'a>(begin: &'a [u8], reader: &Reader<'_>) -> &'a [u8] {
    &begin[..begin.len() - reader.left().len()]
}

/// An image has to lie on the screen: browsers would make room for one that does not.
fn image(reader: &mut Reader<'_>, screen: (u16, u16)) -> Result<(), PictureFault> {
    let (left, top) = (reader.u16_le()?, reader.u16_le()?);
    let (width, height) = (reader.u16_le()?, reader.u16_le()?);
    let lies_within = |from: u16, length: u16, whole: u16| length > 0 && whole.checked_sub(from) >= Some(length);
    if !lies_within(left, width, screen.0) || !lies_within(top, height, screen.1) {
        return Err(PictureFault::Damaged);
    }
    let flags = reader.byte()?;
    colours(reader, flags)?;
    reader.byte()?;
    blocks(reader)
}

/// The table of colours that `flags` announces, if any.
fn colours(reader: &mut Reader<'_>, flags: u8) -> Result<(), PictureFault> {
    if flags & HAS_COLOURS != 0 {
        reader.take(3 << ((flags & 7) + 1))?;
    }
    Ok(())
}

/// Blocks of up to 255 bytes; an empty one is the last.
fn blocks(reader: &mut Reader<'_>) -> Result<(), PictureFault> {
    loop {
        match reader.byte()? {
            0 => return Ok(()),
            count => reader.take(count.into())?,
        };
    }
}

//! The picture of a person: what it is by its content, whatever its name or its sender says, and how large it is.
//!
//! Only the heads are read. A picture is kept as it came: it is shown as the type found here and as nothing else, so that
//! what may follow the head is at worst a picture that cannot be drawn.

/// The longest side, in pixels; a head that promises more could make a viewer fill its memory.
pub const SIDE_MAX: u32 = 512;

/// A kind of picture that every browser draws and that cannot hold a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    Png,
    Jpeg,
    Webp,
}

/// Why bytes are no picture of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// None of the kinds, or cut off in its head.
    #[error("a picture is a PNG, JPEG or WebP file")]
    Unknown,
    /// A side without pixels, or longer than [`SIDE_MAX`].
    #[error("a picture has at most {SIDE_MAX} pixels on each side")]
    TooLarge,
}

impl PictureFormat {
    /// Finds out what these bytes are.
    ///
    /// # Errors
    /// When they are no picture, or one that is too large.
    pub fn of(bytes: &[u8]) -> Result<Self, PictureFault> {
        let png = png(bytes).map(|sides| (Self::Png, sides));
        let jpeg = jpeg(bytes).map(|sides| (Self::Jpeg, sides));
        let webp = webp(bytes).map(|sides| (Self::Webp, sides));
        let (format, (width, height)) = png.or(jpeg).or(webp).ok_or(PictureFault::Unknown)?;
        let fits = |side: u32| (1..=SIDE_MAX).contains(&side);
        if fits(width) && fits(height) { Ok(format) } else { Err(PictureFault::TooLarge) }
    }

    /// Its name on wires and in rows.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// PNG (second edition), section 11.2.2: the first chunk is the header.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    Some((big(rest.get(..4)?), big(rest.get(4..8)?)))
}

/// ISO 10918-1, annex B: segments until the one that begins a frame.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(4..2 + length)?;
        match marker {
            // C4, C8 and CC stand between the frames and are none.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((big(segment.get(3..5)?), big(segment.get(1..3)?)));
            }
            // The data begins, or the picture ends, without a frame.
            0xd9 | 0xda => return None,
            _ => rest = &rest[2 + length..],
        }
    }
}

/// RFC 9649, section 2: one of three chunks comes first.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let (kind, body) = (rest.get(..4)?, rest.get(8..)?);
    match kind {
        b"VP8 " => {
            let frame = body.get(3..)?.strip_prefix(b"\x9d\x01\x2a")?;
            Some((little(frame.get(..2)?) & 0x3fff, little(frame.get(2..4)?) & 0x3fff))
        }
        b"VP8L" => {
            let sides = little(body.strip_prefix(b"\x2f")?.get(..4)?);
            Some(((sides & 0x3fff) + 1, (sides >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(body.get(4..7)?) + 1, little(body.get(7..10)?) + 1)),
        _ => None,
    }
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn a_png(width: u32, height: u32) -> Vec<u8> {
        [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &width.to_be_bytes(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat()
    }

    fn a_jpeg(width: u16, height: u16) -> Vec<u8> {
        let frame = [&[0xff, 0xc2, 0, 11, 8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 0, 0, 0]].concat();
        // An application segment and a table of codes come first.
        [&b"\xff\xd8\xff\xe1\0\x06Exif\xff\xc4\0\x03\0"[..], &frame].concat()
    }

    fn a_webp(kind: &[u8], body: &[u8]) -> Vec<u8> {
        [&b"RIFF\0\0\0\0WEBP"[..], kind, &[0; 4], body].concat()
    }

    #[test]
    fn pictures_are_known_by_their_content() {
        let lossless = 255 | 199 << 14;
        let table = [
            (a_png(256, 512), PictureFormat::Png),
            (a_jpeg(512, 256), PictureFormat::Jpeg),
            (a_webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\0\x01\0\x01"), PictureFormat::Webp),
            (a_webp(b"VP8L", &[&[0x2f][..], &u32::to_le_bytes(lossless)].concat()), PictureFormat::Webp),
            (a_webp(b"VP8X", &[0, 0, 0, 0, 255, 0, 0, 255, 0, 0]), PictureFormat::Webp),
        ];
        for (bytes, format) in table {
            assert_eq!(PictureFormat::of(&bytes), Ok(format));
            assert_eq!(PictureFormat::of(&bytes[..bytes.len() / 2]), Err(PictureFault::Unknown), "{format:?} cut off");
        }
    }

    #[test]
    fn what_promises_too_much_is_refused() {
        let table = [
            a_png(513, 1),
            a_png(1, u32::MAX),
            a_png(0, 1),
            a_jpeg(1, 513),
            a_jpeg(0, 0),
            a_webp(b"VP8X", &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0]),
        ];
        for bytes in table {
            assert_eq!(PictureFormat::of(&bytes), Err(PictureFault::TooLarge), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let texts: [&[u8]; 6] = [
            b"",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"GIF89a\x01\0\x01\0",
            b"\xff\xd8\xff\xd9",
            b"\xff\xd8",
            b"BM",
        ];
        for bytes in texts {
            assert_eq!(PictureFormat::of(bytes), Err(PictureFault::Unknown), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(start in 0_usize..4, bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let head: &[u8] = [&b""[..], b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBPVP8X", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"][start];
            let _whatever = PictureFormat::of(&[head, &bytes].concat());
        }
    }
}

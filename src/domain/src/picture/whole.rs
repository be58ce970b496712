//! A picture that may be shown, and the one door to it.

use super::{PictureDigest, PictureFault, PictureSize, gif, jpeg, png, webp};
use std::fmt;

/// The kinds that every browser draws and that cannot carry a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// PNG (W3C, third edition).
    Png,
    /// JPEG (ITU-T T.81) that is baseline, extended or progressive.
    Jpeg,
    /// GIF (CompuServe, 87a and 89a).
    Gif,
    /// WebP (RFC 9649).
    Webp,
}

/// How large a picture may be.
#[derive(Clone, Copy, Debug)]
pub struct PictureLimits {
    /// Of the file as it came.
    pub bytes_max: usize,
    /// Width times height: what drawing it takes in memory is four bytes for each.
    pub pixels_max: u64,
}

/// What is known of a picture without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureFacts {
    /// Its kind.
    pub kind: PictureKind,
    /// How large it is seen.
    pub size: PictureSize,
    /// How long it is.
    pub size_bytes: usize,
}

/// A picture of which only what drawing takes is left.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    kind: PictureKind,
    size: PictureSize,
    bytes: Vec<u8>,
}

impl PictureKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Gif, Self::Webp];

    /// The media type (RFC 6838).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// The kind of a media type.
    pub fn of_media_type(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == name)
    }

    fn of_content(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }
}

impl Picture {
    /// Reads a file whatever it is called, and leaves out what drawing does not take: what cameras and programs note, colour
    /// profiles, and everything behind the picture's end. Of a photograph it keeps which side is up. Reading what is left
    /// gives the same picture.
    ///
    /// # Errors
    /// The first fault that was found.
    pub fn read(bytes: &[u8], limits: PictureLimits) -> Result<Self, PictureFault> {
        if bytes.len() > limits.bytes_max {
            return Err(PictureFault::TooManyBytes { max: limits.bytes_max });
        }
        let kind = PictureKind::of_content(bytes).ok_or(PictureFault::UnknownKind)?;
        let found = match kind {
            PictureKind::Png => png::read(bytes),
            PictureKind::Jpeg => jpeg::read(bytes),
            PictureKind::Gif => gif::read(bytes),
            PictureKind::Webp => webp::read(bytes),
        }?;
        if found.size.pixels() > limits.pixels_max {
            return Err(PictureFault::TooManyPixels { max: limits.pixels_max });
        }
        Ok(Self { kind, size: found.size, bytes: found.bytes })
    }

    /// Its kind.
    pub const fn kind(&self) -> PictureKind {
        self.kind
    }

    /// How large it is.
    pub const fn size(&self) -> PictureSize {
        self.size
    }

    /// The file that browsers draw.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its name.
    pub fn digest(&self) -> PictureDigest {
        PictureDigest::of(&self.bytes)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, size, bytes } = self;
        f.debug_struct("Picture").field("kind", kind).field("size", size).field("bytes", &bytes.len()).finish()
    }
}

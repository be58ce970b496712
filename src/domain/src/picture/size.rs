//! How large a picture is, and what the reader of a kind answers.

use super::PictureFault;

/// Width and height in pixels as they are seen, neither of them zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureSize {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// What a reader of one kind found.
pub(super) struct Found {
    pub(super) size: PictureSize,
    /// The file with nothing in it but what drawing takes.
    pub(super) bytes: Vec<u8>,
}

impl PictureSize {
    /// A size as a file names it.
    pub(super) fn of(width: u32, height: u32) -> Result<Self, PictureFault> {
        if width == 0 || height == 0 { Err(PictureFault::Damaged) } else { Ok(Self { width, height }) }
    }

    /// Width times height.
    pub const fn pixels(self) -> u64 {
        self.width as u64 * self.height as u64
    }
}

//! Reads a file from its beginning; what would stand behind its end makes it a truncated one.

use super::PictureFault;

/// What is left of a file.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(left: &'a [u8]) -> Self {
        Self { left }
    }

    pub(super) const fn left(&self) -> &'a [u8] {
        self.left
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], PictureFault> {
        let (taken, left) = self.left.split_at_checked(count).ok_or(PictureFault::Truncated)?;
        self.left = left;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], PictureFault> {
        self.take(N)?.try_into().map_err(|_| PictureFault::Truncated)
    }

    pub(super) fn byte(&mut self) -> Result<u8, PictureFault> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub(super) fn u16_be(&mut self) -> Result<u16, PictureFault> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub(super) fn u16_le(&mut self) -> Result<u16, PictureFault> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(super) fn u32_be(&mut self) -> Result<u32, PictureFault> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(super) fn u32_le(&mut self) -> Result<u32, PictureFault> {
        Ok(u32::from_le_bytes(self.array()?))
    }
}

/// A length that a file names; on no machine longer than what can be held.
pub(super) fn length(named: u32) -> usize {
    usize::try_from(named).unwrap_or(usize::MAX)
}

//! Of what a camera notes (Exif 2.32) the one thing that drawing takes: which side of a photograph is up.

use super::PictureFault;
use super::reader::{Reader, length};

/// What a segment with a camera's notes begins with.
pub(super) const MARK: &[u8] = b"Exif\0\0";
const ORIENTATION: u16 = 0x0112;
/// Upright, as everything without notes is.
const UPRIGHT: u16 = 1;

/// How a photograph is to be turned and mirrored: 1 to 8, and from 5 on width and height change places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orientation(u16);

impl Orientation {
    pub(super) const fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// The orientation in the notes of a segment; upright where they cannot be read.
    pub(super) fn of(notes: &[u8]) -> Option<Self> {
        let value = notes.strip_prefix(MARK).and_then(|tiff| find(tiff).ok().flatten())?;
        (UPRIGHT + 1..=8).contains(&value).then_some(Self(value))
    }

    /// Notes that say nothing else: a directory with one entry, an unsigned short.
    pub(super) fn notes(self) -> Vec<u8> {
        let mut notes = MARK.to_vec();
        notes.extend_from_slice(b"MM\0*\0\0\0\x08\0\x01");
        notes.extend_from_slice(&ORIENTATION.to_be_bytes());
        notes.extend_from_slice(b"\0\x03\0\0\0\x01");
        notes.extend_from_slice(&self.0.to_be_bytes());
        notes.extend_from_slice(&[0; 6]);
        notes
    }
}

fn find(tiff: &[u8]) -> Result<Option<u16>, PictureFault> {
    let is_big = match tiff.get(..2) {
        Some(b"MM") => true,
        Some(b"II") => false,
        _ => return Ok(None),
    };
    let short = |reader: &mut Reader<'_>| if is_big { reader.u16_be() } else { reader.u16_le() };
    let long = |reader: &mut Reader<'_>| if is_big { reader.u32_be() } else { reader.u32_le() };
    let mut reader = Reader::new(tiff);
    reader.take(4)?;
    let offset = long(&mut reader)?;
    let mut directory = Reader::new(tiff);
    directory.take(length(offset))?;
    for _ in 0..short(&mut directory)? {
        let mut entry = Reader::new(directory.take(12)?);
        if short(&mut entry)? == ORIENTATION {
            entry.take(6)?;
            return short(&mut entry).map(Some);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orientation_is_read_back_from_notes_of_either_byte_order() {
        for value in 2..=8 {
            let orientation = Orientation(value);
            assert_eq!(Orientation::of(&orientation.notes()), Some(orientation));
            assert_eq!(orientation.swaps_sides(), value >= 5);
        }
        let little = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(Orientation::of(little), Some(Orientation(6)));
    }

    #[test]
    fn notes_that_say_nothing_or_nonsense_leave_a_photograph_upright() {
        for notes in [&b"Exif\0\0"[..], b"Exif\0\0MM\0*\xff\xff\xff\xff", b"http://ns.adobe.com/xap/1.0/\0"] {
            assert_eq!(Orientation::of(notes), None);
        }
        for value in [0, 1, 9] {
            assert_eq!(Orientation::of(&Orientation(value).notes()), None);
        }
    }
}

//! Pictures of every kind, whole and broken: what is kept of them, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::picture::{Picture, PictureFault, PictureKind, PictureLimits, PictureSize};
use proptest::prelude::*;

const LIMITS: PictureLimits = PictureLimits { bytes_max: 10_000, pixels_max: 1_000_000 };
/// Stands for where a photograph was taken, who took it, and the like.
const SECRET: &[u8] = b"48.8584 N, 2.2945 E, by Ada";

fn read(bytes: &[u8]) -> Result<Picture, PictureFault> {
    Picture::read(bytes, LIMITS)
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&name[..], data].concat();
    let sum = crc32fast::hash(&body);
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &body, &sum.to_be_bytes()].concat()
}

fn png_with(width: u32, height: u32, between: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(chunk(b"IHDR", &header));
    between.iter().for_each(|chunk| file.extend(chunk));
    file.extend(chunk(b"IDAT", b"pixels"));
    file.extend(chunk(b"IEND", b""));
    file
}

fn png() -> Vec<u8> {
    png_with(640, 480, &[chunk(b"gAMA", &[0, 0, 0, 1]), chunk(b"tEXt", SECRET), chunk(b"eXIf", SECRET)])
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let count = u16::try_from(body.len() + 2).unwrap();
    [&[0xff, marker], &count.to_be_bytes()[..], body].concat()
}

/// A camera's notes that say how the photograph is to be turned.
fn exif(orientation: u8) -> Vec<u8> {
    [b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", &[orientation, 0, 0, 0, 0, 0, 0, 0][..], SECRET].concat()
}

fn jpeg_with(frame: u8, more: &[Vec<u8>]) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8];
    file.extend(segment(0xe0, &[b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01", SECRET].concat()));
    more.iter().for_each(|segment| file.extend(segment));
    file.extend(segment(0xdb, &[1; 65]));
    file.extend(segment(frame, &[8, 1, 0xe0, 2, 0x80, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1]));
    file.extend(segment(0xda, &[3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]));
    file.extend([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]);
    file
}

fn jpeg() -> Vec<u8> {
    let notes = [segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()), segment(0xfe, SECRET)];
    [jpeg_with(0xc0, &notes), SECRET.to_vec()].concat()
}

fn gif_with(images: usize) -> Vec<u8> {
    let mut file = b"GIF89a\x80\x02\xe0\x01\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    file.extend([&b"!\xfe"[..], &[u8::try_from(SECRET.len()).unwrap()], SECRET, b"\0"].concat());
    for _ in 0..images {
        file.extend(b"!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x80\x02\xe0\x01\0\x02\x02\x44\x01\0");
    }
    file.push(b';');
    file
}

fn riff(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let size = u32::try_from(data.len()).unwrap();
    let mut chunk = [&name[..], &size.to_le_bytes(), data].concat();
    chunk.resize(chunk.len() + data.len() % 2, 0);
    chunk
}

fn webp_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WEBP".to_vec(), chunks.concat()].concat();
    riff(b"RIFF", &body)
}

/// Width and height are one less on the wire: 640 by 480.
fn webp_with(flags: u8) -> Vec<u8> {
    let lossy = riff(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01data!");
    let extended = riff(b"VP8X", &[flags, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0]);
    webp_of(&[extended, riff(b"ICCP", SECRET), riff(b"ALPH", b"a"), lossy, riff(b"EXIF", SECRET)])
}

fn webp() -> Vec<u8> {
    webp_with(0x3c)
}

fn every_kind() -> [(PictureKind, Vec<u8>); 4] {
    [
        (PictureKind::Png, png()),
        (PictureKind::Jpeg, jpeg()),
        (PictureKind::Gif, gif_with(1)),
        (PictureKind::Webp, webp()),
    ]
}

#[test]
fn the_content_tells_kind_and_size_and_no_notes_are_kept() {
    for (kind, file) in every_kind() {
        let picture = read(&file).unwrap();
        assert_eq!(picture.kind(), kind);
        assert_eq!(picture.size(), PictureSize { width: 640, height: 480 }, "{kind:?}");
        let kept = picture.bytes();
        assert!(file.windows(SECRET.len()).any(|part| part == SECRET), "{kind:?}");
        assert!(!kept.windows(8).any(|part| SECRET.starts_with(part)), "{kind:?}");
        assert_eq!(read(kept).as_ref(), Ok(&picture), "what is left of {kind:?} is the same picture");
    }
}

#[test]
fn a_picture_that_ends_early_is_never_taken() {
    for (kind, file) in every_kind() {
        let whole = read(&file).unwrap();
        for end in 0..file.len() {
            // Behind the end of a picture may stand whatever wants to; it is left out.
            assert!(read(&file[..end]).is_err() || read(&file[..end]).as_ref() == Ok(&whole), "{kind:?} until {end}");
        }
        let half = read(&whole.bytes()[..whole.bytes().len() - 1]);
        assert!(half.is_err(), "{kind:?} without its last byte");
    }
    assert_eq!(read(&png()[..60]), Err(PictureFault::Truncated));
}

#[test]
fn a_photograph_stays_upright() {
    for (orientation, size) in [(1, (640, 480)), (3, (640, 480)), (6, (480, 640)), (8, (480, 640)), (9, (640, 480))] {
        let picture = read(&jpeg_with(0xc2, &[segment(0xe1, &exif(orientation))])).unwrap();
        assert_eq!((picture.size().width, picture.size().height), size, "{orientation}");
        assert_eq!(read(picture.bytes()), Ok(picture));
    }
}

#[test]
fn what_claims_too_much_is_refused_before_it_is_drawn() {
    let bomb = png_with(100_000, 100_000, &[]);
    assert_eq!(read(&bomb), Err(PictureFault::TooManyPixels { max: 1_000_000 }));
    assert!(read(&png_with(1_000, 1_000, &[])).is_ok());
    assert_eq!(read(&png_with(1_001, 1_000, &[])), Err(PictureFault::TooManyPixels { max: 1_000_000 }));
    assert_eq!(read(&png_with(u32::MAX, u32::MAX, &[])), Err(PictureFault::TooManyPixels { max: 1_000_000 }));
    let file = png();
    let exactly = PictureLimits { bytes_max: file.len(), ..LIMITS };
    assert!(Picture::read(&file, exactly).is_ok());
    let less = PictureLimits { bytes_max: file.len() - 1, ..LIMITS };
    assert_eq!(Picture::read(&file, less), Err(PictureFault::TooManyBytes { max: file.len() - 1 }));
}

#[test]
fn what_moves_is_refused() {
    for file in [gif_with(2), webp_with(0x02), png_with(1, 1, &[chunk(b"acTL", &[0; 8])])] {
        assert_eq!(read(&file), Err(PictureFault::Moving));
    }
}

#[test]
fn what_is_no_picture_or_contradicts_itself_is_refused() {
    for file in [&b""[..], b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", b"%PDF-1.7", b"BM", b"RIFF\0\0\0\0AVI "] {
        assert_eq!(read(file), Err(PictureFault::UnknownKind));
    }
    let mut flipped = png();
    flipped[20] ^= 1;
    let mut beyond = gif_with(1);
    let image = beyond.iter().rposition(|byte| *byte == b',').unwrap();
    beyond[image + 1] = 1;
    let other_canvas = webp_of(&[riff(b"VP8X", &[0, 0, 0, 0, 9, 0, 0, 9, 0, 0]), riff(b"VP8L", &[0x2f, 0, 0, 0, 0])]);
    let damaged = [
        flipped,
        beyond,
        other_canvas,
        png_with(0, 1, &[]),
        png_with(1, 1, &[chunk(b"ABCD", b"")]),
        gif_with(0),
        // Arithmetic coding, which no browser draws.
        jpeg_with(0xc9, &[]),
        b"\xff\xd8\xff\xd9".to_vec(),
    ];
    for file in damaged {
        assert_eq!(read(&file), Err(PictureFault::Damaged), "{file:?}");
    }
}

#[test]
fn a_lossless_picture_tells_its_size() {
    let sides: u32 = 639 | 479 << 14;
    let file = webp_of(&[riff(b"VP8L", &[&[0x2f][..], &sides.to_le_bytes()].concat())]);
    assert_eq!(read(&file).unwrap().size(), PictureSize { width: 640, height: 480 });
}

proptest! {
    #[test]
    fn no_bytes_make_reading_fail_badly(kind in 0_usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), end in any::<prop::sample::Index>()) {
        let (_, mut file) = every_kind()[kind].clone();
        for (place, byte) in changes {
            let at = place.index(file.len());
            file[at] = byte;
        }
        file.truncate(end.index(file.len() + 1));
        if let Ok(picture) = read(&file) {
            prop_assert!(picture.size().pixels() <= LIMITS.pixels_max);
            let again = read(picture.bytes());
            prop_assert_eq!(again, Ok(picture));
        }
    }
}

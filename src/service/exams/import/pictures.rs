//! Pictures that travel inside of a file: taken out before its questions are read, because they are longer than a text may be.
//!
//! A `data:` image in base64 becomes a picture of the exam, and the text names it by its digest instead. Lines stay where
//! they are.

use crate::service::exams::api::images;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_domain::picture::{Picture, PictureDigest, PictureFault, PictureLimits};
use std::collections::BTreeMap;

/// The beginning of an image inside of a text; GIFT lets a colon be escaped.
const BEGINNINGS: [&str; 2] = ["data:image/", "data\\:image/"];
const ENCODING: &str = ";base64,";
/// Longest name of a kind of image.
const KIND_CHARS_MAX: usize = 32;

/// A file without its pictures.
pub(super) struct Taken {
    pub(super) text: String,
    pub(super) pictures: BTreeMap<PictureDigest, Picture>,
    pub(super) faults: Vec<PictureRemark>,
}

/// Something wrong with a picture of the file.
#[derive(Clone, Debug)]
pub(in crate::service::exams) struct PictureRemark {
    /// From 1.
    pub line: usize,
    /// Names the sentence `field.<code>` of the catalogues.
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
    pub excerpt: String,
}

/// Takes the pictures out of a file; one that is none is a fault at its line.
pub(super) fn take_out(file: &str, limits: PictureLimits) -> Taken {
    let mut taken = Taken { text: String::with_capacity(file.len()), pictures: BTreeMap::new(), faults: Vec::new() };
    let (mut line, mut rest) = (1, file);
    while let Some(begin) = BEGINNINGS.iter().filter_map(|beginning| rest.find(beginning)).min() {
        let (before, address) = rest.split_at(begin);
        taken.text.push_str(before);
        line += before.matches('\n').count();
        let (data, length) = data_of(address);
        match data.map(|data| decode(&data, limits)) {
            Some(Ok(picture)) => {
                taken.text.push_str(&images::address(picture.digest()));
                taken.pictures.insert(picture.digest(), picture);
            }
            Some(Err(fault)) => {
                let excerpt = address.chars().take(KIND_CHARS_MAX).collect();
                taken.faults.push(PictureRemark { line, code: fault.code(), args: fault.args(), excerpt });
            }
            None => taken.text.push_str(&address[..length]),
        }
        rest = &address[length..];
    }
    taken.text.push_str(rest);
    taken
}

/// The base64 of an address and how long the address is; what is no image in base64 is as long as its beginning.
fn data_of(address: &str) -> (Option<String>, usize) {
    let beginning = BEGINNINGS.iter().find(|beginning| address.starts_with(**beginning)).map_or(0, |found| found.len());
    let kind = address[beginning..].bytes().take(KIND_CHARS_MAX).take_while(|byte| tame(*byte)).count();
    let Some(rest) = address[beginning + kind..].strip_prefix(ENCODING) else { return (None, beginning) };
    // GIFT lets an equals sign be escaped.
    let is_data = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\');
    let count = rest.bytes().take_while(|byte| is_data(*byte)).count();
    (Some(rest[..count].replace('\\', "")), beginning + kind + ENCODING.len() + count)
}

fn tame(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

fn decode(data: &str, limits: PictureLimits) -> Result<Picture, PictureFault> {
    let bytes = BASE64_STANDARD.decode(data).map_err(|_| PictureFault::Damaged)?;
    Picture::read(&bytes, limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: PictureLimits = PictureLimits { bytes_max: 1_000, pixels_max: 1_000 };
    /// The smallest GIF there is.
    const DATA: &str = "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=";

    #[test]
    fn a_picture_is_taken_out_wherever_it_stands_and_once() {
        let file = format!(
            "[html]A <img src\\=\"data\\:image/gif;base64,{}\" alt\\=\"a\">\nB ![b](data:image/gif;base64,{DATA}) {{T}}",
            DATA.replace('=', "\\="),
        );
        let taken = take_out(&file, LIMITS);
        let name = images::address(*taken.pictures.keys().next().unwrap());
        assert_eq!(taken.text, format!("[html]A <img src\\=\"{name}\" alt\\=\"a\">\nB ![b]({name}) {{T}}"));
        assert_eq!((taken.pictures.len(), taken.faults.len()), (1, 0));
    }

    #[test]
    fn what_is_no_picture_is_told_with_its_line_and_what_is_no_image_stays() {
        let file = format!("data:image/s\n\n<img src=\"data:image/png;base64,{}\"> data:image/png,x", &DATA[..8]);
        let taken = take_out(&file, LIMITS);
        assert_eq!(taken.text, "data:image/s\n\n<img src=\"\"> data:image/png,x");
        let faults: Vec<_> = taken.faults.iter().map(|fault| (fault.line, fault.code)).collect();
        assert_eq!(faults, [(3, "picture_truncated")]);
        assert_eq!(take_out("data:image/png;base64,A", LIMITS).faults[0].code, "picture_damaged");
        assert_eq!(take_out("data:image/svg+xml;base64,AAAA", LIMITS).faults[0].code, "picture_unknown_kind");
    }
}

//! The bytes of an attempt's paper that its digest covers.
//!
//! Layout, every number big-endian, nothing between the fields:
//!
//! ```text
//! "examhall.paper.v1" 0x00                                    18 bytes
//! u32 number of sections
//!   per section:  u32 length of the title in bytes, title in UTF-8, u32 number of questions
//!     per question:  question id (16 bytes), version id (16 bytes), i64 points in 10^-5,
//!                    u32 number of option ids, each 4 bytes (its eight hexadecimal digits)
//! ```
//!
//! Every variable part is preceded by its length, so no two papers have the same bytes. Versions are immutable, which
//! is why the texts of the questions need not be covered again.

use super::{AttemptPaper, AttemptQuestion};
use sha2::{Digest, Sha256};

const TAG: &[u8; 18] = b"examhall.paper.v1\0";

impl AttemptPaper {
    /// The bytes that the digest covers, laid out as described at the head of this file.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        bytes(self)
    }

    /// SHA-256 of the canonical bytes; the head of the attempt's answer chain covers it.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(bytes(self)).into()
    }
}

fn bytes(paper: &AttemptPaper) -> Vec<u8> {
    let mut bytes = TAG.to_vec();
    put_count(&mut bytes, paper.sections.len());
    for section in &paper.sections {
        let title = section.title.as_str().as_bytes();
        put_count(&mut bytes, title.len());
        bytes.extend_from_slice(title);
        put_count(&mut bytes, section.questions.len());
        for question in &section.questions {
            put_question(&mut bytes, question);
        }
    }
    bytes
}

fn put_question(bytes: &mut Vec<u8>, question: &AttemptQuestion) {
    bytes.extend_from_slice(question.question.0.as_bytes());
    bytes.extend_from_slice(question.version.0.as_bytes());
    bytes.extend_from_slice(&question.points.0.to_be_bytes());
    put_count(bytes, question.option_order.len());
    for option in &question.option_order {
        bytes.extend_from_slice(&option.to_bytes());
    }
}

fn put_count(bytes: &mut Vec<u8>, count: usize) {
    let Ok(count) = u32::try_from(count) else {
        unreachable!("a paper is bounded far below four billion of anything");
    };
    bytes.extend_from_slice(&count.to_be_bytes());
}

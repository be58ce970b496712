//! What keeps a file from being a picture.

/// Why a file is no picture for an exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Of no kind that is known.
    #[error("neither PNG nor JPEG, GIF or WebP")]
    UnknownKind,
    /// It ends before it is whole.
    #[error("the file ends before the picture does")]
    Truncated,
    /// What it says of itself contradicts itself.
    #[error("the file is damaged")]
    Damaged,
    /// More than one image: nobody can read at rest what moves.
    #[error("the picture moves")]
    Moving,
    /// A small file can claim any size; drawing it would take the memory for it.
    #[error("more than {max} pixels")]
    TooManyPixels {
        /// The limit.
        max: u64,
    },
    /// The file is too large.
    #[error("more than {max} bytes")]
    TooManyBytes {
        /// The limit.
        max: usize,
    },
}

impl PictureFault {
    /// The stable slug; names the sentence `field.<code>` of the catalogues.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownKind => "picture_unknown_kind",
            Self::Truncated => "picture_truncated",
            Self::Damaged => "picture_damaged",
            Self::Moving => "picture_moving",
            Self::TooManyPixels { .. } => "picture_too_many_pixels",
            Self::TooManyBytes { .. } => "picture_too_many_bytes",
        }
    }

    /// What fills the sentence's placeholders.
    pub fn args(self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnknownKind | Self::Truncated | Self::Damaged | Self::Moving => Vec::new(),
            // People count pixels of pictures in millions.
            Self::TooManyPixels { max } => vec![("max", (max / 1_000_000).to_string())],
            Self::TooManyBytes { max } => vec![("max", max.to_string())],
        }
    }
}

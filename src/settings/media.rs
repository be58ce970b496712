//! Bounds of pictures.

use examhall_domain::picture::PictureLimits;
use serde::Deserialize;

/// `[media]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaSettings {
    pub picture_bytes_max: usize,
    pub picture_pixels_max: u64,
    pub exam_bytes_max: usize,
    pub sealed_cached_bytes_max: u64,
}

impl MediaSettings {
    /// How large one picture may be.
    pub fn picture_limits(&self) -> PictureLimits {
        PictureLimits { bytes_max: self.picture_bytes_max, pixels_max: self.picture_pixels_max }
    }
}

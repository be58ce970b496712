//! Pictures: what may be one, and what of a file is kept.
//!
//! A picture is taken apart as far as its container goes: its kind and its size come from its bytes, and only what
//! drawing it takes is kept, so that neither a place nor a name travels with a photograph. Nothing is decoded and nothing
//! is compressed anew. It knows neither who adds pictures nor what shows them.

mod digest;
mod exif;
mod fault;
mod gif;
mod jpeg;
mod png;
mod reader;
mod size;
mod webp;
mod whole;

pub use digest::{DigestFault, PictureDigest};
pub use fault::PictureFault;
pub use size::PictureSize;
pub use whole::{Picture, PictureFacts, PictureKind, PictureLimits};

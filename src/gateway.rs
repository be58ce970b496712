//! The outside world behind traits: time, identifiers, randomness, signing.
//!
//! Nothing below edge and above the domain asks the operating system for these; a test brings its own.

pub mod cipher;
pub mod clock;
pub mod ids;
pub mod randomness;
pub mod signer;

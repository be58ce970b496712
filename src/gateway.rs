//! The outside world behind traits: time, identifiers, randomness, hashing, signing, mail.
//!
//! Nothing below edge and above the domain asks the operating system for these; a test brings its own.

pub mod cipher;
pub mod clock;
pub mod hasher;
pub mod ids;
pub mod links;
pub mod machine;
pub mod mail;
pub mod randomness;
pub mod signer;
pub mod tokens;

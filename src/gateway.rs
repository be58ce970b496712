//! The outside world behind traits: time, identifiers, randomness, time zones, hashing, signing, sealing, mail, payments, the
//! machine and who supervises this process on it.
//!
//! Nothing below edge and above the domain asks the operating system for these; a test brings its own.

pub mod cipher;
pub mod clock;
pub mod hasher;
pub mod ids;
pub mod links;
pub mod machine;
pub mod mail;
pub mod payments;
pub mod qr_code;
pub mod randomness;
pub mod signer;
pub mod supervisor;
pub mod tokens;
pub mod vault;
pub mod zones;

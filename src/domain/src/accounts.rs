//! People: who they are and what they may do.

mod locale;

pub use locale::Locale;

//! The page that stands where Razorpay's hosted checkout would, in English and French, usable without a script.

mod language;
mod render;
mod views;

pub use language::Language;
pub use views::{Back, Page, STYLE, back, checkout, refused};

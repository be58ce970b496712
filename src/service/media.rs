//! Media: pictures, whoever has them.

pub mod api;

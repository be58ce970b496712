//! Media: the pictures themselves. Who has which is for those who have them.

pub mod picture;

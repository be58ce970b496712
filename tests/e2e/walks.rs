//! The walks, each from a person's first page to the end of what they came for.

mod account;
mod pages;

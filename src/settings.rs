//! Typed configuration, one struct per concern; loaded once, validated, immutable afterwards.

pub mod store;

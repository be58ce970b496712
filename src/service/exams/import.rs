//! What an import is made of: reading the file, comparing it with the bank, writing the difference, and the report.

pub(super) mod pictures;
pub(super) mod plan;
pub(super) mod reading;
pub mod report;
pub(super) mod write;

//! Limits of rate: how many requests somebody may send, and who is shut out that does not keep to it.
//!
//! Rules only: where buckets are kept, who counts exactly across instances and what the limits are is decided outside.

pub mod ban;
pub mod bucket;
pub mod policy;
pub mod subject;
pub mod terms;

pub use ban::{Ban, BanTerms, Offender};
pub use bucket::{Bucket, Standing, Verdict, take_all};
pub use policy::{Bans, Networks, PerScope, Policy, Scope};
pub use subject::{Network, Subject, SubjectFault};
pub use terms::{Terms, TermsFault};

//! Everything that goes wrong at a gateway, on demand: by chance with a share for each kind, or at the very next occasion.
//!
//! Chance is drawn from the seed and the number of the occasion, so that the same sequence of calls meets the same faults.

mod kind;
mod plan;
mod share;

pub use kind::{Fault, Scope};
pub use plan::{Next, Plan};
pub use share::{Faults, Share};

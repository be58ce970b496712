//! What others may know of the limits of rate.

use crate::service::Context;
use serde::Serialize;
use utoipa::ToSchema;

/// How what should be exact across instances is counted at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Exactly.
    Exact,
    /// By each instance for itself, because the engine that they share is away.
    Apart,
}

/// How requests are counted at the moment.
pub fn counting(cx: &Context) -> Counting {
    if cx.limits.has_fallen_back() { Counting::Apart } else { Counting::Exact }
}

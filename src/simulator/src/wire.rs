//! Bodies as Razorpay writes them: entities, collections, events and refusals. Source: <https://razorpay.com/docs/api>.

mod collection;
mod event;
mod order;
mod payment;
mod refund;
mod refusal;

pub use collection::collection;
pub use event::{Entities, EventKind, event};
pub use order::order;
pub use payment::{Audience, payment};
pub use refund::refund;
pub use refusal::Refusal;

/// Instants leave as whole seconds.
fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1_000)
}

/// Notes are an object, and an empty list when there are none.
fn notes(kept: &serde_json::Value) -> serde_json::Value {
    match kept.as_object() {
        Some(pairs) if !pairs.is_empty() => kept.clone(),
        _ => serde_json::Value::Array(Vec::new()),
    }
}

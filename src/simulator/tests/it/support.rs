//! A simulator with its clock, its receiver of webhooks and somebody who calls it.

mod house;
mod receiver;

pub use house::{House, KEY_SECRET, WEBHOOK_SECRET};

//! Telling a student and the staff of the room what was committed; nobody else hears of it.

use super::views::{MessageView, TalkStanding, Whose};
use crate::bus::Channel;
use crate::service::Context;
use crate::service::instant::Instant;
use crate::service::rooms::event::{passing, personal};
use examhall_domain::time::Timestamp;
use serde_json::{Value, json};

/// A message was kept.
pub(super) async fn message(cx: &Context, whose: &Whose, message: &MessageView) {
    let data = json!({ "attempt": whose.attempt, "message": message });
    both(cx, whose, "chat.message", message.at.0, data).await;
}

/// A hand went up or down.
pub(super) async fn hand(cx: &Context, whose: &Whose, since: Option<Instant>) {
    let data = json!({ "attempt": whose.attempt, "since": since });
    both(cx, whose, "hand.changed", cx.clock.now(), data).await;
}

/// Something was noticed; the student's page knows that itself.
pub(super) async fn integrity(cx: &Context, whose: &Whose, standing: &TalkStanding) {
    let summary = &standing.integrity;
    let data = json!({ "attempt": whose.attempt, "count": summary.count, "last": summary.last });
    cx.hub.publish(passing(Channel::Staff(whose.room), "integrity.changed", cx.clock.now(), data)).await;
}

async fn both(cx: &Context, whose: &Whose, event: &str, at: Timestamp, data: Value) {
    cx.hub.publish(personal(whose.account, event, at, data.clone())).await;
    cx.hub.publish(passing(Channel::Staff(whose.room), event, at, data)).await;
}

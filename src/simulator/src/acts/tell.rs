//! Puts an event into the outbox, in the transaction of what it tells. What will go wrong with it is drawn here, once, so
//! that a restart changes nothing of it.

use crate::books::{Event, EventState, append, current_secret, number, waiting};
use crate::faults::{Fault, Scope};
use crate::gateway::Gateway;
use crate::wire::{Entities, EventKind, event};
use serde_json::Value;
use sqlx::SqliteConnection;

/// How much more a tampered event says than was paid, in minor units.
const TAMPERED_MINOR: i64 = 100;

pub async fn tell(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    kind: EventKind,
    entities: Entities,
) -> sqlx::Result<()> {
    let number = number(books, "event").await?;
    let fault = gateway.fault(Scope::Webhook, kind.as_str(), number);
    let now_ms = gateway.now_ms();
    let mut body = event(kind, &gateway.account(), entities, now_ms);
    if fault == Some(Fault::TamperedWebhook) {
        tamper(&mut body);
    }
    let has_room = waiting(books, gateway.config.limits.waiting).await? < gateway.config.limits.waiting;
    let state = match fault {
        _ if gateway.config.webhook.is_none() || !has_room => EventState::Unsent,
        Some(Fault::Loss) => EventState::Lost,
        _ => EventState::Waiting,
    };
    let event = Event {
        number,
        id: gateway.seed.letters("event", number),
        kind: kind.as_str(),
        body: body.to_string(),
        secret: current_secret(books).await?,
        created_ms: now_ms,
        state,
        due_ms: now_ms + later_ms(gateway, fault, number),
        again: i64::from(fault == Some(Fault::Duplicate)),
        wrong_signature: fault == Some(Fault::WrongSignature),
        names_itself: fault != Some(Fault::NoEventId),
    };
    append(books, &event).await
}

/// By how much an event comes later than it should.
fn later_ms(gateway: &Gateway, fault: Option<Fault>, number: i64) -> i64 {
    let timing = &gateway.config.timing;
    match fault {
        Some(Fault::Reorder) => timing.webhook_hold,
        Some(Fault::Delay) => {
            let most = u64::try_from(timing.webhook_delay).unwrap_or(0);
            let drawn = gateway.seed.below("webhook delay", number, most);
            i64::try_from(drawn).unwrap_or(0) + 1
        }
        _ => 0,
    }
}

fn tamper(body: &mut Value) {
    let payload = body.get_mut("payload").and_then(Value::as_object_mut);
    for part in payload.into_iter().flat_map(|payload| payload.values_mut()) {
        let amount = part.pointer("/entity/amount").and_then(Value::as_i64).unwrap_or(0);
        part["entity"]["amount"] = (amount + TAMPERED_MINOR).into();
    }
}

//! Writes down how this instance is, reads what is asked of it, and looks who else serves this database.
//!
//! The row is the truth: an operator's wish is heard with the next beat even when its doorbell got lost.

use crate::bus::Channel;
use crate::service::ops::presence::Presence;
use crate::service::ops::read_health::read_health;
use crate::service::ops::vitals::{House, Row, State};
use crate::service::{Answer, Context};
use crate::settings::Role;
use crate::store::instances::{self, Model};
use crate::store::{Priority, Store, StoreError, json};
use examhall_domain::time::{Span, Timestamp};

/// What stands between two roles in a row.
const BETWEEN_ROLES: char = ' ';

/// One beat. Instances that nobody has heard of for long are forgotten with it.
///
/// # Errors
/// Those of the store; the next beat makes up for it.
pub async fn beat(cx: &Context, presence: Presence) -> Answer<()> {
    let written = cx.vitals.row.lock().await;
    if *written == Row::TakenAway {
        return Ok(());
    }
    let row = row(cx, presence).await?;
    let now = Timestamp(row.seen_at_us);
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let drain = instances::beat(&transaction, row).await?;
    instances::forget(&transaction, now - Span::from_secs(cx.settings.instance.forgotten_s)).await?;
    transaction.commit().await?;
    cx.vitals.ask_to_drain(drain);
    look_around(cx, now).await
}

/// Forgets this instance: it ends, and writes nothing down any more.
///
/// # Errors
/// Those of the store; it is forgotten later then.
pub async fn leave(cx: &Context) -> Answer<()> {
    *cx.vitals.row.lock().await = Row::TakenAway;
    let transaction = cx.store.begin(Priority::Jobs).await?;
    instances::leave(&transaction, cx.vitals.boot).await?;
    transaction.commit().await?;
    Ok(())
}

/// Whether an instance counts as alive at `now`.
pub(super) fn is_alive(cx: &Context, row: &Model, now: Timestamp) -> bool {
    now - Timestamp(row.seen_at_us) <= Span::from_secs(cx.settings.instance.gone_s)
}

/// The roles in a row.
pub(super) fn roles(row: &Model) -> impl Iterator<Item = &str> {
    row.roles.split(BETWEEN_ROLES)
}

async fn look_around(cx: &Context, now: Timestamp) -> Answer<()> {
    let rows = instances::list(cx.store.read()).await?;
    let living: Vec<&Model> = rows.iter().filter(|row| is_alive(cx, row, now)).collect();
    let with = |role: Role| living.iter().filter(|row| roles(row).any(|name| name == role.name())).count();
    cx.vitals.note_house(House { workers: with(Role::Worker), webhooks: with(Role::Webhook) });
    Ok(())
}

async fn row(cx: &Context, presence: Presence) -> Result<Model, StoreError> {
    let health = read_health(cx).await;
    let wrong = health.dependencies.iter().filter(|dependency| dependency.state != State::Ok);
    let degraded: Vec<&str> = wrong.map(|dependency| dependency.name).collect();
    let rooms = cx.hub.open_rooms();
    let members: usize = rooms.iter().map(|room| cx.hub.members(Channel::Room(*room))).sum();
    Ok(Model {
        boot: cx.vitals.boot.0,
        name: cx.vitals.instance.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        knows: Store::newest_step().to_owned(),
        roles: health.roles.join(&BETWEEN_ROLES.to_string()),
        address: cx.settings.http.address().to_string(),
        started_at_us: cx.vitals.started_at.0,
        seen_at_us: cx.clock.now().0,
        sockets: count(presence.sockets),
        people: count(presence.people),
        rooms: count(rooms.len()),
        members: count(members),
        draining: cx.vitals.is_draining(),
        drain_asked: false,
        degraded: json::encode("instances.degraded", &degraded)?,
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

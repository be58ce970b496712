//! Presence in Redis: one hash for each room with a field for each instance, told and read by one script.

use super::{Presence, PresenceAway};
use crate::redis_link::{Link, Unreachable};
use crate::settings::RedisSettings;
use examhall_domain::id::{AccountId, DeviceId, SittingId};
use examhall_domain::rooms::Present;
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use redis::{RedisError, Script};
use std::sync::Arc;
use uuid::Uuid;

/// The first byte of what an instance tells; instances of another version are not understood.
const VERSION: u8 = 1;
const ID_BYTES: usize = 16;
const ROW_BYTES: usize = 2 * ID_BYTES + 8;

/// Presence that instances share.
pub struct RedisPresence {
    link: Arc<Link>,
    prefix: String,
    own: Uuid,
    lease_ms: u64,
    script: Script,
}

impl RedisPresence {
    /// Over a connection that is kept. `own` names this life of this instance.
    pub fn new(link: Arc<Link>, settings: &RedisSettings, own: Uuid) -> Self {
        Self {
            link,
            prefix: settings.key_prefix.clone(),
            own,
            lease_ms: settings.presence_s.saturating_mul(1_000),
            script: Script::new(include_str!("exchange.lua")),
        }
    }

    async fn tell(&self, room: SittingId, here: &[Present]) -> Result<Vec<Present>, PresenceAway> {
        let mut commands = self.link.commands()?;
        let mut call = self.script.prepare_invoke();
        call.key(format!("{}presence:{{{room}}}", self.prefix));
        call.arg(self.own.as_bytes()).arg(pack(here)).arg(self.lease_ms);
        let told: Vec<Vec<u8>> = call.invoke_async(&mut commands).await?;
        Ok(told.iter().flat_map(|people| unpack(people)).collect())
    }
}

impl Presence for RedisPresence {
    fn exchange(&self, room: SittingId, here: Vec<Present>) -> BoxFuture<'_, Result<Vec<Present>, PresenceAway>> {
        async move { self.tell(room, &here).await }.boxed()
    }
}

fn pack(people: &[Present]) -> Vec<u8> {
    if people.is_empty() {
        return Vec::new();
    }
    let mut packed = Vec::with_capacity(1 + people.len() * ROW_BYTES);
    packed.push(VERSION);
    for Present { account, device, active_at } in people {
        packed.extend_from_slice(account.0.as_bytes());
        packed.extend_from_slice(device.0.as_bytes());
        packed.extend_from_slice(&active_at.0.to_be_bytes());
    }
    packed
}

/// Nobody where another version has told it.
fn unpack(packed: &[u8]) -> Vec<Present> {
    match packed.split_first() {
        Some((&VERSION, rows)) => rows.chunks_exact(ROW_BYTES).filter_map(row).collect(),
        Some(_) | None => Vec::new(),
    }
}

fn row(bytes: &[u8]) -> Option<Present> {
    let (account, rest) = bytes.split_first_chunk::<ID_BYTES>()?;
    let (device, rest) = rest.split_first_chunk::<ID_BYTES>()?;
    Some(Present {
        account: AccountId(Uuid::from_bytes(*account)),
        device: DeviceId(Uuid::from_bytes(*device)),
        active_at: Timestamp(i64::from_be_bytes(*rest.first_chunk()?)),
    })
}

impl From<Unreachable> for PresenceAway {
    fn from(Unreachable(why): Unreachable) -> Self {
        Self(why)
    }
}

impl From<RedisError> for PresenceAway {
    fn from(error: RedisError) -> Self {
        Self(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_back_and_those_of_another_version_are_left_alone() {
        let present = |number: u128| Present {
            account: AccountId(Uuid::from_u128(number)),
            device: DeviceId(Uuid::from_u128(number + 100)),
            active_at: Timestamp(-7),
        };
        let people = vec![present(1), present(u128::MAX - 100)];
        let mut packed = pack(&people);
        assert_eq!(unpack(&packed), people);
        assert_eq!(unpack(&packed[..packed.len() - 1]), people[..1]);
        packed[0] = 2;
        assert_eq!(unpack(&packed), Vec::new());
        assert!(pack(&[]).is_empty() && unpack(&[]).is_empty());
    }
}

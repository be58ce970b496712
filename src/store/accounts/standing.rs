//! The live sessions that this instance has seen lately, so that a request costs no query.
//!
//! An entry lives as long as `accounts.session_cache_ms` says, which is how late a revocation on another instance may be
//! seen. A revocation here leaves a tombstone: a look-up that read the row just before cannot bring the session back.

use crate::settings::AccountSettings;
use examhall_domain::accounts::{Roles, SessionLife};
use examhall_domain::id::{AccountId, SessionId};
use moka::ops::compute::Op;
use moka::sync::Cache;
use std::time::Duration;

/// The cache.
pub struct Sessions {
    standings: Cache<SessionId, Standing>,
}

/// A session that was not revoked when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    pub session: SessionId,
    pub account: AccountId,
    pub roles: Roles,
    pub life: SessionLife,
}

#[derive(Clone, Copy)]
enum Standing {
    Live(Live),
    Ended,
}

/// What is remembered of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// It was live a moment ago.
    Live(Live),
    /// It was ended here a moment ago.
    Ended,
    /// Nothing; the store knows.
    Nothing,
}

impl Sessions {
    /// An empty cache.
    pub fn new(settings: &AccountSettings) -> Self {
        let standings = Cache::builder()
            .max_capacity(settings.session_cache_max)
            .time_to_live(Duration::from_millis(settings.session_cache_ms))
            .build();
        Self { standings }
    }

    /// What is remembered of a session.
    pub fn recall(&self, session: SessionId) -> Remembered {
        self.standings.get(&session).map_or(Remembered::Nothing, remembered)
    }

    /// Remembers a session that was just read, unless it was ended meanwhile; says which it is.
    pub fn learn(&self, live: Live) -> Remembered {
        remembered(self.standings.entry(live.session).or_insert(Standing::Live(live)).into_value())
    }

    /// Replaces what is remembered of a session that is live.
    pub fn renew(&self, live: Live) {
        self.standings.entry(live.session).and_compute_with(|entry| match entry.map(|e| e.into_value()) {
            Some(Standing::Live(_)) => Op::Put(Standing::Live(live)),
            Some(Standing::Ended) | None => Op::Nop,
        });
    }

    /// From now on the session does not count here.
    pub fn end(&self, session: SessionId) {
        self.standings.insert(session, Standing::Ended);
    }
}

fn remembered(standing: Standing) -> Remembered {
    match standing {
        Standing::Live(live) => Remembered::Live(live),
        Standing::Ended => Remembered::Ended,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;
    use examhall_domain::time::Timestamp;
    use uuid::Uuid;

    fn live(seen_us: i64) -> Live {
        Live {
            session: SessionId(Uuid::from_u128(1)),
            account: AccountId(Uuid::from_u128(2)),
            roles: Roles::NONE,
            life: SessionLife::begin(Timestamp(seen_us), settings::defaults().accounts.session_terms()),
        }
    }

    fn sessions() -> Sessions {
        let mut settings = settings::defaults().accounts;
        settings.session_cache_ms = 3_600_000;
        Sessions::new(&settings)
    }

    #[test]
    fn a_look_up_that_was_under_way_does_not_bring_an_ended_session_back() {
        let sessions = sessions();
        sessions.end(live(0).session);
        assert_eq!(sessions.learn(live(0)), Remembered::Ended);
        sessions.renew(live(1));
        assert_eq!(sessions.recall(live(0).session), Remembered::Ended);
    }

    #[test]
    fn a_session_that_slides_on_is_remembered_as_it_is_now() {
        let sessions = sessions();
        assert_eq!(sessions.recall(live(0).session), Remembered::Nothing);
        sessions.learn(live(0));
        sessions.renew(live(5));
        assert_eq!(sessions.recall(live(0).session), Remembered::Live(live(5)));
        sessions.end(live(0).session);
        assert_eq!(sessions.recall(live(0).session), Remembered::Ended);
    }

    #[test]
    fn without_a_time_to_live_nothing_is_remembered() {
        let mut settings = settings::defaults().accounts;
        settings.session_cache_ms = 0;
        let sessions = Sessions::new(&settings);
        sessions.learn(live(0));
        assert_eq!(sessions.recall(live(0).session), Remembered::Nothing);
    }
}

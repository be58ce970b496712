//! Where somebody who offers a password or a code stands on the lock-out ladder.
//!
//! The ladder is asked before the dear hash and again, under its lock, when the outcome is written.

use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::accounts::ladder;
use crate::store::{StoreError, Transaction};
use examhall_domain::accounts::ladder::{Asker, step};
use examhall_domain::accounts::{EmailAddress, LadderState, Network, SignInOutcome};
use examhall_domain::time::Timestamp;
use sha2::{Digest, Sha256};

/// In the place of a network: from wherever the try comes.
const EVERYWHERE: &str = "everywhere";

/// The place on the ladder of an address in a network.
pub(super) struct Rung {
    asker: Asker,
    subject: [u8; 32],
    network: String,
}

/// What was found when the rung was taken hold of.
pub(super) enum Holding {
    /// The try counts; this is how it stands until the transaction ends.
    Free(LadderState),
    Locked(Timestamp),
}

impl Rung {
    pub(super) fn new(email: &EmailAddress, network: Network, asker: Asker) -> Self {
        Self { asker, subject: subject(email), network: network.to_string() }
    }

    /// The place of who offers codes. It is one for all networks and devices: a million codes could be tried from many at
    /// once, and only who knows the password comes that far, so that no stranger locks anybody out.
    pub(super) fn of_codes(email: &EmailAddress) -> Self {
        Self { asker: Asker::Stranger, subject: subject(email), network: EVERYWHERE.to_owned() }
    }

    /// Refuses who is locked out, before anything dear is done.
    pub(super) async fn check(&self, cx: &Context) -> Answer<()> {
        let rung = ladder::find(cx.store.read(), &self.subject, &self.network).await?;
        let now = cx.clock.now();
        match state(rung.as_ref())?.locked_until(self.asker, now) {
            Some(until) => Err(locked(until, now).into()),
            None => Ok(()),
        }
    }

    /// The rung of a stranger, held until the transaction ends; a known device has none.
    pub(super) async fn hold(&self, transaction: &Transaction, now: Timestamp) -> Result<Holding, StoreError> {
        let held = match self.asker {
            Asker::Known => LadderState::default(),
            Asker::Stranger => {
                ladder::ground(transaction, &self.subject, &self.network, now).await?;
                state(ladder::find_for_update(transaction, &self.subject, &self.network).await?.as_ref())?
            }
        };
        Ok(held.locked_until(self.asker, now).map_or(Holding::Free(held), Holding::Locked))
    }

    /// A known device's failure is not counted: it would lock strangers of its network out, not itself.
    pub(super) async fn fail(
        &self,
        transaction: &Transaction,
        held: LadderState,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match self.asker {
            Asker::Known => Ok(()),
            Asker::Stranger => ladder::put(transaction, self.row(step(held, SignInOutcome::Failed, now), now)).await,
        }
    }

    /// Takes off the ladder who knew the password.
    pub(super) async fn clear(&self, transaction: &Transaction) -> Result<(), StoreError> {
        ladder::clear(transaction, &self.subject, &self.network).await
    }

    fn row(&self, state: LadderState, now: Timestamp) -> ladder::Model {
        ladder::Model {
            subject: self.subject.to_vec(),
            network: self.network.clone(),
            failures: state.failures.into(),
            last_failure_at_us: now.0,
            locked_until_us: state.locked_until.map(|until| until.0),
        }
    }
}

/// By what the ladder knows an address: people type passwords into that field, so it is not kept itself.
pub(super) fn subject(email: &EmailAddress) -> [u8; 32] {
    Sha256::digest(email.as_str()).into()
}

/// Rounded up, so that who waits as told is let in.
pub(super) fn locked(until: Timestamp, now: Timestamp) -> Refusal {
    Refusal::new(ProblemType::LockedOut).retry_after(wait_s(until, now))
}

/// Whole seconds until an instant, rounded up.
pub(super) fn wait_s(until: Timestamp, now: Timestamp) -> u32 {
    let wait_s = u64::try_from((until - now).0).unwrap_or(0).div_ceil(1_000_000);
    u32::try_from(wait_s).unwrap_or(u32::MAX)
}

fn state(rung: Option<&ladder::Model>) -> Result<LadderState, StoreError> {
    let Some(rung) = rung else { return Ok(LadderState::default()) };
    let failures = u32::try_from(rung.failures).map_err(|why| StoreError::corrupt("sign_in_ladder.failures", &why))?;
    Ok(LadderState {
        failures,
        last_failure_at: Some(Timestamp(rung.last_failure_at_us)),
        locked_until: rung.locked_until_us.map(Timestamp),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_seconds_that_suffice() {
        let wait = |us| wait_s(Timestamp(us), Timestamp(0));
        assert_eq!([wait(1), wait(1_000_000), wait(1_000_001), wait(-1)], [1, 1, 2, 0]);
    }
}

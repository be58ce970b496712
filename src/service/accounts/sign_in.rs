//! Signs somebody in with address and password, behind the lock-out ladder.
//!
//! The ladder is asked before the dear hash and again, under its lock, when the outcome is written: of many tries sent at
//! once, those past the last free rung are answered as locked, whether the password was right or not. Whether an address
//! has an account shows neither in the answer nor in its time.

use crate::gateway::hasher::Comparison;
use crate::service::accounts::api::{Arrival, Me, SignedIn};
use crate::service::accounts::fields::{self, Faults};
use crate::service::accounts::{create_account, open_session};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::accounts::{account, ladder};
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::ladder::{Asker, step};
use examhall_domain::accounts::{EmailAddress, LadderState, OfferedPassword, SignInOutcome};
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;
use sha2::{Digest, Sha256};

/// Address and password, as they were typed.
#[derive(Clone)]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

/// How a try that was written down ended.
enum Written {
    In(Box<Me>),
    Wrong,
    Locked(Timestamp),
}

/// One try, with what it is judged by.
struct Try {
    account: Option<account::Model>,
    asker: Asker,
    subject: [u8; 32],
    network: String,
}

/// Opens a session for who knows the password.
///
/// # Errors
/// `wrong-credentials`, `locked-out` with the wait, `validation-failed`, `overloaded`.
pub async fn sign_in(cx: &Context, arrival: &Arrival, command: SignIn) -> Answer<SignedIn> {
    let (email, password) = parse(&command)?;
    let attempt = look_up(cx, arrival, &email).await?;
    let rung = ladder::find(cx.store.read(), &attempt.subject, &attempt.network).await?;
    let now = cx.clock.now();
    if let Some(until) = state(rung.as_ref())?.locked_until(attempt.asker, now) {
        return Err(locked(until, now).into());
    }
    let stored = attempt.account.as_ref().map(|account| account.password_hash.as_str());
    let compared = cx.hasher.compare(password.expose(), stored).await;
    let compared = compared.map_err(|full| create_account::overloaded(cx, full))?;
    let written = cx
        .store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            write(cx, transaction, arrival, &attempt, compared).await
        })
        .await?;
    match written {
        Written::In(me) => Ok(open_session::signed_in(cx, *me, arrival)),
        Written::Wrong => Err(ProblemType::WrongCredentials.into()),
        Written::Locked(until) => Err(locked(until, cx.clock.now()).into()),
    }
}

fn parse(command: &SignIn) -> Result<(EmailAddress, OfferedPassword), Refusal> {
    let mut faults = Faults::default();
    let email = faults.note(fields::email(&command.email));
    let password = faults.note(fields::offered_password(&command.password));
    email.zip(password).ok_or_else(|| faults.refusal())
}

/// A disabled account is looked at as if there were none.
async fn look_up(cx: &Context, arrival: &Arrival, email: &EmailAddress) -> Answer<Try> {
    let account = account::find_by_email(cx.store.read(), email).await?;
    let account = account.filter(|account| account.disabled_at_us.is_none());
    let asker = account.as_ref().map_or(Asker::Stranger, |account| asker(cx, arrival, AccountId(account.id)));
    let subject = Sha256::digest(email.as_str()).into();
    Ok(Try { account, asker, subject, network: arrival.network.to_string() })
}

fn asker(cx: &Context, arrival: &Arrival, account: AccountId) -> Asker {
    let signed_in = arrival.caller.is_some_and(|caller| caller.account == account);
    if signed_in || open_session::known_accounts(cx, arrival).contains(&account) {
        Asker::Known
    } else {
        Asker::Stranger
    }
}

async fn write(
    cx: &Context,
    transaction: &Transaction,
    arrival: &Arrival,
    attempt: &Try,
    compared: Comparison,
) -> Result<Written, StoreError> {
    let now = cx.clock.now();
    let state = hold(transaction, attempt, now).await?;
    if let Some(until) = state.locked_until(attempt.asker, now) {
        return Ok(Written::Locked(until));
    }
    match (&attempt.account, compared) {
        (Some(account), Comparison::Same) => {
            ladder::clear(transaction, &attempt.subject, &attempt.network).await?;
            let me = open_session::open_session(cx, transaction, account, arrival).await?;
            Ok(Written::In(Box::new(me)))
        }
        (Some(_) | None, Comparison::Same | Comparison::Different) => {
            fail(transaction, attempt, state, now).await?;
            Ok(Written::Wrong)
        }
    }
}

/// The rung of a stranger, held until the transaction ends; a known device has none.
async fn hold(transaction: &Transaction, attempt: &Try, now: Timestamp) -> Result<LadderState, StoreError> {
    match attempt.asker {
        Asker::Known => Ok(LadderState::default()),
        Asker::Stranger => {
            ladder::ground(transaction, &attempt.subject, &attempt.network, now).await?;
            state(ladder::find_for_update(transaction, &attempt.subject, &attempt.network).await?.as_ref())
        }
    }
}

/// A known device's failure is not counted: it would lock strangers of its network out, not itself.
async fn fail(transaction: &Transaction, attempt: &Try, state: LadderState, now: Timestamp) -> Result<(), StoreError> {
    match attempt.asker {
        Asker::Known => Ok(()),
        Asker::Stranger => {
            let climbed = step(state, SignInOutcome::Failed, now);
            ladder::put(transaction, rung(attempt, climbed, now)).await
        }
    }
}

fn rung(attempt: &Try, state: LadderState, now: Timestamp) -> ladder::Model {
    ladder::Model {
        subject: attempt.subject.to_vec(),
        network: attempt.network.clone(),
        failures: state.failures.into(),
        last_failure_at_us: now.0,
        locked_until_us: state.locked_until.map(|until| until.0),
    }
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

/// Rounded up, so that who waits as told is let in.
fn locked(until: Timestamp, now: Timestamp) -> Refusal {
    let wait_s = u64::try_from((until - now).0).unwrap_or(0).div_ceil(1_000_000);
    Refusal::new(ProblemType::LockedOut).retry_after(u32::try_from(wait_s).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_seconds_that_suffice() {
        let wait = |us| locked(Timestamp(us), Timestamp(0)).retry_after_s;
        assert_eq!([wait(1), wait(1_000_000), wait(1_000_001), wait(-1)], [Some(1), Some(1), Some(2), Some(0)]);
    }
}

//! The second half of a sign-in: the code, after the password. Only here does who has a second factor get a session.

use crate::gateway::tokens::Halfway;
use crate::service::accounts::api::{Arrival, Me, SignedIn};
use crate::service::accounts::open_session;
use crate::service::accounts::rungs::{self, Holding, Rung};
use crate::service::accounts::second_factor::{self, Offered};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::accounts::account;
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::EmailAddress;
use examhall_domain::accounts::ladder::Asker;
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;
use sha2::{Digest, Sha256};

/// So much of the digest of the password's hash goes into the token: enough to notice another one, and useless for guesses.
const PASSWORD_BYTES: usize = 8;

/// What `sign_in` handed out, and the code as it was typed.
pub struct FinishSignIn {
    pub token: String,
    pub code: String,
}

/// How a code that was looked at ended.
enum Written {
    In(Box<Me>),
    Wrong,
    Stale,
    Locked(Timestamp),
}

/// Opens a session for who gave the password a moment ago and now a code of the app, or one from paper.
///
/// # Errors
/// `sign-in-stale` when too much time has passed or the password or the factor is another one by now, `wrong-code`,
/// `locked-out` with the wait, `validation-failed`.
pub async fn finish_sign_in(cx: &Context, arrival: &Arrival, command: FinishSignIn) -> Answer<SignedIn> {
    let halfway = cx.tokens.read_halfway(&command.token).map_err(|_| ProblemType::SignInStale)?;
    if cx.clock.now() >= halfway.until {
        return Err(ProblemType::SignInStale.into());
    }
    let offered = Offered::parse(&command.code)?;
    let account = account::find(cx.store.read(), halfway.account).await?;
    let account =
        account.filter(|account| account.disabled_at_us.is_none() && fingerprint(account) == halfway.password);
    let account = account.ok_or(ProblemType::SignInStale)?;
    let written = cx
        .store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            write(cx, transaction, arrival, &account, &offered).await
        })
        .await?;
    match written {
        Written::In(me) => Ok(open_session::signed_in(cx, *me, arrival)),
        Written::Wrong => Err(ProblemType::WrongCode.into()),
        Written::Stale => Err(ProblemType::SignInStale.into()),
        Written::Locked(until) => Err(rungs::locked(until, cx.clock.now()).into()),
    }
}

/// What is remembered of who gave the password of this account.
pub(super) fn halfway(cx: &Context, account: &account::Model) -> Halfway {
    let until = cx.clock.now() + cx.settings.accounts.second_step();
    Halfway { account: AccountId(account.id), password: fingerprint(account), until }
}

async fn write(
    cx: &Context,
    transaction: &Transaction,
    arrival: &Arrival,
    account: &account::Model,
    offered: &Offered,
) -> Answer<Written> {
    let (id, now) = (AccountId(account.id), cx.clock.now());
    let email = EmailAddress::parse(&account.email).map_err(|why| StoreError::corrupt("accounts.email", &why))?;
    let rung = Rung::of_codes(&email);
    let held = match rung.hold(transaction, now).await? {
        Holding::Free(held) => held,
        Holding::Locked(until) => return Ok(Written::Locked(until)),
    };
    if !account::has_password_hash(transaction, id, &account.password_hash).await? {
        return Ok(Written::Stale);
    }
    let Some(factor) = second_factor::confirmed(transaction, id).await? else { return Ok(Written::Stale) };
    if !second_factor::take(cx, transaction, &factor, offered).await? {
        rung.fail(transaction, held, now).await?;
        return Ok(Written::Wrong);
    }
    rung.clear(transaction).await?;
    Rung::new(&email, arrival.network, Asker::Stranger).clear(transaction).await?;
    let me = open_session::open_session(cx, transaction, account, arrival).await?;
    Ok(Written::In(Box::new(me)))
}

fn fingerprint(account: &account::Model) -> String {
    let digest = Sha256::digest(&account.password_hash);
    digest.iter().take(PASSWORD_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

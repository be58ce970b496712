//! Signs somebody in with address and password, behind the lock-out ladder. Who has a second factor gets no session for it,
//! only a token to finish with (`finish_sign_in`).
//!
//! The ladder is asked before the dear hash and again, under its lock, when the outcome is written: of many tries sent at
//! once, those past the last free rung are answered as locked, whether the password was right or not. Whether an address
//! has an account shows neither in the answer nor in its time.

use crate::gateway::hasher::Comparison;
use crate::gateway::tokens::Halfway;
use crate::service::accounts::api::{Arrival, Me, SignedIn};
use crate::service::accounts::fields::{self, Faults};
use crate::service::accounts::rungs::{self, Holding, Rung};
use crate::service::accounts::{create_account, finish_sign_in, open_session, second_factor};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::accounts::account;
use crate::store::{Priority, Transaction};
use examhall_domain::accounts::ladder::Asker;
use examhall_domain::accounts::{EmailAddress, OfferedPassword};
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;

/// Address and password, as they were typed.
#[derive(Clone)]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

/// How a try that was written down ended.
enum Written {
    In(Box<Me>),
    Halfway(Halfway),
    Wrong,
    Locked(Timestamp),
}

/// One try, with what it is judged by.
struct Try {
    account: Option<account::Model>,
    rung: Rung,
}

/// How far a right password leads.
pub enum Entered {
    /// All the way.
    In(SignedIn),
    /// To the code, with a token for `finish_sign_in`.
    Halfway { token: String, until: Timestamp },
}

/// Opens a session for who knows the password, or half of one.
///
/// # Errors
/// `wrong-credentials`, `locked-out` with the wait, `validation-failed`, `overloaded`.
pub async fn sign_in(cx: &Context, arrival: &Arrival, command: SignIn) -> Answer<Entered> {
    let (email, password) = parse(&command)?;
    let attempt = look_up(cx, arrival, &email).await?;
    attempt.rung.check(cx).await?;
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
        Written::In(me) => Ok(Entered::In(open_session::signed_in(cx, *me, arrival))),
        Written::Halfway(halfway) => {
            Ok(Entered::Halfway { token: cx.tokens.sign_halfway(&halfway), until: halfway.until })
        }
        Written::Wrong => Err(ProblemType::WrongCredentials.into()),
        Written::Locked(until) => Err(rungs::locked(until, cx.clock.now()).into()),
    }
}

fn parse(command: &SignIn) -> Result<(EmailAddress, OfferedPassword), Refusal> {
    let mut faults = Faults::default();
    let email = faults.note(fields::email(&command.email));
    let password = faults.note(fields::offered_password("/password", &command.password));
    email.zip(password).ok_or_else(|| faults.refusal())
}

/// A disabled account is looked at as if there were none.
async fn look_up(cx: &Context, arrival: &Arrival, email: &EmailAddress) -> Answer<Try> {
    let account = account::find_by_email(cx.store.read(), email).await?;
    let account = account.filter(|account| account.disabled_at_us.is_none());
    let asker = account.as_ref().map_or(Asker::Stranger, |account| asker(cx, arrival, AccountId(account.id)));
    Ok(Try { account, rung: Rung::new(email, arrival.network, asker) })
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
) -> Answer<Written> {
    let now = cx.clock.now();
    let held = match attempt.rung.hold(transaction, now).await? {
        Holding::Free(held) => held,
        Holding::Locked(until) => return Ok(Written::Locked(until)),
    };
    if let (Some(account), Comparison::Same) = (&attempt.account, compared)
        && account::has_password_hash(transaction, AccountId(account.id), &account.password_hash).await?
    {
        // Who still has to give a code is let off the ladder with it, or a right password would forgive wrong codes.
        if second_factor::confirmed(transaction, AccountId(account.id)).await?.is_some() {
            return Ok(Written::Halfway(finish_sign_in::halfway(cx, account)));
        }
        attempt.rung.clear(transaction).await?;
        let me = open_session::open_session(cx, transaction, account, arrival).await?;
        return Ok(Written::In(Box::new(me)));
    }
    // Also where the password was changed since it was compared: the one that was offered is an old one now.
    attempt.rung.fail(transaction, held, now).await?;
    Ok(Written::Wrong)
}

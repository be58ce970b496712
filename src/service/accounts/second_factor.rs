//! The second factor: an authenticator app, and codes on paper for who lost it. Its verbs, and what accepts a code.

pub mod begin;
pub mod confirm;
pub mod read;
pub mod renew_codes;
pub mod reset;
pub mod turn_off;

use crate::gateway::vault::Sealed;
use crate::service::Context;
use crate::service::accounts::fields::{self, Faults};
use crate::service::problem::Refusal;
use crate::store::accounts::{recovery_code, second_factor};
use crate::store::{StoreError, Transaction};
use examhall_domain::accounts::recovery::{CODES, RANDOM_BYTES};
use examhall_domain::accounts::{Code, RecoveryCode, Secret, Step};
use examhall_domain::id::AccountId;

/// What somebody offers.
pub(super) enum Offered {
    /// What the app shows.
    Shown(Code),
    /// What stands on paper.
    Written(RecoveryCode),
}

impl Offered {
    /// Reads `/code` as it was typed.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let shown = Code::parse(text).map(Self::Shown);
        let offered = shown.or_else(|_| RecoveryCode::parse(text).map(Self::Written));
        offered.map_err(|_| {
            let mut faults = Faults::default();
            faults.note::<()>(Err(fields::plain("/code", "code_malformed")));
            faults.refusal()
        })
    }
}

/// The factor that counts for an account, held until the transaction ends.
pub(super) async fn confirmed(
    transaction: &Transaction,
    account: AccountId,
) -> Result<Option<second_factor::Model>, StoreError> {
    let found = second_factor::find_for_update(transaction, account).await?;
    Ok(found.filter(|factor| factor.confirmed_at_us.is_some()))
}

/// Whether this lets its owner in. What was accepted is used up by it. The row is held by the caller.
pub(super) async fn take(
    cx: &Context,
    transaction: &Transaction,
    factor: &second_factor::Model,
    offered: &Offered,
) -> Result<bool, StoreError> {
    let account = AccountId(factor.account_id);
    match offered {
        Offered::Written(code) => recovery_code::use_up(transaction, account, code).await,
        Offered::Shown(code) => {
            let Some(secret) = unseal(cx, factor)? else { return Ok(false) };
            let Some(step) = secret.accepts(*code, factor.last_step.map(Step), cx.clock.now()) else {
                return Ok(false);
            };
            second_factor::set_last_step(transaction, account, step).await?;
            if !cx.vault.is_current(&sealed(factor)?) {
                second_factor::put(transaction, resealed(cx, factor, &secret, step)).await?;
            }
            Ok(true)
        }
    }
}

/// The secret of a factor; none when the key that it was sealed with is gone, which only an operator can help.
fn unseal(cx: &Context, factor: &second_factor::Model) -> Result<Option<Secret>, StoreError> {
    let opened = cx.vault.open(factor.account_id.as_bytes(), &sealed(factor)?);
    let Ok(opened) = opened else {
        let account = AccountId(factor.account_id);
        tracing::error!(%account, key = factor.key, "the secret of a second factor cannot be opened: reset it");
        return Ok(None);
    };
    let secret = <[u8; Secret::BYTES]>::try_from(opened);
    let secret = secret.map_err(|_| StoreError::corrupt("second_factors.sealed", &"a secret of another length"))?;
    Ok(Some(Secret::new(secret)))
}

fn sealed(factor: &second_factor::Model) -> Result<Sealed, StoreError> {
    Ok(Sealed { key: factor.key.clone(), nonce: factor.nonce()?, ciphertext: factor.sealed.clone() })
}

fn seal(cx: &Context, account: AccountId, secret: &Secret) -> Sealed {
    cx.vault.seal(&*cx.randomness, account.0.as_bytes(), secret.expose())
}

fn resealed(cx: &Context, factor: &second_factor::Model, secret: &Secret, step: Step) -> second_factor::Model {
    let Sealed { key, nonce, ciphertext } = seal(cx, AccountId(factor.account_id), secret);
    let (nonce, last_step) = (nonce.to_vec(), Some(step.0));
    second_factor::Model { key, nonce, sealed: ciphertext, last_step, ..factor.clone() }
}

/// Codes for paper that nobody has seen before.
fn fresh_codes(cx: &Context) -> Vec<RecoveryCode> {
    let mut make = || {
        let mut random = [0; RANDOM_BYTES];
        cx.randomness.fill(&mut random);
        RecoveryCode::new(random)
    };
    std::iter::repeat_with(&mut make).take(CODES).collect()
}

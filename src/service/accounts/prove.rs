//! Asks somebody who is signed in once more for the password, and for a code where a second factor counts: before what an
//! open session alone must not be enough for.
//!
//! Whoever sits at somebody's open session must not find either out by trying, so that the lock-out ladder counts these
//! tries like a stranger's. A wrong try is written down, and nothing else is; after a right one the deed is done in the
//! same transaction.

use crate::gateway::hasher::Comparison;
use crate::service::accounts::api::proof::Proof;
use crate::service::accounts::create_account;
use crate::service::accounts::fields::{self, Faults};
use crate::service::accounts::rungs::{self, Holding, Rung};
use crate::service::accounts::second_factor::{self, Offered};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::accounts::account;
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::ladder::Asker;
use examhall_domain::accounts::{EmailAddress, Network};
use examhall_domain::id::AccountId;

/// One try, with what it is judged by.
pub(super) struct Try {
    account: account::Model,
    password: Rung,
    codes: Rung,
    compared: Comparison,
    offered: Option<Offered>,
}

/// Who the proof was right for.
pub(super) struct Proven {
    pub(super) has_second_factor: bool,
}

impl Try {
    /// Does the dear part, outside of any transaction.
    ///
    /// # Errors
    /// `validation-failed`, `locked-out` with the wait, `overloaded`.
    pub(super) async fn prepare(cx: &Context, account: AccountId, network: Network, proof: &Proof) -> Answer<Self> {
        let account = account::find(cx.store.read(), account).await?.ok_or(ProblemType::SessionEnded)?;
        let email = EmailAddress::parse(&account.email).map_err(|why| StoreError::corrupt("accounts.email", &why))?;
        let mut faults = Faults::default();
        let password = faults.note(fields::offered_password("/password", &proof.password));
        let password = password.ok_or_else(|| faults.refusal())?;
        let offered = proof.code.as_deref().map(Offered::parse).transpose()?;
        let rung = Rung::new(&email, network, Asker::Stranger);
        rung.check(cx).await?;
        let compared = cx.hasher.compare(password.expose(), Some(&account.password_hash)).await;
        let compared = compared.map_err(|full| create_account::overloaded(cx, full))?;
        Ok(Self { account, password: rung, codes: Rung::of_codes(&email), compared, offered })
    }

    /// The account as it was before.
    pub(super) fn account(&self) -> &account::Model {
        &self.account
    }

    /// Does the deed in one transaction for who gave the right proof; writes the try down for everybody else.
    ///
    /// # Errors
    /// `validation-failed` with `wrong_password` or `wrong_code`, `locked-out` with the wait, and those of the deed.
    pub(super) async fn settle<T>(
        &self,
        cx: &Context,
        deed: impl AsyncFn(&Transaction, Proven) -> Answer<T>,
    ) -> Answer<T> {
        let settled = cx
            .store
            .in_transaction(Priority::Rest, async |transaction: &Transaction| {
                match self.judge(cx, transaction).await? {
                    Ok(proven) => Ok(Ok(deed(transaction, proven).await?)),
                    Err(refusal) => Answer::Ok(Err(refusal)),
                }
            })
            .await?;
        Ok(settled?)
    }

    async fn judge(&self, cx: &Context, transaction: &Transaction) -> Answer<Result<Proven, Refusal>> {
        let now = cx.clock.now();
        let (codes, password) =
            match (self.codes.hold(transaction, now).await?, self.password.hold(transaction, now).await?) {
                (Holding::Free(codes), Holding::Free(password)) => (codes, password),
                (Holding::Locked(until), _) | (_, Holding::Locked(until)) => return Ok(Err(rungs::locked(until, now))),
            };
        let id = AccountId(self.account.id);
        let held = account::find_for_update(transaction, id).await?;
        // The password may have been changed since it was compared; then the one that was offered is wrong now.
        let is_same = held.is_some_and(|held| held.password_hash == self.account.password_hash);
        if self.compared == Comparison::Different || !is_same {
            self.password.fail(transaction, password, now).await?;
            return Ok(Err(wrong("/password", "wrong_password")));
        }
        let factor = second_factor::confirmed(transaction, id).await?;
        if let Some(factor) = &factor {
            let Some(offered) = &self.offered else { return Ok(Err(wrong("/code", "required"))) };
            if !second_factor::take(cx, transaction, factor, offered).await? {
                self.codes.fail(transaction, codes, now).await?;
                return Ok(Err(wrong("/code", "wrong_code")));
            }
        }
        self.codes.clear(transaction).await?;
        self.password.clear(transaction).await?;
        Ok(Ok(Proven { has_second_factor: factor.is_some() }))
    }
}

fn wrong(pointer: &str, code: &'static str) -> Refusal {
    Refusal::new(ProblemType::ValidationFailed).field(pointer, code)
}

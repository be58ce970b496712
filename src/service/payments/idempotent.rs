//! The same request sent again has one effect and gets the first answer.
//!
//! The key is claimed in the transaction of the effect: of many that come at once one does it, and the others are told that
//! it is under way. What makes a request the same are method, route, person and body.

use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::payments::idempotency::{self, Claim, Claimed, Model};
use crate::store::{Priority, StoreError, Transaction, json};
use examhall_domain::id::AccountId;
use examhall_domain::payments::IdempotencyKey;
use examhall_domain::time::Span;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Seconds after which a request makes sense again whose first one is under way.
const IN_FLIGHT_RETRY_S: u32 = 1;

/// A request under its key.
pub struct Keyed {
    account: AccountId,
    route: &'static str,
    key: IdempotencyKey,
    fingerprint: [u8; 32],
}

/// An answer as it goes out, and as every repeat gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// JSON.
    pub body: String,
}

impl Keyed {
    /// A request to `route`, which is method and pattern, for what `body` says.
    ///
    /// # Errors
    /// Never for what came in as JSON.
    pub fn new(
        account: AccountId,
        route: &'static str,
        key: IdempotencyKey,
        body: &impl Serialize,
    ) -> Result<Self, StoreError> {
        let mut hash = Sha256::new();
        for part in [route, &account.to_string(), &json::encode("idempotency_keys.fingerprint", body)?] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        Ok(Self { account, route, key, fingerprint: hash.finalize().into() })
    }

    /// The key itself.
    pub fn key(&self) -> &IdempotencyKey {
        &self.key
    }

    /// What was answered to the same request before, if it was.
    ///
    /// # Errors
    /// `idempotency-key-reused`, and those of the store.
    pub async fn replayed(&self, cx: &Context) -> Answer<Option<Reply>> {
        match idempotency::find(cx.store.read(), self.claim()).await? {
            Some(before) => self.answer_of(&before),
            None => Ok(None),
        }
    }

    /// Takes the key for the transaction's effect; the answer to the same request before, if there is one.
    ///
    /// # Errors
    /// `idempotency-key-reused`, `idempotency-key-in-flight` with a wait, and those of the store.
    pub async fn begin(&self, cx: &Context, transaction: &Transaction) -> Answer<Option<Reply>> {
        let now = cx.clock.now();
        let before = match idempotency::claim(transaction, self.claim(), now).await? {
            Claimed::Ours => return Ok(None),
            Claimed::Before(before) => before,
        };
        if let Some(reply) = self.answer_of(&before)? {
            return Ok(Some(reply));
        }
        let given_up = now - Span::from_secs(cx.settings.payments.key_in_flight_s);
        if idempotency::take_over(transaction, self.claim(), given_up, now).await? {
            return Ok(None);
        }
        Err(Refusal::new(ProblemType::IdempotencyKeyInFlight).retry_after(IN_FLIGHT_RETRY_S).into())
    }

    /// Keeps the answer for every repeat.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn keep(&self, cx: &Context, status: u16, body: &impl Serialize) -> Answer<Reply> {
        let body = json::encode("idempotency_keys.body", body)?;
        let transaction = cx.store.begin(Priority::Rest).await?;
        idempotency::answer(&transaction, self.claim(), status, &body).await?;
        transaction.commit().await?;
        Ok(Reply { status, body })
    }

    /// Lets go of the key, when nothing came of the request.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn let_go(&self, cx: &Context) -> Answer<()> {
        let transaction = cx.store.begin(Priority::Rest).await?;
        idempotency::let_go(&transaction, self.claim()).await?;
        transaction.commit().await?;
        Ok(())
    }

    fn answer_of(&self, before: &Model) -> Answer<Option<Reply>> {
        if before.fingerprint != self.fingerprint {
            return Err(ProblemType::IdempotencyKeyReused.into());
        }
        let Some((status, body)) = before.status.zip(before.body.clone()) else { return Ok(None) };
        let status = u16::try_from(status).map_err(|why| StoreError::corrupt("idempotency_keys.status", &why))?;
        Ok(Some(Reply { status, body }))
    }

    fn claim(&self) -> Claim<'_> {
        Claim { account: self.account, route: self.route, key: &self.key, fingerprint: self.fingerprint }
    }
}

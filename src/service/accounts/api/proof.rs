//! What other slices ask once more for password and code before.

use crate::service::accounts::api::{Caller, Proof};
use crate::service::accounts::prove::Try;
use crate::service::{Answer, Context, Error};
use crate::store::Transaction;
use examhall_domain::accounts::Network;

/// Does a deed that an open session alone must not be enough for: for who gives password and code once more, in the
/// transaction that finds them right. Every other try is written down. A wrong one is named `/proof/password` or `/proof/code`.
///
/// # Errors
/// `validation-failed` with `wrong_password` or `wrong_code`, `locked-out` with the wait, `overloaded`, and those of the deed.
pub async fn with_proof<T>(
    cx: &Context,
    caller: &Caller,
    network: Network,
    proof: &Proof,
    deed: impl AsyncFn(&Transaction) -> Answer<T>,
) -> Answer<T> {
    let offered = Try::prepare(cx, caller, network, proof).await.map_err(of_proof)?;
    offered.settle(cx, async |transaction, _proven| deed(transaction).await).await.map_err(of_proof)
}

fn of_proof(error: Error) -> Error {
    let Error::Refused(mut refusal) = error else { return error };
    for fault in refusal.fields.iter_mut().filter(|fault| matches!(fault.pointer.as_str(), "/password" | "/code")) {
        fault.pointer.insert_str(0, "/proof");
    }
    refusal.into()
}

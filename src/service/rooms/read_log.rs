//! The log of a student's own closed attempt, row by row with its salts: what the head on the receipt is computed from.

use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::rooms::{attempt, attempt_log, receipt};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_domain::id::AttemptId;
use examhall_domain::rooms::{Content, Head, LogRow};
use serde::Serialize;
use utoipa::ToSchema;

/// A whole log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerLog {
    #[schema(value_type = Uuid)]
    pub attempt: AttemptId,
    /// SHA-256 of the materialised paper, which the chain starts from, hexadecimal.
    pub paper_digest: String,
    pub rows: Vec<AnswerLogRow>,
}

/// One row, with everything that the chain covers.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerLogRow {
    pub seq: i64,
    /// 1 opened, 2 saved, 3 taken over, 4 closed.
    pub kind: u8,
    /// Microseconds since the Unix epoch.
    pub at_us: i64,
    /// 16 bytes in base64; absent once the answer was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The stored JSON, byte for byte; absent once the answer was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// SHA-256 of salt and body as it is stored, hexadecimal; it stays when an answer is deleted.
    pub inner: String,
    /// The chain's head after this row, hexadecimal.
    pub chain: String,
}

/// The log of the own closed attempt.
///
/// # Errors
/// `not-found` for everybody else, `result-not-released` until the attempt has its receipt, and those of the store.
pub async fn read_log(cx: &Context, caller: &Caller, id: AttemptId) -> Answer<AnswerLog> {
    let row = attempt::find_own(cx.store.read(), id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    receipt::find(cx.store.read(), id).await?.ok_or(ProblemType::ResultNotReleased)?;
    let digests = attempt_log::read_digests(cx.store.read(), id).await?;
    let rows = attempt_log::read(cx.store.read(), id).await?;
    let rows = rows.into_iter().zip(digests).map(exported).collect::<Result<_, _>>()?;
    Ok(AnswerLog { attempt: id, paper_digest: Head(row.digest()?).to_string(), rows })
}

// The stored digest, not one of what the body is now: whoever checks the log has to see when the two differ.
fn exported((row, (_, inner)): (LogRow, (i64, [u8; 32]))) -> Result<AnswerLogRow, StoreError> {
    let inner = Head(inner).to_string();
    let (salt, body) = match row.content {
        Content::Kept { salt, body } => {
            let body = String::from_utf8(body).map_err(|why| StoreError::corrupt("attempt_log.body", &why))?;
            (Some(BASE64_STANDARD.encode(salt.0)), Some(body))
        }
        Content::Deleted { .. } => (None, None),
    };
    let (seq, kind, at_us, chain) = (row.seq, row.kind.code(), row.at.0, row.chain.to_string());
    Ok(AnswerLogRow { seq, kind, at_us, salt, body, inner, chain })
}

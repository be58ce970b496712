//! A student's own attempt, its sealed paper, and its receipt.

use crate::gateway::cipher;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::rooms::own_attempt::load;
use crate::service::rooms::seal_pictures::{PaperPicture, SealedPictureCard, cards, in_paper};
use crate::service::rooms::talk::thread;
use crate::service::rooms::views::AttemptView;
use crate::service::rooms::{open_room, read_result};
use crate::service::{Answer, Context};
use crate::store::json;
use crate::store::rooms::{attempt, receipt};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_domain::exams::StudentPaper;
use examhall_domain::id::{AttemptId, DeviceId, SittingId};
use examhall_domain::picture::PictureDigest;
use examhall_domain::rooms::{AttemptPhase, Receipt};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A paper that only the room's key opens.
#[derive(Debug, Serialize, ToSchema)]
pub struct SealedPaper {
    #[schema(value_type = Uuid)]
    pub attempt: AttemptId,
    #[schema(value_type = Uuid)]
    pub sitting: SittingId,
    /// AES-256-GCM; the attempt's id as text is authenticated with it.
    #[schema(examples("A256GCM"))]
    pub alg: &'static str,
    /// 12 bytes in base64.
    pub nonce: String,
    /// In base64, the authentication tag at its end.
    pub ciphertext: String,
    /// What the paper shows beside its texts, each sealed on its own.
    pub pictures: Vec<SealedPictureCard>,
}

/// What is sealed.
#[derive(Serialize)]
struct OpenedPaper {
    #[serde(flatten)]
    paper: StudentPaper,
    /// By the digests that the texts name them by.
    pictures: BTreeMap<PictureDigest, PaperPicture>,
}

/// A receipt with its signature.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedReceipt {
    /// The signed statement; its instants are whole microseconds.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub statement: Receipt,
    pub closed_at: crate::service::instant::Instant,
    /// Ed25519 over the statement's canonical bytes, in base64.
    pub signature: String,
}

/// A public key that receipts are verified with.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptKey {
    pub id: String,
    #[schema(examples("Ed25519"))]
    pub alg: &'static str,
    /// 32 bytes in base64.
    pub public_key: String,
}

/// The attempt as its student sees it on this device.
///
/// # Errors
/// `not-found` for everybody else, and those of the store.
pub async fn read_attempt(
    cx: &Context,
    caller: &Caller,
    id: AttemptId,
    device: Option<DeviceId>,
) -> Answer<AttemptView> {
    let (file, room) = load(cx, caller, id).await?;
    let result = read_result::state(cx, &room, &file).await?;
    Ok(file.view(&room, device, result, thread::of_student(cx, id).await?))
}

/// The paper, sealed. The nonce follows from the attempt, and an attempt's paper never changes: the same nonce and key
/// only ever seal the same bytes.
///
/// # Errors
/// As [`read_attempt`].
pub async fn read_paper(cx: &Context, caller: &Caller, id: AttemptId) -> Answer<SealedPaper> {
    let row = attempt::find_own(cx.store.read(), id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    let room = open_room::open(cx, SittingId(row.sitting_id)).await?;
    let (drawn, sitting) = (row.read_paper()?, &room.sitting);
    let opened = OpenedPaper { paper: sitting.paper.show(&drawn)?, pictures: in_paper(sitting, &drawn) };
    let plain = json::encode("attempts.paper", &opened)?;
    let nonce = nonce(id, plain.as_bytes());
    let context = id.to_string();
    let sealed = cipher::seal(&sitting.paper_key, &nonce, context.as_bytes(), plain.as_bytes());
    Ok(SealedPaper {
        attempt: id,
        sitting: sitting.id,
        alg: cipher::ALGORITHM,
        nonce: BASE64_STANDARD.encode(nonce),
        ciphertext: BASE64_STANDARD.encode(sealed),
        pictures: cards(sitting, &drawn),
    })
}

/// The signed receipt of a closed attempt.
///
/// # Errors
/// `not-found` for everybody else, `result-not-released` until the closed attempt was marked.
pub async fn read_receipt(cx: &Context, caller: &Caller, id: AttemptId) -> Answer<SignedReceipt> {
    attempt::find_own(cx.store.read(), id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    let row = receipt::find(cx.store.read(), id).await?.ok_or(ProblemType::ResultNotReleased)?;
    let statement: Receipt = json::decode("receipts.body", &row.body)?;
    Ok(SignedReceipt {
        closed_at: statement.closed_at.into(),
        signature: BASE64_STANDARD.encode(&row.signature),
        statement,
    })
}

/// The device that may write the attempt, if one has begun.
///
/// # Errors
/// As [`read_attempt`].
pub async fn holder(cx: &Context, caller: &Caller, id: AttemptId) -> Answer<Option<DeviceId>> {
    let row = attempt::find_own(cx.store.read(), id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    Ok(row.device_id.map(DeviceId))
}

/// Whether the attempt is closed for good.
///
/// # Errors
/// As [`read_attempt`].
pub async fn is_closed(cx: &Context, caller: &Caller, id: AttemptId) -> Answer<bool> {
    let row = attempt::find_own(cx.store.read(), id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    Ok(matches!(row.phase()?, AttemptPhase::Closed { .. }))
}

/// The keys that receipts can be verified with.
pub fn receipt_keys(cx: &Context) -> Vec<ReceiptKey> {
    vec![ReceiptKey {
        id: cx.signer.key_id().to_string(),
        alg: "Ed25519",
        public_key: BASE64_STANDARD.encode(cx.signer.public_key()),
    }]
}

fn nonce(id: AttemptId, plain: &[u8]) -> [u8; 12] {
    let mut hash = Sha256::new();
    hash.update(b"examhall.paper.nonce");
    hash.update(id.0.as_bytes());
    hash.update(plain);
    let digest: [u8; 32] = hash.finalize().into();
    let mut nonce = [0; 12];
    nonce.copy_from_slice(&digest[..12]);
    nonce
}

//! The pictures of papers on their way: sealed with the sitting's key as the papers are, so that they can lie on devices
//! before the start.
//!
//! A picture is the same bytes for everybody in a sitting: name and nonce follow from the key and the picture's digest. To
//! whom lacks the key a name tells nothing, not even that two sittings show the same picture.

use crate::gateway::cipher;
use crate::service::accounts::api::Caller;
use crate::service::exams::api::Sitting;
use crate::service::media::api::load;
use crate::service::problem::ProblemType;
use crate::service::rooms::open_room;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::rooms::attempt;
use bytes::Bytes;
use examhall_domain::exams::AttemptPaper;
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::picture::PictureDigest;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// Half a digest: nobody guesses one, and no two of a paper are the same.
const NAME_BYTES: usize = 16;

/// A picture to be fetched before the start.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SealedPictureCard {
    /// Tells nothing.
    pub name: String,
    /// How long it is, sealed.
    pub size_bytes: usize,
}

/// A picture as an opened paper names it.
#[derive(Clone, Debug, Serialize)]
pub struct PaperPicture {
    /// The name that it was fetched under.
    pub name: String,
    pub media_type: &'static str,
}

/// What has to be fetched before the start for an attempt, in an order that tells nothing either.
pub(super) fn cards(sitting: &Sitting, paper: &AttemptPaper) -> Vec<SealedPictureCard> {
    let found = of_attempt(sitting, paper);
    let mut cards: Vec<SealedPictureCard> =
        found.map(|(digest, _, size_bytes)| SealedPictureCard { name: name(sitting, digest), size_bytes }).collect();
    cards.sort_by(|one, other| one.name.cmp(&other.name));
    cards
}

/// What an opened paper says of its pictures, by the digests that its texts name them by.
pub(super) fn in_paper(sitting: &Sitting, paper: &AttemptPaper) -> BTreeMap<PictureDigest, PaperPicture> {
    let found = of_attempt(sitting, paper);
    found.map(|(digest, media_type, _)| (digest, PaperPicture { name: name(sitting, digest), media_type })).collect()
}

/// A sealed picture of the caller's own paper: the nonce, and behind it the ciphertext with its tag. The name is
/// authenticated with it.
///
/// # Errors
/// `not-found` for everybody else and for what the paper does not show, and those of the store.
pub async fn read_sealed_picture(cx: &Context, caller: &Caller, id: AttemptId, wanted: &str) -> Answer<Bytes> {
    let row = attempt::find_own(cx.store.read(), id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    let room = open_room::open(cx, SittingId(row.sitting_id)).await?;
    let paper = row.read_paper()?;
    let mut found = of_attempt(&room.sitting, &paper);
    let found = found.find(|(digest, ..)| name(&room.sitting, *digest) == wanted);
    let (digest, _, size_bytes) = found.ok_or(ProblemType::NotFound)?;
    let place = (room.sitting.id, digest);
    Ok(cx.sealed_pictures.get_or_seal(place, size_bytes, seal(cx, &room.sitting, digest)).await?)
}

/// Digest, media type and sealed size of each picture that a student sees who writes this attempt.
fn of_attempt<'s>(
    sitting: &'s Sitting,
    paper: &AttemptPaper,
) -> impl Iterator<Item = (PictureDigest, &'static str, usize)> + use<'s> {
    let known = sitting.paper.pictures();
    let named = sitting.paper.pictures_of(paper).into_iter();
    named.filter_map(move |digest| {
        let facts = known.get(&digest)?;
        Some((digest, facts.kind.media_type(), facts.size_bytes + NONCE_BYTES + TAG_BYTES))
    })
}

async fn seal(cx: &Context, sitting: &Sitting, digest: PictureDigest) -> Result<Bytes, StoreError> {
    let picture = load(&cx.store, digest).await?;
    let (key, name, nonce) = (sitting.paper_key, name(sitting, digest), nonce(sitting, digest));
    let work = move || {
        let mut sealed = nonce.to_vec();
        sealed.extend(cipher::seal(&key, &nonce, name.as_bytes(), &picture.bytes));
        Bytes::from(sealed)
    };
    tokio::task::spawn_blocking(work).await.map_err(|why| StoreError::corrupt("pictures.content", &why))
}

fn name(sitting: &Sitting, digest: PictureDigest) -> String {
    let derived = derived(sitting, "name", digest);
    derived[..NAME_BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Follows from what is sealed: the same nonce and key only ever seal the same bytes.
fn nonce(sitting: &Sitting, digest: PictureDigest) -> [u8; NONCE_BYTES] {
    let mut nonce = [0; NONCE_BYTES];
    nonce.copy_from_slice(&derived(sitting, "nonce", digest)[..NONCE_BYTES]);
    nonce
}

fn derived(sitting: &Sitting, purpose: &str, digest: PictureDigest) -> [u8; 32] {
    cipher::derive(&sitting.paper_key, format!("examhall.picture.{purpose} {digest}").as_bytes())
}

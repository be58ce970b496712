//! Planning a sitting: when the exam's paper is asked, by which rules, in a room with a code that people can type.

use super::api::ScheduleSitting;
use super::cards::{self, SittingCard};
use super::scope;
use crate::gateway::randomness::Randomness;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::exams::sitting::{self, Identity};
use crate::store::{Priority, StoreError, constraint};
use examhall_domain::accounts::Action;
use examhall_domain::exams::SittingPlan;
use examhall_domain::id::{ExamId, JobId, PaperId, SittingId};

/// 31 characters that nobody takes for one another when they are read out or copied: no 0 and O, no 1, I and L.
const CODE_ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CODE_CHARS: usize = 8;
/// Codes are drawn from 8·10¹¹; a second one that is taken would mean that the randomness is none.
const CODE_TRIES_MAX: usize = 4;

/// Plans the sitting with the exam's present paper.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, `exam-not-published` while there is no paper, and those of the store.
pub async fn schedule_sitting(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    command: ScheduleSitting,
) -> Answer<SittingCard> {
    let row = scope::exam(cx, caller, Action::ScheduleSitting, exam).await?;
    let (title, plan) = command.check(None, cx.clock.now())?;
    let paper = PaperId(row.paper_id.ok_or(ProblemType::ExamNotPublished)?);
    let mut tries = 0;
    loop {
        let identity = Identity {
            id: SittingId(cx.ids.uuid()),
            exam,
            paper,
            code: draw_code(&*cx.randomness),
            title: title.as_str().to_owned(),
            paper_key: cx.randomness.seed().0,
            created_at: cx.clock.now(),
        };
        tries += 1;
        match insert(cx, caller, identity, &plan).await {
            Ok(row) => return cards::of_sitting(cx, caller, row).await,
            Err(error) if error.conflict() == Some(constraint::SITTINGS_CODE) && tries < CODE_TRIES_MAX => {}
            Err(error) => return Err(error.into()),
        }
    }
}

async fn insert(
    cx: &Context,
    caller: &Caller,
    identity: Identity,
    plan: &SittingPlan,
) -> Result<sitting::Model, StoreError> {
    let (id, exam, now) = (identity.id, identity.exam, identity.created_at);
    let row = sitting::Model::new(identity, plan)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    sitting::insert(&transaction, row.clone()).await?;
    cx.rooms.open(&transaction, id, plan, JobId(cx.ids.uuid()), now).await?;
    let object = Object { kind: "sitting", id: &id };
    let detail = serde_json::json!({ "exam": exam, "paper": row.paper_id });
    audit::record(cx, &transaction, Some(caller.account), "exams.sitting_scheduled", object, detail).await?;
    transaction.commit().await?;
    Ok(row)
}

/// Every character is drawn without bias: bytes from 248 on would favour the first ones and are left out.
fn draw_code(randomness: &dyn Randomness) -> String {
    let unbiased = 256 / CODE_ALPHABET.len() * CODE_ALPHABET.len();
    let mut code = String::with_capacity(CODE_CHARS);
    while code.len() < CODE_CHARS {
        let drawn = randomness.seed().0;
        let fit = drawn.into_iter().map(usize::from).filter(|byte| *byte < unbiased);
        let characters = fit.map(|byte| char::from(CODE_ALPHABET[byte % CODE_ALPHABET.len()]));
        code.extend(characters.take(CODE_CHARS - code.len()));
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    /// Counts up through all bytes.
    struct Counting(AtomicU8);

    impl Randomness for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for byte in bytes {
                *byte = self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    #[test]
    fn codes_have_eight_characters_of_the_alphabet_and_no_byte_is_favoured() {
        // 244 to 247 fit, 248 to 255 are left out, then it starts again from 0.
        assert_eq!(draw_code(&Counting(AtomicU8::new(244))), "WXYZ2345");
    }

    #[test]
    fn no_two_characters_of_a_code_look_alike() {
        for misread in b"01OIL" {
            assert!(!CODE_ALPHABET.contains(misread));
        }
    }
}

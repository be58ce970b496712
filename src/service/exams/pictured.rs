//! The pictures in what an author writes by hand: whether the exam has them, and whether words stand for each.

use super::api::images::{lacks_words, shown_in};
use super::draft::Draft;
use super::fields::Faults;
use super::render::sanitised;
use crate::service::media::api::{PicturesKnown, known};
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::exams::exam_picture;
use examhall_domain::exams::Question;
use examhall_domain::id::ExamId;
use examhall_domain::picture::PictureDigest;
use std::collections::BTreeSet;

/// Refuses a draft with a picture that the exam does not have or that has no words.
///
/// # Errors
/// `validation-failed` with a pointer for each text that has one, and those of the store.
pub(super) async fn check(cx: &Context, exam: ExamId, draft: &Draft) -> Answer<()> {
    let shown: Vec<(String, String)> =
        draft.texts().into_iter().map(|(pointer, markup)| (pointer, sanitised(&markup))).collect();
    let named: BTreeSet<PictureDigest> = shown.iter().flat_map(|(_, html)| shown_in(html)).collect();
    let had = of_exam(cx, exam, named).await?;
    let mut faults = Faults::default();
    for (pointer, html) in shown {
        if !shown_in(&html).is_subset(&had) {
            faults.add(pointer, "picture_unknown");
        } else if lacks_words(&html) {
            faults.add(pointer, "picture_without_words");
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.refusal().into()) }
}

/// The pictures that a question names.
pub(super) fn named_in(question: &Question) -> BTreeSet<PictureDigest> {
    question.texts().into_iter().flat_map(|markup| shown_in(&sanitised(markup))).collect()
}

/// What is known of those of these pictures that the exam has.
///
/// # Errors
/// Those of the store.
pub(super) async fn known_of(
    cx: &Context,
    exam: ExamId,
    named: BTreeSet<PictureDigest>,
) -> Result<PicturesKnown, StoreError> {
    let had: Vec<PictureDigest> = of_exam(cx, exam, named).await?.into_iter().collect();
    known(&cx.store, &had).await
}

/// Which of these pictures the exam has.
///
/// # Errors
/// Those of the store.
pub(super) async fn of_exam(
    cx: &Context,
    exam: ExamId,
    named: BTreeSet<PictureDigest>,
) -> Result<BTreeSet<PictureDigest>, StoreError> {
    let named: Vec<PictureDigest> = named.into_iter().collect();
    exam_picture::among(cx.store.read(), exam, &named).await
}
